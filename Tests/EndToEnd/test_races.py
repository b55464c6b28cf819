"""Many at once: seats are not oversold, cards not overdrawn, keys not doubled."""

import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from client import Client, assert_problem, reason_codes

BUYERS = 50


def at_once(calls: list) -> list:
    """Runs all calls together, from one starting shot."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_last_seat_is_sold_once(demo, courses, buyers):
    course, schedule, seats = scarce(demo, courses)
    people = buyers(BUYERS)
    answers = at_once([partial(p.buy, course["id"], schedule["code"]) for p in people])
    sold = [answer for answer in answers if answer.status_code == 201]
    assert len(sold) == seats
    for answer in answers:
        if answer.status_code != 201:
            problem = assert_problem(answer, 409, "purchase_refused")
            assert "schedule_full" in reason_codes(problem), problem
    taken = demo.rows(
        "SELECT seats, seats_taken FROM schedules WHERE course_id = ? AND code = ?",
        course["id"],
        schedule["code"],
    )
    assert taken == [(seats, seats)]
    demo.audit()


def scarce(demo, courses) -> tuple[dict, dict, int]:
    """A schedule that can be bought and has the fewest seats."""
    found = demo.rows(
        """
        SELECT course_id, code, seats FROM schedules
        JOIN courses ON courses.id = course_id
        WHERE seats > 0 AND seats_taken = 0 AND listed = 1 AND state = 'published'
            AND price BETWEEN 1 AND 500000
            AND starts_at > (SELECT max(starts_at) FROM schedules) / 2
        ORDER BY seats, starts_at DESC
        """
    )
    identifier, code, seats = found[0]
    course = next(course for course in courses if course["id"] == identifier)
    return course, {"code": code}, seats


def test_one_card_is_never_overdrawn(demo, affordable, buyer):
    balance = buyer.balance()
    dear = [course for course in affordable if balance / 30 < course["price"] <= balance][-30:]
    assert sum(course["price"] for course in dear) > balance
    answers = at_once([partial(buyer.buy, course["id"]) for course in dear])
    spent = sum(answer.json()["price"] for answer in answers if answer.status_code == 201)
    assert 0 < spent <= balance
    for answer in answers:
        if answer.status_code != 201:
            assert_problem(answer, 409, "purchase_refused")
    assert buyer.balance() == balance - spent
    demo.audit()


def devices(demo, buyer) -> list[Client]:
    """The same participant twice: so many calls are more than one session may make in a minute."""
    participant = buyer.json("/v1/me")["id"]
    issued = demo.done("token", "issue", "--participant", participant, "--json")
    return [buyer, demo.client(json.loads(issued)["token"])]


def test_one_key_is_one_purchase(demo, affordable, buyer):
    key = str(uuid.uuid4())
    balance = buyer.balance()
    course = affordable[3]
    buys = [partial(device.buy, course["id"], key=key) for device in devices(demo, buyer)]
    answers = at_once(buys * (BUYERS // 2))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(buyer.orders()) == 1
    assert buyer.balance() == balance - course["price"]


def test_one_course_is_bought_once_whatever_the_keys(demo, affordable, buyer):
    buys = [partial(device.buy, affordable[4]["id"]) for device in devices(demo, buyer)]
    answers = at_once(buys * (BUYERS // 2))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [409] * (BUYERS - 1)
