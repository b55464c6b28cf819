"""A PostgreSQL server of a run's own, and a proxy before it that loses answers."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
COMMAND_SECONDS_MAX = 60


class PostgreSQL:
    """A cluster in a directory, on a loopback port; it syncs its log as in earnest."""

    def __init__(self, port: int):
        # Not pytest's directory, which nobody but its owner may enter.
        self.directory = directory = Path(tempfile.mkdtemp(prefix="catalogd-postgresql-"))
        self.port = port
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            os.chown(directory, pwd.getpwnam("postgres").pw_uid, -1)
        self.data = directory / "data"
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
        self.databases = 0
        self.start()

    def run(self, program: str, *words, check: bool = True) -> str:
        command = [PROGRAMS / program, *words]
        if os.geteuid() == 0:
            ids = ["--reuid=postgres", "--regid=postgres", "--init-groups"]
            command = ["setpriv", *ids, *command]
        done = subprocess.run(
            command,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS_MAX,
        )
        assert not check or done.returncode == 0, done.stdout
        return done.stdout

    def standby(self, port: int) -> "PostgreSQL":
        """A server that follows this one and only answers questions."""
        standby = object.__new__(PostgreSQL)
        standby.directory = Path(tempfile.mkdtemp(prefix="catalogd-postgresql-"))
        if os.geteuid() == 0:
            os.chown(standby.directory, pwd.getpwnam("postgres").pw_uid, -1)
        standby.port, standby.data, standby.databases = port, standby.directory / "data", 0
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        self.run("pg_basebackup", *where, "-D", standby.data, "-R", "-X", "stream", "-c", "fast")
        standby.start()
        return standby

    def start(self) -> None:
        options = f"-k {self.directory} -p {self.port} -c listen_addresses=127.0.0.1"
        log = self.directory / "log"
        self.run("pg_ctl", "-D", self.data, "-o", options, "-l", log, "-w", "start")

    def kill(self) -> None:
        """Ends the server as a crash would: without a checkpoint, every connection cut."""
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop", check=False)
        shutil.rmtree(self.directory, ignore_errors=True)

    def query(self, sql: str, database: str = "postgres") -> list[list[str]]:
        """The rows as text."""
        where = ["-h", str(self.directory), "-p", str(self.port), "-U", "postgres"]
        text = self.run("psql", "-X", "-A", "-t", "-F", "\t", *where, "-c", sql, database)
        return [line.split("\t") for line in text.splitlines()]

    def make_database(self) -> str:
        self.databases += 1
        name = f"market_{self.databases}"
        self.query(f"CREATE DATABASE {name}")
        return name

    def url(self, database: str, port: int | None = None) -> str:
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{database}?sslmode=disable"


class LossyProxy:
    """Passes everything on; while it is told to, it cuts a connection when COMMIT has been sent:
    before the server hears of it, or after it answered, in turns."""

    # The name of the prepared statement is not known, its text is: COMMIT is asked for by the name
    # that was given when it was prepared.
    PREPARED = b"COMMIT\0"

    def __init__(self, port: int, target: int):
        self.target = target
        self.losing = threading.Event()
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self) -> None:
        # Closing alone does not wake who waits in accept.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            link = Link(self, client, server)
            threading.Thread(target=link.upstream, daemon=True).start()
            threading.Thread(target=link.downstream, daemon=True).start()


class Link:
    """One connection through the proxy."""

    def __init__(self, proxy: LossyProxy, client: socket.socket, server: socket.socket):
        self.proxy = proxy
        self.client = client
        self.server = server
        self.commit_name: bytes | None = None
        self.swallowing = False

    def upstream(self) -> None:
        try:
            while data := self.client.recv(65536):
                self.learn(data)
                if self.proxy.losing.is_set() and self.commits(data):
                    self.proxy.cuts += 1
                    if self.proxy.cuts % 2:
                        break
                    self.swallowing = True
                self.server.sendall(data)
        except OSError:
            pass
        finally:
            self.end()

    def downstream(self) -> None:
        try:
            while data := self.server.recv(65536):
                if self.swallowing:
                    break
                self.client.sendall(data)
        except OSError:
            pass
        finally:
            self.end()

    def learn(self, data: bytes) -> None:
        """The name under which COMMIT is prepared: Parse is P, length, name, text (53.7)."""
        end = data.find(b"\0" + LossyProxy.PREPARED)
        if end > 0:
            self.commit_name = data[data.rfind(b"P", 0, end) + 5 : end] + b"\0"

    def commits(self, data: bytes) -> bool:
        """Bind is B, length, portal (empty), name."""
        return self.commit_name is not None and b"\0" + self.commit_name in data

    def end(self) -> None:
        for side in (self.client, self.server):
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
            side.close()
