"""A server that may not or cannot be used: said in words that help, and no password anywhere."""

import os
import socket
import subprocess
import threading

import pytest
import requests

from client import assert_problem
from market import eventually, free_port
from postgres import PostgreSQL

# Neither may be seen in any output or log.
RIGHT, WRONG = "benar-sekali", "salah-sama-sekali"
NOTICED_SECONDS_MAX = 20


@pytest.fixture(scope="module")
def server():
    server = PostgreSQL(free_port())
    server.query(f"CREATE ROLE catalogd LOGIN PASSWORD '{RIGHT}'")
    # The first line that fits counts: catalogd has to prove itself, the test does not.
    rules = server.data / "pg_hba.conf"
    rules.write_text("host all catalogd 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    server.query("SELECT pg_reload_conf()")
    yield server
    server.stop()


@pytest.fixture
def database(server):
    name = server.make_database()
    server.query(f"ALTER DATABASE {name} OWNER TO catalogd")
    return name


def url(server: PostgreSQL, database: str, password: str, port: int | None = None) -> str:
    address = server.url(database, port)
    return address.replace("postgres@", f"catalogd:{password}@")


def end_connections(server: PostgreSQL) -> None:
    server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename='catalogd'")


def readiness(market) -> requests.Response:
    return requests.get(f"{market.url}/readyz", timeout=5)


def refused_in_words(market) -> requests.Response:
    """Readiness that is turned off; the catalogue goes on."""
    eventually(
        "readiness is off", lambda: readiness(market).status_code == 503, NOTICED_SECONDS_MAX
    )
    answer = readiness(market)
    assert requests.get(f"{market.url}/v1/courses?limit=1", timeout=5).status_code == 200
    assert_problem(answer, 503)
    return answer


def is_ready_again(market) -> None:
    eventually("ready", lambda: readiness(market).status_code == 200, NOTICED_SECONDS_MAX)


def assert_silent(*texts: str) -> None:
    for text in texts:
        assert RIGHT not in text and WRONG not in text, text


def test_a_wrong_password_stops_the_start_and_is_told_nowhere(server, market, database):
    settings = {"CATALOGD_DATABASE_URL": url(server, database, WRONG)}
    for command in ("serve", "migrate", "audit", "doctor"):
        result = market.run(command, settings=settings)
        text = result.stdout + result.stderr
        assert result.returncode != 0, text
        assert "check user and password in CATALOGD_DATABASE_URL" in text, text
        assert_silent(text)


def test_a_password_that_is_changed_meanwhile_turns_readiness_off(server, market, database):
    market.settings["CATALOGD_DATABASE_URL"] = url(server, database, RIGHT)
    market.serve()
    server.query(f"ALTER ROLE catalogd PASSWORD '{WRONG}'")
    try:
        end_connections(server)
        answer = refused_in_words(market)
    finally:
        server.query(f"ALTER ROLE catalogd PASSWORD '{RIGHT}'")
    is_ready_again(market)
    assert_silent(answer.text, market.log_file("serve").read_text())


def test_a_database_that_becomes_read_only_turns_readiness_off(server, market, database):
    market.settings["CATALOGD_DATABASE_URL"] = url(server, database, RIGHT)
    market.serve()
    server.query(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    end_connections(server)
    answer = refused_in_words(market)
    refused = market.run("audit")
    server.query(f"ALTER DATABASE {database} RESET default_transaction_read_only")
    is_ready_again(market)
    assert_silent(answer.text, market.log_file("serve").read_text(), refused.stderr)


class AgedProxy:
    """Passes everything on, and makes the server a version of its own choosing."""

    def __init__(self, port: int, target: int, version: bytes):
        self.target, self.version = target, version
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.carry, args=(client, server), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client), daemon=True).start()

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        """ParameterStatus is S, length, name, value (54.2.1); the length stays as it is."""
        name = b"server_version\0"
        try:
            while data := source.recv(65_536):
                place = data.find(name)
                if place >= 0:
                    start = place + len(name)
                    data = data[:start] + self.version + data[start + len(self.version) :]
                target.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            target.close()


def test_a_server_that_is_too_old_is_refused_with_both_versions(server, market, database):
    port = free_port()
    proxy = AgedProxy(port, server.port, b"13")
    settings = {"CATALOGD_DATABASE_URL": url(server, database, RIGHT, port)}
    try:
        for command in ("serve", "migrate"):
            result = market.run(command, settings=settings)
            assert result.returncode != 0, result.stdout
            assert "13" in result.stderr and "14" in result.stderr, result.stderr
            assert_silent(result.stdout + result.stderr)
    finally:
        proxy.listener.close()


def authority(server: PostgreSQL, name: str):
    """A certificate for this host that proves itself, and its key."""
    made, key = server.directory / f"{name}.crt", server.directory / f"{name}.key"
    request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=database"
    request += f" -addext subjectAltName=IP:127.0.0.1 -out {made} -keyout {key}"
    done = subprocess.run(["openssl", *request.split()], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return made, key


def test_tls_proves_the_server_and_an_unknown_authority_is_refused(server, market, database):
    certificate, key = authority(server, "database")
    owner = server.data.stat()
    for file in (certificate, key):
        os.chown(file, owner.st_uid, owner.st_gid)
    os.chmod(key, 0o600)
    server.query("ALTER SYSTEM SET ssl = on")
    server.query(f"ALTER SYSTEM SET ssl_cert_file = '{certificate}'")
    server.query(f"ALTER SYSTEM SET ssl_key_file = '{key}'")
    server.query("SELECT pg_reload_conf()")
    os.chmod(server.directory, 0o755)

    def proven_by(root) -> str:
        known = f"sslmode=verify-full&sslrootcert={root}"
        return url(server, database, RIGHT).replace("sslmode=disable", known)

    stranger, _ = authority(server, "stranger")
    refused = market.run("migrate", settings={"CATALOGD_DATABASE_URL": proven_by(stranger)})
    assert refused.returncode != 0 and "certificate verify failed" in refused.stderr
    assert_silent(refused.stdout + refused.stderr)
    market.settings["CATALOGD_DATABASE_URL"] = proven_by(certificate)
    market.serve()
    connections = server.query(
        """
        SELECT ssl, count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE usename = 'catalogd' GROUP BY ssl
        """
    )
    assert [row[0] for row in connections] == ["t"], connections
