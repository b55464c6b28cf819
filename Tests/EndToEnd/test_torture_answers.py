"""PostgreSQL's answers around COMMIT are cut off: unknown is said, and resolved by key, by those
who ask again and by the service itself."""

import re
import time

import pytest

from engines import facts
from market import free_port
from postgres import LossyProxy, PostgreSQL
from test_torture_kill import audit, begun
from torture import Verdict, chance, debug_market, size
from torture_model import Model

CUTS = size("CUTS", 30, 1000)
CUTS_EACH_TIME = 10
CUT_SECONDS_MAX = 60
RESOLVED_SECONDS_MAX = 5.0
CLIENTS = 16
UNKNOWN = re.compile(r"^catalogd_outcomes_unknown (\S+)$", re.MULTILINE)


@pytest.fixture
def server():
    server = PostgreSQL(free_port())
    yield server
    server.stop()


def has_resolved_all(market) -> bool:
    """Whether the service knows by itself what became of everything."""
    return float(UNKNOWN.search(market.client().get("/metrics").text)[1]) == 0


def cut_off(market, server: PostgreSQL, name: str, cuts: int) -> Verdict:
    verdict, port = Verdict(name), free_port()
    proxy = LossyProxy(port, server.port)
    database = server.make_database()
    # The service goes through the proxy, the test beside it.
    market.settings["CATALOGD_DATABASE_URL"] = server.url(database, port)
    load = begun(market, 600, chance(name))
    slowest = slowest_own = 0.0
    while proxy.cuts < cuts:
        wanted = proxy.cuts + CUTS_EACH_TIME
        load.start(buyers=CLIENTS, postmen=4)
        proxy.losing.set()
        deadline = time.monotonic() + CUT_SECONDS_MAX
        while proxy.cuts < wanted and time.monotonic() < deadline:
            time.sleep(0.005)
        proxy.losing.clear()
        load.stop()
        recovered = time.monotonic()
        own = 0.0
        while own < RESOLVED_SECONDS_MAX and not has_resolved_all(market):
            time.sleep(0.02)
            own = time.monotonic() - recovered
        slowest_own = max(slowest_own, own)
        asked_again = time.monotonic()
        unknown = Model.of(load.journal.entries()).unknown
        load.resolve(unknown)
        slowest = max(slowest, time.monotonic() - asked_again)
        left = [name for name, key in Model.of(load.journal.entries()).unknown.items()]
        orders = [name for name in left if unknown.get(name) and unknown[name].kind == "order"]
        verdict.expect(not orders, f"not resolved after the recovery: {orders}")
    for who, seconds in (("by the service", slowest_own), ("by asking again", slowest)):
        verdict.expect(seconds < RESOLVED_SECONDS_MAX, f"resolved {who} after {seconds:.1f} s")
    market.settings["CATALOGD_DATABASE_URL"] = server.url(database)
    verdict.faults += Model.of(load.journal.entries()).compare(**facts(market.rows))
    audit(market, verdict)
    verdict.amount = (
        f"{proxy.cuts} answers cut off, {load.counts['orders']} purchases, "
        f"resolved within {slowest:.1f} s, by the service itself within {slowest_own:.1f} s"
    )
    print(verdict.amount, load.counts, load.refusals)
    proxy.close()
    return verdict


def test_answers_that_are_cut_off_are_resolved_by_key(server, market):
    cut_off(market, server, "answers cut off", CUTS).must_be_clean()


def test_the_test_of_cuts_catches_a_service_that_guesses(tmp_path, server):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": "guesses-outcome"})
    try:
        verdict = cut_off(market, server, "answers cut off, sabotaged", 10)
        verdict.must_be_caught("guesses-outcome")
    finally:
        market.discard()
