"""What platforms tell late, twice, in a wrong order or not at all, and what of it counts.

FAULT_MATRIX_CALLBACKS=FILE writes what became of each dialect's order as a table.
"""

import html
import os
import re
import time
from pathlib import Path

import pytest
import requests

from client import assert_problem, reason_codes
from market import Market, eventually, wait_until_confirmed

FAULTS = [
    "lost-callbacks",
    "duplicate-callbacks",
    "reordered-callbacks",
    "delayed-callbacks",
    "clock-skew",
    "certificate-first",
    "completion-of-another",
]
# Nothing tells of these orders but what arrives wrongly dated.
MAY_STAY_OPEN = {"clock-skew"}
SETTLED_SECONDS_MAX = 60
# What does not complete has done so by then.
OPEN_SECONDS = 5
_table: dict[str, dict[str, str]] = {}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> Market:
    """A server that asks every two seconds; each test brings simulated platforms of its own."""
    market = Market(tmp_path_factory.mktemp("faulty"), {"CATALOGD_POLL_SECONDS": "2"})
    try:
        market.simulate()
        market.serve()
        market.done("seed")
        market.wait_for_courses()
        market.stop("simulate")
        yield market
    finally:
        market.discard()
        write_table()


def write_table() -> None:
    if not (file := os.environ.get("FAULT_MATRIX_CALLBACKS")) or not _table:
        return
    dialects = list(next(iter(_table.values())))
    lines = ["| fault | " + " | ".join(dialects) + " |", "|---|" + "---|" * len(dialects)]
    for fault, cells in _table.items():
        lines.append(f"| `{fault}` | " + " | ".join(cells[d] for d in dialects) + " |")
    Path(file).write_text("\n".join(lines) + "\n")


def one_of_each_dialect(market: Market) -> dict[str, dict]:
    """A platform of each dialect, with a course of it that anyone can buy at any time."""
    found = {}
    for platform in market.platforms:
        if platform["dialect"] in found:
            continue
        page = market.client().json(f"/v1/courses?platform={platform['id']}&sort=price&limit=100")
        open_ones = [c for c in page["items"] if c["delivery"] == "self-paced" and c["price"]]
        if open_ones:
            found[platform["dialect"]] = open_ones[0]
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_an_order_ends_rightly_whatever_callbacks_do(faulty, fault):
    faulty.simulate("--fault", fault)
    try:
        courses = one_of_each_dialect(faulty)
        assert courses
        buyers = faulty.synthetic_participants(len(FAULTS) * 8)
        first = FAULTS.index(fault) * 8
        orders = {}
        for offset, (dialect, course) in enumerate(courses.items()):
            buyer = buyers[first + offset]
            answer = buyer.buy(course["id"])
            assert answer.status_code == 201, answer.text
            wait_until_confirmed(buyer, answer.json()["id"])
            take_up(faulty, buyer, answer.json()["id"], course)
            orders[dialect] = (buyer, answer.json()["id"], course)
        _table[fault] = {
            dialect: outcome(faulty, fault, *order) for dialect, order in orders.items()
        }
    finally:
        faulty.stop("simulate")
    faulty.audit()
    doubled = faulty.rows(
        "SELECT order_id FROM completions GROUP BY order_id HAVING count(*) > 1"
    ) + faulty.rows("SELECT order_id FROM certificates GROUP BY order_id HAVING count(*) > 1")
    assert not doubled


def take_up(market: Market, buyer, order: str, course: dict) -> None:
    """What a participant does where the learner of a simulated platform waits for it."""
    platform = market.platform(course["platform"]["id"])
    if platform["dialect"] == "prakerja":
        ((code,),) = market.rows("SELECT external_id FROM courses WHERE id = ?", course["id"])
        brought = {"order_id": order, "course_code": code}
        answer = requests.post(f"{platform['base_url']}/redemptions", json=brought, timeout=10)
        assert answer.status_code == 200, answer.text
    if platform["dialect"] == "oaipmh-lti":
        browser = requests.Session()
        page = browser.get(buyer.json(f"/v1/orders/{order}/start")["url"], timeout=10)
        action = html.unescape(re.search(r'action="([^"]*)"', page.text)[1])
        fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', page.text))
        assert browser.post(action, data=fields, timeout=10).status_code == 200


