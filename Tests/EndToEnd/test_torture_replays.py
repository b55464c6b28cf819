"""The same key, days and restarts later: the first answer, and never another purchase."""

import os
import random
import threading
import time

import pytest

from engines import facts
from market import Market, free_port
from postgres import PostgreSQL
from psql import psql_rows
from test_torture_failover import Cluster, cluster, load_on
from test_torture_kill import audit, begun
from torture import DEBUG_BINARY, IS_FULL, Verdict, chance, debug_market, size
from torture_caller import Caller
from torture_load import Load
from torture_model import Model

KEYS = size("KEYS", 60, 12_500)
# How often each key is replayed in each life: a start takes as long as thousands of replays.
PASSES = size("PASSES", 1, 2)
# The lives lie so many days after the purchase.
DAYS = [0, 1, 31, 400]
CLIENTS = 16
KEYS_EACH = 5
# One replay of so many is followed by one with another body, each life by those of other keys.
OTHER_EVERY = size("OTHER_EVERY", 1, 4)
DAY_SECONDS = 86_400
# How long a replay may be told "not now" while the standby is promoted.
NOT_NOW_SECONDS_MAX = 180
NOT_NOW_PAUSE_SECONDS = 0.25


class Alone:
    """One instance, debug build: only that one's clock can be set."""

    failovers = 0

    def __init__(self, market: Market):
        self.market = market
        self.rows = market.rows

    def load(self, name: str) -> Load:
        return begun(self.market, people(), chance(name))

    def live(self, seconds: int) -> None:
        self.market.kill("serve")
        self.market.settings["CATALOGD_CLOCK_OFFSET_SECONDS"] = str(seconds)

    def tokens(self, count: int) -> list[str]:
        return [client.token for client in self.market.synthetic_participants(count)]

    def serve(self) -> None:
        self.market.serve("--no-workers")

    def disturb(self, life: int) -> None:
        pass

    def audit(self, verdict: Verdict) -> None:
        audit(self.market, verdict)


class Clustered:
    """Three instances behind HAProxy; in every second life the primary dies while keys are
    replayed."""

    def __init__(self, made: Cluster, directory):
        self.made, self.directory, self.failovers = made, directory, 0

    def load(self, name: str) -> Load:
        load = load_on(self.made, self.directory, name, people())
        load.pause_seconds = 0
        return load

    def rows(self, sql: str) -> list[tuple]:
        return psql_rows(self.made.database_url, sql)

    def live(self, seconds: int) -> None:
        self.made.command("heal")
        for instance in ["one", "two", "three"]:
            self.made.command("kill", instance)
        self.made.offset_seconds = seconds

    def tokens(self, count: int) -> list[str]:
        file = self.directory / "tokens"
        done = self.made.tool("seed", "--participants", str(count), "--tokens", str(file))
        assert done.returncode == 0, done.stderr
        return file.read_text().split()

    def serve(self) -> None:
        self.made.command("heal")

    def disturb(self, life: int) -> None:
        if life % 2 == 0:
            time.sleep(1)
            self.made.command("kill-primary")
            self.failovers += 1

    def audit(self, verdict: Verdict) -> None:
        done = self.made.tool("audit")
        verdict.expect(done.returncode == 0, done.stdout + done.stderr)


