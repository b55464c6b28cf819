"""Many clients at once: buyers and platforms that note everything in a durable journal."""

import json
import os
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import webhooks
from torture_caller import Caller
from torture_journal import DurableJournal

# A client whose server is gone tries again after so long.
PAUSE_SECONDS = 0.02
# Clients that repeat their keys at once.
RESOLVERS = 8


class Load:
    """`tokens` belong to participants who buy; each buys each course once at most."""

    def __init__(
        self,
        journal: DurableJournal,
        urls: list[str],
        tokens: list[str],
        courses: list[dict],
        platforms: list[dict],
        chance: random.Random,
    ):
        self.journal = journal
        self.urls = urls
        self.tokens = tokens
        self.courses = courses
        self.platform_of: dict[str, str] = {}
        self.secrets = {p["id"]: p["webhook_secret"] for p in platforms}
        self.chance = chance
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []
        self.sold: list[tuple[str, str]] = []
        self.counts = {"orders": 0, "events": 0, "refused": 0, "unknown": 0}
        self.refusals: dict[str, int] = {}
        self.limits = {"orders": 1 << 60, "events": 1 << 60}
        self.bought = 0
        # Between two calls of one thread, so that nobody's money is spent too soon.
        self.pause_seconds = 0.0

    def start(self, buyers: int, postmen: int = 0) -> None:
        self.stopping.clear()
        work = [self.buy] * buyers + [self.call_back] * postmen
        self.threads = [threading.Thread(target=self.repeat, args=(step,)) for step in work]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def repeat(self, step) -> None:
        caller = Caller(self.urls)
        while not self.stopping.is_set():
            try:
                step(caller)
            except OSError:
                with self.lock:
                    self.counts["unknown"] += 1
                time.sleep(PAUSE_SECONDS)

    def buy(self, caller: Caller) -> None:
        if self.counts["orders"] >= self.limits["orders"]:
            self.stopping.wait(0.05)
            return
        with self.lock:
            # Each person in turn buys each course in turn, so that nothing is bought twice.
            turn, person = divmod(self.bought, len(self.tokens))
            course = self.courses[(turn + person) % len(self.courses)]
            self.bought += 1
        time.sleep(self.pause_seconds)
        key = str(uuid.uuid4())
        self.journal.asked(key, kind="order", person=person, course=course["id"])
        self.order(caller, key, person, course["id"])

    def send(self, caller: Caller, key: str, person: int, course: str) -> tuple[int, str]:
        """A purchase, and what is answered; noted nowhere."""
        headers = {
            "Authorization": f"Bearer {self.tokens[person]}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        return caller.call("POST", "/v1/orders", json.dumps({"course_id": course}), headers)

    def order(self, caller: Caller, key: str, person: int, course: str) -> None:
        """A purchase that was noted as asked for."""
        status, text = self.send(caller, key, person, course)
        self.journal.told(key, status, text)
        with self.lock:
            if status == 201:
                self.counts["orders"] += 1
                self.sold.append((json.loads(text)["id"], self.platform(course)))
            else:
                self.counts["refused"] += 1
                code = json.loads(text).get("code", "?") if text.startswith("{") else "?"
                self.refusals[f"{status} {code}"] = self.refusals.get(f"{status} {code}", 0) + 1

    def platform(self, course: str) -> str:
        if course not in self.platform_of:
            self.platform_of |= {c["id"]: c["platform"]["id"] for c in self.courses}
        return self.platform_of[course]

    def call_back(self, caller: Caller) -> None:
        with self.lock:
            done = self.counts["events"] >= self.limits["events"]
            chosen = self.chance.choice(self.sold) if self.sold else None
        if done or chosen is None or chosen[1] not in self.secrets:
            self.stopping.wait(0.01)
            return
        order, platform = chosen
        time.sleep(self.pause_seconds)
        identifier = f"msg_{uuid.uuid4().hex}"
        body = webhooks.event("course.progressed", order, progress=0.5)
        headers = webhooks.signed(body, self.secrets[platform], identifier)
        self.journal.asked(identifier, kind="event", platform=platform)
        status, text = caller.call("POST", f"/v1/webhooks/{platform}", body, headers)
        self.journal.told(identifier, status, text)
        if status < 300:
            with self.lock:
                self.counts["events"] += 1

    def resolve(self, unknown: dict) -> None:
        """Asks again with the same keys where the answer was lost, several at once."""
        orders = [(name, key) for name, key in unknown.items() if key.kind == "order"]

        def ask(place: int) -> None:
            caller = Caller(self.urls)
            for name, key in orders[place::RESOLVERS]:
                self.journal.asked(name, kind="order")
                self.order(caller, name, key.request["person"], key.request["course"])

        with ThreadPoolExecutor(RESOLVERS) as pool:
            # Asked for, so that a thread's failure is ours.
            list(pool.map(ask, range(RESOLVERS)))


def count_of_threads() -> int:
    return int(os.environ.get("CATALOGD_TORTURE_CLIENTS", "64"))
