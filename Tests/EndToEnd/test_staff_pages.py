"""The staff's pages in a real browser, and signing in by an authenticator app's code."""

import contextlib
import json
import time
from functools import cache

import pyotp
import pytest

import webhooks
from browser import DESK, PHONE, Browser
from client import assert_problem
from market import ROOT, eventually

SEED = json.loads((ROOT / "catalog-seed" / "participants.json").read_text())["staff"]
PEOPLE = {person["role"]: person for person in SEED}
STEP_SECONDS = 30
PAGES = {
    "operator": ["/staff/orang", "/staff/orang/baru", "/staff/catatan", "/staff/platform/sisnaker"],
    "auditor": [f"/staff/orang/{PEOPLE['partner']['id']}", "/staff/ikhtisar?weeks=4"],
    "partner": ["/staff/platform/bukalapak", "/staff/platform/bukalapak/panggilan"],
    "curator": ["/staff/akun", "/staff/platform/sisnaker/sinkron/1"],
    "chief_curator": ["/staff", "/staff/platform"],
}


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows, so many steps from now."""
    return pyotp.TOTP(secret).at(time.time() + steps * STEP_SECONDS)


@pytest.fixture(scope="module")
def staff(demo):
    """A signed-in client for each role: by the interface, with a code that counts once."""

    @cache
    def sign_in(role: str):
        person = PEOPLE[role]
        answer = demo.client().post(
            "/v1/staff/sessions",
            {
                "email": person["email"],
                "password": person["demo_password"],
                # The step before counts as well, and leaves the present one to the pages.
                "code": code(person["demo_totp_secret"], -1),
            },
        )
        assert answer.status_code == 201, answer.text
        return demo.client(answer.json()["token"])

    return sign_in


@pytest.fixture(scope="module")
def browser(demo):
    with contextlib.closing(Browser(demo.url, DESK)) as browser:
        yield browser


@pytest.fixture(scope="module", autouse=True)
def order(buyers, affordable):
    """Bought early: by the time that the overview is looked at, it is counted."""
    answer = buyers()[0].buy(affordable[0]["id"])
    assert answer.status_code == 201, answer.text
    return answer.json()


def signed_in(browser: Browser, client) -> Browser:
    browser.open("/staff/masuk")
    browser.driver.delete_all_cookies()
    browser.driver.add_cookie(
        {"name": "sesi_staf", "value": client.token, "httpOnly": True, "path": "/staff"}
    )
    return browser


def added(demo, name: str, role: str) -> dict:
    """Somebody new, with the password and second factor that the command shows this once."""
    words = ("--role", role, "--email", f"{name}@example.id", "--name", name)
    return json.loads(demo.done("staff", "add", "--json", *words))


def test_codes_are_those_of_an_authenticator_app(demo):
    answer = added(demo, "app", "auditor")
    app = pyotp.parse_uri(answer["otpauth_uri"])
    assert (app.name, app.issuer) == ("app@example.id", "catalogd")
    input = {"email": "app@example.id", "password": answer["password"], "code": app.now()}
    assert demo.client().post("/v1/staff/sessions", input).status_code == 201
    assert_problem(demo.client().post("/v1/staff/sessions", input), 401, "staff_sign_in_failed")
    secret = answer["totp_secret"]
    assert demo.done("staff", "code", secret).strip() in (code(secret, -1), code(secret))


def test_signing_in_by_the_page_leads_back_to_where_one_was(demo, browser):
    person = added(demo, "page", "operator")
    browser.open("/staff?bahasa=x")
    assert browser.path.startswith("/staff/masuk"), browser.path
    browser.fill(email=person["email"], sandi=person["password"], kode="000000")
    browser.click("main form button")
    assert browser.find("#email").get_attribute("value") == person["email"]
    assert "summary" in browser.driver.switch_to.active_element.get_attribute("class")
    browser.fill(sandi=person["password"], kode=code(person["totp_secret"]))
    browser.click("main form button")
    assert browser.path == "/staff?bahasa=x"
    assert "page" in browser.text("h1")
    cookie = browser.driver.get_cookie("sesi_staf")
    assert cookie["httpOnly"] and cookie["path"] == "/staff" and cookie["sameSite"] == "Lax"
    browser.click("form[action='/staff/keluar'] button")
    assert browser.open("/staff").path.startswith("/staff/masuk")


def test_from_an_invitation_to_the_first_page(demo, browser, staff):
    signed_in(browser, staff("operator")).open("/staff/orang").follow("Tambah orang")
    browser.fill(email="kurator@example.id", nama="Baru", peran="auditor").click("main form button")
    assert "sudah dipakai" in browser.text("#email-salah")
    assert browser.find("#nama").get_attribute("value") == "Baru"
    browser.fill(email="baru@example.id").click("main form button")
    secret = browser.text("#rahasia")
    browser.driver.delete_all_cookies()
    browser.open("/staff/undangan").fill(rahasia=secret, sandi_baru="pendek").click(
        "main form button"
    )
    assert "10" in browser.text("#sandi_baru-salah")
    browser.fill(sandi_baru="kata sandi yang baru").click("main form button")
    key = browser.text("#kunci").replace(" ", "")
    assert pyotp.parse_uri(browser.find("main a").get_attribute("href")).secret == key
    browser.fill(kode="000000").click("main form button")
    assert browser.text("#kunci").replace(" ", "") == key
    browser.fill(kode=code(key)).click("main form button")
    assert browser.path == "/staff" and "Baru" in browser.text("h1")
    browser.open("/staff/orang/baru")
    assert "tidak mencakup" in browser.text()
    browser.open("/staff/akun").fill(sandi="keliru", sandi_baru="kata sandi lain").click(
        "main form button"
    )
    assert browser.find("#sandi").get_attribute("aria-invalid") == "true"
    signed_in(browser, staff("operator")).open("/staff/orang?role=auditor").follow("Baru")
    browser.fill(keadaan="disabled").click("main form button")
    assert "Tersimpan" in browser.text(".notice")
    browser.follow("Yang dilakukannya")
    assert "staff.accepted" in browser.text("table")


def test_an_operator_starts_a_sync_and_looks_at_what_was_told(demo, browser, staff):
    platform = demo.platform("bukalapak")
    told = webhooks.event("course.completed", "nobody-knows")
    assert webhooks.post(demo.client(), platform, told).status_code == 200
    forged = webhooks.signed(told, platform["webhook_secret"]) | {"webhook-signature": "v1,bm8="}
    assert_problem(webhooks.post(demo.client(), platform, told, forged), 401, "webhook_refused")
    signed_in(browser, staff("operator")).open("/staff/platform").follow("Bukalapak")
    assert "No signature fits" in browser.text("[aria-labelledby=tolak] table")
    browser.click("main form button")
    assert "dimulai" in browser.text(".notice") or "berjalan" in browser.text(".notice")
    browser.follow("Panggilan balik").fill(verdict="unknown_order").click("main form button")
    assert browser.path.endswith("verdict=unknown_order")
    browser.follow("course.completed")
    assert "nobody-knows" in browser.text("pre")
    browser.click("main form button")
    assert "dinilai lagi" in browser.text(".notice")
    browser.open("/staff/catatan?action=event.judged")
    assert "Operator Layanan" in browser.text("table")


def test_a_partner_sees_one_platform_and_no_bodies(demo, staff):
    partner = staff("partner")
    (event, *_) = partner.json("/v1/platforms/bukalapak/events")["items"]
    assert "body_base64" not in partner.json(f"/v1/platforms/bukalapak/events/{event['id']}")
    for path in ["health", "syncs", "events", "refusals"]:
        assert partner.get(f"/v1/platforms/bukalapak/{path}").status_code == 200
        assert_problem(partner.get(f"/v1/platforms/tokopedia/{path}"), 404, "not_found")


def test_the_overview_counts_what_was_bought(demo, browser, staff, order):
    auditor = staff("auditor")

    def counted() -> int:
        return sum(week["figures"]["orders"] for week in overview()["weeks"])

    def overview() -> dict:
        return auditor.json("/v1/staff/overview?weeks=2")

    def is_counted() -> bool:
        return overview()["counted_until"] > order["created_at"]

    assert counted() >= 0
    eventually("the order is counted", lambda: is_counted() and counted() > 0)
    signed_in(browser, auditor).open("/staff/ikhtisar")
    assert len(browser.all("svg.chart")) == 4
    browser.find("details summary").click()
    assert "Minggu dari" in browser.text("details table")


@pytest.mark.parametrize("role", sorted(PAGES))
def test_nothing_keeps_anybody_of_the_staff_out(browser, staff, role):
    browser = signed_in(browser, staff(role))
    found = {}
    for size, dark in [(PHONE, True), (DESK, False)]:
        browser.resize(size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.devtools("Emulation.setEmulatedMedia", features=[scheme])
        for path in PAGES[role]:
            found[path, dark] = browser.open(path).violations()
            assert browser.path == path
            assert browser.overflow() <= 0, path
    assert {key: faults for key, faults in found.items() if faults} == {}
    # Refusals that the journeys above asked for, and advice to password managers.
    expected = ("Failed to load resource", "[DOM]")
    noise = [text for text in browser.complaints() if not any(word in text for word in expected)]
    assert noise == []
