"""Flags, reports, words and files of curators, by their pages in a real browser."""

import contextlib

import pytest

from browser import DESK, PHONE, Browser
from curators import flagged, staff_of
from market import eventually


@pytest.fixture(scope="module")
def staff(demo):
    return staff_of(demo)


@pytest.fixture(scope="module")
def browser(demo):
    with contextlib.closing(Browser(demo.url, DESK)) as browser:
        yield browser


@pytest.fixture(scope="module")
def chosen(courses):
    """Courses of these tests alone: of long titles, which nobody else looks for."""
    return iter(sorted(courses, key=lambda course: (-len(course["title"]), course["id"]))[40:60])


def signed_in(browser: Browser, client) -> Browser:
    browser.open("/staff/masuk")
    browser.driver.delete_all_cookies()
    browser.driver.add_cookie(
        {"name": "sesi_staf", "value": client.token, "httpOnly": True, "path": "/staff"}
    )
    return browser


def test_a_participant_reports_a_course_by_its_page(browser, buyer, chosen):
    course = next(chosen)
    browser.open("/masuk")
    browser.driver.delete_all_cookies()
    browser.driver.add_cookie({"name": "sesi", "value": buyer.token, "httpOnly": True})
    browser.open(f"/kelas/{course['slug']}").follow("Laporkan kelas ini")
    browser.click("main form button")
    assert browser.find("[role=alert]").is_displayed()
    assert browser.violations() == []
    browser.fill(cerita="Isinya tidak sesuai judul").click("main form button")
    assert browser.find("[name=cerita]").get_attribute("value") == "Isinya tidak sesuai judul"
    browser.find("[value=misleading]").click()
    browser.click("main form button")
    assert "Terima kasih" in browser.text()


def test_a_curator_dismisses_a_flag_by_its_page(browser, staff):
    signed_in(browser, staff("curator")).open("/staff/kurasi/tanda?rule=own_provider")
    flag = flagged(staff("curator"), rule="own_provider")
    browser.follow(flag["course"]["title"])
    assert "Lapak Pintar Academy" in browser.text()
    browser.fill(alasan=" ").click("form[action*=tanda] button")
    assert browser.find("[role=alert]").is_displayed()
    browser.fill(alasan="pemiliknya sudah berganti").click("form[action*=tanda] button")
    assert "pemiliknya sudah berganti" in browser.text()
    browser.click("form[action*=tanda] button")
    assert "pemiliknya sudah berganti" not in browser.text()


def test_words_and_files_are_edited_by_their_pages(browser, staff, chosen, tmp_path):
    course = next(chosen)
    signed_in(browser, staff("chief_curator")).open("/staff/kurasi/sinonim")
    browser.fill(kata="satu").click("section form button")
    assert browser.find("[role=alert]").is_displayed()
    assert browser.find("[name=kata]").get_attribute("value") == "satu"
    browser.fill(kata="zqx satu\nzqx dua").click("section form button")
    browser.follow("zqx satu, zqx dua")
    browser.click("form.shelf button")
    assert "zqx satu" not in browser.text()

    file = tmp_path / "kelas.csv"
    file.write_text(f"id,judul\n{course['id']},Judul dari berkas\n")
    browser.open("/staff/kurasi/berkas").find("#berkas").send_keys(str(file))
    browser.click("section form[method=post] button")
    assert browser.find("[role=alert]").is_displayed()
    text = browser.find("#csv").get_attribute("value")
    assert "Judul dari berkas" in text, "what was in the file is kept"
    browser.fill(csv=text.replace("judul", "title")).click("section form[method=post] button")
    one = browser.path

    def is_checked() -> bool:
        return "Judul dari berkas" in browser.open(one).text()

    eventually("the page shows what would change", is_checked)
    assert browser.violations() == []


def test_nothing_keeps_a_curator_out(browser, staff):
    chief, found = staff("chief_curator"), {}
    flag = flagged(chief, rule="too_short")
    category = chief.json("/v1/curation/categories")["items"][0]["id"]
    pages = [
        "/staff/kurasi/tanda",
        f"/staff/kurasi/tanda/{flag['id']}",
        "/staff/kurasi/kategori",
        f"/staff/kurasi/kategori/{category}",
        "/staff/kurasi/keterampilan",
        "/staff/kurasi/berkas",
    ]
    browser.complaints()
    for role, size, dark in [("chief_curator", PHONE, True), ("auditor", DESK, False)]:
        signed_in(browser, staff(role)).resize(size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.devtools("Emulation.setEmulatedMedia", features=[scheme])
        for path in pages if role == "chief_curator" else pages[:2]:
            found[path, role] = browser.open(path).violations()
            assert browser.overflow() <= 0, path
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
    assert browser.complaints() == []
