"""Static feeds from nginx: the programme's course list, and the CSV feed beside it."""

import csv
import io
import json

import pytest

from foreign import ForeignServer, market_of, seed_courses, sync
from market import eventually, wait_until_confirmed
from webhooks import completed, post

PLATFORM = "tokopedia"
PRICES = ["Rp {:,}", "Rp{:,},00", "Rp. {:,},-", "rp {:,}"]


def price_text(number: int, price: int | None):
    """Prices as people write them; every fifth is a number."""
    if price is None:
        return None
    if number % 5 == 4:
        return price
    return PRICES[number % 5].replace("{:,}", f"{price:,}".replace(",", ".")) if price else "Gratis"


def duration_text(minutes: int | None):
    if not minutes:
        return None
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} jam"] * bool(hours) + [f"{rest} menit"] * bool(rest)
    return " ".join(parts)


def record(number: int, seed: dict) -> dict:
    return {
        "lp_name": seed["provider"],
        "course_code": seed["id"],
        "course_title": seed["title"],
        "course_description": seed["description"],
        "course_category": seed["category"],
        "course_type": seed["delivery"],
        "course_url": seed["url"],
        "course_price": price_text(number, seed["price"]),
        "course_image": seed["image_url"],
        "duration": duration_text(seed["duration_minutes"]),
        "schedules": [],
    }


def csv_text(seeds: list[dict]) -> str:
    """The CSV feed as Python's own writer makes it, columns in an order of its own."""
    text = io.StringIO()
    names = ["price", "title", "id", "currency", "description", "provider", "delivery"]
    writer = csv.DictWriter(text, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(seeds)
    return text.getvalue()


class Nginx(ForeignServer):
    def publish(self, name: str, text: str) -> None:
        site = self.folder / "site"
        site.mkdir(exist_ok=True)
        (site / name).write_text(text)

    def asked(self, path: str) -> list[str]:
        log = self.folder / "access.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if line.split()[1] == path]


@pytest.fixture(scope="module")
def courses() -> list[dict]:
    return seed_courses(PLATFORM)


@pytest.fixture(scope="module")
def server(tmp_path_factory, courses):
    server = Nginx("nginx", tmp_path_factory.mktemp("nginx"))
    records = [record(number, seed) for number, seed in enumerate(courses)]
    broken = [
        {"course_code": "X-1", "course_title": "Mahal", "course_price": "mahal sekali"},
        {"course_code": "X-2", "course_title": 7},
    ]
    server.publish("courses.json", json.dumps(records + broken, ensure_ascii=False))
    server.publish("feed.csv", csv_text(courses))
    yield server.start()
    server.stop()


@pytest.fixture(scope="module")
def platform(server) -> dict:
    return {
        "id": PLATFORM,
        "name": "Tokopedia",
        "dialect": "prakerja",
        "base_url": server.url,
        "credentials": {"client_code": "DP-1", "sign_key": "rahasia"},
        "webhook_secret": "whsec_ZGVtby13ZWJob29rLXRva29wZWRpYS1ub3Qtc2VjcmU=",
        "publish": "automatic",
        "enabled": True,
    }


@pytest.fixture(scope="module")
def market(tmp_path_factory, platform, courses):
    folder = tmp_path_factory.mktemp("market") / "market"
    market = market_of(folder, platform, {"CATALOGD_SYNC_SECONDS": "86400"})
    try:
        first = sync(market)
        assert (first["new"], first["rejected"]) == (len(courses), 2), first
        yield market.serve().wait_for_courses(len(courses))
        market.audit()
    finally:
        market.discard()


def test_the_catalogue_is_the_files_own(market, courses):
    listed = {course["title"]: course for course in market.client().items("/v1/courses?limit=100")}
    for source in courses:
        course = listed[source["title"]]
        for name in ("price", "provider", "delivery", "duration_minutes"):
            assert course[name] == source[name], (name, source)


def test_a_list_that_has_not_changed_costs_a_304(market, server, courses):
    report = sync(market)
    assert (report["bytes"], report["unchanged"]) == (0, len(courses)), report
    first, *_, last = server.asked("/courses.json")
    assert " 200 " in first and '"gzip" "W/' in first, first
    assert " 304 " in last and '"W/' in last, last


def test_a_changed_list_is_read_again(market, server, courses):
    records = [record(number, seed) for number, seed in enumerate(courses)]
    records[0]["course_title"] = "Manajemen Warung Teh"
    server.publish("courses.json", json.dumps(records))
    report = sync(market)
    assert (report["changed"], report["rejected"]) == (1, 0), report


def test_an_order_is_confirmed_at_once_and_completed_by_a_webhook(market, courses, platform):
    buyer = market.synthetic_participants(1)[0]
    course = min(
        (c for c in market.client().items("/v1/courses?limit=100") if c["price"]),
        key=lambda course: course["price"],
    )
    order = buyer.buy(course["id"]).json()["id"]
    confirmed = wait_until_confirmed(buyer, order)
    assert confirmed["redeem_code"]
    assert post(buyer, platform, completed(order)).status_code == 200
    eventually("the order is completed", lambda: buyer.order(order)["state"] == "completed")


def test_the_csv_feed_comes_from_nginx_too(tmp_path, server, courses):
    platform = {
        "id": "maubelajarapa",
        "name": "MauBelajarApa",
        "dialect": "csv-xapi",
        "base_url": server.url,
        "credentials": {"client_id": "catalogd", "client_secret": "s3cret"},
        "publish": "automatic",
        "enabled": True,
    }
    market = market_of(tmp_path / "market", platform)
    try:
        report = sync(market)
        assert (report["new"], report["rejected"]) == (len(courses), 0), report
        again = sync(market)
        assert (again["bytes"], again["unchanged"]) == (0, len(courses)), again
        first, last = server.asked("/feed.csv")
        assert " 200 " in first and '"gzip" "W/' in first, first
        assert " 304 " in last, last
    finally:
        market.discard()
