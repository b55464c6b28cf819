"""Flags, reports, words and files of curators, by the interface for programs."""

import csv
import io
import json
import time

import pytest

import figures
from client import assert_problem
from curators import flagged, flags, staff_of
from market import eventually

ROUND_SECONDS_MAX = 60
READERS = {"curator", "chief_curator", "auditor"}
WRITERS = {"curator", "chief_curator"}
CHIEF = {"chief_curator"}
UNKNOWN = "00000000000000000000000000"
ACCESS = [
    ("GET", "/v1/curation/flag-rules", READERS),
    ("GET", "/v1/curation/flags", READERS),
    ("GET", f"/v1/curation/flags/flg_{UNKNOWN}", READERS),
    ("PUT", f"/v1/curation/flags/flg_{UNKNOWN}/dismissal", WRITERS),
    ("DELETE", f"/v1/curation/flags/flg_{UNKNOWN}/dismissal", WRITERS),
    ("GET", f"/v1/curation/courses/crs_{UNKNOWN}/public-price", READERS),
    ("PUT", f"/v1/curation/courses/crs_{UNKNOWN}/public-price", WRITERS),
    ("DELETE", f"/v1/curation/courses/crs_{UNKNOWN}/public-price", WRITERS),
    ("GET", "/v1/curation/categories", READERS),
    ("GET", "/v1/curation/categories/tidak-ada", READERS),
    ("PUT", "/v1/curation/categories/TIDAK", CHIEF),
    ("DELETE", "/v1/curation/categories/tidak-ada", CHIEF),
    ("GET", "/v1/curation/skills", READERS),
    ("POST", "/v1/curation/skills", CHIEF),
    ("GET", f"/v1/curation/skills/wrd_{UNKNOWN}", READERS),
    ("PUT", f"/v1/curation/skills/wrd_{UNKNOWN}", CHIEF),
    ("DELETE", f"/v1/curation/skills/wrd_{UNKNOWN}", CHIEF),
    ("GET", "/v1/curation/synonyms", READERS),
    ("POST", "/v1/curation/synonyms", CHIEF),
    ("GET", f"/v1/curation/synonyms/wrd_{UNKNOWN}", READERS),
    ("PUT", f"/v1/curation/synonyms/wrd_{UNKNOWN}", CHIEF),
    ("DELETE", f"/v1/curation/synonyms/wrd_{UNKNOWN}", CHIEF),
    ("GET", "/v1/curation/courses.csv?platform=tidak-ada", READERS),
    ("GET", "/v1/curation/imports", READERS),
    ("GET", f"/v1/curation/imports/imp_{UNKNOWN}", READERS),
    ("GET", f"/v1/curation/imports/imp_{UNKNOWN}/entries", READERS),
    ("GET", f"/v1/curation/imports/imp_{UNKNOWN}/errors.csv", READERS),
    ("POST", f"/v1/curation/imports/imp_{UNKNOWN}/apply", WRITERS),
    ("POST", f"/v1/curation/imports/imp_{UNKNOWN}/undo", WRITERS),
]
# What fits each body and changes nothing.
BODIES = {
    "dismissal": {"reason": "uji"},
    "apply": {"reason": "uji"},
    "public-price": {"price": 1, "url": "https://example.id/"},
    "categories": {"name": {"id": "a", "en": "a"}, "words": []},
    "skills": {"name": "", "aliases": []},
    "synonyms": {"words": []},
}


@pytest.fixture(scope="module")
def staff(demo):
    return staff_of(demo)


@pytest.fixture(scope="module")
def chosen(courses):
    """Courses of these tests alone: the longest titles, which nobody else looks for."""
    return iter(sorted(courses, key=lambda course: (-len(course["title"]), course["id"]))[:40])


def body_for(method: str, path: str):
    if method not in ("PUT", "POST"):
        return None
    return next((body for word, body in BODIES.items() if word in path), None)


def seen(client, path: str) -> dict:
    """The header that names the state in which something was read."""
    return {"If-Match": client.get(path).headers["ETag"]}


def test_each_role_gets_what_is_its_own_and_no_more(demo, staff, buyer):
    people = {role: staff(role) for role in [*READERS, "operator", "partner"]}
    for method, path, allowed in ACCESS:
        body = body_for(method, path)
        assert_problem(demo.client().send(method, path, json=body), 401)
        assert_problem(buyer.send(method, path, json=body), 401)
        for role, client in people.items():
            status = client.send(method, path, json=body).status_code
            assert (status not in (401, 403)) == (role in allowed), (method, path, role, status)


