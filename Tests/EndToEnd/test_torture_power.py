"""The power goes: what was acknowledged is on the disk, whatever became of unsynced writes."""

import shutil
import sqlite3
import threading
import time
from contextlib import closing

from engines import facts
from test_torture_kill import begun
from torture import Verdict, chance, debug_market, size
from torture_disk import Disk, damage, power_losses
from torture_model import Model

IMAGES = size("IMAGES", 60, 1000)
SECONDS = size("POWER_SECONDS", 2, 30)
# The complete audit is run on one image of so many.
AUDIT_EVERY = size("POWER_AUDIT_EVERY", 20, 50)
# Small, so that the log is moved to the file meanwhile, often; this is enough to fill it.
LOG_MIB = "4"
NEWCOMERS = size("POWER_NEWCOMERS", 4000, 40_000)


def lost_power(market, name: str, images: int = IMAGES) -> Verdict:
    random = chance(name)
    market.settings["CATALOGD_SQLITE_LOG_MIB"] = LOG_MIB
    load = begun(market, 400, random)
    market.stop("serve")
    first = {
        end: path.read_bytes() if path.exists() else b""
        for end, path in [("db", market.database), ("wal", wal(market.database))]
    }
    disk = Disk(market.directory, market.database, records=True)
    market.start("serve", settings=disk.settings)
    market.wait_until_ready("serve")
    verdict = Verdict(name)
    load.start(buyers=8, postmen=4)
    newcomers = threading.Thread(target=market.run, args=("seed", "--participants", f"{NEWCOMERS}"))
    newcomers.start()
    time.sleep(SECONDS)
    newcomers.join()
    load.stop()
    market.kill("serve")
    entries = load.journal.entries()
    for number, (moment, database, log) in enumerate(
        power_losses(disk.record, first, random, images)
    ):
        image = market.directory / "image.db"
        image.write_bytes(database)
        wal(image).write_bytes(log)
        if found := damage(image):
            verdict.faults.append(f"image {number}: {found}")
            continue
        model = Model.of([entry for entry in entries if entry["at"] <= moment])
        with closing(sqlite3.connect(image)) as connection:
            kept = facts(lambda sql, c=connection: c.execute(sql).fetchall())
        verdict.faults += [f"image {number}: {words}" for words in model.compare(**kept)]
        if number % AUDIT_EVERY == 0:
            url = {"CATALOGD_DATABASE_URL": f"sqlite:{image}"}
            audit = market.run("audit", settings=url)
            verdict.expect(audit.returncode == 0, f"image {number}: {audit.stdout}{audit.stderr}")
        for file in market.directory.glob("image.db*"):
            file.unlink()
    verdict.amount = f"{images} images, {load.counts['orders']} purchases, {NEWCOMERS} newcomers"
    assert load.counts["orders"] > 20, "too few purchases to prove anything"
    return verdict


def wal(database):
    return database.with_name(database.name + "-wal")


def test_a_loss_of_power_loses_nothing_that_was_acknowledged(market):
    lost_power(market, "power loss, SQLite").must_be_clean()


def test_the_test_of_power_catches_a_service_that_never_syncs(tmp_path):
    market = debug_market(tmp_path / "market", {"CATALOGD_SABOTAGE": "never-syncs"})
    try:
        lost_power(market, "power loss, sabotaged", 30).must_be_caught("never-syncs")
    finally:
        market.discard()
        shutil.rmtree(tmp_path, ignore_errors=True)
