"""Many at once for one thing: at most one of them has it, through however many instances."""

import json
import os
import threading
import uuid
from contextlib import contextmanager

import pytest

from market import Market, free_port
from postgres import PostgreSQL
from test_torture_kill import audit, cheap_courses
from torture import Verdict, chance, debug_market, size
from torture_load import Caller

ROUNDS = size("RACES", 4, 1000)
BUYERS_OF_CARD = size("RACE_CARD", 40, 500)
BUYERS_OF_SEAT = size("RACE_SEAT", 40, 500)
CALLERS_OF_KEY = size("RACE_KEY", 40, 200)
THREADS = 64


class Runners:
    """Threads that wait for one starting shot, each with connections of its own."""

    def __init__(self, urls: list[str]):
        self.callers = [Caller(urls) for _ in range(THREADS)]

    def run(self, calls: list[tuple[str, dict, str]]) -> list[tuple[int, str]]:
        """Answers to purchases: (token, body, key) each, all sent as near at once as can be."""
        answers: list[tuple[int, str]] = [(0, "")] * len(calls)
        gate = threading.Barrier(min(THREADS, len(calls)))

        def work(place: int) -> None:
            gate.wait()
            for number in range(place, len(calls), THREADS):
                token, body, key = calls[number]
                headers = {
                    "Authorization": f"Bearer {token}",
                    "Idempotency-Key": key,
                    "Content-Type": "application/json",
                }
                caller = self.callers[place]
                answers[number] = caller.call("POST", "/v1/orders", json.dumps(body), headers)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(gate.parties)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


class Race:
    """Instances without workers: seats and prices stay as the race sets them."""

    def __init__(self, market: Market, name: str, instances: int, rounds: int):
        self.market, self.rounds, self.verdict = market, rounds, Verdict(name)
        self.random = chance(name)
        people = rounds + BUYERS_OF_SEAT + 20
        self.tokens = [client.token for client in market.synthetic_participants(people)]
        market.simulate().serve().wait_for_courses()
        self.courses = cheap_courses(market, 600)
        market.stop("serve")
        self.seats()
        self.others = [self.beside(number) for number in range(1, instances)]
        market.serve("--no-workers")
        self.runners = Runners([market.url, *(other.url for other in self.others)])

    def beside(self, number: int) -> Market:
        settings = {"CATALOGD_DATABASE_URL": self.market.settings["CATALOGD_DATABASE_URL"]}
        other = Market(self.market.directory / f"{number}", settings, self.market.program)
        return other.serve("--no-workers")

    def seats(self) -> None:
        """All schedules have one seat left, as far as there are enough of them."""
        self.market.change("UPDATE schedules SET seats = seats_taken + 1 WHERE listed = 1")
        self.schedules = self.market.rows(
            """
            SELECT course_id, code FROM schedules JOIN courses ON courses.id = course_id
            WHERE listed = 1 AND courses.state = 'published' AND courses.price > 0
                AND starts_at > (SELECT max(starts_at) FROM schedules) - CAST(2592000000 AS BIGINT)
                AND courses.price < 2000000
            """
        )
        self.random.shuffle(self.schedules)

    def the_last_seat(self) -> None:
        for course, code in self.schedules[: self.rounds]:
            body = {"course_id": course, "schedule_code": code}
            buyers = self.random.sample(self.tokens, BUYERS_OF_SEAT)
            answers = self.runners.run([(token, body, str(uuid.uuid4())) for token in buyers])
            self.count("seat", answers, 1, f"{course} {code}")

    def one_card(self) -> None:
        """Each wants another course; together they cost far more than the card holds."""
        for person in range(self.rounds):
            caller, token = self.runners.callers[0], self.tokens[person]
            headers = {"Authorization": f"Bearer {token}"}
            balance = json.loads(caller.call("GET", "/v1/me/card", None, headers)[1])["balance"]
            dear = [c for c in self.courses if c["price"] <= balance][-BUYERS_OF_CARD:]
            calls = [(token, {"course_id": c["id"]}, str(uuid.uuid4())) for c in dear]
            answers = self.runners.run(calls)
            spent = sum(json.loads(text)["price"] for status, text in answers if status == 201)
            left = json.loads(caller.call("GET", "/v1/me/card", None, headers)[1])["balance"]
            self.verdict.expect(
                0 <= balance - spent == left, f"card of {balance}: spent {spent}, left {left}"
            )
            self.odd("card", answers)

    def one_key(self) -> None:
        for person in range(self.rounds):
            body, key = {"course_id": self.courses[0]["id"]}, str(uuid.uuid4())
            token = self.tokens[-1 - person % 20 if self.rounds < 20 else person]
            answers = self.runners.run([(token, body, key)] * CALLERS_OF_KEY)
            different = {text for status, text in answers if status == 201}
            self.verdict.expect(len(different) <= 1, f"key {key}: {different}")
            self.odd("key", answers)

    def count(self, what: str, answers: list, most: int, words: str) -> None:
        sold = sum(status == 201 for status, _ in answers)
        self.verdict.expect(sold <= most, f"{what} {words}: sold {sold} times")
        self.odd(what, answers)

    def odd(self, what: str, answers: list) -> None:
        for status, text in answers:
            self.verdict.expect(status in (201, 409, 429), f"{what}: {status} {text}")

    def judge(self) -> Verdict:
        audit(self.market, self.verdict)
        self.verdict.amount = (
            f"{BUYERS_OF_CARD} on one card, {BUYERS_OF_SEAT} on the last seat, "
            f"{CALLERS_OF_KEY} on one key, each {self.rounds} times, "
            f"{1 + len(self.others)} instances"
        )
        return self.verdict

    def close(self) -> None:
        for other in self.others:
            other.stop()


@contextmanager
def race(market, name: str, instances: int = 1, rounds: int = ROUNDS):
    runs = Race(market, name, instances, rounds)
    try:
        yield runs
    finally:
        runs.close()


def run(market, name: str, instances: int = 1) -> Verdict:
    with race(market, name, instances) as runs:
        runs.the_last_seat()
        runs.one_card()
        runs.one_key()
        return runs.judge()


def test_many_at_once_on_sqlite(market):
    run(market, "races, SQLite").must_be_clean()


@pytest.fixture
def shared(market):
    """The market on a PostgreSQL server."""
    server = PostgreSQL(free_port())
    market.settings["CATALOGD_DATABASE_URL"] = server.url(server.make_database())
    yield market
    server.stop()


def test_many_at_once_on_three_instances(shared):
    try:
        run(shared, "races, PostgreSQL", instances=3).must_be_clean()
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
