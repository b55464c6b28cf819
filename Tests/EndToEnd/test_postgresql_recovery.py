"""A standby in the address, and commands whose COMMIT has no answer."""

import json
import uuid

import pytest

import webhooks
from client import assert_problem
from market import Market, eventually, free_port, wait_until_confirmed
from postgres import LossyProxy, PostgreSQL
from test_postgresql import RECOVERY_SECONDS_MAX, shared_market


@pytest.fixture(scope="module")
def server():
    server = PostgreSQL(free_port())
    yield server
    server.stop()


def test_a_standby_is_refused_and_the_primary_found_beside_it(server, tmp_path):
    """Written to is the primary, wherever it stands in the address."""
    standby = server.standby(free_port())
    name = server.make_database()
    market = Market(tmp_path / "market", {"CATALOGD_DATABASE_URL": standby.url(name)})
    try:
        arrived = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
        eventually("the database is there", lambda: standby.query(arrived) == [["1"]])
        for command in ("serve", "migrate"):
            result = market.run(command)
            assert result.returncode != 0 and "CATALOGD_DATABASE_URL" in result.stderr
            assert "is a standby" in result.stderr, result.stderr
        hosts = f"127.0.0.1:{standby.port},127.0.0.1:{server.port}"
        market.settings["CATALOGD_DATABASE_URL"] = (
            f"postgresql://postgres:geheim@{hosts}/{name}?sslmode=disable"
        )
        market.done("migrate")
        assert server.query("SELECT count(*) > 0 FROM schema_migrations", name) == [["t"]]
        server.kill()
        try:
            result = market.run("migrate")
        finally:
            server.start()
        # It is the primary that is missing, not the password.
        assert result.returncode != 0 and "password" not in result.stderr, result.stderr
        assert "no server takes writes now" in result.stderr, result.stderr
    finally:
        market.discard()
        standby.stop()


def test_every_command_with_a_key_is_resolved_when_its_commit_has_no_answer(server, tmp_path):
    port = free_port()
    proxy = LossyProxy(port, server.port)
    market = shared_market(server, tmp_path, port)
    platform = market.platforms_speaking("jsonapi")[0]
    listed = market.client().items(f"/v1/courses?platform={platform['id']}&limit=100")
    course = next(c["id"] for c in listed if c["price"] and c["delivery"] == "self-paced")
    people = market.synthetic_participants(12)
    try:
        orders = [person.buy(course, key=str(uuid.uuid4())).json()["id"] for person in people]
        for person, order in zip(people, orders, strict=True):
            wait_until_confirmed(person, order)

        def cancel(person, order):
            return person.post(f"/v1/orders/{order}/cancel")

        def tell(person, order):
            body = webhooks.event("course.progressed", order, progress=0.5)
            return webhooks.post(market.client(), platform, body)

        unknown = {"cancellation": 0, "event": 0}
        for number, (person, order) in enumerate(zip(people, orders, strict=True)):
            act, command = [(cancel, "cancellation"), (tell, "event")][number % 2]
            proxy.losing.set()
            answer = act(person, order)
            proxy.losing.clear()
            if answer.status_code == 503:
                assert_problem(answer, 503, "outcome_unknown")
                unknown[command] += 1
        assert all(unknown.values()), unknown

        def is_resolved() -> bool:
            log = market.log_file("demo").read_text(errors="replace")
            lines = [line for line in log.splitlines() if "outcome_resolved" in line]
            commands = [json.loads(line)["command"] for line in lines]
            return all(commands.count(name) >= count for name, count in unknown.items())

        eventually("each is resolved and logged", is_resolved, RECOVERY_SECONDS_MAX)
        market.audit()
    finally:
        market.discard()
        proxy.close()