def test_a_flag_shows_its_facts_and_a_dismissal_holds_until_they_change(demo, staff, chosen):
    curator, course = staff("curator"), next(chosen)
    price = f"/v1/curation/courses/{course['id']}/public-price"
    note = {"price": 0, "url": "https://example.id/gratis"}
    assert curator.send("PUT", price, json=note).status_code == 200
    flag = flagged(curator, course=course["id"], rule="above_public_price")
    facts = {fact["name"]: fact for fact in flag["evidence"]}
    assert facts["public_price"]["number"] == 0 and facts["price"]["number"] == course["price"]
    assert facts["address"]["text"] == "https://example.id/gratis"
    assert facts["price"]["label"] == {"id": "Harga", "en": "Price"}

    path = f"/v1/curation/flags/{flag['id']}"
    dismissal, reason = path + "/dismissal", {"reason": "harga promosi"}
    assert_problem(curator.send("PUT", dismissal, json=reason), 428)
    before = seen(curator, path)
    assert curator.send("PUT", dismissal, json=reason, headers=before).status_code == 200
    assert_problem(curator.send("PUT", dismissal, json=reason, headers=before), 412)
    assert flags(curator, course=course["id"], rule="above_public_price") == []
    demo.done("sync", course["platform"]["id"], "--full")
    (kept,) = flags(curator, course=course["id"], rule="above_public_price", state="dismissed")
    assert kept["dismissal"]["reason"] == "harga promosi"
    note["price"] = 1
    assert curator.send("PUT", price, json=note).status_code == 200
    assert flags(curator, course=course["id"])[0]["id"] == flag["id"], "other facts: open again"
    assert curator.send("DELETE", price).status_code == 204
    assert flags(curator, course=course["id"], state="gone")


def test_the_rules_are_asked_about_the_whole_catalogue(staff):
    curator = staff("curator")

    def rules() -> dict:
        items = curator.json("/v1/curation/flag-rules")["items"]
        return {item["id"]: item["open"] + item["dismissed"] for item in items}

    eventually("the rules were asked", lambda: rules()["own_provider"] and rules()["too_short"])
    flag = flagged(curator, rule="own_provider")
    assert flag["course"]["platform"] == "tokopedia"
    assert_problem(curator.get("/v1/curation/flags?rule=x"), 400)


def test_reports_of_participants_feed_the_same_queue(demo, staff, buyers, chosen):
    curator, course = staff("curator"), next(chosen)
    path = f"/v1/courses/{course['id']}/reports"
    people = buyers(2)
    story = {"reason": "misleading", "text": "Isinya <b>lain</b> dari judulnya"}
    assert_problem(demo.client().post(path, story), 401)
    assert_problem(people[0].post(path, story | {"text": "pendek"}), 422, "report_length")
    for person in [*people, people[0]]:
        assert person.post(path, story).status_code == 201
    flag = flagged(curator, course=course["id"], rule="reported")
    facts = {fact["name"]: fact for fact in flag["evidence"]}
    assert facts["reports"]["number"] == 2 and facts["text"]["text"] == story["text"]


def test_words_are_live_within_a_second(demo, staff, chosen):
    chief, course, client = staff("chief_curator"), next(chosen), demo.client()
    word = course["title"].split()[-1]

    def found(text: str) -> int:
        return client.json(f"/v1/courses?q={text}")["total"]

    assert found("zwxqv") == 0
    began = time.monotonic()
    added = chief.post("/v1/curation/synonyms", {"words": ["zwxqv", word]})
    assert added.status_code == 201, added.text
    eventually("it is searched by", lambda: found("zwxqv") > 0, pause=0.02)
    spent = time.monotonic() - began
    path = f"/v1/curation/synonyms/{added.json()['id']}"
    assert_problem(chief.send("DELETE", path), 428)
    assert chief.send("DELETE", path, headers=seen(chief, path)).status_code == 204
    eventually("it is not any more", lambda: found("zwxqv") == 0)

    skill = (
        {"name": "Nama Bersama", "aliases": [course["skills"][0]]} if course.get("skills") else None
    )
    category = client.json("/v1/categories")["items"][0]["id"]
    path = f"/v1/curation/categories/{category}"
    known = chief.json(path)
    change = {key: known[key] for key in ("words", "position")}
    change["name"] = known["name"] | {"en": "Another name"}
    assert_problem(chief.send("PUT", path, json=change), 428)
    assert_problem(chief.send("DELETE", path, headers=seen(chief, path)), 409, "category_in_use")
    answer = chief.send("PUT", path, json=change, headers=seen(chief, path))
    assert answer.status_code == 200, answer.text

    def names() -> set:
        return {item["name"] for item in client.json("/v1/categories")["items"]}

    eventually("the name is public", lambda: "Another name" in names(), pause=0.02)
    change["name"] = known["name"]
    assert chief.send("PUT", path, json=change, headers=seen(chief, path)).status_code == 200
    assert skill is None or chief.post("/v1/curation/skills", skill).status_code == 201
    print(f"a synonym is searched by after {spent:.2f} s")
    assert spent < 1