class Replays:
    def __init__(self, place: Alone | Clustered, name: str):
        self.place, self.verdict = place, Verdict(name)
        self.load = place.load(name)
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
        self.lives = self.days = 0
        self.others = 0
        self.not_now = 0
        print(f"{name}: {len(self.sold)} keys", flush=True)

    def live(self, days: int) -> None:
        """A further life of the service, so many days after the purchases."""
        begun_at = time.monotonic()
        self.lives, self.days = self.lives + 1, days
        self.place.live(days * DAY_SECONDS)
        # The old tokens have ended meanwhile; the people are the same.
        count = len(self.load.tokens)
        self.load.tokens = self.place.tokens(count)[:count]
        self.place.serve()
        lived_at = time.monotonic()
        threads = [
            threading.Thread(target=self.replay, args=(self.sold[place::CLIENTS] * PASSES,))
            for place in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        self.place.disturb(self.lives)
        for thread in threads:
            thread.join()
        print(
            f"day {days}: {lived_at - begun_at:.0f} s to start, "
            f"{time.monotonic() - lived_at:.0f} s of replays, {self.not_now} times not now",
            flush=True,
        )

    def replay(self, sold: list) -> None:
        caller = Caller(self.load.urls)
        for number, (name, key) in enumerate(sold):
            person, course = key.request["person"], key.request["course"]
            self.load.journal.asked(name, kind="order")
            status, text = self.ask(caller, name, person, course)
            self.load.journal.told(name, status, text)
            self.expect(status == 201, f"{name}: replayed, and answered {status}")
            other = random.choice(self.load.courses)["id"]
            if other != course and (number + self.lives) % OTHER_EVERY == 0:
                self.others += 1
                status, _ = self.ask(caller, name, person, other)
                self.expect(status == 422, f"{name}: another body is answered {status}")
            self.replayed += 1

    def ask(self, caller: Caller, name: str, person: int, course: str) -> tuple[int, str]:
        """The answer; where the service cannot say now, as in a failover, it is asked again."""
        deadline = time.monotonic() + NOT_NOW_SECONDS_MAX
        while True:
            try:
                status, text = self.load.send(caller, name, person, course)
            except OSError as error:
                status, text = 503, str(error)
            if status != 503 or time.monotonic() > deadline:
                return status, text
            self.not_now += 1
            time.sleep(NOT_NOW_PAUSE_SECONDS)

    def expect(self, holds: bool, words: str) -> None:
        self.verdict.expect(holds, words)

    def judge(self) -> Verdict:
        model = Model.of(self.load.journal.entries())
        self.verdict.faults += model.compare(**facts(self.place.rows))
        self.place.audit(self.verdict)
        failed_over = f"{self.place.failovers} failovers, " if self.place.failovers else ""
        self.verdict.amount = (
            f"{self.replayed} replays of {len(self.sold)} keys, {self.others} with another body, "
            f"{self.lives} restarts, {failed_over}{self.days} days"
        )
        return self.verdict


def people() -> int:
    return KEYS // KEYS_EACH + 20


def run(place: Alone | Clustered, name: str, days: list[int]) -> Verdict:
    replays = Replays(place, name)
    for number in days:
        if replays.verdict.has_time:
            replays.live(number)
    return replays.judge()


def test_a_key_has_one_answer_for_ever(tmp_path):
    market = debug_market(tmp_path / "market")
    try:
        run(Alone(market), "replays, SQLite", DAYS).must_be_clean()
    finally:
        market.discard()


@pytest.mark.skipif(IS_FULL, reason="in full it is the next one's part, with failovers")
def test_a_key_has_one_answer_for_ever_in_a_shared_store(tmp_path):
    server = PostgreSQL(free_port())
    url = server.url(server.make_database())
    market = debug_market(tmp_path / "market", {"CATALOGD_DATABASE_URL": url})
    try:
        run(Alone(market), "replays, PostgreSQL", DAYS[-1:]).must_be_clean()
    finally:
        market.discard()
        server.stop()


@pytest.mark.skipif(not IS_FULL, reason="takes minutes: in `make torture`")
@pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces need root")
def test_a_key_has_one_answer_for_ever_through_failovers(tmp_path):
    with cluster(DEBUG_BINARY, "ctr", "10.218.8") as made:
        run(Clustered(made, tmp_path), "replays, PostgreSQL", DAYS).must_be_clean()


@pytest.mark.parametrize("sabotage", ["forgets-keys", "ignores-input"])
def test_the_test_of_replays_catches(tmp_path, sabotage):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": sabotage})
    try:
        run(Alone(market), "replays, sabotaged", [400]).must_be_caught(sabotage)
    finally:
        market.discard()
