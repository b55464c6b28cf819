"""The parts of the cluster: how each is started, and how one sees that it is well."""

import csv
import io
import json
import os
import pwd
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from cluster_network import Network, as_user

HERE = Path(__file__).resolve().parent
ANSWER_SECONDS_MAX = 1.5
# The last two are for tests: a debug build with a fault on purpose, or with another date.
INHERITED = ("PATH", "LANG", "HOME", "CATALOGD_SABOTAGE", "CATALOGD_CLOCK_OFFSET_SECONDS")
PSQL_SECONDS_MAX = 30
POSTGRESQL = "/usr/lib/postgresql/15/bin"
# How a dead server is noticed: 2 s to connect, 5 s for silence.
PATIENCE = (
    "connect_timeout=2&keepalives_idle=2&keepalives_interval=1&keepalives_count=3"
    "&tcp_user_timeout=5000"
)


def fetched(url: str) -> tuple[int, str]:
    """Status and body; status 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS_MAX) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


class Parts:
    databases = ["pg1", "pg2"]
    instances = ["one", "two", "three"]
    others = ["platforms"]

    def __init__(self, directory: Path, settings: dict, network: Network):
        self.directory = directory
        self.settings = settings
        self.network = network
        self.etcds = [f"etcd{number + 1}" for number in range(settings["etcd"])]
        service = [] if settings["database_only"] else [*self.instances, *self.others, "proxy"]
        self.names = [*self.etcds, *self.databases, *service]
        first = {"etcd": 11, "pg": 21, "one": 31, "two": 32, "three": 33}
        first |= {"platforms": 41, "proxy": 10}
        self.hosts = {
            name: first[name] if name in first else first[name[:-1]] + int(name[-1]) - 1
            for name in self.names
        }
        network.hosts = self.hosts
        self.public_url = f"https://{network.prefix}.10"
        self.stats_url = f"http://{network.prefix}.10:8404/"

    # Starting

    def start(self, name: str) -> None:
        """Starts the part on its machine; what it says goes to NAME.log."""
        kind = name if name in self.hosts and not name[-1].isdigit() else name[:-1]
        starters = {"etcd": self.etcd, "pg": self.patroni, "proxy": self.proxy}
        starters |= {"platforms": self.simulator} | dict.fromkeys(self.instances, self.instance)
        user, command, environment = starters[kind](name)
        known = {k: v for k, v in os.environ.items() if k in INHERITED}
        with open(self.directory / f"{name}.log", "ab") as log:
            subprocess.Popen(
                self.network.inside(name, as_user(user, command) if user else command),
                env=known | environment,
                cwd=self.home(name, user or "root"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def home(self, name: str, user: str) -> Path:
        """A directory for the part that nobody else reads."""
        home = self.directory / name
        home.mkdir(mode=0o700, exist_ok=True)
        known = pwd.getpwnam(user)
        os.chown(home, known.pw_uid, known.pw_gid)
        return home

    def etcd(self, name: str) -> tuple:
        lines = (HERE / "etcd.env").read_text().splitlines()
        environment = dict(line.split("=", 1) for line in lines if line.startswith("ETCD_"))
        client = f"http://{self.network.address(name)}:2379"
        peers = {part: f"http://{self.network.address(part)}:2380" for part in self.etcds}
        environment |= {
            "ETCD_NAME": name,
            "ETCD_DATA_DIR": str(self.directory / name / "data"),
            "ETCD_LISTEN_CLIENT_URLS": client,
            "ETCD_ADVERTISE_CLIENT_URLS": client,
            "ETCD_LISTEN_PEER_URLS": peers[name],
            "ETCD_INITIAL_ADVERTISE_PEER_URLS": peers[name],
            "ETCD_INITIAL_CLUSTER": ",".join(f"{part}={url}" for part, url in peers.items()),
        }
        return "etcd", ["etcd"], environment

    def patroni(self, name: str) -> tuple:
        address = self.network.address(name)
        environment = {
            "PATRONI_NAME": name,
            "PATRONI_RESTAPI_LISTEN": f"{address}:8008",
            "PATRONI_RESTAPI_CONNECT_ADDRESS": f"{address}:8008",
            "PATRONI_POSTGRESQL_LISTEN": f"{address}:5432",
            "PATRONI_POSTGRESQL_CONNECT_ADDRESS": f"{address}:5432",
            "PATRONI_POSTGRESQL_DATA_DIR": str(self.directory / name / "data"),
            "PATRONI_POSTGRESQL_PGPASS": str(self.directory / name / "pgpass"),
            "PATRONI_ETCD3_HOSTS": ",".join(
                f"{self.network.address(part)}:2379" for part in self.etcds
            ),
            "PATRONI_SUPERUSER_PASSWORD": self.settings["password"],
            "PATRONI_REPLICATION_PASSWORD": self.settings["password"],
            "PATRONI_REWIND_PASSWORD": self.settings["password"],
        }
        return "postgres", ["patroni", HERE / "patroni.yml"], environment

    def instance(self, name: str) -> tuple:
        environment = {
            "CATALOGD_LISTEN": f"{self.network.address(name)}:8080",
            "CATALOGD_DATABASE_URL_FILE": str(self.directory / "database-url"),
            "CATALOGD_TRUSTED_PROXIES": self.network.address("proxy"),
            "CATALOGD_DRAIN_SECONDS": "3",
        }
        return "nobody", [self.directory / "catalogd", "serve"], self.shared | environment

    def simulator(self, name: str) -> tuple:
        # Callbacks go past the proxy, whose certificate the platforms do not know.
        target = f"http://{self.network.address('one')}:8080"
        command = [self.directory / "catalogd", "simulate", "--target", target]
        return "nobody", command, self.shared

    @property
    def shared(self) -> dict:
        return {
            "CATALOGD_SEED": str(self.directory / "catalog-seed"),
            "CATALOGD_PLATFORMS": str(self.directory / "platforms.json"),
            "CATALOGD_PUBLIC_URL": self.public_url,
        }

    def proxy(self, name: str) -> tuple:
        address = self.network.address(name)
        environment = {
            f"CATALOGD_{part.upper()}": f"{self.network.address(part)}:8080"
            for part in self.instances
        } | {
            "CATALOGD_CERTIFICATE": str(self.directory / "proxy.pem"),
            "CATALOGD_HTTPS": f"{address}:443",
            "CATALOGD_HTTP": f"{address}:80",
            # All callers of a trial are one address.
            "CATALOGD_REQUESTS_MAX": "1000000",
            "CATALOGD_STATUS": f"{address}:8404",
            "CATALOGD_ADMIN_SOCKET": str(self.directory / "proxy" / "admin.sock"),
        }
        # It opens its ports as root and then becomes its own user.
        return None, ["haproxy", "-db", "-f", HERE / "haproxy.cfg"], environment

    def prepare_catalogd(self) -> None:
        """Copies that every user may read, a certificate, and the database's URL for one."""
        repository = HERE.parent
        shutil.copy(self.settings["binary"], self.directory / "catalogd")
        shutil.copytree(repository / "catalog-seed", self.directory / "catalog-seed")
        platforms = (repository / "catalog-seed" / "platforms.json").read_text()
        platforms = platforms.replace("127.0.0.1", self.network.address("platforms"))
        (self.directory / "platforms.json").write_text(platforms)
        hosts = ",".join(self.network.address(name) for name in self.databases)
        url = self.directory / "database-url"
        url.touch(mode=0o600)
        url.write_text(
            f"postgresql://catalogd:{self.settings['password']}@{hosts}/catalogd"
            f"?target_session_attrs=read-write&{PATIENCE}\n"
        )
        os.chown(url, pwd.getpwnam("nobody").pw_uid, -1)
        key, certificate = self.directory / "proxy.key", self.directory / "proxy.crt"
        request = f"req -x509 -newkey rsa:2048 -nodes -days 7 -subj /CN={self.public_url[8:]}"
        subprocess.run(
            ["openssl", *request.split(), "-keyout", key, "-out", certificate],
            check=True,
            capture_output=True,
        )
        (self.directory / "proxy.pem").touch(mode=0o600)
        (self.directory / "proxy.pem").write_text(certificate.read_text() + key.read_text())

    # The database

    def psql_environment(self) -> dict:
        return os.environ | {"PGPASSWORD": self.settings["password"], "PGCONNECT_TIMEOUT": "3"}

    def psql(self, words: list) -> list:
        hosts = ",".join(self.network.address(name) for name in self.databases)
        url = f"host={hosts} user=postgres dbname=postgres target_session_attrs=read-write"
        return [f"{POSTGRESQL}/psql", "--no-psqlrc", *words, url]

    def make_database(self) -> None:
        role = f"CREATE ROLE catalogd LOGIN PASSWORD '{self.settings['password']}'"
        for sql in [role, "CREATE DATABASE catalogd OWNER catalogd"]:
            subprocess.run(
                self.psql(["-q", "-v", "ON_ERROR_STOP=1", "-c", sql]),
                env=self.psql_environment(),
                timeout=PSQL_SECONDS_MAX,
                check=True,
            )

    def primary(self) -> str | None:
        """Who holds the leader's key and writes, as Patroni says."""
        for name in self.databases:
            if self.network.processes(name) and self.patroni_answer(name, "primary")[0] == 200:
                return name
        return None

    def synchronous_standby(self) -> str | None:
        for name in self.databases:
            if self.patroni_answer(name, "synchronous")[0] == 200:
                return name
        return None

    def patroni_answer(self, name: str, path: str) -> tuple[int, str]:
        return fetched(f"http://{self.network.address(name)}:8008/{path}")

    # Health

    def is_etcd_healthy(self) -> bool:
        answers = [
            fetched(f"http://{self.network.address(name)}:2379/health") for name in self.etcds
        ]
        return all('"true"' in body for _, body in answers)

    def is_ready(self, name: str) -> bool:
        return fetched(f"http://{self.network.address(name)}:8080/readyz")[0] == 200

    def proxy_states(self) -> list[str]:
        """The instances' states in HAProxy's eyes, in their order."""
        status, body = fetched(self.stats_url + ";csv")
        rows = csv.DictReader(io.StringIO(body.removeprefix("# "))) if status == 200 else []
        return [
            row["status"]
            for row in rows
            if row["pxname"] == "catalogd" and row["svname"] in self.instances
        ]

    def state(self, name: str) -> str:
        if name in self.databases:
            status, body = self.patroni_answer(name, "patroni")
            known = json.loads(body) if body else {}
            role = "synchronous standby" if known.get("sync_standby") else known.get("role")
            return f"{role}, {known.get('state')}" if status else "does not answer"
        if name in self.instances:
            return "ready" if self.is_ready(name) else "not ready"
        if name in self.etcds:
            return "healthy" if self.is_etcd_healthy() else "not healthy"
        return ", ".join(self.proxy_states()) if name == "proxy" else ""
