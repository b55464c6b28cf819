"""odata against a stand-in that answers as OData JSON Format 4.01 and Microsoft Graph do."""

import datetime

import pytest
import requests

from foreign import ForeignServer, market_of, seed_courses, sync
from market import eventually, wait_until_confirmed

PLATFORM = "pintaria"


def content(seed: dict) -> dict:
    """A course of the seed as a `learningContent`."""
    return {
        "id": seed["id"],
        "title": seed["title"],
        "description": seed["description"],
        "sourceName": seed["provider"],
        "category": seed["category"],
        "price": seed["price"],
        "priceCurrency": seed["currency"],
        "contentWebUrl": seed["url"],
        "thumbnailWebUrl": seed["image_url"],
        "languageTag": "id-ID",
        "duration": f"PT{seed['duration_minutes']}M" if seed["duration_minutes"] else None,
        "deliveryMode": seed["delivery"],
        "skillTags": seed["skills"],
        "lastModifiedDateTime": seed["updated_at"].replace("Z", ".1234567Z"),
        "isActive": True,
    }


@pytest.fixture(scope="module")
def courses() -> list[dict]:
    return [content(seed) for seed in seed_courses(PLATFORM)[:10]]


@pytest.fixture(scope="module")
def server(tmp_path_factory, courses) -> ForeignServer:
    server = ForeignServer("odata_server", tmp_path_factory.mktemp("odata"))
    server.write("courses.json", courses)
    yield server.start()
    server.stop()


@pytest.fixture(scope="module")
def market(tmp_path_factory, server):
    platform = {
        "id": PLATFORM,
        "name": "Pintaria",
        "dialect": "odata",
        "base_url": f"{server.url}/svc",
        "credentials": {
            "client_id": "catalogd",
            "client_secret": "s3cret",
            "token_url": f"{server.url}/token",
        },
        "publish": "automatic",
        "enabled": True,
    }
    settings = {"CATALOGD_POLL_SECONDS": "1", "CATALOGD_SYNC_SECONDS": "3600"}
    market = market_of(tmp_path_factory.mktemp("market") / "m", platform, settings)
    try:
        yield market.serve().wait_for_courses(10)
    finally:
        market.discard()


def test_courses_are_listed_as_the_platform_has_them(market, courses):
    listed = {item["title"]: item for item in market.client().items("/v1/courses?limit=100")}
    assert set(listed) == {course["title"] for course in courses}
    for course in courses:
        assert listed[course["title"]]["price"] == course["price"]
        assert listed[course["title"]]["provider"] == course["sourceName"]


def test_the_delta_link_brings_changes_and_removals(market, server, courses):
    assert sync(market)["unchanged"] == len(courses)
    changed = [
        course | {"title": "Judul Baru"} if n == 0 else course
        for n, course in enumerate(courses[:-2])
    ]
    server.write("courses.json", changed)
    report = sync(market)
    assert (report["changed"], report["delisted"], report["full_feed"]) == (1, 2, False)
    assert requests.post(f"{server.url}/forget", timeout=5).ok
    server.write("courses.json", courses)
    report = sync(market)
    assert report["full_feed"] and report["changed"] == 3, report


def test_a_completion_is_found_by_asking(market, server):
    siti = market.signed_in()
    course = next(
        item
        for item in siti.items("/v1/courses?limit=100")
        if item["price"] and item["delivery"] == "self-paced"
    )
    bought = siti.buy(course["id"])
    assert bought.status_code == 201, bought.text
    order = bought.json()["id"]
    wait_until_confirmed(siti, order)
    start = siti.json(f"/v1/orders/{order}/start")
    assert start["url"].startswith("http") and "expires_at" not in start
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.1234567Z")
    assert requests.post(f"{server.url}/complete/{order}", json={"at": now}, timeout=5).ok
    eventually("the order is completed", lambda: siti.order(order)["state"] == "completed", 30)
    market.audit()


def test_a_cancelled_order_is_taken_back_at_the_platform(market, server):
    siti = market.signed_in()
    course = next(
        item
        for item in siti.items("/v1/courses?limit=100&sort=price")
        if item["price"] and siti.buy(item["id"]).status_code == 201
    )
    order = next(o for o in siti.orders() if o["course"]["id"] == course["id"])["id"]
    wait_until_confirmed(siti, order)
    assert siti.post(f"/v1/orders/{order}/cancel").status_code in (200, 202)
    eventually("the money is back", lambda: siti.order(order)["state"] == "refunded")
    assert f"DELETE /svc/learningAssignments('{order}')" in server.log.read_text()
    assert siti.get(f"/v1/orders/{order}/start").json()["code"] == "not_confirmed"
