"""Curators' pages in a real browser, and how soon what they decide is public."""

import contextlib
import time
from functools import cache

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

import figures
from browser import DESK, PHONE, Browser
from client import assert_problem
from market import eventually


@pytest.fixture(scope="module")
def staff(demo):
    """A client for each role, by a token that the command issues."""

    @cache
    def issue(role: str):
        (row,) = demo.rows("SELECT id FROM staff WHERE role = ? ORDER BY id LIMIT 1", role)
        return demo.client(demo.done("token", "issue", "--staff", row[0]).strip())

    return issue


@pytest.fixture(scope="module")
def browser(demo):
    with contextlib.closing(Browser(demo.url, DESK)) as browser:
        yield browser


@pytest.fixture(scope="module")
def chosen(courses):
    """Courses of these tests alone: the most expensive, which nobody else buys."""
    dear = sorted(courses, key=lambda course: (-(course["price"] or 0), course["id"]))
    return iter([course for course in dear if course["price"]][:40])


def signed_in(browser: Browser, client) -> Browser:
    browser.open("/staff/masuk")
    browser.driver.delete_all_cookies()
    browser.driver.add_cookie(
        {"name": "sesi_staf", "value": client.token, "httpOnly": True, "path": "/staff"}
    )
    return browser


def course_page(course: dict) -> str:
    return f"/staff/kurasi/kelas/{course['id']}"


