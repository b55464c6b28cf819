"""The command line: help, exit codes, configuration, files that are not ours."""

import json
import os
import sqlite3
import subprocess

import pytest

from client import assert_problem
from market import binary, eventually

COMMANDS = [
    "demo",
    "serve",
    "migrate",
    "seed",
    "sync",
    "simulate",
    "audit",
    "doctor",
    "token",
    "openapi",
]
DONE, FAILED, USAGE, FOUND, DATABASE = range(5)


def test_version(market):
    assert any(character.isdigit() for character in market.done("--version"))


def test_help_lists_every_command(market):
    text = market.done("--help")
    for command in COMMANDS:
        assert f"\n  {command}" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(market, command):
    assert f"catalogd {command}" in market.done(command, "--help")
    assert market.done(command, "-h") == market.done(command, "--help")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("bake", "bake"),
        ("serve --colour", "--colour"),
        ("serve -x", "-x"),
        ("seed --participants many", "--participants"),
        ("seed --participants -1", "--participants"),
        ("seed --tokens file", "--participants"),
        ("token issue", "--participant"),
        ("token issue --staff", "--staff"),
        ("audit everything", "everything"),
    ],
)
def test_wrong_usage(market, words, named):
    result = market.run(*words.split())
    assert result.returncode == USAGE
    assert named in result.stderr


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("CATALOGD_LISTEN", "somewhere"),
        ("CATALOGD_LISTEN", "127.0.0.1:99999"),
        ("CATALOGD_DATABASE_URL", "mysql://localhost/x"),
        ("CATALOGD_PUBLIC_URL", "not a url"),
        ("CATALOGD_LOG_LEVEL", "loud"),
        ("CATALOGD_SYNC_SECONDS", "often"),
        ("CATALOGD_TRUSTED_PROXIES", "proxy.example"),
        ("CATALOGD_PLATFORMS", "/nonexistent/platforms.json"),
        ("CATALOGD_SEED", "/nonexistent"),
    ],
)
def test_a_wrong_setting_stops_the_start_by_its_name(market, key, value):
    result = market.run("demo", settings={key: value})
    assert result.returncode == USAGE, result.stderr
    assert key in result.stderr


@pytest.mark.parametrize("text", ["{", "[{}]", '[{"id": "x", "dialect": "morse"}]'])
def test_a_wrong_platforms_file_stops_the_start(market, text):
    market.platforms_file.write_text(text)
    result = market.run("serve")
    assert result.returncode == USAGE, result.stderr
    assert "CATALOGD_PLATFORMS" in result.stderr


def test_flags_go_before_the_environment_and_that_before_the_file(market):
    file = market.directory / "settings"
    file.write_text("CATALOGD_LOG_LEVEL=loud\n")
    assert market.run("migrate", "--config", str(file)).returncode == USAGE
    settings = {"CATALOGD_LOG_LEVEL": "error"}
    assert market.run("migrate", "--config", str(file), settings=settings).returncode == DONE
    settings["CATALOGD_LOG_LEVEL"] = "loud"
    flags = ["--config", str(file), "--log-level", "info"]
    assert market.run("migrate", *flags, settings=settings).returncode == DONE
    file.write_text("CATALOGD_COLOUR=red\n")
    result = market.run("migrate", "--config", str(file))
    assert result.returncode == USAGE and "CATALOGD_COLOUR" in result.stderr


def test_a_secret_may_come_from_a_file(market):
    file = market.directory / "url"
    file.write_text(market.settings.pop("CATALOGD_DATABASE_URL") + "\n")
    market.settings["CATALOGD_DATABASE_URL_FILE"] = str(file)
    market.done("migrate")
    assert market.database.exists()


def test_a_damaged_file_is_refused_with_what_to_do(market):
    market.done("migrate")
    bytes_there = bytearray(market.database.read_bytes())
    bytes_there[:4096] = b"\x00garbage" * 512
    market.database.write_bytes(bytes_there)
    for command in ("serve", "audit", "seed"):
        result = market.run(command)
        assert result.returncode == DATABASE, result.stderr
        assert str(market.database) in result.stderr
    assert market.database.read_bytes() == bytes_there, "it was left as it was"


