"""moodle against a stand-in of Moodle's published shapes, which moodlepy proves to be one."""

import html
import time

import pytest
from moodle import Moodle, MoodleException

from foreign import ForeignServer, market_of, seed_courses, sync
from market import eventually, wait_until_confirmed

TOKEN = "0123456789abcdef0123456789abcdef"
FIELDS = {"price": "harga", "duration": "menit", "provider": "lembaga", "delivery": "cara"}


def course(number: int, seed: dict) -> dict:
    """A course of the seed as Moodle shows it, with names as `format_string` leaves them."""
    values = {
        "harga": str(seed["price"]) if seed["price"] is not None else None,
        "menit": str(seed["duration_minutes"] or ""),
        "lembaga": html.escape(seed["provider"]),
        "cara": seed["delivery"],
    }
    return {
        "id": number,
        "fullname": html.escape(seed["title"]),
        "displayname": html.escape(seed["title"]),
        "shortname": seed["id"],
        "categoryid": 3,
        "categoryname": html.escape(seed["category"]),
        "sortorder": 10000 + number,
        "summary": f"<p>{seed['description']}</p><script>alert(1)</script>",
        "summaryformat": 1,
        "summaryfiles": [],
        "overviewfiles": [],
        "contacts": [],
        "enrollmentmethods": ["manual"],
        "customfields": [
            {"name": name, "shortname": name, "type": "text", "valueraw": value, "value": value}
            for name, value in values.items()
        ],
        "format": "topics",
        "startdate": 0,
        "enddate": 0,
        "lang": "id",
        "visible": 1,
        "timemodified": 1767323045,
    }


@pytest.fixture(scope="module")
def seeds() -> list[dict]:
    return seed_courses("pijarmahir")


@pytest.fixture(scope="module")
def site(tmp_path_factory, seeds) -> ForeignServer:
    server = ForeignServer("moodle_server", tmp_path_factory.mktemp("moodle"))
    courses = [course(number, seed) for number, seed in enumerate(seeds, 2)]
    front = course(1, seeds[0]) | {"format": "site", "customfields": []}
    hidden = course(998, seeds[0]) | {"visible": 0}
    broken = course(999, seeds[0]) | {"fullname": None, "displayname": 7}
    server.write("courses.json", {"courses": [front, hidden, broken, *courses]})
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def market(tmp_path_factory, site):
    market = market_of(
        tmp_path_factory.mktemp("pijarmahir") / "market",
        {
            "id": "pijarmahir",
            "name": "Pijar Mahir",
            "dialect": "moodle",
            "base_url": f"{site.url}/lms",
            "credentials": {"token": TOKEN},
            "custom_fields": FIELDS,
            "publish": "automatic",
            "enabled": True,
        },
        {"CATALOGD_POLL_SECONDS": "2"},
    )
    try:
        market.report = sync(market)
        yield market.serve()
        market.audit()
    finally:
        market.discard()


@pytest.fixture(scope="module")
def listed(market) -> list[dict]:
    market.wait_for_courses(100)
    return list(market.client().items("/v1/courses?limit=100"))


def test_a_client_that_others_wrote_understands_the_stand_in(site):
    moodle = Moodle(f"{site.url}/lms/webservice/rest/server.php", TOKEN)
    courses = moodle.core.course.get_courses_by_field().courses
    assert courses[0].id == 1 and len(courses) > 100
    assert courses[-1].customfields[0].shortname == "harga"
    person = {"username": "moodlepy", "password": "Aa1-moodlepy", "firstname": "M"}
    made = moodle("core_user_create_users", users=[person | {"lastname": "P", "email": "m@p.id"}])
    user = made[0]["id"]
    enrolment = {"roleid": 5, "userid": user, "courseid": 2}
    assert moodle("enrol_manual_enrol_users", enrolments=[enrolment]) is None
    status = moodle.core.completion.get_course_completion_status(2, user)
    assert not status.completionstatus.completed
    with pytest.raises(MoodleException) as refused:
        moodle.core.completion.get_course_completion_status(3, user)
    assert refused.value.errorcode == "usernotenroled"
    with pytest.raises(MoodleException) as stranger:
        Moodle(moodle.url, "guessed").core.course.get_courses_by_field()
    assert stranger.value.errorcode == "invalidtoken"


