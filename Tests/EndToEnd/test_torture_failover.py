"""The primary dies, or its cable is pulled, under load: the standby takes over, and nothing that
was acknowledged is lost. On the cluster of deploy/; needs root, and runs in `make torture`."""

import json
import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from engines import facts
from market import ROOT, binary
from psql import psql_rows
from torture import DEBUG_BINARY, Verdict, chance, size
from torture_journal import DurableJournal
from torture_load import Load
from torture_model import Model

FAILOVERS = size("FAILOVERS", 0, 20)
WRITABLE_SECONDS_MAX = 15.0
COMMAND_SECONDS_MAX = 400
# A standby may have to be copied anew, on a machine that has other work.
WAIT_SECONDS_MAX = 300
PEOPLE = size("FAILOVER_PEOPLE", 2000, 20_000)
CLIENTS = 12
# First part of the namespaces' names, and a network of their own.
PLACE = ("ctf", "10.218.7")
PAUSE_SECONDS = 0.1
# Long enough for acknowledgements without the standby, shorter than the time after which the
# primary gives it up.
BEHIND_SECONDS = 2.0
# After so long without its standby a primary may have told etcd that it has none
# (wal_sender_timeout is 5 s), and acknowledges alone.
GIVEN_UP_SECONDS = 4.5
TRIES_MAX = 3

pytestmark = [
    pytest.mark.skipif(FAILOVERS == 0, reason="takes minutes: in `make torture`"),
    pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces need root"),
]


