"""kill -9 at random moments: what was acknowledged is there, once, on either engine."""

import random
import time
from collections import Counter
from contextlib import contextmanager

import pytest

from engines import facts
from market import free_port
from postgres import PostgreSQL
from torture import Verdict, chance, debug_market, size
from torture_journal import DurableJournal
from torture_load import Load
from torture_model import Model

KILLS = size("KILLS", 3, 500)
PURCHASES = size("PURCHASES", 150, 100_000)
CLIENTS = size("CLIENTS", 16, 64)
# A life is killed at a random one of its purchases, and at a random moment after that.
SECONDS_MORE_MAX = 0.1
LIFE_SECONDS_MAX = 60
# What each participant buys on the average: the audit reads every card, however little it did.
PURCHASES_EACH = 5


@pytest.fixture(scope="module")
def postgresql():
    server = PostgreSQL(free_port())
    yield server
    server.stop()


def cheap_courses(market, count: int = 100) -> list[dict]:
    listed = market.client().items("/v1/courses?delivery=self-paced&limit=100")
    return sorted((c for c in listed if c["price"]), key=lambda c: c["price"])[:count]


def begun(market, people: int, random: random.Random) -> Load:
    """A market with courses and people, and the load upon it, not yet started."""
    tokens = [client.token for client in market.synthetic_participants(people)]
    market.simulate().serve().wait_for_courses()
    journal = DurableJournal(market.directory / "journal")
    return Load(journal, [market.url], tokens, cheap_courses(market), market.platforms, random)


def killed(market, name: str, kills: int = KILLS, purchases: int = PURCHASES) -> Verdict:
    random = chance(name)
    load = begun(market, purchases // PURCHASES_EACH + 20, random)
    verdict, model, phases = Verdict(name), Model(), Counter()
    killed_times = 0
    while killed_times < kills and verdict.has_time:
        number, killed_times = killed_times, killed_times + 1
        # Neither purchases nor callbacks run ahead of the other by more than one life's share.
        share = purchases * (number + 2) // kills
        load.limits = {"orders": share, "events": share}
        wanted = purchases * (number + random.random()) / kills
        with phase(phases, "alive"):
            load.start(buyers=CLIENTS // 2, postmen=CLIENTS - CLIENTS // 2)
            wait_for(load, wanted)
            time.sleep(random.uniform(0, SECONDS_MORE_MAX))
            market.kill("serve")
            load.stop()
        with phase(phases, "restart"):
            market.serve()
        with phase(phases, "resolve"):
            load.resolve(model.follow(load.journal.news()).unknown)
        with phase(phases, "audit"):
            audit(market, verdict)
        if number % 50 == 0:
            print(number, load.counts, dict(phases), flush=True)
    if killed_times == kills:
        load.limits = {"orders": purchases, "events": purchases}
        load.start(buyers=CLIENTS // 2, postmen=CLIENTS - CLIENTS // 2)
        wait_for(load, purchases)
        load.stop()
    # From the first line on: the journal's word, not what this process remembers of it.
    model = Model.of(load.journal.entries())
    verdict.faults += model.compare(**facts(market.rows))
    audit(market, verdict)
    verdict.amount = (
        f"{load.counts['orders']} purchases and {load.counts['events']} callbacks "
        f"acknowledged, {CLIENTS} clients, {killed_times} kills"
    )
    print(verdict.amount, load.counts, load.refusals, dict(phases))
    return verdict


@contextmanager
def phase(phases: Counter, name: str):
    """Adds up the seconds that a part of the test takes."""
    begun_at = time.monotonic()
    yield
    phases[name] += time.monotonic() - begun_at


def wait_for(load: Load, count: float) -> None:
    """Until so many purchases and so many callbacks are acknowledged, of all lives together."""
    deadline = time.monotonic() + LIFE_SECONDS_MAX
    while min(load.counts["orders"], load.counts["events"]) < count:
        assert time.monotonic() < deadline, f"no progress: {load.counts} {load.refusals}"
        time.sleep(0.002)


def audit(market, verdict: Verdict) -> None:
    result = market.run("audit", "--json")
    verdict.expect(result.returncode == 0, result.stdout + result.stderr)


def test_kill_9_loses_nothing_on_sqlite(market):
    killed(market, "killed, SQLite").must_be_clean()


def test_kill_9_loses_nothing_on_postgresql(market, postgresql):
    market.settings["CATALOGD_DATABASE_URL"] = postgresql.url(postgresql.make_database())
    killed(market, "killed, PostgreSQL").must_be_clean()


def test_the_test_of_kills_catches_early_answers(tmp_path):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": "answers-early"})
    try:
        killed(market, "killed, sabotaged", 3, 120).must_be_caught("answers-early")
    finally:
        market.discard()
