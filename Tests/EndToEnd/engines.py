"""A PostgreSQL server of a test's own, and the same questions to either engine."""

import os
import pwd
import subprocess
from pathlib import Path

from market import eventually, free_port

BINARIES = Path("/usr/lib/postgresql/15/bin")
SECONDS_MAX = 30
# No sync: what is killed in these tests is catalogd. Where the database is killed, the cluster
# of deploy/ is used.
SETTINGS = ["fsync=off", "max_connections=120", "unix_socket_directories="]


class PostgreSQL:
    """Owned by an unprivileged user, since the server refuses to run as root."""

    def __init__(self, directory: Path):
        self.data = directory / "postgresql"
        self.port = free_port()
        self.databases = 0
        self.user = None
        if os.geteuid() == 0:
            self.user = "postgres"
            known = pwd.getpwnam(self.user)
            self.data.mkdir(parents=True)
            os.chown(self.data, known.pw_uid, known.pw_gid)
            for parent in self.data.parents:
                # pytest's folders are its user's alone: others may pass, and read nothing.
                if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)
        self.run("initdb", "-D", self.data, "-U", "catalogd", "-A", "trust", "-E", "UTF8")
        options = [f"-c{setting}" for setting in [*SETTINGS, f"port={self.port}"]]
        with open(directory / "postgresql.log", "ab") as log:
            command = self.command("postgres", "-D", self.data, "-h", "127.0.0.1", *options)
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        eventually("PostgreSQL answers", self.is_up, SECONDS_MAX)

    def command(self, program: str, *words) -> list[str]:
        drop = ["setpriv", f"--reuid={self.user}", "--regid=postgres", "--clear-groups"]
        return [*(drop if self.user else []), *map(str, [BINARIES / program, *words])]

    def run(self, program: str, *words) -> str:
        result = subprocess.run(
            self.command(program, *words),
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            cwd="/",
        )
        assert result.returncode == 0, f"{program}: {result.stderr}"
        return result.stdout

    def is_up(self) -> bool:
        command = self.command("pg_isready", "-h", "127.0.0.1", "-p", str(self.port))
        return subprocess.run(command, capture_output=True, cwd="/").returncode == 0

    def database(self) -> str:
        """The URL of a new, empty database."""
        self.databases += 1
        name = f"market{self.databases}"
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "catalogd", name)
        return f"postgresql://catalogd@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(SECONDS_MAX)


def facts(rows) -> dict[str, list[tuple]]:
    """What the model is held against; `rows` asks the database."""
    return {
        "orders": rows("SELECT id, participant_id, course_id, price FROM orders"),
        "events": rows("SELECT event_id FROM webhook_events"),
        "keys": rows("SELECT idempotency_key, status FROM idempotency_keys"),
    }
