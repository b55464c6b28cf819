"""A catalogd of a test's own: real processes, free ports, an empty directory."""

import itertools
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import requests

from client import Client
from psql import psql_rows

ROOT = Path(__file__).resolve().parents[2]
COMMAND_SECONDS_MAX = 120
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 20
FIRST_SYNC_SECONDS_MAX = 60


def binary() -> Path:
    """The program under test: $CATALOGD_BINARY, or what was built last for release or debugging."""
    if named := os.environ.get("CATALOGD_BINARY"):
        return Path(named).resolve()
    built = [ROOT / ".build" / mode / "catalogd" for mode in ("release", "debug")]
    return next((path for path in built if path.exists()), built[0])


# Below the ports that the system gives to outgoing connections, a share for each process of the
# test runner, begun anywhere: what was free a moment ago is free still.
_SHARE = 2_000
_FIRST_PORT = 12_000 + _SHARE * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
_ports = itertools.cycle(random.sample(range(_FIRST_PORT, _FIRST_PORT + _SHARE), _SHARE))


def free_port() -> int:
    """A port nobody listens on, and none that was handed out shortly before."""
    while True:
        port = next(_ports)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def eventually(what: str, check, seconds: float = 30.0, pause: float = 0.1):
    """The first true answer of `check`; fails with `what` after the time."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := check():
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(pause)


def wait_until_confirmed(client: Client, order: str) -> dict:
    """The order once the platform has taken it; what comes earlier of it cannot be true."""

    def confirmed() -> dict | None:
        now = client.order(order)
        assert now["state"] in ("reserved", "placed", "confirmed", "completed"), now
        return now if now["state"] in ("confirmed", "completed") else None

    return eventually(f"{order} is confirmed", confirmed)


def moved_platforms(public_url: str) -> list[dict]:
    """The platforms of catalog-seed on free ports, with all their URLs."""
    text = (ROOT / "catalog-seed" / "platforms.json").read_text()
    for platform in json.loads(text):
        old = urlsplit(platform["base_url"]).netloc
        text = text.replace(old, f"127.0.0.1:{free_port()}")
    return json.loads(text.replace("http://127.0.0.1:8080", public_url))


class Market:
    """One database with its settings, and the processes that were started on it."""

    def __init__(
        self,
        directory: Path,
        settings: dict[str, str] | None = None,
        program: Path | None = None,
    ):
        self.program = program or binary()
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = directory / "market.db"
        self.platforms_file = directory / "platforms.json"
        self.platforms = moved_platforms(self.url)
        self.write_platforms()
        self.settings = {
            "CATALOGD_LISTEN": f"127.0.0.1:{self.port}",
            "CATALOGD_DATABASE_URL": f"sqlite:{self.database}",
            "CATALOGD_SEED": str(ROOT / "catalog-seed"),
            "CATALOGD_PLATFORMS": str(self.platforms_file),
            "CATALOGD_PUBLIC_URL": self.url,
        } | (settings or {})
        self.processes: dict[str, subprocess.Popen] = {}

    def write_platforms(self) -> None:
        self.platforms_file.write_text(json.dumps(self.platforms, indent=2))

    def platform(self, identifier: str) -> dict:
        return next(platform for platform in self.platforms if platform["id"] == identifier)

    def platforms_speaking(self, dialect: str) -> list[dict]:
        return [platform for platform in self.platforms if platform["dialect"] == dialect]

    # Processes

    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("CATALOGD_")}
        return inherited | self.settings

    def start(self, *words: str, settings: dict[str, str] | None = None) -> subprocess.Popen:
        """Starts a command that stays; its standard error goes to a file named for it."""
        with open(self.log_file(words[0]), "ab") as log:
            process = subprocess.Popen(
                [self.program, *words],
                cwd=self.directory,
                env=self.environment() | (settings or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes[words[0]] = process
        return process

    def log_file(self, command: str) -> Path:
        return self.directory / f"{command}.log"

    def demo(self) -> "Market":
        """Server and simulated platforms in one process, with their courses there."""
        self.start("demo")
        self.wait_until_ready("demo")
        return self.wait_for_courses()

    def serve(self, *words: str) -> "Market":
        self.start("serve", *words)
        self.wait_until_ready("serve")
        return self

    def simulate(self, *words: str, platforms_file: Path | None = None) -> "Market":
        chosen = {"CATALOGD_PLATFORMS": str(platforms_file)} if platforms_file else None
        process = self.start("simulate", *words, settings=chosen)
        platforms = json.loads((platforms_file or self.platforms_file).read_text())
        for platform in platforms:
            port = urlsplit(platform["base_url"]).port
            eventually(
                f"{platform['id']} listens on {port}: {self.tail('simulate')}",
                lambda port=port: listens(port) or process.poll() is not None,
                START_SECONDS_MAX,
            )
        assert process.poll() is None, self.tail("simulate")
        return self

    def wait_until_ready(self, command: str) -> None:
        process = self.processes[command]

        def is_ready() -> bool:
            assert process.poll() is None, f"{command} ended: {self.tail(command)}"
            try:
                return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
            except requests.ConnectionError:
                return False

        eventually("the server is ready", is_ready, START_SECONDS_MAX, pause=0.02)

    def wait_for_courses(self, count: int = 901) -> "Market":
        def has_courses() -> bool:
            return self.client().get("/v1/courses?limit=1").json()["total"] >= count

        eventually(f"{count} courses are published", has_courses, FIRST_SYNC_SECONDS_MAX)
        return self

    def tail(self, command: str) -> str:
        file = self.log_file(command)
        return file.read_text(errors="replace")[-2000:] if file.exists() else "(no log)"

    def stop(self, command: str | None = None) -> None:
        """Asks politely; what does not end by itself, or ended before, is a failure."""
        for name in [command] if command else list(self.processes):
            process = self.processes.pop(name)
            process.send_signal(signal.SIGTERM)
            try:
                status = process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise AssertionError(f"{name} did not stop: {self.tail(name)}") from None
            assert status == 0, f"{name} ended with {status}: {self.tail(name)}"

    def kill(self, command: str) -> None:
        process = self.processes.pop(command)
        process.kill()
        process.wait()

    def discard(self) -> None:
        """Ends what still runs and removes the directory, for the end of a test."""
        try:
            self.stop()
        finally:
            for process in self.processes.values():
                process.kill()
                process.wait()
            if not os.environ.get("CATALOGD_KEEP"):
                shutil.rmtree(self.directory, ignore_errors=True)

    # What a test asks

    def run(self, *words: str, settings: dict[str, str] | None = None):
        """Runs a command to its end; its status, output and errors are in the answer."""
        return subprocess.run(
            [self.program, *words],
            cwd=self.directory,
            env=self.environment() | (settings or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS_MAX,
        )

    def done(self, *words: str) -> str:
        """The output of a command that must succeed."""
        result = self.run(*words)
        assert result.returncode == 0, f"{words}: {result.returncode}\n{result.stderr}"
        return result.stdout

    def audit(self) -> dict:
        """The audit's findings; fails where it found something."""
        result = self.run("audit", "--evidence", "--json")
        assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
        return json.loads(result.stdout)

    def client(self, token: str | None = None, language: str = "en") -> Client:
        return Client(self.url, token, language)

    def signed_in(self, email: str = "siti@example.id", password: str = "belajar") -> Client:
        answer = self.client().post("/v1/sessions", {"email": email, "password": password})
        assert answer.status_code in (200, 201), answer.text
        return self.client(answer.json()["token"])

    def synthetic_participants(self, count: int) -> list[Client]:
        """Signed-in clients of so many participants that nobody knows by name."""
        tokens = self.directory / "tokens"
        self.done("seed", "--participants", str(count), "--tokens", str(tokens))
        return [self.client(token) for token in tokens.read_text().split()[:count]]

    def rows(self, sql: str, *values) -> list[tuple]:
        """What the database holds, read beside the server."""
        url = self.settings["CATALOGD_DATABASE_URL"]
        if url.startswith("postgresql:"):
            return psql_rows(url, sql)
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return connection.execute(sql, values).fetchall()

    def change(self, sql: str) -> None:
        """Changes the database of a market whose server does not run."""
        url = self.settings["CATALOGD_DATABASE_URL"]
        if url.startswith("postgresql:"):
            psql_rows(url, sql)
            return
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(sql)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