def test_all_courses_come_but_the_front_page_and_hidden_ones(market, seeds):
    report = market.report
    assert report["state"] == "applied", report
    assert report["new"] == len(seeds) and report["rejected"] == 1
    assert any(note["record"] == "999" for note in report["notes"])


def test_a_course_is_listed_as_the_platform_has_it(market, site, listed, seeds):
    prices = {course["title"]: course["price"] for course in listed}
    assert prices == {seed["title"]: seed["price"] for seed in seeds}
    seed = next(seed for seed in seeds if seed["delivery"] == "self-paced")
    found = next(course for course in listed if course["title"] == seed["title"])
    full = market.client().json(f"/v1/courses/{found['id']}")
    assert full["delivery"] == "self-paced" and full["language"] == "id"
    assert full["duration_minutes"] == seed["duration_minutes"]
    assert full["url"].startswith(f"{site.url}/lms/course/view.php?id=")
    assert "<script" not in str(full)


def buy(client, listed, number: int) -> tuple[dict, str]:
    """An order that the platform has taken, and the title of what was bought."""
    cheap = [c for c in listed if c["price"] and c["delivery"] == "self-paced"]
    chosen = sorted(cheap, key=lambda c: (c["price"], c["id"]))[number]
    bought = client.buy(chosen["id"])
    assert bought.status_code == 201, bought.text
    return wait_until_confirmed(client, bought.json()["id"]), chosen["title"]


def enrolment(site, client, seeds, title: str) -> list[int]:
    user = client.json("/v1/me")["id"]
    users = site.read("state.json")["users"]
    number = next(known["id"] for known in users if known["username"] == user)
    return [number, 2 + next(i for i, seed in enumerate(seeds) if seed["title"] == title)]


def test_an_order_is_enrolled_and_its_completion_found_by_asking(market, site, listed, seeds):
    siti = market.signed_in()
    order, title = buy(siti, listed, 0)
    key = enrolment(site, siti, seeds, title)
    state = site.read("state.json")
    assert key in state["enrolled"]
    person = next(user for user in state["users"] if user["id"] == key[0])
    assert (person["firstname"], person["lastname"]) == ("Siti", "Rahmawati")
    assert person["email"].endswith(".invalid")

    site.write("completions.json", {f"{key[0]},{key[1]}": int(time.time())})
    eventually("the completion is found", lambda: siti.order(order["id"])["state"] == "completed")
    second, _ = buy(siti, listed, 1)
    assert second["id"] != order["id"]
    users = [user["username"] for user in site.read("state.json")["users"]]
    assert users.count(person["username"]) == 1, "the same person is the same user"


def test_a_cancelled_order_is_given_back_at_the_platform(market, site, listed, seeds):
    budi = market.signed_in("budi@example.id")
    before = budi.balance()
    order, title = buy(budi, listed, 2)
    key = enrolment(site, budi, seeds, title)
    assert budi.post(f"/v1/orders/{order['id']}/cancel").status_code in (200, 202)
    eventually("the user is out", lambda: key not in site.read("state.json")["enrolled"])
    eventually("the money is back", lambda: budi.balance() == before)


def test_a_wrong_token_is_told_apart_and_never_shown(market, site, tmp_path):
    wrong = "fedcba9876543210fedcba9876543210"
    platform = market.platforms[0] | {"credentials": {"token": wrong}}
    other = market_of(tmp_path / "market", platform)
    try:
        report = sync(other)
        assert report["state"] == "failed"
        assert "credentials are not accepted" in report["detail"]
        assert "invalidtoken" in report["detail"]
        shown = other.run("sync")
        assert wrong not in shown.stdout + shown.stderr + str(report)
    finally:
        other.discard()
    for file in market.directory.glob("*.log"):
        assert TOKEN not in file.read_text()
