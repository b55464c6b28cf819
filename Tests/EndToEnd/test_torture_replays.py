"""The same key, days and restarts later: the first answer, and never another purchase."""

import random
import threading
import time

import pytest

from engines import facts
from market import free_port
from postgres import PostgreSQL
from test_torture_kill import audit, begun
from torture import IS_FULL, Verdict, chance, debug_market, size
from torture_caller import Caller
from torture_model import Model

KEYS = size("KEYS", 60, 5_000)
# Each key is replayed once in each life; the lives lie so many days after the purchase.
DAYS = [0, 1, 31, 400] if size("LIVES", 4, 20) == 4 else [n * 400 // 19 for n in range(20)]
CLIENTS = 16
DAY_SECONDS = 86_400


class Replays:
    def __init__(self, market, name: str):
        self.market, self.verdict = market, Verdict(name)
        self.load = begun(market, KEYS // 2 + 20, chance(name))
        self.load.limits = {"orders": KEYS, "events": 0}
        self.load.start(buyers=CLIENTS)
        while self.load.counts["orders"] < KEYS:
            time.sleep(0.05)
        self.load.stop()
        self.sold = [
            (name, key)
            for name, key in Model.of(self.load.journal.entries()).keys.items()
            if key.order
        ]
        self.replayed = 0
        self.lives = 0

    def live(self, days: int) -> None:
        """A further life of the server, so many days after the purchases."""
        market = self.market
        self.lives += 1
        market.kill("serve")
        market.settings["CATALOGD_CLOCK_OFFSET_SECONDS"] = str(days * DAY_SECONDS)
        # The old tokens have ended meanwhile; the people are the same.
        count = len(self.load.tokens)
        self.load.tokens = [c.token for c in market.synthetic_participants(count)][:count]
        market.serve("--no-workers")
        threads = [
            threading.Thread(target=self.replay, args=(self.sold[place::CLIENTS],))
            for place in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def replay(self, sold: list) -> None:
        caller = Caller([self.market.url])
        for name, key in sold:
            person, course = key.request["person"], key.request["course"]
            self.load.journal.asked(name, kind="order")
            status = self.load.order(caller, name, person, course)
            self.expect(status == 201, f"{name}: replayed, and answered {status}")
            other = random.choice(self.load.courses)["id"]
            if other != course:
                status = self.load.order(caller, name, person, other, is_noted=False)
                self.expect(status == 422, f"{name}: another body is answered {status}")
            self.replayed += 1

    def expect(self, holds: bool, words: str) -> None:
        self.verdict.expect(holds, words)

    def judge(self) -> Verdict:
        model = Model.of(self.load.journal.entries())
        self.verdict.faults += model.compare(**facts(self.market.rows))
        audit(self.market, self.verdict)
        self.verdict.amount = (
            f"{self.replayed} replays of {len(self.sold)} keys, {self.lives} restarts, "
            f"{DAYS[-1]} days"
        )
        return self.verdict


def run(market, name: str, days: list[int]) -> Verdict:
    replays = Replays(market, name)
    for number in days:
        replays.live(number)
    return replays.judge()


def test_a_key_has_one_answer_for_ever(tmp_path):
    market = debug_market(tmp_path / "market")
    try:
        run(market, "replays, SQLite", DAYS).must_be_clean()
    finally:
        market.discard()


def test_a_key_has_one_answer_for_ever_in_a_shared_store(tmp_path):
    server = PostgreSQL(free_port())
    url = server.url(server.make_database())
    market = debug_market(tmp_path / "market", {"CATALOGD_DATABASE_URL": url})
    try:
        days = DAYS if IS_FULL else DAYS[-1:]
        run(market, "replays, PostgreSQL", days).must_be_clean()
    finally:
        market.discard()
        server.stop()


@pytest.mark.parametrize("sabotage", ["forgets-keys", "ignores-input"])
def test_the_test_of_replays_catches(tmp_path, sabotage):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": sabotage})
    try:
        run(market, "replays, sabotaged", [400]).must_be_caught(sabotage)
    finally:
        market.discard()
