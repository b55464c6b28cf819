"""Moving a whole store: to PostgreSQL, to a backup and back from it."""

import sqlite3
import uuid

import pytest

from market import Market, eventually, free_port
from postgres import PostgreSQL
from psql import psql_rows


@pytest.fixture(scope="module")
def server():
    server = PostgreSQL(free_port())
    yield server
    server.stop()


@pytest.fixture
def lived_in(market):
    """A market in which things have happened, still running."""
    market.demo()
    siti = market.signed_in()
    listed = list(market.client().items("/v1/courses?delivery=self-paced&limit=100"))
    cheap = sorted((c for c in listed if c["price"]), key=lambda c: c["price"])[:4]
    orders = []
    for person in [siti, *market.synthetic_participants(30)]:
        answer = person.buy(cheap[0]["id"], key=str(uuid.uuid4()))
        assert answer.status_code == 201, answer.text
        orders.append((person, answer.json()["id"]))

    def is_completed():
        return siti.order(orders[0][1])["state"] == "completed"

    eventually("the learner is done", is_completed, 60)
    return market, orders


def counts(rows: list) -> dict[str, int]:
    return {name: int(count) for name, count in rows}


TABLES = ("participants", "cards", "orders", "transfers", "idempotency_keys", "webhook_events")
COUNTS = " UNION ALL ".join(f"SELECT '{t}', CAST(count(*) AS TEXT) FROM {t}" for t in TABLES)


def test_a_market_moves_to_postgresql_with_everything(lived_in, server, tmp_path):
    market, orders = lived_in
    name = server.make_database()
    words = ("copy", "--from", f"sqlite:{market.database}", "--to", server.url(name))
    while_running = market.run(*words)
    assert while_running.returncode == 4 and "in use" in while_running.stderr
    market.stop()
    done = market.run(*words)
    assert done.returncode == 0, done.stderr
    assert "the audit of the copy found nothing" in done.stdout
    before = counts(market.rows(COUNTS))
    assert before == counts(server.query(COUNTS, name)) and before["orders"] >= 31

    again = market.run(*words)
    assert again.returncode != 0 and "not empty" in again.stderr

    hidden = tmp_path / "url"
    hidden.write_text(server.url(server.make_database()))
    url = market.settings.pop("CATALOGD_DATABASE_URL")
    configured = market.run(*words[:3], settings={"CATALOGD_DATABASE_URL_FILE": str(hidden)})
    assert configured.returncode == 0, configured.stderr
    nowhere = market.run(*words[:3])
    assert nowhere.returncode != 0 and "CATALOGD_DATABASE_URL" in nowhere.stderr
    market.settings["CATALOGD_DATABASE_URL"] = url
    newest = "(SELECT max(version) FROM schema_migrations)"
    psql_rows(hidden.read_text(), f"DELETE FROM schema_migrations WHERE version = {newest}")
    older = market.run("copy", "--from", words[2], "--to", hidden.read_text())
    assert older.returncode != 0 and "not empty" in older.stderr, "before it was migrated"

    moved = Market(tmp_path / "moved", {"CATALOGD_DATABASE_URL": server.url(name)})
    try:
        moved.serve("--no-workers")
        for person, order in orders:
            assert moved.client(person.token).order(order)["id"] == order
        moved.audit()
    finally:
        moved.discard()


def test_a_backup_beside_the_server_is_whole_and_comes_back(lived_in, tmp_path):
    market, orders = lived_in
    file = tmp_path / "backup.db"
    assert "its audit found nothing" in market.done("backup", "--to", str(file))
    taken = market.run("backup", "--to", str(file))
    assert taken.returncode != 0 and "exists already" in taken.stderr
    refused = market.run("restore", "--from", str(file))
    assert refused.returncode != 0, "a server has the database open"
    market.stop()
    refused = market.run("restore", "--from", str(file))
    assert refused.returncode != 0 and "move it away" in refused.stderr
    for left in market.directory.glob("market.db*"):
        left.unlink()
    market.done("restore", "--from", str(file))
    market.audit()
    market.serve("--no-workers")
    for person, order in orders:
        assert person.order(order)["id"] == order


def test_a_damaged_backup_is_refused_and_changes_nothing(market, tmp_path):
    market.done("migrate")
    file = tmp_path / "backup.db"
    market.done("backup", "--to", str(file))
    content = bytearray(file.read_bytes())
    content[4096:20000] = bytes(len(content[4096:20000]))
    file.write_bytes(content)
    market.database.unlink()
    result = market.run("restore", "--from", str(file))
    assert result.returncode != 0 and "damaged" in result.stderr, result.stderr
    assert not market.database.exists()
    stranger = tmp_path / "stranger.db"
    with sqlite3.connect(stranger) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    result = market.run("restore", "--from", str(stranger))
    assert result.returncode != 0 and "not a catalogd database" in result.stderr