class Cluster:
    def __init__(self, directory: Path, program: Path, name: str, network: str):
        self.directory, self.program = directory, program
        self.options = ["--directory", directory, "--name", name, "--network", network]
        self.options += ["--wait", f"{WAIT_SECONDS_MAX}"]
        # What a debug build's clock is ahead, of instances that are started from now on.
        self.offset_seconds = 0

    def command(self, *words, sabotage: str = "") -> str:
        environment = (
            os.environ | self.clock | ({"CATALOGD_SABOTAGE": sabotage} if sabotage else {})
        )
        done = subprocess.run(
            [ROOT / "deploy" / "cluster", *self.options, *words],
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS_MAX,
            env=environment,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def status(self) -> dict:
        return json.loads(self.command("status", "--json"))

    @property
    def clock(self) -> dict[str, str]:
        return {"CATALOGD_CLOCK_OFFSET_SECONDS": str(self.offset_seconds)}

    @property
    def database_url(self) -> str:
        return (self.directory / "database-url").read_text().strip()

    def tool(self, *words) -> subprocess.CompletedProcess:
        settings = {
            "CATALOGD_DATABASE_URL": self.database_url,
            "CATALOGD_SEED": str(self.directory / "catalog-seed"),
            "CATALOGD_PLATFORMS": str(self.directory / "platforms.json"),
        }
        return subprocess.run(
            [self.program, *words],
            env=os.environ | settings | self.clock,
            capture_output=True,
            text=True,
        )


@contextmanager
def cluster(program: Path, name: str, network: str, sabotage: str = ""):
    # Every user has to reach its part of it, which pytest's own folders do not let them.
    directory = Path(f"/tmp/catalogd-{name}-{os.getpid()}")
    made = Cluster(directory, program, name, network)
    try:
        made.command("up", "--binary", program, sabotage=sabotage)
        yield made
    finally:
        made.command("down")


def load_on(made: Cluster, directory: Path, name: str, people: int = PEOPLE) -> Load:
    tokens = directory / "tokens"
    done = made.tool("seed", "--participants", str(people), "--tokens", str(tokens))
    assert done.returncode == 0, done.stderr
    status = made.status()
    proxied = [status["url"]]
    platforms = json.loads((made.directory / "platforms.json").read_text())
    load = Load(
        DurableJournal(directory / "journal"),
        proxied,
        tokens.read_text().split(),
        [],
        platforms,
        chance(name),
    )
    load.courses = published(made)
    load.pause_seconds = PAUSE_SECONDS
    return load


def published(made: Cluster, seconds: float = 60) -> list[dict]:
    sql = """
        SELECT id, platform_id FROM courses WHERE state = 'published' AND price > 0
            AND delivery = 'self-paced' ORDER BY price LIMIT 100
    """
    deadline = time.monotonic() + seconds
    while len(rows := psql_rows(made.database_url, sql)) < 100:
        assert time.monotonic() < deadline, "the cluster has no courses"
        time.sleep(0.5)
    return [{"id": row[0], "platform": {"id": row[1]}} for row in rows]


def seconds_until_it_sells(load: Load, begun: float) -> float:
    """What was under way at the fault is let through first."""
    time.sleep(0.5)
    sold = load.counts["orders"]
    while load.counts["orders"] < sold + 5 and time.monotonic() - begun < 60:
        time.sleep(0.02)
    return time.monotonic() - begun


def fail_over(made: Cluster, load: Load, fault: str) -> float | None:
    """Seconds until it sells again; nothing where the fault could not be made as it was meant."""
    parted = time.monotonic()
    if fault == "behind":
        # The standby misses what is written now, and is promoted without it.
        made.command("cut", "standby")
        time.sleep(BEHIND_SECONDS)
    begun = time.monotonic()
    if fault == "cut":
        made.command("cut", "primary")
    else:
        made.command("kill-primary")
    if fault == "behind":
        made.command("link-all")
        begun = time.monotonic()
    seconds = seconds_until_it_sells(load, begun)
    if fault == "behind" and begun - parted > GIVEN_UP_SECONDS and seconds > WRITABLE_SECONDS_MAX:
        # A slow machine: the primary had sold alone before it died, so nobody else may be primary.
        return None
    return seconds


def failed_over(made: Cluster, load: Load, fault: str) -> float:
    for _ in range(TRIES_MAX):
        time.sleep(2)
        seconds = fail_over(made, load, fault)
        print(f"{fault}: sells again after {seconds} s, {load.counts}", flush=True)
        made.command("heal")
        if seconds is not None:
            return seconds
    raise AssertionError(f"{fault}: the machine is too slow to make it")


def run(made: Cluster, directory: Path, name: str, faults: list[str]) -> Verdict:
    load, verdict = load_on(made, directory, name), Verdict(name)
    load.start(buyers=CLIENTS * 2 // 3, postmen=CLIENTS // 3)
    times = []
    for fault in faults:
        if not verdict.has_time:
            break
        times.append(failed_over(made, load, fault))
        verdict.expect(times[-1] < WRITABLE_SECONDS_MAX, f"{fault}: {times[-1]:.1f} s")
    load.stop()
    load.resolve(Model.of(load.journal.entries()).unknown)
    model = Model.of(load.journal.entries())
    verdict.faults += model.compare(**facts(lambda sql: psql_rows(made.database_url, sql)))
    audit = made.tool("audit")
    verdict.expect(audit.returncode == 0, audit.stdout + audit.stderr)
    verdict.amount = (
        f"{len(times)} failovers under {CLIENTS} clients, {load.counts['orders']} purchases; "
        f"writable after {sorted(times)[len(times) // 2]:.1f} s (median), {max(times):.1f} s (most)"
    )
    print(verdict.amount, load.counts, load.refusals)
    return verdict


def test_a_failover_loses_nothing_and_is_over_soon(tmp_path):
    faults = [("kill", "cut", "behind")[n % 3] for n in range(FAILOVERS)]
    with cluster(binary(), *PLACE) as made:
        run(made, tmp_path, "failover", faults).must_be_clean()


def test_the_test_of_failovers_catches_forgetting_the_standby(tmp_path):
    with cluster(DEBUG_BINARY, *PLACE, "forgets-standby") as made:
        verdict = run(made, tmp_path, "failover, sabotaged", ["behind"])
        verdict.must_be_caught("forgets-standby")
