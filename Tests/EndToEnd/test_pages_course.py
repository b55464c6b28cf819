"""A course as somebody sees it who may buy it: what is left, what it earns, what others say."""

import requests


def page(demo, path: str, client=None) -> str:
    cookies = {"sesi": client.token} if client else {}
    headers = {"Accept": "text/html"}
    answer = requests.get(demo.url + path, cookies=cookies, headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.text


def rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")


def test_the_quote_and_the_page_say_what_is_left(demo, buyer, affordable):
    course = affordable[5]
    quote = buyer.json(f"/v1/courses/{course['id']}/quote")
    assert quote["purchasable"] and quote["reasons"] == []
    assert quote["left"] == buyer.json("/v1/me/card")["balance"] - course["price"]
    shown = page(demo, f"/kelas/{course['slug']}", buyer)
    assert "Sisa saldo" in shown and rupiah(quote["left"]) in shown
    assert "insentif" in shown.lower()
    stranger = page(demo, f"/kelas/{course['slug']}")
    assert "Sisa saldo" not in stranger and "Masuk untuk melihat" in stranger


def test_a_bought_course_leads_to_its_order(demo, buyer, affordable):
    course = affordable[6]
    order = buyer.buy(course["id"]).json()["id"]
    quote = buyer.json(f"/v1/courses/{course['slug']}/quote")
    assert quote["order_id"] == order and not quote["purchasable"]
    assert [reason["code"] for reason in quote["reasons"]][0] in (
        "already_bought",
        "one_course_at_a_time",
    )
    shown = page(demo, f"/kelas/{course['slug']}", buyer)
    assert f"/pesanan/{order}" in shown and "/beli" not in shown


def test_a_short_course_says_why_it_earns_nothing(demo, buyer, courses):
    verdicts = {}
    sold = [c for c in courses if c["price"] is not None and c["delivery"] == "self-paced"]
    for course in sold[:40]:
        verdicts[buyer.json(f"/v1/courses/{course['id']}/quote")["incentive"]["verdict"]] = course
    assert set(verdicts) <= {"would_earn", "would_not_earn"}
    shown = page(demo, f"/kelas/{verdicts['would_not_earn']['slug']}", buyer)
    assert "Tanpa insentif" in shown


def test_a_quote_is_for_who_is_signed_in(demo, affordable):
    assert demo.client().get(f"/v1/courses/{affordable[0]['id']}/quote").status_code == 401
    assert demo.client("x").get(f"/v1/courses/{affordable[0]['id']}/quote").status_code == 401


def test_reviews_have_a_page_of_their_own(demo, affordable):
    course = affordable[7]
    listed = demo.client().json(f"/v1/courses/{course['slug']}/reviews")
    assert listed["items"] == [] and "next_cursor" not in listed
    assert "Belum ada ulasan" in page(demo, f"/kelas/{course['slug']}/ulasan")
    assert demo.client().get("/v1/courses/tidak-ada/reviews").status_code == 404
    refused = demo.client().get(f"/v1/courses/{course['slug']}/reviews?cursor=x")
    assert refused.status_code == 400