def imported(client, text: str) -> dict:
    begun = client.send(
        "POST", "/v1/curation/imports", data=text.encode(), headers={"Content-Type": "text/csv"}
    )
    assert begun.status_code == 202, begun.text
    return settled(client, begun.json()["id"])


def settled(client, identifier: str) -> dict:
    path = f"/v1/curation/imports/{identifier}"
    busy = {"checking", "applying", "undoing"}
    eventually("the import is done", lambda: client.json(path)["state"] not in busy, pause=0.1)
    return client.json(path)


def test_the_catalogue_goes_out_and_comes_in_as_csv(demo, staff, chosen):
    curator, course = staff("curator"), next(chosen)
    answer = curator.get(f"/v1/curation/courses.csv?platform={course['platform']['id']}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert course["title"] in {row["title"] for row in rows}
    assert settled(curator, imported(curator, answer.content.decode())["id"])["counts"] == {
        outcome: 0 for outcome in ("change", "refused", "applied", "proposed", "undone", "kept")
    }, "what was not edited changes nothing"

    text = f"id,title,level\r\n{course['id']},'=Judul dari berkas,ahli\r\nx,y,z\r\n"
    checked = imported(curator, text)
    assert checked["state"] == "checked"
    assert (checked["counts"]["change"], checked["counts"]["refused"]) == (1, 2)
    errors = curator.get(f"/v1/curation/imports/{checked['id']}/errors.csv").content
    lines = list(csv.DictReader(io.StringIO(errors.decode("utf-8-sig"))))
    assert [(line["line"], line["column"]) for line in lines] == [("2", "level"), ("3", "")]

    client, path = demo.client(), f"/v1/courses/{course['id']}"
    assert client.json(path)["title"] == course["title"], "nothing is changed yet"
    one = f"/v1/curation/imports/{checked['id']}"
    assert curator.post(one + "/apply", {"reason": "perapian"}).status_code == 202
    assert settled(curator, checked["id"])["counts"]["applied"] == 1
    eventually("it is public", lambda: client.json(path)["title"] == "=Judul dari berkas")
    assert_problem(curator.post(one + "/apply", {"reason": "lagi"}), 409, "import_not_ready")
    assert curator.send("POST", one + "/undo").status_code == 202
    assert settled(curator, checked["id"])["counts"]["undone"] == 1
    eventually("it is as it was", lambda: client.json(path)["title"] == course["title"])
    assert_problem(
        curator.send(
            "POST", "/v1/curation/imports", data=b"titel\n", headers={"Content-Type": "text/csv"}
        ),
        422,
        "file_unreadable",
    )


def test_a_round_of_the_rules_tells_how_long_it_took(demo, courses):
    def rounds() -> list[dict]:
        lines = demo.log_file("demo").read_text(errors="replace").splitlines()
        return [json.loads(line) for line in lines if '"flag_round"' in line]

    eventually("a round is over", rounds, ROUND_SECONDS_MAX)
    slowest = max(rounds(), key=lambda one: int(one["worked_ms"]))
    assert int(slowest["courses"]) >= len(courses)
    figures.note(
        f"flags: {len(rounds())} rounds, the slowest over {slowest['courses']} courses worked "
        f"{slowest['worked_ms']} ms and rested {slowest['rested_ms']} ms, "
        f"{slowest['changed']} flags changed"
    )
