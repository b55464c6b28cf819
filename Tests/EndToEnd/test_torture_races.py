"""Many at once for one thing: at most one of them has it, through however many instances."""

import itertools
import json
import math
import os
import time
import uuid
from collections import Counter
from contextlib import contextmanager

import pytest

from market import Market, free_port
from postgres import PostgreSQL
from test_torture_kill import audit, cheap_courses
from torture import IS_FULL, SECONDS_MAX, Verdict, chance, debug_market, size
from torture_caller import Caller, request
from torture_runners import Runners

ROUNDS = size("RACES", 4, 1000)
BUYERS_OF_CARD = size("RACE_CARD", 40, 500)
BUYERS_OF_SEAT = size("RACE_SEAT", 40, 500)
CALLERS_OF_KEY = size("RACE_KEY", 40, 200)
# In full each part takes long enough for a test of its own.
EACH = [["the_last_seat"], ["one_card"], ["one_key"]]
PARTS = EACH if IS_FULL else [sum(EACH, [])]
# Races at once: one alone is a queue for one row, and leaves the machine waiting.
SIDE_BY_SIDE = 4
# Each participant is asked to pay this at most by one purchase of the race for a seat.
SEAT_PRICE_MAX = 2_000_000


class Race:
    """Instances without workers: seats and prices stay as the race sets them."""

    def __init__(self, market: Market, name: str, instances: int, rounds: int):
        self.market, self.rounds, self.verdict = market, rounds, Verdict(name)
        self.random = chance(name)
        # One card's owner and one key's each have all of one race to themselves; seats are for
        # the others, each of whom may pay for several.
        people = 3 * rounds + BUYERS_OF_SEAT
        self.tokens = [client.token for client in market.synthetic_participants(people)]
        market.simulate().serve().wait_for_courses()
        self.courses = cheap_courses(market, 600)
        market.stop("serve")
        self.others = [self.beside(number) for number in range(1, instances)]
        self.winners: Counter = Counter()
        self.left_out: set[tuple[str, str]] = set()
        self.served()

    def served(self) -> None:
        """Begins a life of the instances in which every date has one seat left."""
        self.seats()
        self.market.serve("--no-workers")
        for other in self.others:
            other.serve("--no-workers")
        urls = [self.market.url, *(other.url for other in self.others)]
        callers = max(BUYERS_OF_CARD, BUYERS_OF_SEAT, CALLERS_OF_KEY)
        self.runners = Runners(urls, SIDE_BY_SIDE * callers)
        self.caller = Caller(urls)

    def stopped(self) -> None:
        self.runners.close()
        self.caller.close()
        for instance in [self.market, *self.others]:
            instance.stop("serve")

    def beside(self, number: int) -> Market:
        settings = {"CATALOGD_DATABASE_URL": self.market.settings["CATALOGD_DATABASE_URL"]}
        other = Market(self.market.directory / f"{number}", settings, self.market.program)
        return other

    def seats(self) -> None:
        """All schedules have one seat left, as far as there are enough of them."""
        self.market.change("UPDATE schedules SET seats = seats_taken + 1 WHERE listed = 1")
        self.schedules = self.market.rows(
            f"""
            SELECT course_id, code FROM schedules JOIN courses ON courses.id = course_id
            WHERE listed = 1 AND courses.state = 'published' AND courses.price > 0
                AND starts_at > (SELECT max(starts_at) FROM schedules) - CAST(2592000000 AS BIGINT)
                AND courses.price < {SEAT_PRICE_MAX}
            ORDER BY course_id, code
            """
        )
        known = [row for row in self.schedules if row not in self.left_out]
        self.schedules = self.random.sample(known, len(known))

    def the_last_seat(self, until: float = math.inf) -> None:
        """So many races that somebody won; a date that nobody may buy any more is left out."""
        while self.winners["seats"] < self.rounds and self.goes_on(until):
            dates = self.next_dates(min(SIDE_BY_SIDE, self.rounds - self.winners["seats"]))
            races = [
                [
                    order(token, {"course_id": course, "schedule_code": code}, new_key())
                    for token in self.random.sample(self.tokens[2 * self.rounds :], BUYERS_OF_SEAT)
                ]
                for course, code in dates
            ]
            for date, answers in zip(dates, self.run("seat", races), strict=True):
                sold = sum(status == 201 for status, _ in answers)
                self.verdict.expect(sold <= 1, f"seat {date}: sold {sold} times")
                self.winners["seats"] += sold
                if not sold:
                    self.unsellable(date, answers)

    def next_dates(self, count: int) -> list[tuple[str, str]]:
        """Where every date had its race, each gets another seat."""
        if not self.schedules:
            self.stopped()
            self.served()
        dates, self.schedules = self.schedules[:count], self.schedules[count:]
        return dates

    def unsellable(self, date: tuple[str, str], answers: list) -> None:
        """Nobody took the seat: then for a reason that has nothing to do with seats."""
        self.left_out.add(date)
        full = sum(b"schedule_full" in text for _, text in answers)
        self.verdict.expect(full == 0, f"{date}: {full} times full, and nobody has it")

    def one_card(self, until: float = math.inf) -> None:
        """Each wants another course; together they cost far more than the card holds."""
        for first in range(0, self.rounds, SIDE_BY_SIDE):
            tokens = self.tokens[first : min(first + SIDE_BY_SIDE, self.rounds)]
            if not self.goes_on(until):
                return
            self.winners["cards"] += len(tokens)
            before = [self.balance(token) for token in tokens]
            races = [
                [order(token, {"course_id": c["id"]}, new_key()) for c in self.dear(balance)]
                for token, balance in zip(tokens, before, strict=True)
            ]
            answered = self.run("card", races)
            for token, balance, answers in zip(tokens, before, answered, strict=True):
                prices = [json.loads(text)["price"] for status, text in answers if status == 201]
                left = self.balance(token)
                self.verdict.expect(
                    0 <= balance - sum(prices) == left,
                    f"card of {balance}: spent {prices}, left {left}",
                )
                self.winners["from cards"] += len(prices)

    def dear(self, balance: int) -> list[dict]:
        """The dearest courses that the card could pay one of."""
        courses = [c for c in self.courses if c["price"] <= balance][-BUYERS_OF_CARD:]
        assert len(courses) == BUYERS_OF_CARD, f"{len(courses)} courses to buy with {balance}"
        return courses

    def balance(self, token: str) -> int:
        """By the instances in turns."""
        self.caller.close()
        headers = {"Authorization": f"Bearer {token}"}
        return json.loads(self.caller.call("GET", "/v1/me/card", None, headers)[1])["balance"]

    def one_key(self, until: float = math.inf) -> None:
        body = {"course_id": self.courses[0]["id"]}
        for first in range(self.rounds, 2 * self.rounds, SIDE_BY_SIDE):
            tokens = self.tokens[first : min(first + SIDE_BY_SIDE, 2 * self.rounds)]
            if not self.goes_on(until):
                return
            self.winners["keys"] += len(tokens)
            races = [[order(token, body, new_key())] * CALLERS_OF_KEY for token in tokens]
            for answers in self.run("key", races):
                different = {text for status, text in answers if status == 201}
                self.verdict.expect(len(different) <= 1, f"key: {different}")
                self.winners["by keys"] += len(different)

    def goes_on(self, until: float) -> bool:
        return self.verdict.faults == [] and time.monotonic() < until

    def run(self, what: str, races: list[list[bytes]]) -> list[list[tuple[int, bytes]]]:
        """The answers of several races that are run side by side, for each race."""
        answers = self.runners.run([call for race in races for call in race])
        for status, text in answers:
            self.winners[f"{what} {status}"] += 1
            self.verdict.expect(status in (201, 409, 429), f"{what}: {status} {text}")
        ends = list(itertools.accumulate(map(len, races)))
        return [answers[end - len(race) : end] for race, end in zip(races, ends, strict=True)]

    def judge(self) -> Verdict:
        audit(self.market, self.verdict)
        won = self.winners
        expected = won["keys"]
        self.verdict.expect(won["by keys"] == expected, f"{won} of {expected} keys bought")
        said = [
            (won["seats"], f"{BUYERS_OF_SEAT} on the last seat {won['seats']} times"),
            (
                won["cards"],
                f"{BUYERS_OF_CARD} on one card {won['cards']} times "
                f"({won['from cards']} bought something)",
            ),
            (won["keys"], f"{CALLERS_OF_KEY} on one key {won['keys']} times"),
        ]
        self.verdict.amount = ", ".join(words for count, words in said if count)
        self.verdict.amount += f"; {1 + len(self.others)} instances"
        return self.verdict

    def close(self) -> None:
        for other in self.others:
            other.stop()


