"""What a client asked and was told, on disk before it goes on: a crash of either side leaves the
other's word."""

import json
import os
import threading
import time
from pathlib import Path


class DurableJournal:
    """Lines of JSON, each synced before `write` returns. Those that write at once share one."""

    def __init__(self, path: Path):
        self.path = path
        self.descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.state = threading.Lock()
        self.disk = threading.Lock()
        self.written = 0
        self.synced = 0
        self.told_upto = 0

    def write(self, **entry) -> None:
        entry["at"] = time.monotonic_ns()
        line = (json.dumps(entry, separators=(",", ":")) + "\n").encode()
        with self.state:
            os.write(self.descriptor, line)
            self.written += 1
            mine = self.written
        with self.disk:
            if self.synced >= mine:
                return
            with self.state:
                upto = self.written
            os.fdatasync(self.descriptor)
            self.synced = upto

    def asked(self, key: str, **request) -> None:
        self.write(event="asked", key=key, **request)

    def told(self, key: str, status: int, body: str) -> None:
        self.write(event="told", key=key, status=status, body=body)

    def entries(self) -> list[dict]:
        return [json.loads(line) for line in self.path.read_bytes().splitlines()]

    def news(self) -> list[dict]:
        """What was written since it was last asked for; nobody writes meanwhile."""
        with open(self.path, "rb") as file:
            file.seek(self.told_upto)
            lines = file.readlines()
        self.told_upto += sum(map(len, lines))
        return [json.loads(line) for line in lines]
