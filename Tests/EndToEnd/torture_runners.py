"""Hundreds of callers with one starting shot, in one thread: a thread for each would be at the
line one after the other, and would cost more than the service."""

import resource
import select
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from torture_caller import READ_BYTES, BrokenAnswer, connected, parsed

ANSWERS_SECONDS_MAX = 60
# A server closes what is idle for a minute; such a runner is sent again, with the same key.
SENDS_MAX = 3
DESCRIPTORS_BESIDE = 500


@dataclass
class Runner:
    """One kept connection."""

    place: int
    url: object
    connection: socket.socket | None = None
    call: bytes = b""
    received: bytes = b""
    sends: int = 0


def allow_descriptors(count: int) -> None:
    """As many as that besides what the process has; a test in vain where it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count + DESCRIPTORS_BESIDE:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count + DESCRIPTORS_BESIDE, hard))


class Runners:
    """So many connections, shared out evenly over the instances."""

    def __init__(self, urls: list[str], count: int):
        allow_descriptors(count)
        self.poll = select.epoll()
        split = [urlsplit(url) for url in urls]
        self.runners = [Runner(place, split[place % len(split)]) for place in range(count)]
        self.by_descriptor: dict[int, Runner] = {}

    def close(self) -> None:
        for runner in self.runners:
            self.part(runner)
        self.poll.close()

    def run(self, calls: list[bytes]) -> list[tuple[int, bytes]]:
        """Status and body of each call. All but the last byte of every call is sent first: the
        last bytes are the starting shot."""
        runners = self.runners[: len(calls)]
        assert len(runners) == len(calls), f"{len(calls)} calls for {len(runners)} runners"
        for runner, call in zip(runners, calls, strict=True):
            runner.call, runner.received, runner.sends = call, b"", 0
            self.send(runner, call[:-1])
        for runner, call in zip(runners, calls, strict=True):
            # Which part went before is not known where the server has closed meanwhile.
            self.push(runner, call[-1:])
        return self.answers(runners)

    def send(self, runner: Runner, data: bytes) -> None:
        runner.sends += 1
        if runner.sends > SENDS_MAX:
            raise BrokenAnswer(f"{runner.url.netloc} closed a call {SENDS_MAX} times")
        if runner.connection is None:
            runner.connection = connected(runner.url)
            self.by_descriptor[runner.connection.fileno()] = runner
            self.poll.register(runner.connection, select.EPOLLIN)
        self.push(runner, data)

    def push(self, runner: Runner, data: bytes) -> None:
        """What cannot be sent is noticed when the answer is read."""
        try:
            runner.connection.sendall(data)
        except OSError:
            return

    def part(self, runner: Runner) -> None:
        if runner.connection is not None:
            self.poll.unregister(runner.connection)
            del self.by_descriptor[runner.connection.fileno()]
            runner.connection.close()
            runner.connection = None

    def answers(self, runners: list[Runner]) -> list[tuple[int, bytes]]:
        answers: list[tuple[int, bytes]] = [(0, b"")] * len(runners)
        missing = set(range(len(runners)))
        deadline = time.monotonic() + ANSWERS_SECONDS_MAX
        while missing:
            if time.monotonic() > deadline:
                raise BrokenAnswer(f"{len(missing)} calls without an answer")
            for descriptor, _ in self.poll.poll(1.0):
                runner = self.by_descriptor[descriptor]
                done = self.read(runner)
                if done is not None and runner.place in missing:
                    answers[runner.place] = done
                    missing.discard(runner.place)
        return answers

    def read(self, runner: Runner) -> tuple[int, bytes] | None:
        """The answer, when all of it is there."""
        try:
            data = runner.connection.recv(READ_BYTES)
        except ConnectionError:
            data = b""
        if not data:
            was_asked = bool(runner.call)
            self.part(runner)
            runner.received = b""
            if was_asked:
                self.send(runner, runner.call)
            return None
        runner.received += data
        done = parsed(runner.received)
        if done is None:
            return None
        runner.call = b""
        if done[2]:
            self.part(runner)
        return done[0], done[1]
