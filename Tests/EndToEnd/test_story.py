"""The main job in one unbroken run: search, buy, complete, certify, incentive."""

import uuid

from client import assert_problem, reason_codes
from market import eventually

STORY_SECONDS_MAX = 60


def test_siti_buys_completes_and_earns_the_incentive(demo, courses):
    siti = demo.signed_in()
    card = siti.json("/v1/me/card")
    assert card["balance"] > 0 and card["scheme"] and card["buy_before"]
    course = suitable(courses, "bukalapak", card["balance"])

    key = str(uuid.uuid4())
    bought = siti.buy(course["id"], key=key)
    assert bought.status_code == 201, bought.text
    order = bought.json()
    assert order["state"] == "reserved" and order["price"] == course["price"]
    assert siti.balance() == card["balance"] - course["price"]
    entries = siti.json("/v1/me/card")["entries"]
    assert any(entry.get("order_id") == order["id"] for entry in entries), entries

    again = siti.buy(course["id"], key=key)
    assert (again.status_code, again.content) == (201, bought.content)
    other = siti.buy(courses[-1]["id"], key=key)
    assert_problem(other, 422, "idempotency_key_reused")
    twice = siti.buy(course["id"])
    assert "already_bought" in reason_codes(assert_problem(twice, 409, "purchase_refused"))

    completed = wait_for_completion(siti, order["id"])
    assert completed["redeem_code"]
    certificate = wait_for_certificate(siti, order["id"])
    public = demo.client().json(f"/v1/certificates/{certificate['id']}")
    assert public["number"] == certificate["number"]
    assert siti.json("/v1/me/completions")["items"][0]["order_id"] == order["id"]

    before = siti.json("/v1/me/incentives")
    assert before["state"] == "not_yet"
    missing = [entry["rule"] for entry in before["conditions"] if not entry["met"]]
    assert len(missing) == 1, before["conditions"]

    rating = {"stars": 5, "review": "Materinya jelas dan langsung bisa dipakai di warung saya."}
    rated = siti.post(f"/v1/orders/{order['id']}/rating", rating)
    assert rated.status_code in (200, 201), rated.text
    after = siti.json("/v1/me/incentives")
    assert after["state"] == "eligible", after
    assert all(entry["met"] for entry in after["conditions"])
    dates = [instalment["due_on"] for instalment in after["instalments"]]
    assert dates and dates == sorted(dates)
    assert all(instalment["amount"] > 0 for instalment in after["instalments"])
    demo.audit()


def test_a_course_of_the_other_dialect_completes_too(demo, courses, buyer):
    course = suitable(courses, "maubelajarapa", buyer.balance())
    order = buyer.buy(course["id"]).json()
    wait_for_completion(buyer, order["id"])
    wait_for_certificate(buyer, order["id"])


def suitable(courses: list[dict], platform: str, balance: int) -> dict:
    """A self-paced course of the platform that the card can pay, the longest there is."""
    chosen = [
        course
        for course in courses
        if course["platform"]["id"] == platform
        and course["delivery"] == "self-paced"
        and course["price"] is not None
        and 0 < course["price"] <= balance
    ]
    return max(chosen, key=lambda course: (course["duration_minutes"] or 0, course["id"]))


def wait_for_completion(client, order: str) -> dict:
    def completed() -> dict | None:
        now = client.order(order)
        assert now["state"] in ("reserved", "placed", "confirmed", "completed"), now
        return now if now["state"] == "completed" else None

    return eventually(f"{order} is completed", completed, STORY_SECONDS_MAX)


def wait_for_certificate(client, order: str) -> dict:
    def issued() -> dict | None:
        certificates = client.json("/v1/me/certificates")["items"]
        return next((c for c in certificates if c["order_id"] == order), None)

    return eventually(f"{order} has a certificate", issued, STORY_SECONDS_MAX)
