"""An order between two parties that both fail: it ends enrolled and paid, or refunded."""

import contextlib
import itertools
import json
import os
import signal
import subprocess
import time
import uuid
from urllib.parse import urlsplit

import pytest
import requests

from market import free_port
from postgres import PostgreSQL
from test_torture_kill import audit
from torture import Verdict, chance, debug_market, size
from torture_platform import FAULTS, SpoiledPlatform

# Where the service dies: right after the sale, and before and after each step of the worker.
STEPS = ["reserved", "claimed", "placed", "answered", "confirmed", "cancelling", "cancelled"]
COMBINATIONS = size("SAGA", 3, len(STEPS) * len(FAULTS))
# There an instance that died holds its calls until their lease ends: too long for `make test`.
SHARED_COMBINATIONS = size("SAGA_POSTGRESQL", 0, len(STEPS) * len(FAULTS))
ORDERS_EACH = 2
END_SECONDS_MAX = 60.0
CRASH_SECONDS_MAX = 4.0
SPOILED_SECONDS = 1.0
PAID = ("confirmed", "completed")
REFUNDED = ("failed", "cancelled", "refunded")


class Saga:
    """A market whose one platform is spoiled; the others do not sell here."""

    def __init__(self, market, name: str):
        self.market = market
        self.verdict = Verdict(name)
        self.slowest = 0.0
        self.kills = 0
        self.name = market.platforms_speaking("jsonapi")[0]["id"]
        self.people = iter(market.synthetic_participants(200))
        real = market.directory / "real-platforms.json"
        real.write_text(json.dumps(market.platforms))
        behind = urlsplit(market.platform(self.name)["base_url"]).port
        port = free_port()
        text = json.dumps(market.platforms)
        market.platforms = json.loads(text.replace(f":{behind}", f":{port}"))
        market.write_platforms()
        self.platform = SpoiledPlatform(port, behind)
        market.simulate(platforms_file=real).serve().wait_for_courses()
        listed = market.client().items(f"/v1/courses?platform={self.name}&limit=100")
        courses = [c for c in listed if c["price"] and c["delivery"] == "self-paced"]
        self.course = min(courses, key=lambda course: course["price"])
        # Buyer and order, in the order of the sales.
        self.orders: list[tuple] = []

    def buy(self) -> None:
        for _ in range(ORDERS_EACH):
            buyer = next(self.people)
            answer = buyer.buy(self.course["id"], key=str(uuid.uuid4()))
            assert answer.status_code == 201, answer.text
            self.orders.append((buyer, answer.json()["id"]))

    def crash(self, step: str, fault: str) -> None:
        """Sells, dies at the step while the platform has its fault, and comes back."""
        market = self.market
        self.kills += 1
        cancels = step in ("cancelling", "cancelled")
        if cancels:
            self.buy()
            for buyer, order in self.orders[-ORDERS_EACH:]:
                self.wait(lambda b=buyer, o=order: b.order(o)["state"] in PAID, 20)
        # Nothing older may meet the step before the sale that is meant.
        self.let_end()
        self.restart(step)
        process = market.processes["serve"]
        self.platform.spoil(fault)
        # It may die of the first while the second is asked for.
        with contextlib.suppress(requests.ConnectionError):
            if cancels:
                for buyer, order in self.orders[-ORDERS_EACH:]:
                    buyer.post(f"/v1/orders/{order}/cancel")
            else:
                self.buy()
        if step == "reserved":
            os.kill(process.pid, signal.SIGKILL)
        try:
            process.wait(CRASH_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            # With this fault the step is not reached: it dies where it waits.
            process.kill()
            process.wait()
        market.processes.pop("serve")
        market.serve()
        time.sleep(SPOILED_SECONDS)
        self.platform.heal()

    def restart(self, step: str) -> None:
        self.market.kill("serve")
        self.market.start("serve", settings={"CATALOGD_CRASH_AT": step})
        self.market.wait_until_ready("serve")

    def wait(self, check, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not (holds := check()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return holds

    def let_end(self) -> None:
        """Waits until the platform, which has returned, is owed nothing."""
        begun = time.monotonic()
        ended = self.wait(self.owes_nothing, END_SECONDS_MAX)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.verdict.expect(ended, f"calls are owed {END_SECONDS_MAX} s after the return")

    def owes_nothing(self) -> bool:
        return int(self.market.rows("SELECT count(*) FROM outbox")[0][0]) == 0

    def states(self) -> dict[str, str]:
        rows = self.market.rows("SELECT id, state FROM orders")
        return dict(rows)

    def judge(self) -> None:
        """All has ended in time, and platform and service agree on every order."""
        self.let_end()
        states = self.states()
        for _, order in self.orders:
            state, held = states[order], self.platform.active(order)
            expected = 1 if state in PAID else 0
            self.verdict.expect(
                state in PAID + REFUNDED, f"{order} is {state} long after the return"
            )
            self.verdict.expect(
                len(held) == expected, f"{order} is {state}, and the platform has {held}"
            )
        audit(self.market, self.verdict)
        self.verdict.amount = (
            f"{len(self.orders)} orders, {self.kills} kills at a step with a fault, "
            f"the slowest ended {self.slowest:.0f} s after the platform's return"
        )


def run(market, name: str, combinations: list) -> Verdict:
    saga = Saga(market, name)
    try:
        for step, fault in combinations:
            saga.crash(step, fault)
        saga.judge()
    finally:
        saga.platform.close()
    return saga.verdict


def chosen(name: str, count: int) -> list[tuple[str, str]]:
    all_of_them = list(itertools.product(STEPS, FAULTS))
    some = chance(name).sample(all_of_them, min(count, len(all_of_them)))
    print(some)
    return some


def test_every_order_ends_on_one_side(tmp_path):
    market = debug_market(tmp_path / "market")
    try:
        run(market, "saga, SQLite", chosen("saga", COMBINATIONS)).must_be_clean()
    finally:
        market.discard()


@pytest.mark.skipif(SHARED_COMBINATIONS == 0, reason="make torture has the time for it")
def test_every_order_ends_on_one_side_of_a_shared_store(tmp_path):
    server = PostgreSQL(free_port())
    url = server.url(server.make_database())
    market = debug_market(tmp_path / "market", {"CATALOGD_DATABASE_URL": url})
    try:
        combinations = chosen("saga on PostgreSQL", SHARED_COMBINATIONS)
        run(market, "saga, PostgreSQL", combinations).must_be_clean()
    finally:
        market.discard()
        server.stop()


def test_the_test_of_sagas_catches_guessing(tmp_path):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": "guesses-enrolment"})
    try:
        verdict = run(market, "saga, sabotaged", [("reserved", "accept-then-500")])
        verdict.must_be_caught("guesses-enrolment")
    finally:
        market.discard()
