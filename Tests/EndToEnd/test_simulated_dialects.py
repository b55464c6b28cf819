"""The simulator's GraphQL and course list with the real server, from catalogue to completion."""

import pytest
import requests

from foreign import market_of, sync
from market import eventually, free_port, wait_until_confirmed


@pytest.fixture
def simulated(tmp_path):
    """Starts a market whose only platform is simulated."""
    markets = []

    def start(platform: dict):
        market = market_of(tmp_path / "market", platform)
        markets.append(market)
        market.simulate()
        assert sync(market)["state"] == "applied"
        return market.serve().wait_for_courses(100)

    yield start
    for market in markets:
        market.audit()
        market.discard()


def buy(market):
    """A self-paced course for somebody who can pay it; the buyer, the course and the order."""
    buyer = market.synthetic_participants(1)[0]
    courses = market.client().items("/v1/courses?delivery=self-paced&limit=100")
    course = min((c for c in courses if c["price"]), key=lambda course: course["price"])
    order = buyer.buy(course["id"]).json()["id"]
    wait_until_confirmed(buyer, order)
    return buyer, course, order


def assert_completed_with_certificate(buyer, order: str) -> None:
    eventually("completed", lambda: buyer.order(order)["state"] == "completed", seconds=60)
    eventually("certified", lambda: buyer.json("/v1/me/certificates")["items"], seconds=60)


def test_graphql(simulated):
    base = f"http://127.0.0.1:{free_port()}/api"
    market = simulated(
        {
            "id": "skillacademy",
            "name": "Skill Academy",
            "dialect": "graphql",
            "base_url": base,
            "credentials": {"token": "demo-token", "jwks_url": f"{base}/keys"},
            "publish": "automatic",
            "enabled": True,
        }
    )
    buyer, _, order = buy(market)
    assert_completed_with_certificate(buyer, order)
    events = market.rows("SELECT DISTINCT signature FROM webhook_events")
    assert events and all(".." in signature for (signature,) in events), events


def test_the_course_list(simulated):
    base = f"http://127.0.0.1:{free_port()}"
    market = simulated(
        {
            "id": "tokopedia",
            "name": "Tokopedia",
            "dialect": "prakerja",
            "base_url": base,
            "credentials": {"client_code": "DP-1", "sign_key": "rahasia"},
            "webhook_secret": "whsec_ZGVtby13ZWJob29rLXRva29wZWRpYS1ub3Qtc2VjcmU=",
            "publish": "automatic",
            "enabled": True,
        }
    )
    buyer, course, order = buy(market)
    code = market.rows("SELECT external_id FROM courses WHERE id = $1", course["id"])[0][0]
    brought = {"order_id": order, "course_code": code}
    assert requests.post(f"{base}/redemptions", json=brought, timeout=10).status_code == 200
    assert_completed_with_certificate(buyer, order)
