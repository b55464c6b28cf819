"""The participants' pages in a real browser: each journey, with and without script."""

import contextlib
import re

import pytest
import requests

from browser import DESK, PHONE, Browser
from market import eventually

PUBLIC = [
    "/",
    "/kelas",
    "/kelas?q=kopi",
    "/kelas?q=zzzzqqqq&delivery=offline",
    "/masuk",
    "/lupa-sandi",
    "/demo/surat",
    "/styleguide",
    "/tidak-ada",
]
PERSONAL = ["/pesanan", "/kartu", "/sertifikat", "/insentif", "/pesan", "/sesi"]


@pytest.fixture(scope="module")
def open_browser(demo):
    """Opens browsers on the demo and closes them with the module."""
    with contextlib.ExitStack() as stack:

        def open_one(*arguments, **named) -> Browser:
            browser = Browser(demo.url, *arguments, **named)
            stack.callback(browser.close)
            return browser

        yield open_one


def signed_in(browser: Browser, client) -> Browser:
    """A synthetic participant, who has no password, by the cookie of a session."""
    browser.open("/masuk")
    browser.driver.add_cookie({"name": "sesi", "value": client.token, "httpOnly": True})
    return browser


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_a_search_to_a_confirmed_order(open_browser, buyer, affordable, size, script):
    browser = signed_in(open_browser(size, script=script), buyer)
    title = affordable[0]["title"]
    browser.open("/").fill(q=title).click(".search button")
    browser.follow(title)
    assert browser.text("h1") == title
    browser.click(".buy .button")
    assert "Sisa saldo" in browser.text()
    browser.click("main form button.primary")
    assert re.match(r"/pesanan/ord_", browser.path), browser.path
    assert "tercatat" in browser.text(".notice")
    order = browser.path.split("?")[0]

    def is_enrolled() -> bool:
        browser.open(order)
        return "Terdaftar" in browser.text() or "Selesai" in browser.text()

    eventually("the page shows the enrolment", is_enrolled)
    browser.open("/pesanan")
    assert title in browser.text()
    browser.open("/kartu")
    assert title in browser.text("table")
    assert browser.overflow() <= 0


def test_a_step_back_and_a_second_click_buy_once(open_browser, buyer, affordable):
    browser = signed_in(open_browser(), buyer)
    browser.open(f"/kelas/{affordable[1]['slug']}/beli").click("main form button.primary")
    first = browser.path.split("?")[0]
    browser.driver.back()
    browser.wait(lambda: "/beli" in browser.path)
    browser.click("main form button.primary")
    assert browser.path.split("?")[0] == first
    assert len(buyer.get("/v1/orders").json()["items"]) == 1


def test_a_refusal_says_why_in_indonesian_and_keeps_the_page(open_browser, buyer, affordable):
    browser = signed_in(open_browser(), buyer)
    path = f"/kelas/{affordable[2]['slug']}/beli"
    browser.open(path).click("main form button.primary")
    browser.open(path).click("main form button.primary")
    assert "sudah pernah kamu beli" in browser.text(".summary")
    focused = browser.driver.switch_to.active_element
    assert "summary" in focused.get_attribute("class")


def test_what_was_typed_is_kept_and_the_error_stands_at_its_field(open_browser):
    browser = open_browser()
    browser.open("/masuk").fill(email="siti@example.id", sandi="keliru").click("main form button")
    assert browser.find("#email").get_attribute("value") == "siti@example.id"
    assert browser.find("#email").get_attribute("aria-invalid") == "true"
    assert browser.text("#email-salah") == "Surel atau kata sandi tidak cocok."
    assert "summary" in browser.driver.switch_to.active_element.get_attribute("class")


def test_signing_in_leads_back_to_where_one_was(open_browser):
    browser = open_browser()
    browser.open("/insentif")
    assert browser.path.startswith("/masuk")
    browser.fill(email="siti@example.id", sandi="belajar").click("main form button")
    assert browser.path == "/insentif"


def test_the_language_stays(open_browser):
    browser = open_browser()
    browser.open("/kelas?q=kopi").click(".switch button")
    assert browser.path == "/kelas?q=kopi"
    assert "Results for" in browser.text("h1")
    browser.open("/")
    assert browser.find("html").get_attribute("lang") == "en"


