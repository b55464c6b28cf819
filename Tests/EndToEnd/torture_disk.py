"""The disk that fails and forgets (disk/disk.c), and what it would hold after a loss of power."""

import random
import sqlite3
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).parent / "disk" / "disk.c"
WRITE, CUT, SYNC = 1, 2, 3
HEAD = struct.Struct("<QIIQQ")
# What a disk writes whole or not at all.
SECTOR_BYTES = 512


def library(directory: Path) -> Path:
    built = directory / "disk.so"
    words = ["gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", built, SOURCE]
    subprocess.run([*words, "-ldl", "-lpthread"], check=True)
    return built


class Disk:
    """The settings under which a server meets this disk, and the switch of its faults."""

    def __init__(self, directory: Path, database: Path, records: bool = False):
        self.control = directory / "disk-control"
        self.record = directory / "disk-record"
        self.settings = {
            "LD_PRELOAD": str(library(directory)),
            "DISK_PREFIX": str(database),
            "DISK_CONTROL": str(self.control),
        } | ({"DISK_RECORD": str(self.record)} if records else {})
        self.fail("")

    def fail(self, what: str) -> None:
        """`full`, `full-wal`, `full-db`, `sync-wal`, `sync-db`, `write`, or "" for none."""
        # Whole at once: the server reads it at each of its writes.
        new = self.control.with_suffix(".new")
        new.write_text(what)
        new.rename(self.control)


@dataclass
class FileImage:
    """One file: what is certainly on the disk, and what is under way to it."""

    stable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            apply(self.stable, *change)
        self.pending.clear()

    def after_power_loss(self, chance: random.Random) -> bytes:
        """Each write since the last sync is there, or not, or only some sectors of it."""
        image = bytearray(self.stable)
        share = chance.choice([0.0, 0.5, 0.9, 1.0])
        for kind, offset, data in self.pending:
            if chance.random() >= share:
                continue
            if kind == WRITE and chance.random() < 0.3:
                for start in range(0, len(data), SECTOR_BYTES):
                    if chance.random() < 0.5:
                        apply(image, WRITE, offset + start, data[start : start + SECTOR_BYTES])
            else:
                apply(image, kind, offset, data)
        return bytes(image)


def apply(image: bytearray, kind: int, offset: int, data: bytes) -> None:
    if kind == CUT:
        del image[offset:]
        image.extend(bytes(offset - len(image)))
        return
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(data)] = data


def power_losses(
    record: Path, first: dict[str, bytes], chance: random.Random, count: int
) -> Iterator[tuple[int, bytes, bytes]]:
    """So many moments: (nanoseconds, the database's bytes, its log's), from the record on.

    - first: the two files, `db` and `wal`, as they were when the record began.
    """
    data = record.read_bytes()
    places = []
    at = 0
    while at + HEAD.size <= len(data):
        places.append(at)
        _, kind, _, _, length = HEAD.unpack_from(data, at)
        at += HEAD.size + (length if kind == WRITE else 0)
    chosen = set(chance.sample(places, min(count, len(places))))
    files = [FileImage(bytearray(first["db"])), FileImage(bytearray(first["wal"]))]
    for place in places:
        moment, kind, is_log, offset, length = HEAD.unpack_from(data, place)
        file = files[is_log]
        if kind == SYNC:
            file.sync()
        elif kind == CUT:
            file.pending.append((CUT, length, b""))
        else:
            body = data[place + HEAD.size : place + HEAD.size + length]
            file.pending.append((WRITE, offset, body))
        if place in chosen:
            yield moment, files[0].after_power_loss(chance), files[1].after_power_loss(chance)


def damage(database: Path) -> str:
    """What SQLite finds wrong with the file; "" for nothing."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return str(error)
    return ("" if verdict == "ok" else verdict) + (str(foreign) if foreign else "")
