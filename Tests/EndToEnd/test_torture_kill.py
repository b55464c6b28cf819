"""kill -9 at random moments: what was acknowledged is there, once, on either engine."""

import random
import time

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
SECONDS_ALIVE = (0.1, 1.5)
# What each participant buys on the average.
PURCHASES_EACH = 2


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
    load.limits = {"orders": purchases, "events": purchases}
    verdict = Verdict(name)
    for number in range(kills):
        load.start(buyers=CLIENTS * 2 // 3, postmen=CLIENTS // 3)
        wanted = purchases * (number + 1) // kills
        deadline = time.monotonic() + random.uniform(*SECONDS_ALIVE)
        while time.monotonic() < deadline or (
            min(load.counts["orders"], load.counts["events"]) < wanted - purchases // kills
        ):
            time.sleep(0.005)
        market.kill("serve")
        load.stop()
        market.serve()
        model = Model.of(load.journal.entries()[-20_000:]) if kills > 50 else None
        load.resolve((model or Model.of(load.journal.entries())).unknown)
        audit(market, verdict)
    model = Model.of(load.journal.entries())
    verdict.faults += model.compare(**facts(market.rows))
    verdict.amount = (
        f"{load.counts['orders']} purchases and {load.counts['events']} callbacks "
        f"acknowledged, {CLIENTS} clients, {kills} kills"
    )
    print(verdict.amount, load.counts, load.refusals)
    assert load.counts["orders"] > 5 * kills, "too few purchases to prove anything"
    return verdict


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
