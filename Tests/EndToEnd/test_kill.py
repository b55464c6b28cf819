"""kill -9 at random moments: what was acknowledged is there, once."""

import os
import random
import threading
import time
import uuid
from collections import Counter

import requests

import webhooks
from journal import Callback, Journal, Purchase
from market import eventually

KILLS = int(os.environ.get("CATALOGD_KILLS", "6"))
SEED = int(os.environ.get("CATALOGD_KILL_SEED") or random.SystemRandom().randrange(1 << 32))
BUYER_THREADS = 6
POSTMAN_THREADS = 3
PARTICIPANTS = 60 * KILLS + 200
SECONDS_ALIVE = (0.1, 1.5)
# Each purchase of a participant is tried so often at most.
PURCHASES_EACH = 3


def test_kill_9_loses_nothing_that_was_acknowledged(market):
    print(f"seed {SEED}, {KILLS} kills: CATALOGD_KILL_SEED={SEED} repeats them")
    chance = random.Random(SEED)
    people = market.synthetic_participants(PARTICIPANTS)
    market.simulate().serve().wait_for_courses()
    courses = cheap_courses(market)
    load = Load(market, people, courses, chance)

    for number in range(KILLS):
        load.start()
        time.sleep(chance.uniform(*SECONDS_ALIVE))
        market.kill("serve")
        load.stop()
        started = time.monotonic()
        market.serve()
        print(f"kill {number + 1}: back after {time.monotonic() - started:.2f} s, {load}")
        resolve(load.journal)
        market.audit()

    verify(market, load.journal)
    assert load.journal.faults == []
    assert len(load.journal.acknowledged) > 5 * KILLS, "too few purchases to prove anything"
    assert len(load.journal.taken) > KILLS, "too few callbacks to prove anything"


def cheap_courses(market) -> list[dict]:
    listed = market.client().items("/v1/courses?delivery=self-paced&limit=100")
    return sorted((c for c in listed if c["price"]), key=lambda c: c["price"])[:100]


class Load:
    """Buyers and platforms that go on until the server is gone."""

    def __init__(self, market, people, courses, chance: random.Random):
        self.market = market
        self.people = iter(people * PURCHASES_EACH)
        self.courses = courses
        self.chance = chance
        self.journal = Journal()
        self.speaking = {p["id"]: p for p in market.platforms_speaking("jsonapi")}
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []

    def __str__(self) -> str:
        journal = self.journal
        return (
            f"{len(journal.acknowledged)} purchases and {len(journal.taken)} callbacks "
            f"acknowledged, {len(journal.unknown)} unknown"
        )

    def start(self) -> None:
        self.stopping.clear()
        work = [self.buy] * BUYER_THREADS + [self.call_back] * POSTMAN_THREADS
        self.threads = [threading.Thread(target=self.repeat, args=(step,)) for step in work]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def repeat(self, step) -> None:
        while not self.stopping.is_set():
            try:
                step()
            except requests.RequestException:
                # The server was killed under it: the answer is not known.
                continue
            except StopIteration:
                return

    def buy(self) -> None:
        with self.journal.lock:
            buyer, course = next(self.people), self.chance.choice(self.courses)
        purchase = Purchase(buyer, course, key=str(uuid.uuid4()))
        self.journal.write(purchase)
        take(purchase, self.journal)

    def call_back(self) -> None:
        with self.journal.lock:
            known = [p for p in self.journal.purchases if p.order]
            purchase = self.chance.choice(known) if known else None
        platform = purchase and self.speaking.get(purchase.course["platform"]["id"])
        if not platform:
            time.sleep(0.001)
            return
        order, identifier = purchase.order["id"], f"msg_{uuid.uuid4().hex}"
        if purchase.buyer.order(order)["state"] not in ("confirmed", "completed"):
            return
        kind = self.chance.choice(["course.started", "course.progressed", "course.completed"])
        body = webhooks.completed(order) if "completed" in kind else webhooks.event(kind, order)
        if kind == "course.progressed":
            body = webhooks.event(kind, order, progress=0.5)
        headers = webhooks.signed(body, platform["webhook_secret"], identifier)
        callback = Callback(identifier, platform, order, kind, body, headers)
        self.journal.write(callback)
        answer = webhooks.post(self.market.client(), platform, body, headers)
        callback.is_taken = answer.ok
        if not answer.ok and answer.status_code != 503:
            self.journal.fault(f"callback {kind}: {answer.status_code} {answer.text}")


def take(purchase: Purchase, journal: Journal) -> None:
    """Sends the purchase (again) and notes what came of it."""
    answer = purchase.buyer.buy(purchase.course["id"], key=purchase.key)
    if answer.status_code == 503:
        return
    if purchase.answer is not None and purchase.answer != answer.content:
        journal.fault(f"{purchase.key}: {purchase.answer!r} became {answer.content!r}")
    purchase.answer = answer.content
    if answer.status_code == 201:
        purchase.order = answer.json()
    elif answer.status_code != 409:
        journal.fault(f"purchase: {answer.status_code} {answer.text}")


def resolve(journal: Journal) -> None:
    """Asks again with the same key where the answer was lost."""
    for purchase in journal.unknown:
        take(purchase, journal)
        assert purchase.answer is not None, "a repeated purchase has an answer"


def verify(market, journal: Journal) -> None:
    held: dict[str, Counter] = {}
    for purchase in journal.acknowledged:
        token = purchase.buyer.token
        if token not in held:
            held[token] = Counter(order["id"] for order in purchase.buyer.orders())
        assert held[token][purchase.order["id"]] == 1, purchase.order
        take(purchase, journal)
    bought = Counter(purchase.buyer.token for purchase in journal.acknowledged)
    assert {token: counts.total() for token, counts in held.items()} == dict(bought)

    for callback in journal.taken:
        kept = market.rows(
            "SELECT count(*) FROM webhook_events WHERE platform_id = ? AND event_id = ?",
            callback.platform["id"],
            callback.identifier,
        )
        assert kept == [(1,)], callback
    finished = {c.order for c in journal.taken if c.kind == "course.completed"}
    for purchase in journal.acknowledged:
        if purchase.order["id"] in finished:
            eventually(
                f"{purchase.order['id']} is completed",
                lambda p=purchase: p.buyer.order(p.order["id"])["state"] == "completed",
            )
    market.audit()
