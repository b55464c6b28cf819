"""A forgotten password: the mail over a real mail server, the key that works once."""

import re

import pytest
import requests

from mail_server import MailServer
from market import Market, eventually

NEW = "kuda benar baterai"


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    """A market with its people but without courses, and the mail server that it sends by."""
    directory = tmp_path_factory.mktemp("mail")
    server = MailServer(directory)
    market = Market(directory / "market", settings=server.settings)
    market.done("seed")
    try:
        yield market.serve(), server.box
    finally:
        market.discard()
        server.stop()


def ask(market: Market, email: str, **cookies: str) -> requests.Response:
    url = f"{market.url}/lupa-sandi"
    return requests.post(url, data={"email": email}, cookies=cookies, timeout=10)


def test_a_forgotten_password_is_changed_by_mail_once(post):
    market, box = post
    client = market.signed_in()
    known, unknown = ask(market, "siti@example.id"), ask(market, "siapa@example.id")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("siti@", "siapa@") == unknown.text
    eventually("the mail is there", lambda: len(box))
    assert box.recipients == [["siti@example.id"]]
    mail = box.mails()[0]
    assert mail["Subject"] == "Kata sandi baru" and mail["To"] == "siti@example.id"
    assert mail["From"].addresses[0].addr_spec == "no-reply@katalog.example"
    assert mail["Date"].datetime.tzinfo and mail["Message-ID"]
    assert not mail.defects and all(len(line) <= 998 for line in box.raw[0].split(b"\r\n"))
    link = re.search(r"http\S+", mail.get_content()).group()
    assert link.startswith(market.url + "/sandi-baru?kunci=")
    key = link.split("=")[1]
    stored = [value for row in market.rows("SELECT * FROM password_resets") for value in row]
    assert key not in stored and key.encode() not in stored

    browser = requests.Session()
    page = browser.get(link, timeout=10)
    assert page.url == f"{market.url}/sandi-baru", "the key is in no address"
    short = browser.post(page.url, data={"sandi": "pendek"}, timeout=10)
    assert short.status_code == 422 and "paling sedikit 10" in short.text
    done = browser.post(page.url, data={"sandi": NEW}, timeout=10)
    assert "sudah diganti" in done.text
    assert client.get("/v1/me").status_code == 401, "all sessions end"
    market.signed_in(password=NEW)
    assert market.client().post(
        "/v1/sessions", {"email": "siti@example.id", "password": "belajar"}
    ).status_code in (401,)
    again = requests.Session().get(link, timeout=10)
    assert again.status_code == 410 and "tidak berlaku" in again.text


def test_what_was_typed_is_kept_where_it_is_no_address(post):
    market, _ = post
    answer = ask(market, "bukan surel")
    assert answer.status_code == 422
    assert 'value="bukan surel"' in answer.text and 'id="email-salah"' in answer.text


def test_no_address_brings_a_second_recipient(post):
    market, box = post
    before = len(box)
    for email in ["siti@example.id\r\nBcc: x@example.id", "siti@example.id,x@example.id"]:
        assert ask(market, email).status_code in (200, 422)
    ask(market, "budi@example.id", bahasa="en")
    eventually("the mail is there", lambda: len(box) > before)
    assert box.recipients[before:] == [["budi@example.id"]]
    assert box.mails()[-1]["Subject"] == "A new password"


def test_asking_too_often_is_refused_for_that_account_from_that_address(post):
    market, _ = post
    answers = [ask(market, "joko@example.id").status_code for _ in range(8)]
    assert answers[0] == 200 and answers[-1] == 429


def test_the_demo_shows_its_mail(demo):
    answer = ask(demo, "dewi@example.id")
    assert answer.status_code == 200
    shown = eventually(
        "the mail is shown",
        lambda: (
            (text := requests.get(f"{demo.url}/demo/surat", timeout=10).text)
            and "/sandi-baru?kunci=" in text
            and text
        ),
    )
    assert "Kata sandi baru" in shown


def test_without_a_mail_server_no_page_offers_mail(market):
    market.done("seed")
    market.serve()
    assert "lupa-sandi" not in requests.get(f"{market.url}/masuk", timeout=10).text
    assert requests.get(f"{market.url}/lupa-sandi", timeout=10).status_code == 404
    assert requests.get(f"{market.url}/demo/surat", timeout=10).status_code == 404