def new_key() -> str:
    return str(uuid.uuid4())


def order(token: str, body: dict, key: str) -> bytes:
    """A purchase as it goes over the wire."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    return request("POST", "/v1/orders", json.dumps(body), headers, "catalogd")


@contextmanager
def race(market, name: str, instances: int = 1, rounds: int = ROUNDS):
    runs = Race(market, name, instances, rounds)
    try:
        yield runs
    finally:
        runs.close()


def run(market, name: str, parts: list[str], instances: int = 1) -> Verdict:
    with race(market, name, instances) as runs:
        for part in parts:
            begun = time.monotonic()
            getattr(runs, part)(time.monotonic() + SECONDS_MAX / len(parts))
            print(f"{part}: {time.monotonic() - begun:.0f} s", runs.winners, flush=True)
        return runs.judge()


@pytest.mark.parametrize("parts", PARTS, ids="+".join)
def test_many_at_once_on_sqlite(market, parts):
    run(market, "races, SQLite", parts).must_be_clean()


@pytest.fixture
def shared(market):
    """The market on a PostgreSQL server."""
    server = PostgreSQL(free_port())
    market.settings["CATALOGD_DATABASE_URL"] = server.url(server.make_database())
    yield market
    server.stop()


@pytest.mark.parametrize("parts", PARTS, ids="+".join)
def test_many_at_once_on_three_instances(shared, parts):
    try:
        run(shared, "races, PostgreSQL", parts, instances=3).must_be_clean()
    finally:
        shared.stop()


def test_the_test_of_races_catches_a_service_without_guards(tmp_path):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": "overdraws"})
    try:
        with race(market, "races, sabotaged", rounds=2) as runs:
            runs.the_last_seat()
            runs.one_card()
            runs.verdict.must_be_caught("overdraws")
    finally:
        market.discard()
        assert not os.path.exists(market.database)
