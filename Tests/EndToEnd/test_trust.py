"""Partners that cannot be trusted to tell: lost callbacks, held feeds, health, and the past."""

import json
import time
from datetime import UTC, datetime

import pytest

import webhooks
from client import assert_problem
from market import Market, eventually, wait_until_confirmed


@pytest.fixture(scope="module")
def quiet(tmp_path_factory) -> Market:
    """A market whose simulated platforms' callbacks never arrive; the platforms can be asked."""
    market = Market(tmp_path_factory.mktemp("quiet"), {"CATALOGD_POLL_SECONDS": "2"})
    try:
        market.simulate("--fault", "lost-callbacks")
        market.serve()
        market.done("seed")
        market.wait_for_courses()
        yield market
        market.audit()
    finally:
        market.discard()


def staff(market: Market, role: str):
    names = market.rows("SELECT id FROM staff WHERE role = ?", role)
    assert names, f"the seed has no {role}"
    return market.client(market.done("token", "issue", "--staff", names[0][0]).strip())


def cheapest(market: Market, platform: str) -> dict:
    page = market.client().json(f"/v1/courses?platform={platform}&sort=price&limit=100")
    return next(c for c in page["items"] if c["delivery"] == "self-paced" and c["price"])


def test_a_completion_whose_callback_is_lost_is_found_within_a_cycle(quiet):
    (buyer,) = quiet.synthetic_participants(1)
    platforms = {p["dialect"]: p["id"] for p in quiet.platforms}
    for platform in (platforms["jsonapi"], platforms["csv-xapi"]):
        order = buyer.buy(cheapest(quiet, platform)["id"]).json()["id"]
        wait_until_confirmed(buyer, order)
        eventually(
            f"{platform} is asked and says that {order} is completed",
            lambda order=order: buyer.order(order)["state"] == "completed",
            seconds=40,
        )
        found = quiet.rows("SELECT form, finding FROM webhook_events WHERE order_id = ?", order)
        assert ("translated", "applied") in found
        waiting = buyer.order(order)
        assert waiting["waiting_for"] == "platform" and waiting["waiting_since"]


def test_a_callback_is_visible_within_a_second(quiet):
    buyer = quiet.synthetic_participants(2)[1]
    platform = quiet.platforms_speaking("jsonapi")[0]
    course = cheapest(quiet, platform["id"])
    order = buyer.buy(course["id"]).json()["id"]
    wait_until_confirmed(buyer, order)
    began = time.monotonic()
    answer = webhooks.post(quiet.client(), platform, webhooks.event("course.started", order))
    assert answer.status_code == 200, answer.text
    assert "started_at" in buyer.order(order)
    assert time.monotonic() - began < 1


def test_each_sync_is_a_record_for_staff(quiet):
    operator = staff(quiet, "operator")
    page = operator.json("/v1/platforms/bukalapak/syncs")
    newest = page["items"][0]
    assert newest["state"] == "applied" and newest["number"] >= 1
    assert newest["requests"] > 0 and newest["bytes"] > 0 and newest["duration_ms"] >= 0
    for key in (newest["number"], newest["id"]):
        record = operator.json(f"/v1/platforms/bukalapak/syncs/{key}")
        assert record["id"] == newest["id"] and isinstance(record["notes"], list)
    assert_problem(operator.get("/v1/platforms/bukalapak/syncs/9999"), 404)
    assert_problem(operator.get("/v1/platforms/nobody/syncs"), 404)
    assert_problem(quiet.client().get("/v1/platforms/bukalapak/syncs"), 401)


def test_health_is_told_to_staff_and_to_monitoring(quiet):
    operator = staff(quiet, "operator")
    health = operator.json("/v1/platforms/bukalapak/health")
    assert health["state"] in ("up", "degraded"), health
    assert health["calls"]["success_rate"] > 0.5 and health["circuit"] == "closed"
    assert health["credentials"] == "accepted" and health["syncs"]["last_good_at"]
    assert health["callbacks"]["refused"] >= 0 and health["polls"]["possible"]
    page = quiet.client().get("/metrics").text
    for name in ("success_ratio", "latency_seconds", "circuit_open", "held_changes"):
        assert f'catalogd_platform_{name}{{platform="bukalapak"' in page
    assert_problem(quiet.client().get("/v1/platforms/bukalapak/health"), 401)


def test_the_doctor_tells_broken_credentials_from_a_dead_platform(market):
    wrong, well, dead = "bukalapak", "pintaria", "maubelajarapa"
    market.platform(wrong)["credentials"]["client_secret"] = "wrong"
    served = market.directory / "served.json"
    right = json.loads(json.dumps([market.platform(wrong), market.platform(well)]))
    right[0]["credentials"]["client_secret"] = "right"
    served.write_text(json.dumps(right))
    market.write_platforms()
    market.simulate(platforms_file=served)
    market.serve()
    result = market.run("doctor", "--json")
    assert result.returncode == 3
    checks = {check["what"]: check for check in json.loads(result.stdout)}
    assert checks[f"platform {wrong}"]["detail"].startswith("credentials:")
    assert checks[f"platform {well}"]["ok"]
    assert checks[f"platform {dead}"]["detail"].startswith("down:")

    def remembered() -> bool:
        checks = {c["what"]: c for c in json.loads(market.run("doctor", "--json").stdout)}
        return checks[f"health of {wrong}"]["detail"].startswith("credentials_refused") and checks[
            f"health of {dead}"
        ]["detail"].startswith("down")

    eventually("the server has seen both", remembered, seconds=60, pause=1)


def test_the_past_can_be_looked_at(quiet):
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    client = quiet.client()
    course = cheapest(quiet, "bukalapak")
    curator = staff(quiet, "curator")
    time.sleep(1.1)
    path = f"/v1/courses/{course['id']}/fixed-price"
    lower = course["price"] * 9 // 10
    assert_problem(client.send("PUT", path, json={"price": lower}), 401)
    assert curator.send("PUT", path, json={"price": 0}).status_code == 202, "a second one decides"
    fixed = curator.send("PUT", path, json={"price": lower})
    assert fixed.status_code == 200, fixed.text
    assert fixed.json()["source_price"] == course["price"]
    eventually(
        "the fixed price is public",
        lambda: client.json(f"/v1/courses/{course['id']}")["price"] == lower,
    )
    quiet.done("sync", "bukalapak", "--full")
    assert client.json(f"/v1/courses/{course['id']}")["price"] == lower
    then = client.json(f"/v1/courses/{course['id']}?as_of={moment}")
    assert then["price"] == course["price"] and then["title"] == course["title"]
    listed = {
        c["id"]: c for c in client.items(f"/v1/courses?as_of={moment}&platform=bukalapak&limit=100")
    }
    assert listed[course["id"]]["price"] == course["price"]
    assert len(listed) == client.json("/v1/courses?platform=bukalapak")["total"]
    changes = curator.json(f"/v1/courses/{course['id']}/changes")["items"]
    assert changes[0]["field"] == "price" and changes[0]["author"].startswith("stf_")
    assert curator.send("DELETE", path).status_code == 204
    assert_problem(curator.send("DELETE", path), 404)
    assert client.json("/v1/courses?as_of=2001-01-01T00:00:00Z")["items"] == []
    assert_problem(client.get("/v1/courses?as_of=yesterday"), 400)
    assert_problem(client.get("/v1/courses?as_of=2999-01-01T00:00:00Z"), 400)
    assert_problem(client.get(f"/v1/courses?as_of={moment}&q=kopi"), 400)
