"""Disks that are full or break, and other things that run short: refused, never wedged, and
nothing acknowledged that is not there."""

import os
import resource
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from engines import facts
from test_torture_kill import audit, begun
from torture import Verdict, chance, debug_market, size
from torture_caller import Caller
from torture_disk import Disk
from torture_load import Load
from torture_model import Model

ROUNDS = size("DISK_ROUNDS", 1, 25)
RECOVERY_SECONDS_MAX = 5.0
END_SECONDS_MAX = 1.0
# EX_IOERR: how the service ends when a sync fails.
DISK_FAILED_STATUS = 74
REFUSED = ("503 outcome_unknown", "503 storage_unavailable", "507 storage_full")
TMPFS_BYTES = 48 << 20
# What fills the log soon, so that it is moved.
SMALL_LOG_MIB = "1"
# What is moved for long enough that writes are begun meanwhile.
MOVED_LOG_MIB = "16"


def checked(market, load: Load, verdict: Verdict, amount: str) -> Verdict:
    """Everything answered, and the model held against the database."""
    load.resolve(Model.of(load.journal.entries()).unknown)
    verdict.faults += Model.of(load.journal.entries()).compare(**facts(market.rows))
    audit(market, verdict)
    verdict.amount = f"{load.counts['orders']} purchases, {amount}"
    print(verdict.amount, load.counts, load.refusals)
    return verdict


def serve_on(market, disk: Disk) -> None:
    market.stop("serve")
    market.start("serve", settings=disk.settings)
    market.wait_until_ready("serve")


def filled(market, load: Load, verdict: Verdict, fill, free) -> None:
    """Space runs out under load; reads go on; the first sale after its return is soon."""
    load.start(buyers=6, postmen=2)
    time.sleep(0.5)
    fill()
    time.sleep(1.0)
    reader = Caller([market.url])
    token = {"Authorization": f"Bearer {load.tokens[0]}"}
    for path in ["/v1/courses?limit=5", "/v1/me/card", "/v1/orders", "/readyz"]:
        status, _ = reader.call("GET", path, None, token)
        verdict.expect(status == 200, f"full, and GET {path} is answered {status}")
    sold = load.counts["orders"]
    free()
    begun = time.monotonic()
    while load.counts["orders"] <= sold + 8 and time.monotonic() - begun < 15:
        time.sleep(0.01)
    seconds = time.monotonic() - begun
    verdict.expect(seconds < RECOVERY_SECONDS_MAX, f"sells again {seconds:.1f} s after")
    load.stop()
    verdict.expect(market.processes["serve"].poll() is None, "full, and the service ended")


def full_disk(market, name: str, kinds=("full", "full-wal", "full-db")) -> Verdict:
    market.settings["CATALOGD_SQLITE_LOG_MIB"] = SMALL_LOG_MIB
    # Whose money lasts: they have to be able to buy when there is space again.
    load, verdict = begun(market, 400 * ROUNDS, chance(name)), Verdict(name)
    disk = Disk(market.directory, market.database)
    serve_on(market, disk)
    for _ in range(ROUNDS):
        for kind in kinds:
            filled(market, load, verdict, lambda k=kind: disk.fail(k), lambda: disk.fail(""))
            if kind == "full-db":
                size = os.path.getsize(f"{market.database}-wal")
                verdict.expect(size > 3 << 20, f"the log was moved all the same: {size} bytes")
    return checked(market, load, verdict, f"{ROUNDS * len(kinds)} times full")


def test_a_full_disk_is_said_and_recovered_from(market):
    verdict = full_disk(market, "disk full, by the disk")
    verdict.must_be_clean()


def test_the_test_of_full_disks_catches_ignored_commits(tmp_path):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": "ignores-failed-commit"})
    try:
        verdict = full_disk(market, "disk full, sabotaged", ["full"])
        verdict.must_be_caught("ignores-failed-commit")
    finally:
        market.discard()


@contextmanager
def small_file_system(directory):
    directory.mkdir(parents=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "catalogd-test", directory]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True).returncode != 0:
        pytest.skip("a file system of its own needs root")
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)