def outcome(market: Market, fault: str, buyer, order: str, course: dict) -> str:
    """How the order ended, in a word for the table."""
    operator = market.client(staff(market))
    health = operator.json(f"/v1/platforms/{course['platform']['id']}/health")
    can_be_asked = health["polls"]["possible"]
    must_complete = fault not in MAY_STAY_OPEN and (fault != "lost-callbacks" or can_be_asked)
    deadline = time.monotonic() + (SETTLED_SECONDS_MAX if must_complete else OPEN_SECONDS)
    while buyer.order(order)["state"] != "completed" and time.monotonic() < deadline:
        time.sleep(0.2)
    now = buyer.order(order)
    assert now["state"] in ("confirmed", "completed"), now
    if must_complete:
        assert now["state"] == "completed", (fault, course["platform"]["id"], now)
    asked = market.rows(
        "SELECT id FROM webhook_events WHERE order_id = ? AND finding = 'applied'"
        " AND kind = 'course.completed' AND event_id LIKE 'asked-%'",
        order,
    )
    if now["state"] == "completed":
        return "completed, by asking" if asked else "completed"
    return "open, kept for people"


def staff(market: Market) -> str:
    ((identifier,), *_) = market.rows("SELECT id FROM staff WHERE role = 'operator'")
    return market.done("token", "issue", "--staff", identifier).strip()


def test_a_completion_of_somebody_elses_order_completes_nothing(faulty):
    foreign = faulty.rows(
        "SELECT count(*) FROM webhook_events WHERE finding IN ('unknown_order', 'other_enrolment')"
    )
    completed = faulty.rows(
        "SELECT count(*) FROM completions c JOIN webhook_events e ON e.id = c.event_id"
        " JOIN orders o ON o.id = c.order_id WHERE o.platform_id <> e.platform_id"
    )
    assert completed == [(0,)]
    assert foreign[0][0] > 0


def test_a_bomb_neither_bloats_nor_stops_the_service(faulty):
    process = faulty.processes["serve"]
    faulty.simulate("--fault", "gzip-bomb")
    try:
        result = faulty.run("sync", "--full", "--json")
        assert result.returncode == 1
    finally:
        faulty.stop("simulate")
    status = Path(f"/proc/{process.pid}/status").read_text()
    peak = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024
    assert peak < 1_500, f"{peak} MiB"
    assert faulty.client().get("/readyz").status_code == 200
    assert faulty.client().json("/v1/courses?limit=1")["total"] >= 901


def test_a_feed_that_is_held_shows_its_reasons_and_is_let_pass_by_hand(faulty):
    faulty.simulate("--fault", "prices-times-1000@bukalapak,shrinking-feed@pintaria")
    try:
        result = faulty.run("sync", "bukalapak", "pintaria", "--full")
        assert result.returncode == 1 and "held" in result.stdout
        assert "--show-rejects" in result.stdout
        every = faulty.run("sync", "bukalapak", "--full", "--show-rejects").stdout
        assert every.count("price Rp") + every.count("price ") > 50
        operator = faulty.client(staff(faulty))
        newest = operator.json("/v1/platforms/bukalapak/syncs?limit=1")["items"][0]
        record = operator.json(f"/v1/platforms/bukalapak/syncs/{newest['number']}")
        notes = [note for note in record["notes"] if note["kind"] == "held"]
        assert record["state"] == "held" and notes
        assert all(int(note["new"]) == 1000 * int(note["old"]) for note in notes)
        health = operator.json("/v1/platforms/bukalapak/health")
        assert health["syncs"]["held_changes"] > 0
        assert_problem(faulty.client().get("/v1/platforms/bukalapak/health"), 401)
        faulty.done("sync", "pintaria", "--full", "--accept")
    finally:
        faulty.stop("simulate")
    gone = faulty.rows(
        "SELECT id FROM courses WHERE platform_id = 'pintaria' AND state = 'delisted'"
        " AND delivery = 'self-paced' AND price > 0 LIMIT 1"
    )[0][0]
    buyer = faulty.synthetic_participants(80)[70]
    eventually(
        "the delisted course is gone from the catalogue",
        lambda: faulty.client().get(f"/v1/courses/{gone}").status_code == 404,
    )
    problem = assert_problem(buyer.buy(gone), 409, "purchase_refused")
    assert reason_codes(problem) == {"course_not_for_sale"}
    faulty.simulate()
    faulty.done("sync", "--full", "--accept")
    faulty.audit()
