"""Platforms that others' code serves: processes of `servers/`, and markets that know only them."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from market import ROOT, START_SECONDS_MAX, STOP_SECONDS_MAX, Market, eventually, free_port, listens

SERVERS = Path(__file__).parent / "servers"


class ForeignServer:
    """`servers/{name}.py PORT FOLDER`, which reads and writes JSON files in its folder."""

    def __init__(self, name: str, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.command = [sys.executable, SERVERS / f"{name}.py", str(self.port), folder]
        self.process: subprocess.Popen | None = None

    def start(self) -> "ForeignServer":
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        eventually(
            "the platform listens",
            lambda: listens(self.port) or self.process.poll() is not None,
            START_SECONDS_MAX,
        )
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        return self

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_SECONDS_MAX)

    def write(self, name: str, value) -> None:
        fresh = self.folder / f"{name}.new"
        fresh.write_text(json.dumps(value))
        fresh.rename(self.folder / name)

    def read(self, name: str, default=None):
        file = self.folder / name
        return json.loads(file.read_text()) if file.exists() else default


def market_of(folder: Path, platform: dict, settings: dict[str, str] | None = None) -> Market:
    """A market with one platform and the demo's people, not started yet."""
    market = Market(folder, settings)
    market.platforms = [platform]
    market.write_platforms()
    market.done("seed")
    return market


def seed_courses(platform: str) -> list[dict]:
    """The courses of catalog-seed, as real as we have them."""
    return json.loads((ROOT / "catalog-seed" / "courses" / f"{platform}.json").read_text())


def sync(market: Market, *words: str) -> dict:
    """The report of the only platform's sync."""
    result = market.run("sync", "--json", *words)
    assert result.stdout, result.stderr
    return json.loads(result.stdout)[0]