def test_a_full_file_system_is_recovered_from(market, tmp_path):
    """The same with a real one: the log, its index and the file meet its end as they come."""
    with small_file_system(tmp_path / "small") as small:
        market.database = small / "market.db"
        market.settings["CATALOGD_DATABASE_URL"] = f"sqlite:{market.database}"
        market.settings["CATALOGD_SQLITE_LOG_MIB"] = SMALL_LOG_MIB
        load, verdict = begun(market, 400, chance("tmpfs")), Verdict("disk full, small tmpfs")
        ballast = small / "ballast"

        def fill() -> None:
            with open(ballast, "wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError:
                    return

        for _ in range(ROUNDS):
            filled(market, load, verdict, fill, ballast.unlink)
        checked(market, load, verdict, f"{ROUNDS} times full").must_be_clean()
        market.stop()


def failed_syncs(
    market, name: str, kinds=("sync-wal", "sync-db"), log_mib: str = SMALL_LOG_MIB
) -> Verdict:
    random = chance(name)
    market.settings["CATALOGD_SQLITE_LOG_MIB"] = log_mib
    load, verdict = begun(market, 400, random), Verdict(name)
    disk = Disk(market.directory, market.database)
    serve_on(market, disk)
    newcomers = 400
    for number in range(ROUNDS * len(kinds)):
        load.start(buyers=6, postmen=2)
        time.sleep(random.uniform(0.1, 0.5))
        kind = kinds[number % len(kinds)]
        seeding = None
        process = market.processes["serve"]
        disk.fail(kind)
        begun_at = time.monotonic()
        if kind.endswith("-db"):
            # Only when the log is moved is the file synced: this fills the log.
            newcomers += 6000
            words = ("seed", "--participants", str(newcomers))
            seeding = threading.Thread(target=market.run, args=words)
            seeding.start()
        try:
            status = process.wait(END_SECONDS_MAX if kind == "sync-wal" else 60)
            verdict.expect(status == DISK_FAILED_STATUS, f"{kind}: it ended with {status}")
        except subprocess.TimeoutExpired:
            seconds = time.monotonic() - begun_at
            verdict.faults.append(f"{kind}: a sync failed {seconds:.1f} s ago, and it goes on")
            market.kill("serve")
        load.stop()
        disk.fail("")
        if seeding:
            # Where the service ended before it was asked, this does the work itself.
            seeding.join()
        market.processes.pop("serve", None)
        market.start("serve", settings=disk.settings)
        market.wait_until_ready("serve")
    return checked(market, load, verdict, f"{ROUNDS * len(kinds)} syncs failed")


def test_a_failed_sync_ends_the_service_and_loses_nothing(market):
    failed_syncs(market, "EIO at a sync").must_be_clean()


def test_a_write_that_cannot_be_begun_is_a_failed_sync(market):
    failed_syncs(market, "EIO ahead of a sync", ["begin-db"], MOVED_LOG_MIB).must_be_clean()


def test_the_test_of_syncs_catches_a_service_that_lives_on(tmp_path):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": "survives-failed-sync"})
    try:
        verdict = failed_syncs(market, "EIO, sabotaged", ["sync-wal"])
        verdict.must_be_caught("survives-failed-sync")
    finally:
        market.discard()


def test_without_descriptors_it_waits_and_goes_on(market):
    load, verdict = begun(market, 200, chance("descriptors")), Verdict("descriptor limit")
    process = market.processes["serve"].pid
    limit = len(os.listdir(f"/proc/{process}/fd")) + 20
    usual = resource.prlimit(process, resource.RLIMIT_NOFILE)
    resource.prlimit(process, resource.RLIMIT_NOFILE, (limit, usual[1]))
    load.start(buyers=10, postmen=4)
    crowd = [socket.create_connection(("127.0.0.1", market.port)) for _ in range(100)]
    time.sleep(2)
    for one in crowd:
        one.close()
    sold, begun_at = load.counts["orders"], time.monotonic()
    while load.counts["orders"] < sold + 10 and time.monotonic() - begun_at < 15:
        time.sleep(0.01)
    seconds = time.monotonic() - begun_at
    verdict.expect(seconds < RECOVERY_SECONDS_MAX, f"sells again {seconds:.1f} s after")
    load.stop()
    resource.prlimit(process, resource.RLIMIT_NOFILE, usual)
    checked(market, load, verdict, f"{limit} descriptors").must_be_clean()


def test_without_memory_nothing_is_lost(market):
    """It may be ended for it: what it said is true then too."""
    load, verdict = begun(market, 200, chance("memory")), Verdict("memory limit")
    for _ in range(ROUNDS):
        process = market.processes["serve"]
        pages = Path(f"/proc/{process.pid}/statm").read_text().split()[0]
        limit = int(pages) * os.sysconf("SC_PAGE_SIZE") + (4 << 20)
        load.start(buyers=6, postmen=2)
        resource.prlimit(process.pid, resource.RLIMIT_AS, (limit, limit))
        callers = [threading.Thread(target=bulky, args=(market.url,)) for _ in range(30)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        load.stop()
        verdict.amount = "lived on" if process.poll() is None else "was ended"
        market.kill("serve")
        market.serve()
    checked(market, load, verdict, f"it {verdict.amount}").must_be_clean()


def bulky(url: str) -> None:
    caller = Caller([url])
    for _ in range(20):
        try:
            caller.call("POST", "/v1/sessions", "x" * 60_000, {"Content-Type": "application/json"})
        except OSError:
            continue
