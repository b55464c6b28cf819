"""What participants do besides buying: without script on a telephone, and by keyboard alone on a
desk. How they buy is in test_pages."""

from hands import Finger, Keyboard
from market import eventually, wait_until_confirmed

COMPLETED_SECONDS_MAX = 60
NEW_PASSWORD = "kuda benar baterai"


def bought(buyer, affordable, platform: str) -> dict:
    """A confirmed order of the platform's cheapest course."""
    course = next(c for c in affordable if c["platform"]["id"] == platform)
    answer = buyer.buy(course["id"])
    assert answer.status_code == 201, answer.text
    return wait_until_confirmed(buyer, answer.json()["id"])


def test_an_order_is_cancelled_and_the_balance_is_back(hands, browser, buyer, affordable):
    full = buyer.json("/v1/me/card")["balance"]
    # A course of this platform begins when its learner starts it.
    order = bought(buyer, affordable, "sisnaker")
    assert buyer.json("/v1/me/card")["balance"] < full
    browser.sign_in_as(buyer).open("/pesanan")
    hands.use(f"a[href*='{order['id']}']")
    hands.open_up("main details summary")
    hands.use("form[action$=batal] button")
    eventually(
        "it is undone",
        lambda: buyer.order(order["id"])["state"] in ("cancelled", "refunded"),
    )
    assert buyer.json("/v1/me/card")["balance"] == full
    browser.open(f"/pesanan/{order['id']}")
    assert "Kembali ke kartu" in browser.text()
    browser.open("/pesan")
    assert order["course"]["title"][:10] in browser.text()


def test_from_a_completed_course_to_its_certificate(hands, browser, demo, buyer, affordable):
    order = bought(buyer, affordable, "bukalapak")
    eventually(
        "the course is completed and certified",
        lambda: (
            buyer.order(order["id"])["state"] == "completed"
            and buyer.json("/v1/me/certificates")["items"]
        ),
        COMPLETED_SECONDS_MAX,
    )
    browser.sign_in_as(buyer).open(f"/pesanan/{order['id']}")
    hands.tick("[name=bintang]")
    hands.use("form[action$=nilai] button")
    assert browser.find("#ulasan").get_attribute("aria-invalid") == "true"
    assert browser.all("[name=bintang]:checked"), "what was chosen is kept"
    hands.write("#ulasan", "Runtut dan jelas.")
    hands.use("form[action$=nilai] button")
    assert "Runtut dan jelas." in browser.text() and "/5" in browser.text()

    browser.open("/insentif")
    hands.write("#nomor", "1234567890")
    hands.write("#nik", "12")
    hands.use("form[action='/insentif'] button")
    assert browser.find("#nik").get_attribute("aria-invalid") == "true"
    assert browser.find("#nomor").get_attribute("value") == "1234567890"
    ((nik,),) = demo.rows("SELECT nik FROM participants WHERE id = ?", buyer.json("/v1/me")["id"])
    hands.write("#nik", nik)
    hands.use("form[action='/insentif'] button")
    assert "terverifikasi" in browser.text()

    browser.open("/sertifikat")
    hands.use("main .rows a")
    check = browser.path
    browser.driver.delete_all_cookies()
    assert "Sah" in browser.open(check).text(".certificate"), "anybody may check it"
    assert order["course"]["title"] == browser.text("h1")


def test_a_forgotten_password_is_replaced(hands, browser):
    email = {Finger: "maya", Keyboard: "hasan"}[type(hands)] + "@example.id"
    browser.open("/masuk").driver.delete_all_cookies()
    browser.open("/masuk")
    hands.use("a[href='/lupa-sandi']")
    hands.write("#email", "siapa")
    hands.use("main form[action='/lupa-sandi'] button")
    assert browser.find("#email").get_attribute("aria-invalid") == "true"
    hands.write("#email", email)
    hands.use("main form[action='/lupa-sandi'] button")
    assert email in browser.text("[role=status]")
    eventually("the mail is there", lambda: email in browser.open("/demo/surat").text())
    assert email in browser.text(".letter"), "the newest stands first"
    hands.use(".letter a.button")
    assert browser.path == "/sandi-baru", "the key stays in no address"
    hands.write("#sandi", NEW_PASSWORD)
    hands.use("main form button")
    browser.open("/kartu")
    hands.write("#email", email)
    hands.write("#sandi", NEW_PASSWORD)
    hands.use("main form[action^='/masuk'] button")
    assert browser.path == "/kartu"
