"""The demo's own platforms in oaipmh-lti and odata: bought, started, completed, certified."""

import html
import re

import pytest
import requests

from foreign import market_of
from market import eventually, free_port, wait_until_confirmed

SECRET = "whsec_ZGVtby13ZWJob29rLXNpc25ha2VyLW5vdC1zZWNyZXQ="


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    tool, service = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    launched = {
        "id": "sisnaker",
        "name": "Sisnaker",
        "dialect": "oaipmh-lti",
        "base_url": tool,
        "credentials": {
            "client_id": "catalogd-sisnaker",
            "deployment_id": "1",
            "launch_url": f"{tool}/lti/launch",
            "login_url": f"{tool}/lti/login",
            "tool_jwks_url": f"{tool}/lti/jwks",
        },
        "webhook_secret": SECRET,
        "publish": "automatic",
        "enabled": True,
    }
    asked = {
        "id": "pintaria",
        "name": "Pintaria",
        "dialect": "odata",
        "base_url": service,
        "credentials": {
            "client_id": "catalogd",
            "client_secret": "demo",
            "token_url": f"{service}/oauth/token",
        },
        "webhook_secret": SECRET,
        "publish": "automatic",
        "enabled": True,
    }
    settings = {"CATALOGD_POLL_SECONDS": "1"}
    market = market_of(tmp_path_factory.mktemp("market") / "m", launched, settings)
    market.platforms = [launched, asked]
    market.write_platforms()
    try:
        yield market.simulate().serve().wait_for_courses(150)
    finally:
        market.discard()


def buy(client, platform: str) -> str:
    course = next(
        item
        for item in client.items("/v1/courses?limit=100&sort=price")
        if item["platform"]["id"] == platform and item["price"] and item["delivery"] == "self-paced"
    )
    bought = client.buy(course["id"])
    assert bought.status_code == 201, bought.text
    wait_until_confirmed(client, bought.json()["id"])
    return bought.json()["id"]


def certified(client, order: str) -> bool:
    items = client.json("/v1/me/certificates")["items"]
    return any(item["order_id"] == order for item in items)


def test_an_asked_platform_completes_and_certifies(market):
    siti = market.signed_in()
    order = buy(siti, "pintaria")
    eventually("it is completed", lambda: siti.order(order)["state"] == "completed", 60)
    eventually("it is certified", lambda: certified(siti, order), 60)
    market.audit()


def test_a_launched_platform_completes_and_certifies(market):
    siti = market.signed_in()
    order = buy(siti, "sisnaker")
    browser = requests.Session()
    page = browser.get(siti.json(f"/v1/orders/{order}/start")["url"], timeout=10)
    action = html.unescape(re.search(r'action="([^"]*)"', page.text)[1])
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', page.text))
    assert browser.post(action, data=fields, timeout=10).status_code == 200
    eventually("it is completed", lambda: siti.order(order)["state"] == "completed", 60)
    eventually("it is certified", lambda: certified(siti, order), 60)
    market.audit()