def test_switching_the_language_loses_nothing_that_was_typed(open_browser, buyer):
    browser = open_browser()
    browser.open("/masuk").fill(email="siti@example.id", sandi="keliru").click("main form button")
    browser.click(".switch button")
    assert browser.path == "/masuk" and browser.find("html").get_attribute("lang") == "en"
    assert browser.find("#email").get_attribute("value") == "siti@example.id"
    assert browser.find("#sandi").get_attribute("value") == "", "passwords are not kept"
    signed_in(browser, buyer)
    browser.open("/insentif").fill(jenis="dana", nomor="12ab", nik="123")
    browser.click("main form button.primary")
    browser.find(".account summary").click()
    browser.click(".switch button")
    assert browser.find("[name=nomor]").get_attribute("value") == "12ab"
    assert browser.find("[name=jenis]").get_attribute("value") == "dana"
    browser.open("/insentif")
    assert browser.find("[name=nomor]").get_attribute("value") == "", "it is kept for one page"


def test_a_refused_form_offers_no_language_that_would_forget_it(open_browser):
    browser = open_browser(PHONE, script=False)
    assert browser.open("/masuk").find(".switch").is_displayed()
    browser.fill(email="siti@example.id", sandi="keliru").click("main form button")
    assert not browser.find(".switch").is_displayed()


def test_the_language_is_switched_where_only_forms_go(demo, buyer, affordable):
    """An address that takes forms alone leads to the page where the form stands."""
    order = buyer.buy(affordable[17]["id"]).json()["id"]
    for path, leads_to in [
        (f"/pesanan/{order}/nilai", f"/pesanan/{order}"),
        ("/staff/akun/sandi", "/staff/akun"),
        ("/kelas?q=kopi", "/kelas?q=kopi"),
        ("/tidak/ada", "/"),
        ("//elsewhere.example/", "/"),
    ]:
        answer = requests.post(
            f"{demo.url}/bahasa",
            data={"bahasa": "en", "kembali": path},
            timeout=10,
            allow_redirects=False,
        )
        assert answer.status_code == 303 and answer.headers["Location"] == leads_to, path


def test_suggestions_are_chosen_by_keyboard(open_browser):
    browser = open_browser()
    browser.open("/")
    box = browser.find("#q")
    box.send_keys("bari")
    browser.wait(lambda: browser.all("#saran [role=option]"))
    box.send_keys("\ue015")  # arrow down
    assert browser.find("#saran [aria-selected=true]").text
    box.send_keys("\ue007")  # enter
    browser.wait(lambda: browser.path.startswith("/kelas?q="))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_keeps_anybody_out(open_browser, dated, dark):
    browser = open_browser(PHONE, dark=dark)
    pages = PUBLIC + [f"/kelas/{dated['slug']}"]
    found = {}
    for path in pages:
        found[path] = browser.open(path).violations()
        assert browser.overflow() <= 0, path
    browser.sign_in()
    for path in PERSONAL + [f"/kelas/{dated['slug']}/beli"]:
        found[path] = browser.open(path).violations()
        assert browser.overflow() <= 0, path
    assert {path: faults for path, faults in found.items() if faults} == {}
    noise = [text for text in browser.complaints() if "404" not in text]
    assert noise == []


def test_every_page_is_light(demo):
    for path in ["/", "/kelas", "/kelas?q=kopi"]:
        answer = requests.get(demo.url + path, headers={"Accept": "text/html"}, timeout=10)
        assert answer.status_code == 200
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_of_another_site_changes_nothing(demo, buyer, affordable):
    cookies = {"sesi": buyer.token}
    page = requests.get(
        f"{demo.url}/kelas/{affordable[3]['slug']}/beli", cookies=cookies, timeout=10
    )
    fields = dict(re.findall(r'name="(izin|kunci|harga)" value="([^"]*)"', page.text))

    def post(fields: dict, **headers: str) -> int:
        answer = requests.post(
            page.url,
            data=fields,
            cookies=cookies,
            headers=headers,
            timeout=10,
            allow_redirects=False,
        )
        return answer.status_code

    assert post(fields | {"izin": "0" * 32}) == 403
    assert post(fields, **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert post(fields, Origin="https://elsewhere.example") == 403
    assert buyer.get("/v1/orders").json()["items"] == []
    assert post(fields, **{"Sec-Fetch-Site": "same-origin"}) == 303


def test_a_price_that_changed_is_asked_about(demo, buyer, affordable):
    cookies = {"sesi": buyer.token}
    page = requests.get(
        f"{demo.url}/kelas/{affordable[4]['slug']}/beli", cookies=cookies, timeout=10
    )
    fields = dict(re.findall(r'name="(izin|kunci|harga)" value="([^"]*)"', page.text))
    answer = requests.post(page.url, data=fields | {"harga": "1"}, cookies=cookies, timeout=10)
    assert answer.status_code == 409
    assert "berubah" in answer.text
    assert buyer.get("/v1/orders").json()["items"] == []