def test_damage_further_in_is_told_with_what_to_do(market):
    market.done("seed", "--participants", "500")
    with sqlite3.connect(market.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    bytes_there = bytearray(market.database.read_bytes())
    bytes_there[8 * 4096 :] = b"\x00garbage" * ((len(bytes_there) - 8 * 4096) // 8)
    market.database.write_bytes(bytes_there)
    result = market.run("audit")
    assert result.returncode == DATABASE, result.stderr
    assert str(market.database) in result.stderr and "backup" in result.stderr


def test_an_empty_file_is_told_apart_from_a_foreign_one(market):
    market.database.touch()
    result = market.run("audit")
    assert result.returncode == DATABASE, result.stderr
    assert "catalogd migrate" in result.stderr
    market.done("migrate", "--json")
    market.audit()


def test_a_running_demo_is_not_forgotten(market):
    market.demo()
    result = market.run("demo", "--fresh", settings={"CATALOGD_LISTEN": "127.0.0.1:0"})
    assert result.returncode == DATABASE, result.stderr
    assert market.database.exists()
    assert market.client().json("/v1/courses?limit=1")["total"] > 900


def test_a_reader_of_the_log_may_go_away(market):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as log:
        process = subprocess.Popen(
            [binary(), "serve"], cwd=market.directory, env=market.environment(), stderr=log
        )
    market.processes["serve"] = process
    market.wait_until_ready("serve")
    market.stop("serve")


def test_staff_sign_out_too(market):
    market.serve("--no-workers")
    market.done("seed")
    staff = json.loads(market.done("token", "issue", "--staff", "operator@example.id", "--json"))[
        "token"
    ]
    client = market.client(staff)
    assert client.get("/v1/staff/webhook-events").status_code == 200
    assert client.send("DELETE", "/v1/sessions/current").status_code == 204
    assert_problem(client.get("/v1/staff/webhook-events"), 401, "unauthorized")
    assert_problem(client.send("DELETE", "/v1/sessions/current"), 401, "unauthorized")


def test_a_foreign_file_is_refused(market):
    with sqlite3.connect(market.database) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    for command in ("serve", "migrate", "seed"):
        result = market.run(command)
        assert result.returncode == DATABASE, result.stderr
        assert str(market.database) in result.stderr
    with sqlite3.connect(market.database) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("recipes",)]


def test_one_file_has_one_server(market):
    market.simulate().serve()
    second = market.run("serve", settings={"CATALOGD_LISTEN": "127.0.0.1:0"})
    assert second.returncode == DATABASE, second.stderr


def test_commands_that_write_go_through_the_running_server(market):
    market.simulate().serve()
    market.done("seed")
    identifier = json.loads(
        market.done("token", "issue", "--participant", "siti@example.id", "--json")
    )["token"]
    assert market.client(identifier).json("/v1/me")["email"] == "siti@example.id"


def test_sync_says_what_it_did(market):
    market.simulate()
    market.done("seed")
    table = market.done("sync")
    for platform in market.platforms:
        assert platform["id"] in table
    for word in ("new", "changed", "unchanged", "delisted", "rejected", "held"):
        assert word in table.lower()
    again = json.loads(market.done("sync", "bukalapak", "--json"))
    text = json.dumps(again)
    assert "bukalapak" in text and "tokopedia" not in text


def test_seed_and_sync_are_simply_run_again(market):
    market.simulate()
    for _ in range(2):
        market.done("seed", "--participants", "50")
        market.done("sync")
    people = market.rows("SELECT count(*) FROM participants")[0][0]
    listed = market.rows("SELECT count(*) FROM courses")[0][0]
    market.done("seed", "--participants", "50")
    market.done("sync", "--full")
    assert market.rows("SELECT count(*) FROM participants")[0][0] == people
    assert market.rows("SELECT count(*) FROM courses")[0][0] == listed
    assert listed > 900


def test_the_audit_finds_what_was_tampered_with(market):
    market.done("seed", "--participants", "3")
    market.audit()
    participant = market.rows("SELECT participant_id FROM cards ORDER BY number LIMIT 1")[0][0]
    with sqlite3.connect(market.database) as connection:
        changed = "UPDATE cards SET balance = balance - 1 WHERE participant_id = ?"
        connection.execute(changed, (participant,))
    connection.close()
    result = market.run("audit", "--json")
    assert result.returncode == FOUND
    assert participant in result.stdout
    assert participant in market.run("audit").stdout


def test_the_audit_of_the_evidence_finds_a_body_that_was_changed(market):
    market.done("seed", "--participants", "3")
    with sqlite3.connect(market.database) as connection:
        connection.execute(
            "INSERT INTO webhook_events (id, platform_id, event_id, form, kind, verdict, finding,"
            " body, body_digest, received_at) VALUES ('evt_1', 'bukalapak', 'm-1', 'house',"
            " 'unreadable', 'contradiction', 'unreadable', x'7b', zeroblob(32), 0)"
        )
    connection.close()
    assert market.run("audit").returncode == DONE, "it does not look at bodies"
    result = market.run("audit", "--evidence", "--json")
    assert result.returncode == FOUND
    assert [found["code"] for found in json.loads(result.stdout)["findings"]] == ["event_altered"]
    assert "evt_1" in market.run("audit", "--evidence").stdout


def test_doctor_is_content_with_a_sound_market(market):
    market.simulate().serve().wait_for_courses()
    result = market.run("doctor", "--json")
    assert result.returncode == DONE, result.stdout + result.stderr


def test_one_dead_platform_leaves_the_other_seven_alone(market):
    alive = market.directory / "alive.json"
    alive.write_text(market.platforms_file.read_text())
    dead = market.platforms[0]
    address = dead["base_url"].split("//")[1].split("/")[0]
    closed = "127.0.0.1:1"
    market.platforms = json.loads(json.dumps(market.platforms).replace(address, closed))
    market.write_platforms()
    market.simulate(platforms_file=alive).serve().wait_for_courses(701)

    result = market.run("sync", "--json")
    report = json.loads(result.stdout)
    assert result.returncode == FAILED
    assert dead["id"] in json.dumps(report)
    others = {platform["id"] for platform in market.platforms} - {dead["id"]}

    def listed() -> set[str]:
        courses = market.client().items("/v1/courses?limit=100")
        return {course["platform"]["id"] for course in courses}

    # What a sync brought is listed with the next snapshot.
    eventually("the others are listed", lambda: listed() == others)


def test_the_server_ends_in_order_when_told(market):
    market.simulate().serve()
    eventually("it answers", lambda: market.client().get("/livez").ok)
    market.stop("serve")
