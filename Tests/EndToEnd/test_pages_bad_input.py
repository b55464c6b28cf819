"""What goes wrong between a page and its form, and other people's things."""

import re

import pytest
import requests

from market import eventually, wait_until_confirmed


class Person:
    """One person's browser without script."""

    def __init__(self, demo, client):
        self.url = demo.url
        self.session = requests.Session()
        self.session.cookies.set("sesi", client.token)
        self.session.headers["Accept"] = "text/html"

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=10)

    def form(self, path: str, **fields: str) -> dict[str, str]:
        """The hidden fields of a page's forms, and what is filled in."""
        hidden = re.findall(r'name="(izin|kunci|harga)" value="([^"]*)"', self.get(path).text)
        return dict(hidden) | fields

    def post(self, path: str, fields: dict, **options) -> requests.Response:
        return self.session.post(self.url + path, data=fields, timeout=10, **options)


@pytest.fixture
def person(demo, buyer) -> Person:
    return Person(demo, buyer)


def test_seats_that_are_gone_are_said_so_and_nothing_is_charged(demo, buyers):
    """The last seat goes between the page and its form."""
    one, other = buyers(2)
    found = None
    for course in one.items("/v1/courses?limit=100&delivery=offline&sort=price"):
        detail = one.json(f"/v1/courses/{course['id']}")
        for date in detail.get("schedules", []):
            if date.get("seats_left") == 1 and course.get("price"):
                quote = one.json(f"/v1/courses/{course['id']}/quote?schedule_code={date['code']}")
                if quote["purchasable"]:
                    found = (course, date)
                    break
        if found:
            break
    assert found, "no course of the seed has a date with one seat"
    course, date = found
    path = f"/kelas/{course['slug']}/beli"
    late = Person(demo, other)
    fields = late.form(path, jadwal=date["code"])
    assert one.buy(course["id"], date["code"]).status_code == 201
    answer = late.post(path, fields)
    assert answer.status_code == 409 and "Semua kursi jadwal itu sudah terisi" in answer.text
    assert other.get("/v1/orders").json()["items"] == []


def test_a_course_that_is_gone_says_so(person, affordable):
    fields = person.form(f"/kelas/{affordable[13]['slug']}/beli")
    answer = person.post("/kelas/tidak-lagi-ada/beli", fields)
    assert answer.status_code == 404 and "tidak ditawarkan lagi" in answer.text


def test_a_payout_form_keeps_what_was_typed(person):
    fields = person.form("/insentif", jenis="dana", nomor="12ab", nik="123")
    answer = person.post("/insentif", fields)
    assert answer.status_code == 422
    assert 'value="12ab"' in answer.text and 'value="123"' in answer.text
    assert '<option value="dana" selected>' in answer.text
    for field in ("nomor", "nik"):
        assert f'aria-describedby="{field}-salah"' in answer.text
        assert f'href="#{field}"' in answer.text and f'id="{field}-salah"' in answer.text


def test_absurd_lengths_and_script_are_only_text(person):
    script = "<script>alert(1)</script>"
    page = person.get(f"/kelas?q={script}")
    assert page.status_code == 200 and script not in page.text
    assert person.get("/kelas?q=" + "a" * 300).status_code == 400
    fields = person.form("/insentif", jenis="bni", nomor=script, nik="x" * 9_000)
    answer = person.post("/insentif", fields)
    assert answer.status_code == 422 and script not in answer.text
    unicode = person.get("/kelas?q=%F0%9F%A4%B7%E2%80%AE%EF%B7%BD")
    assert unicode.status_code == 200 and "Tidak ada kelas yang cocok" in unicode.text


def test_a_session_that_ended_in_the_middle_leads_back(demo, buyer, affordable):
    person = Person(demo, buyer)
    path = f"/kelas/{affordable[14]['slug']}/beli"
    fields = person.form(path)
    assert buyer.send("DELETE", "/v1/sessions/current").status_code == 204
    answer = person.post(path, fields, headers={"Referer": demo.url + path})
    assert answer.url.startswith(f"{demo.url}/masuk?kembali=")
    main = answer.text.split("<main")[1]
    assert f'name="kembali" value="{path}"' in main


def test_other_peoples_things_are_not_there(demo, buyers, affordable):
    """Every address with an object in it, tried with another person's session."""
    owner, other = buyers(2)
    order = owner.buy(affordable[15]["id"]).json()["id"]
    wait_until_confirmed(owner, order)
    session = owner.json("/v1/me/sessions")["items"][0]["id"]
    stranger = Person(demo, other)
    permission = stranger.form("/kartu")
    assert stranger.get(f"/pesanan/{order}").status_code == 404
    assert stranger.get(f"/pesanan/{order}/mulai").status_code == 404
    for path, fields in [
        (f"/pesanan/{order}/batal", {}),
        (f"/pesanan/{order}/nilai", {"bintang": "5", "ulasan": "Bagus"}),
    ]:
        assert stranger.post(path, permission | fields).status_code == 404, path
    stranger.post("/sesi", permission | {"sesi": session})
    for method, path, body in [
        ("GET", f"/v1/orders/{order}", None),
        ("POST", f"/v1/orders/{order}/cancel", None),
        ("POST", f"/v1/orders/{order}/rating", {"stars": 5, "review": "Bagus"}),
        ("GET", f"/v1/orders/{order}/start", None),
        ("DELETE", f"/v1/me/sessions/{session}", None),
    ]:
        answer = other.send(method, path, json=body)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code}"
    assert owner.order(order)["state"] in ("confirmed", "completed")
    assert owner.get("/v1/me").status_code == 200
    assert other.json("/v1/me/messages")["items"] == []


def test_a_platform_that_is_down_is_named_and_the_order_is_kept(market):
    market.simulate().serve()
    market.done("seed")
    market.wait_for_courses()
    market.stop("simulate")
    siti = market.signed_in()
    person = Person(market, siti)
    # Not every protocol asks the platform before a learner begins; this one does.
    (platform, *_) = market.platforms_speaking("jsonapi")
    (course, *_) = siti.json(
        f"/v1/courses?limit=1&platform={platform['id']}&delivery=self-paced&price_max=200000"
    )["items"]
    path = f"/kelas/{course['slug']}/beli"
    answer = person.post(path, person.form(path))
    assert answer.status_code == 200 and "/pesanan/ord_" in answer.url, answer.text[:500]
    words = f"Menunggu {course['platform']['name']} sejak"
    page = answer.url.removeprefix(market.url)
    eventually("the page names who is waited for", lambda: words in person.get(page).text)
    (order,) = siti.orders()
    assert order["state"] in ("reserved", "placed")
    market.simulate()
    wait_until_confirmed(siti, order["id"])