def curated(client, course: dict) -> tuple[dict, dict]:
    """A course as curators see it, and the header that names this state."""
    answer = client.get(f"/v1/curation/courses/{course['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json(), {"If-Match": answer.headers["ETag"]}


def decide(client, course: dict, action: str):
    path = f"/v1/curation/courses/{course['id']}/decisions"
    _, seen = curated(client, course)
    return client.post(path, {"action": action, "reason": "uji"}, headers=seen)


TRIES = 4
# What is promised, of an optimized build on a machine that does nothing else; it is shown at the
# end of a run. The test itself fails only where a decision waits for something that it should not.
PROMISED_SECONDS = 1
PUBLIC_SECONDS_MAX = 5


def decided_and_seen(demo, staff, course: dict) -> float:
    """Seconds until a suspension, and then a publication by two, is public: the longer one."""
    client, path = demo.client(), f"/v1/courses/{course['id']}"
    began = time.monotonic()
    assert decide(staff("curator"), course, "suspend").status_code == 200
    eventually("it is gone", lambda: client.get(path).status_code == 404, pause=0.02)
    gone = time.monotonic() - began
    proposed = decide(staff("curator"), course, "publish")
    assert proposed.status_code == 202, proposed.text
    confirm = f"/v1/curation/proposals/{proposed.json()['proposal']['id']}/confirm"
    assert_problem(staff("curator").post(confirm), 403, "own_proposal")
    began = time.monotonic()
    assert staff("chief_curator").post(confirm).status_code == 200
    eventually("it is back", lambda: client.get(path).status_code == 200, pause=0.02)
    return max(gone, time.monotonic() - began)


def test_a_decision_is_soon_public(demo, staff, chosen):
    course, spans = next(chosen), []
    # What else the machine does meanwhile may slow one of them.
    while len(spans) < TRIES and min(spans, default=PROMISED_SECONDS) >= PROMISED_SECONDS:
        spans.append(decided_and_seen(demo, staff, course))
    figures.note("a curator's decision is public after " + ", ".join(f"{s:.2f} s" for s in spans))
    assert min(spans) < PUBLIC_SECONDS_MAX


def test_a_suspended_course_is_bought_no_more(staff, buyer, chosen):
    course = next(chosen)
    assert decide(staff("curator"), course, "suspend").status_code == 200
    refused = assert_problem(buyer.buy(course["id"]), 409, "purchase_refused")
    assert "course_not_for_sale" in [reason["code"] for reason in refused["reasons"]]


def test_many_courses_are_decided_upon_tried_first_and_taken_back(demo, staff, browser, chosen):
    course = next(chosen)
    signed_in(browser, staff("curator"))
    browser.open(f"/staff/kurasi?kind=new&platform={course['platform']['id']}")
    browser.fill(aksi="suspend", alasan="belum ada yang dipilih")
    browser.click("form[action='/staff/kurasi/massal'] button")
    assert browser.find("#alasan").get_attribute("value") == "belum ada yang dipilih"
    assert "summary" in browser.driver.switch_to.active_element.get_attribute("class")
    assert f"platform={course['platform']['id']}" in browser.path, "the filter is kept"
    boxes = browser.all("input[name=pilih]")
    first = boxes[0].get_attribute("value")
    # By keys alone: the first is chosen, and the second chosen and left again.
    boxes[0].send_keys("x")
    boxes[0].send_keys("j")
    assert browser.driver.switch_to.active_element == boxes[1]
    boxes[1].send_keys("xx")
    assert [box.is_selected() for box in boxes[:2]] == [True, False]
    browser.fill(aksi="suspend", alasan="harga keliru <b>")
    browser.click("form[action='/staff/kurasi/massal'] button")
    assert "harga keliru <b>" in browser.text() and browser.path.startswith("/staff/kurasi/massal?")
    assert curated(staff("curator"), {"id": first})[0]["state"] == "published"
    browser.click("main form button")
    assert browser.path.startswith("/staff/kurasi/massal/blk_")
    assert curated(staff("curator"), {"id": first})[0]["state"] == "suspended"
    assert browser.violations() == []
    browser.click("main form button")
    assert curated(staff("curator"), {"id": first})[0]["state"] == "published"
    assert "Diurungkan" in browser.text()


def test_an_overridden_field_is_shown_beside_the_platforms_and_outlives_a_sync(
    demo, staff, browser, chosen
):
    course = next(chosen)
    signed_in(browser, staff("curator")).open(course_page(course))
    browser.find("#title summary").send_keys(Keys.ENTER)
    form = browser.find("#title details form")
    title = form.find_element(By.NAME, "nilai")
    title.clear()
    title.send_keys("Judul kami " + "x" * 300)
    form.find_element(By.NAME, "alasan").send_keys("terlalu heboh")
    browser.click("#title details form button")
    assert browser.find("[role=alert]").is_displayed()
    assert browser.find("#nilai-title").get_attribute("aria-invalid") == "true"
    title = browser.find("#title [name=nilai]")
    assert title.get_attribute("value").startswith("Judul kami x"), "what was typed is kept"
    title.clear()
    title.send_keys("Judul kami")
    browser.click("#title details form button")
    assert "Judul kami" in browser.text("h1") and course["title"] in browser.text("#title")
    demo.done("sync", course["platform"]["id"], "--full")
    client = demo.client()
    eventually(
        "our title is public",
        lambda: client.json(f"/v1/courses/{course['id']}")["title"] == "Judul kami",
    )
    browser.open(course_page(course) + "/riwayat?bidang=title")
    assert "terlalu heboh" not in browser.text("table") and "Judul kami" in browser.text("table")
    browser.click("tbody td a")
    assert course["title"] in browser.text("section table")
    browser.open(course_page(course)).find("#title summary").click()
    browser.click("#title form[action$=lepas] button")
    assert browser.text("h1") == course["title"]


def test_a_raised_price_waits_for_another_curator(demo, staff, browser, chosen):
    course = next(chosen)
    signed_in(browser, staff("curator")).open(course_page(course))
    browser.find("#price summary").click()
    form = browser.find("#price details form")
    price = form.find_element(By.NAME, "nilai")
    price.clear()
    price.send_keys(f"{course['price'] + 1_000:,}".replace(",", "."))
    form.find_element(By.NAME, "alasan").send_keys("biaya modul")
    browser.click("#price details form button")
    assert not browser.all("form[action$=setujui]"), "nobody confirms their own"
    signed_in(browser, staff("chief_curator")).open("/staff/kurasi?kind=proposed")
    browser.follow(course["title"])
    assert "biaya modul" in browser.text()
    browser.click("form[action$=setujui] button")
    state, seen = curated(staff("curator"), course)
    (field,) = [field for field in state["fields"] if field["field"] == "price"]
    assert field["ours"] == course["price"] + 1_000 and field["platform"] == course["price"]
    path = f"/v1/curation/courses/{course['id']}/overrides/price"
    assert staff("curator").send("DELETE", path, headers=seen).status_code == 204


def test_whoever_decides_on_what_has_changed_is_told(staff, browser, chosen):
    course = next(chosen)
    signed_in(browser, staff("curator")).open(course_page(course))
    _, seen = curated(staff("chief_curator"), course)
    path = f"/v1/curation/courses/{course['id']}/overrides/language"
    body = {"value": "en", "reason": "uji"}
    assert staff("chief_curator").send("PUT", path, json=body, headers=seen).status_code == 200
    Select(browser.find("#aksi")).select_by_value("suspend")
    browser.find("#alasan-keputusan").send_keys("alasan yang panjang")
    browser.click("form[action$=keputusan] button")
    assert "berubah sejak" in browser.text("[role=alert]")
    assert browser.find("#alasan-keputusan").get_attribute("value") == "alasan yang panjang"
    assert curated(staff("curator"), course)[0]["state"] == "published"


def test_nothing_keeps_a_curator_out(staff, browser, chosen):
    course = next(chosen)
    assert decide(staff("curator"), course, "suspend").status_code == 200
    assert decide(staff("chief_curator"), course, "publish").status_code == 202
    history = course_page(course) + f"/riwayat?pada={int(time.time() * 1000) - 60_000}"
    plan = f"/staff/kurasi/massal?aksi=publish&alasan=x&pilih={course['id']}"
    found = {}
    browser.complaints()
    for role, size, dark in [("curator", PHONE, True), ("auditor", DESK, False)]:
        signed_in(browser, staff(role)).resize(size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.devtools("Emulation.setEmulatedMedia", features=[scheme])
        pages = ["/staff/kurasi", course_page(course)]
        for path in pages + (["/staff/kurasi?state=draft", history, plan] if size == PHONE else []):
            found[path, role] = browser.open(path).violations()
            assert browser.overflow() <= 0, path
    assert {key: faults for key, faults in found.items() if faults} == {}
    assert not browser.all("main form[method=post]"), "an auditor changes nothing"
    assert browser.complaints() == []


def test_the_queue_tells_what_a_sync_holds(staff):
    page = staff("auditor").json("/v1/curation/queue?kind=new&limit=3")
    assert len(page["items"]) == 3 and page["counts"]["new"] >= 3 and page["next_cursor"]
    follow = staff("auditor").json(f"/v1/curation/queue?kind=new&cursor={page['next_cursor']}")
    assert follow["items"][0]["course_id"] > page["items"][-1]["course_id"]
    assert_problem(staff("auditor").get("/v1/curation/queue?kind=old"), 400, "invalid_parameter")
