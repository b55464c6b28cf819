"""jsonapi against Django REST framework JSON:API, from the first page to the completion."""

from datetime import UTC, datetime, timedelta

import pytest

from foreign import ForeignServer, market_of, seed_courses, sync
from market import eventually, wait_until_confirmed
from webhooks import completed, post

PLATFORM = "bukalapak"
CREDENTIALS = {"client_id": "catalogd-jsonapi", "client_secret": "jsonapi-secret&+"}
SECRET = "whsec_anNvbmFwaS10ZXN0LXdlYmhvb2stc2VjcmV0LTMyYnl0ZXM="
PAGE_SIZE_MAX = 25


@pytest.fixture(scope="module")
def seeds() -> list[dict]:
    return seed_courses(PLATFORM)


def as_the_shop_has_it(seed: dict) -> dict:
    """A schedule of the seed begins so many days from now."""
    schedules = []
    for dated in seed["schedules"]:
        start = datetime.now(UTC) + timedelta(days=dated["start_day"])
        end = start + timedelta(minutes=dated["duration_minutes"])
        moments = {"start": start.isoformat(), "end": end.isoformat()}
        schedules.append({"code": dated["code"], "seats": dated["seats"]} | moments)
    return seed | {"schedules": schedules}


@pytest.fixture(scope="module")
def shop(tmp_path_factory, seeds) -> ForeignServer:
    server = ForeignServer("jsonapi_server", tmp_path_factory.mktemp("shop"))
    server.write("courses.json", [as_the_shop_has_it(seed) for seed in seeds])
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def market(tmp_path_factory, shop):
    market = market_of(
        tmp_path_factory.mktemp("jsonapi") / "market",
        {
            "id": PLATFORM,
            "name": "Bukalapak",
            "dialect": "jsonapi",
            "base_url": shop.url,
            "credentials": CREDENTIALS | {"token_url": f"{shop.url}/oauth/token"},
            "webhook_secret": SECRET,
            "publish": "automatic",
            "enabled": True,
        },
        {"CATALOGD_POLL_SECONDS": "1"},
    )
    try:
        market.report = sync(market)
        yield market.serve()
        market.audit()
    finally:
        market.discard()


@pytest.fixture(scope="module")
def listed(market) -> list[dict]:
    market.wait_for_courses(100)
    return list(market.client().items("/v1/courses?limit=100"))


def test_pages_shrink_to_what_the_platform_allows(market, seeds):
    report = market.report
    assert report["state"] == "applied", report
    assert report["new"] == len(seeds) > 100
    assert report["rejected"] == 0
    pages = -(-len(seeds) // PAGE_SIZE_MAX)
    # The page that was too large, the others, and the token.
    assert pages < report["requests"] <= pages + 3


def test_a_course_is_listed_with_what_its_relationships_name(market, listed, seeds):
    assert {c["title"]: c["price"] for c in listed} == {s["title"]: s["price"] for s in seeds}
    seed = next(seed for seed in seeds if seed["schedules"])
    found = next(course for course in listed if course["title"] == seed["title"])
    full = market.client().json(f"/v1/courses/{found['id']}")
    for member in ("provider", "delivery", "level", "language", "duration_minutes", "skills"):
        assert full[member] == seed[member], member
    assert [s["code"] for s in full["schedules"]] == [s["code"] for s in seed["schedules"]]


def test_what_did_not_change_is_answered_304(market, seeds):
    def synced() -> dict | None:
        """The server syncs by itself when it starts: both at once are refused."""
        report = sync(market)
        return report if report["state"] == "applied" else None

    again = eventually("another sync", synced)
    assert again["unchanged"] == len(seeds) and again["new"] == again["changed"] == 0
    assert again["bytes"] < market.report["bytes"] / 10


def cheapest(listed: list[dict], number: int) -> dict:
    chosen = [c for c in listed if c["price"] and c["delivery"] == "self-paced"]
    return sorted(chosen, key=lambda course: (course["price"], course["id"]))[number]


def enrolment(shop, order: dict) -> tuple[str, dict]:
    enrolments = shop.read("enrolments.json", {})
    return next((i, e) for i, e in enrolments.items() if e["order_id"] == order["id"])


def buy(client, course: dict) -> dict:
    bought = client.buy(course["id"])
    assert bought.status_code == 201, bought.text
    return wait_until_confirmed(client, bought.json()["id"])


def test_a_lost_answer_enrols_once(market, shop, listed, seeds):
    siti = market.signed_in()
    course = cheapest(listed, 0)
    (shop.folder / "lose-answers").touch()
    order = buy(siti, course)
    assert not (shop.folder / "lose-answers").exists()
    taken = [e for e in shop.read("enrolments.json").values() if e["order_id"] == order["id"]]
    titles = {seed["id"]: seed["title"] for seed in seeds}
    assert [titles[e["course"]] for e in taken] == [course["title"]]
    assert [e["learner_id"] for e in taken] == [siti.json("/v1/me")["id"]]


def test_a_signed_completion_completes(market, listed):
    budi = market.signed_in("budi@example.id")
    order = buy(budi, cheapest(listed, 1))
    assert post(budi, market.platforms[0], completed(order["id"])).status_code == 200
    assert budi.order(order["id"])["state"] == "completed"


def test_a_completion_whose_callback_was_lost_is_found_by_asking(market, shop, listed):
    client = market.signed_in("dewi@example.id")
    order = buy(client, cheapest(listed, 2))
    shop.write("completions.json", {enrolment(shop, order)[0]: order["created_at"]})
    eventually("it is asked about", lambda: client.order(order["id"])["state"] == "completed")


def test_a_cancelled_order_is_given_back_at_the_platform(market, shop, listed):
    client = market.signed_in()
    before = client.balance()
    order = buy(client, cheapest(listed, 3))
    assert client.post(f"/v1/orders/{order['id']}/cancel").status_code in (200, 202)
    eventually("it is cancelled there", lambda: enrolment(shop, order)[1]["is_cancelled"])
    eventually("the money is back", lambda: client.balance() == before)
