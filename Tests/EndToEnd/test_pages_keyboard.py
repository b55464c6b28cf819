"""The pages by keyboard alone, enlarged, on a slow line, and as HTML that others can read."""

import contextlib

import html5lib
import pytest
import requests

import figures
from browser import DESK, PHONE, Browser

EVERYBODYS = ["/", "/kelas", "/kelas?q=zzzzqqqq", "/masuk", "/lupa-sandi", "/tidak-ada"]
PERSONAL = ["/pesanan", "/kartu", "/sertifikat", "/insentif", "/pesan", "/sesi"]
USABLE_SECONDS_MAX = 3.0
COMPLETE_BYTES_MAX = 100_000
REQUESTS_MAX = 6


@pytest.fixture(scope="module")
def open_browser(demo):
    """Opens browsers on the demo and closes them with the module."""
    with contextlib.ExitStack() as stack:

        def open_one(*arguments, **named) -> Browser:
            browser = Browser(demo.url, *arguments, **named)
            stack.callback(browser.close)
            return browser

        yield open_one


@pytest.fixture(scope="module")
def desk(open_browser) -> Browser:
    return open_browser(DESK)


def test_a_course_is_bought_by_keyboard_alone(desk, buyer, affordable):
    title = affordable[10]["title"]
    desk.sign_in_as(buyer)
    desk.open("/").press_until_focused("#q")
    desk.type(title).press("ENTER")
    desk.wait(lambda: desk.path.startswith("/kelas?q="))
    desk.press_until_focused(".card h3 a", saying=title).press("ENTER")
    desk.wait(lambda: desk.text("h1") == title)
    desk.press_until_focused(".buy .button").press("ENTER")
    desk.wait(lambda: desk.path.endswith("/beli"))
    desk.press_until_focused("main form button.primary").press("ENTER")
    desk.wait(lambda: desk.path.startswith("/pesanan/ord_"))
    desk.press_until_focused(".account summary").press("ENTER")
    desk.press_until_focused("form[action='/keluar'] button").press("ENTER")
    desk.wait(lambda: desk.path == "/")
    assert "Masuk" in desk.text(".top")


def test_the_way_past_the_navigation_is_the_first_thing(desk):
    desk.open("/kelas").press("TAB")
    assert desk.focused().get_attribute("class") == "skip"
    desk.press("ENTER").press("TAB")
    assert desk.focused().get_attribute("id") == "q"


def test_everything_that_can_be_used_shows_its_focus(desk, dated):
    for path in ["/kelas?q=kopi&delivery=self-paced", f"/kelas/{dated['slug']}"]:
        desk.open(path)
        seen = 0
        while seen < 40 and desk.press_tab():
            assert desk.shows_focus(), desk.focused().get_attribute("outerHTML")
            seen += 1
        assert seen > 5, path


def test_nothing_is_cut_off_or_complained_about_when_small_or_enlarged(desk, buyer, dated):
    """At 320 pixels, and with text of twice the size in half of a small screen."""
    desk.sign_in_as(buyer)
    pages = ["/", "/kelas", "/kelas?q=zzzzqqqq", *PERSONAL]
    pages += [f"/kelas/{dated['slug']}", f"/kelas/{dated['slug']}/beli"]
    desk.complaints()
    try:
        for path in pages:
            desk.resize((320, 640))
            desk.open(path)
            assert desk.overflow() <= 0, f"{path} at 320"
            desk.resize((640, 450))
            assert desk.enlarge_text(2).overflow() <= 0, f"{path} at 200 %"
    finally:
        desk.resize(DESK)
    assert desk.complaints() == []


def test_a_receipt_is_printed_without_what_is_for_the_screen(desk, buyer, affordable):
    order = buyer.buy(affordable[16]["id"]).json()["id"]
    desk.sign_in_as(buyer).open(f"/pesanan/{order}")
    desk.devtools("Emulation.setEmulatedMedia", media="print")
    try:
        assert not desk.find(".top").is_displayed() and not desk.find(".bottom").is_displayed()
        assert not desk.find("main details").is_displayed()
        assert order in desk.text(".bill") and "Rp" in desk.text(".bill")
    finally:
        desk.devtools("Emulation.setEmulatedMedia", media="")


def test_the_html_is_valid(demo, buyer, affordable):
    order = buyer.buy(affordable[11]["id"]).json()["id"]
    course = f"/kelas/{affordable[12]['slug']}"
    pages = EVERYBODYS + PERSONAL + [course, f"{course}/beli", f"{course}/ulasan"]
    for path in [*pages, f"/pesanan/{order}", "/kelas?lang=en", "/demo/surat", "/styleguide"]:
        answer = requests.get(
            demo.url + path,
            cookies={"sesi": buyer.token},
            headers={"Accept": "text/html"},
            timeout=10,
        )
        html5lib.HTMLParser(strict=True).parse(answer.text)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_are_usable_on_a_slow_line(open_browser, affordable, size):
    browser = open_browser(size)
    browser.slow_down(milliseconds=400, bits_per_second=400_000)
    for path in ["/", "/kelas", f"/kelas/{affordable[0]['slug']}"]:
        browser.open(path)
        seen = browser.timings()
        figures.note(
            f"{path} {size[0]} px: usable after {seen['usable']:.2f} s, painted after "
            f"{seen['painted']:.2f} s, {seen['bytes']} bytes in {seen['requests']} requests, "
            f"shift {seen['shift']:.3f}"
        )
        assert seen["usable"] < USABLE_SECONDS_MAX
        assert seen["bytes"] < COMPLETE_BYTES_MAX
        assert seen["requests"] <= REQUESTS_MAX
        assert seen["shift"] == 0, path
