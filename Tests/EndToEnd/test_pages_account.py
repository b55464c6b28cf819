"""Sessions and messages: what belongs to one person alone, by pages and by the interface."""

import re

import requests

from market import wait_until_confirmed


def get(demo, path: str, token: str | None = None, **options) -> requests.Response:
    cookies = {"sesi": token} if token else {}
    return requests.get(
        demo.url + path, cookies=cookies, headers={"Accept": "text/html"}, timeout=10, **options
    )


def test_sessions_are_seen_and_ended(demo):
    """Dewi, whom no other test signs in."""
    first, second, third = (demo.signed_in("dewi@example.id") for _ in range(3))
    listed = first.json("/v1/me/sessions")["items"]
    assert [item["current"] for item in listed].count(True) == 1
    assert all(item["address"] == "127.0.0.1" and item["agent"] for item in listed)
    page = get(demo, "/sesi", first.token)
    assert "Sesi ini" in page.text and "127.0.0.1" in page.text
    form = dict(re.findall(r'name="(izin|sesi)" value="([^"]*)"', page.text))
    mine = {item["id"] for item in second.json("/v1/me/sessions")["items"] if item["current"]}
    answer = requests.post(
        f"{demo.url}/sesi",
        data={"izin": form["izin"], "sesi": mine.pop()},
        cookies={"sesi": first.token},
        timeout=10,
    )
    assert "Sesi diakhiri" in answer.text
    assert second.get("/v1/me").status_code == 401 and third.get("/v1/me").status_code == 200
    assert first.send("DELETE", "/v1/me/sessions").status_code == 204
    assert third.get("/v1/me").status_code == 401 and first.get("/v1/me").status_code == 200


def test_nobody_ends_anothers_session(demo, buyers):
    one, other = buyers(2)
    listed = other.json("/v1/me/sessions")["items"][0]["id"]
    assert one.send("DELETE", f"/v1/me/sessions/{listed}").status_code == 404
    assert other.get("/v1/me").status_code == 200
    assert demo.client().get("/v1/me/sessions").status_code == 401


def test_signing_out_ends_the_session_for_the_interface_as_well(demo, affordable):
    client = demo.signed_in("agus@example.id")
    client.get("/v1/me")
    page = get(demo, "/kartu", client.token)
    permission = re.search(r'action="/keluar"><input[^>]*value="([^"]*)"', page.text).group(1)
    answer = requests.post(
        f"{demo.url}/keluar",
        data={"izin": permission},
        cookies={"sesi": client.token},
        timeout=10,
        allow_redirects=False,
    )
    assert answer.status_code == 303 and "sesi=;" in answer.headers["Set-Cookie"]
    assert client.buy(affordable[0]["id"]).status_code == 401


def test_what_happened_to_an_order_is_told_once_as_new(demo, buyer, affordable):
    assert "Belum ada kabar" in get(demo, "/pesan", buyer.token).text
    wait_until_confirmed(buyer, buyer.buy(affordable[8]["id"]).json()["id"])
    news = buyer.json("/v1/me/messages")
    assert news["unread_count"] >= 1 and news["items"][-1]["kind"] == "order_confirmed"
    card = get(demo, "/kartu", buyer.token).text
    assert re.search(r'class="badge">\d', card)
    page = get(demo, "/pesan", buyer.token).text
    assert "Kamu terdaftar" in page and "Baru" in page and affordable[8]["title"][:10] in page
    until = news["items"][0]["at"]
    assert buyer.post("/v1/me/messages/read", {"until": until}).status_code == 204


def test_a_form_of_an_ended_session_leads_back_to_its_page(demo, buyer, affordable):
    path = f"/kelas/{affordable[9]['slug']}/beli"
    answer = requests.post(
        demo.url + path,
        data={"kunci": "x", "harga": "1"},
        cookies={"sesi": "ended"},
        headers={"Accept": "text/html", "Referer": demo.url + path},
        timeout=10,
        allow_redirects=False,
    )
    # A token of another session is refused before anything is looked up.
    assert answer.status_code == 403
    page = get(demo, path, buyer.token)
    fields = dict(re.findall(r'name="(izin|kunci|harga)" value="([^"]*)"', page.text))
    assert buyer.send("DELETE", "/v1/sessions/current").status_code == 204
    answer = requests.post(
        demo.url + path,
        data=fields,
        cookies={"sesi": buyer.token},
        headers={"Accept": "text/html", "Referer": demo.url + path},
        timeout=10,
        allow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/masuk?kembali=%2Fkelas%2F")
