"""What curators do, from the queue to the catalogue: without script on a telephone, and by
keyboard alone on a desk."""

import pytest

from curators import flagged, staff_of
from market import eventually


@pytest.fixture(scope="module")
def staff(demo):
    return staff_of(demo)


def published(client, course: str) -> dict | None:
    answer = client.get(f"/v1/courses/{course}")
    return answer.json() if answer.status_code == 200 else None


def test_from_the_queue_to_what_a_second_person_publishes(demo, hands, browser, staff):
    browser.sign_in_as_staff(staff("curator")).open("/staff/kurasi?kind=new")
    hands.choose("#platform", "sekolahmu")
    hands.choose("#state", "published")
    hands.use("form[action='/staff/kurasi'] button")
    assert "platform=sekolahmu" in browser.path and "state=published" in browser.path
    course = browser.find("tbody input[name=pilih]").get_attribute("value")
    before = published(demo.client(), course)
    page = f"/staff/kurasi/kelas/{course}"
    hands.use(f"a[href='{page}']")

    hands.open_up("#title summary")
    hands.write("#title [name=nilai]", "Judul dari kurator")
    hands.use("#title details form button")
    assert browser.find("[role=alert]").is_displayed(), "a reason is missing"
    assert browser.find("#title [name=nilai]").get_attribute("value") == "Judul dari kurator"
    hands.write("#title [name=alasan]", "lebih jelas")
    hands.use("#title details form button")
    assert browser.text("h1") == "Judul dari kurator"

    decide(hands, "suspend", "diperiksa dulu")
    eventually("it is gone", lambda: published(demo.client(), course) is None)
    decide(hands, "publish", "sudah diperiksa")
    assert not browser.all("form[action$=setujui]"), "nobody confirms their own"

    browser.sign_in_as_staff(staff("chief_curator")).open("/staff/kurasi")
    hands.use(".chips a[href*='kind=proposed']")
    hands.use(f"a[href='{page}']")
    hands.use("form[action$=setujui] button")
    eventually("it is back", lambda: published(demo.client(), course))
    assert published(demo.client(), course)["title"] == "Judul dari kurator"
    hands.open_up("#title summary")
    hands.use("#title form[action$=lepas] button")
    assert browser.text("h1") == before["title"]


def decide(hands, action: str, reason: str) -> None:
    hands.choose("#aksi", action)
    hands.write("#alasan-keputusan", reason)
    hands.use("form[action$=keputusan] button")


def test_many_courses_are_tried_decided_upon_and_taken_back(demo, hands, browser, staff):
    browser.sign_in_as_staff(staff("curator")).open("/staff/kurasi?kind=new&platform=pintaria")
    boxes = browser.all("tbody input[name=pilih]")[:2]
    courses = [box.get_attribute("value") for box in boxes]
    for course in courses:
        hands.tick(f"input[value='{course}']")
    hands.choose("#aksi", "suspend")
    hands.use("#daftar button")
    assert browser.find("#alasan").get_attribute("aria-invalid") == "true"
    kept = [box.get_attribute("value") for box in browser.all("input[name=pilih]:checked")]
    assert kept == courses, "what was chosen is kept"
    hands.write("#alasan", "diperiksa bersama")
    hands.use("#daftar button")
    assert all(published(demo.client(), course) for course in courses), "nothing is done yet"
    hands.use("main form[method=post] button")
    assert browser.path.startswith("/staff/kurasi/massal/blk_")
    bulk = browser.path.split("/")[-1]
    done = staff("auditor").json(f"/v1/curation/bulk/{bulk}")
    assert {one["course_id"]: one["state"] for one in done["courses"]} == dict.fromkeys(
        courses, "suspended"
    )
    assert bulk in {one["id"] for one in staff("auditor").json("/v1/curation/bulk")["items"]}
    for course in courses:
        eventually("it is gone", lambda one=course: published(demo.client(), one) is None)
    hands.use("form[action$=urungkan] button")
    assert "Diurungkan" in browser.text()
    for course in courses:
        eventually("it is back", lambda one=course: published(demo.client(), one))


def test_a_flag_is_dismissed_and_opened_again(hands, browser, staff):
    flag = flagged(staff("curator"), rule="too_short")
    browser.sign_in_as_staff(staff("curator")).open("/staff/kurasi/tanda?rule=too_short")
    hands.use(f"main a[href='/staff/kurasi/tanda/{flag['id']}']")
    hands.use("form[action*=tanda] button")
    assert browser.find("[role=alert]").is_displayed()
    hands.write("#alasan", "memang hanya pengantar")
    hands.use("form[action*=tanda] button")
    assert "memang hanya pengantar" in browser.text()
    hands.use("form[action*=tanda] button")
    assert browser.find("#alasan").get_attribute("value") == ""


def test_a_file_is_tried_applied_and_taken_back(demo, hands, browser, staff, tmp_path):
    course = staff("curator").json("/v1/curation/queue?kind=new&platform=sisnaker")["items"][0]
    title = course["title"]
    text = f"id,title\n{course['course_id']},Judul dari berkas\nx,salah\n"
    file = tmp_path / "kelas.csv"
    file.write_text(text)
    browser.sign_in_as_staff(staff("curator")).open("/staff")
    hands.use("main a[href='/staff/kurasi/berkas']")
    hands.hand_over(file, text)
    hands.use("form[enctype] button")
    page = browser.path

    def shows(words: str) -> None:
        eventually(words, lambda: words in browser.open(page).text())

    shows("Judul dari berkas")
    assert browser.all("a[href$=kesalahan]"), "the errors can be downloaded"
    hands.write("#alasan", "perapian")
    hands.use("main form[method=post] button")
    shows("Urungkan")
    eventually(
        "it is public",
        lambda: published(demo.client(), course["course_id"])["title"] == "Judul dari berkas",
    )
    hands.use("main form[method=post] button")
    shows("Diurungkan")
    eventually(
        "it is as it was",
        lambda: published(demo.client(), course["course_id"])["title"] == title,
    )
