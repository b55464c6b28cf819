"""graphql against Ariadne serving the published schema, with callbacks signed by joserfc."""

import json

import pytest
import requests

from foreign import ForeignServer, market_of, seed_courses, sync
from market import eventually, wait_until_confirmed
from webhooks import now, rfc3339

PLATFORM = "skillacademy"


@pytest.fixture(scope="module")
def courses() -> list[dict]:
    """Courses of the seed; one has a date, one an odd delivery, one no price."""
    courses = [course | {"dates": []} for course in seed_courses(PLATFORM)]
    courses[0] |= {
        "delivery": "webinar",
        "dates": [
            {
                "code": "S-1",
                "startsAt": "2099-03-01T09:00:00+07:00",
                "endsAt": "2099-03-01T11:00:00.1234567+07:00",
                "seats": 3,
            }
        ],
    }
    courses[1] |= {"delivery": "HOLOGRAM"}
    courses[2] |= {"currency": "USD"}
    return courses


class Platform(ForeignServer):
    def control(self, verb: str, **members) -> dict:
        answer = requests.post(f"{self.url}/control", json={"do": verb} | members, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def operations(self) -> list[dict]:
        return self.control("seen")["requests"]


@pytest.fixture(scope="module")
def server(tmp_path_factory, courses):
    server = Platform("graphql_server", tmp_path_factory.mktemp("graphql"))
    server.write("courses.json", courses)
    yield server.start()
    server.stop()


@pytest.fixture(scope="module")
def market(tmp_path_factory, server):
    platform = {
        "id": PLATFORM,
        "name": "Skill Academy",
        "dialect": "graphql",
        "base_url": f"{server.url}/api",
        "credentials": {"token": "graphql-token", "jwks_url": f"{server.url}/keys"},
        "publish": "automatic",
        "enabled": True,
    }
    settings = {"CATALOGD_POLL_SECONDS": "1", "CATALOGD_SYNC_SECONDS": "86400"}
    market = market_of(tmp_path_factory.mktemp("market") / "market", platform, settings)
    try:
        yield market
        market.audit()
    finally:
        market.discard()


@pytest.fixture(scope="module")
def listed(market, server, courses) -> dict:
    """The catalogue after a first sync in which one course failed once, and one each time."""
    server.control("fail", course=courses[50]["id"], times=1)
    server.control("fail", course=courses[60]["id"], times=1_000_000)
    report = sync(market)
    assert report["new"] == len(courses) - 1, report
    server.control("fail", course=courses[60]["id"], times=0)
    market.serve()
    # The server syncs at its start, and now it has all of them.
    market.wait_for_courses(len(courses))
    return {course["title"]: course for course in market.client().items("/v1/courses?limit=100")}


def test_the_catalogue_is_the_platforms_own(market, courses, listed):
    for source in courses:
        course = listed[source["title"]]
        price = source["price"] if source["currency"] == "IDR" else None
        assert course["price"] == price, source
        assert course["provider"] == source["provider"]
        assert course["level"] == source["level"]
        assert course["duration_minutes"] == source["duration_minutes"]
        odd = source["delivery"] == "HOLOGRAM"
        assert course["delivery"] == (None if odd else source["delivery"])
    dated = market.client().json(f"/v1/courses/{listed[courses[0]['title']]['id']}")
    (date,) = dated["schedules"]
    assert (date["code"], date["seats"]) == ("S-1", 3), date
    assert date["starts_at"] == "2099-03-01T02:00:00Z"


def test_pages_were_asked_for_again_and_followed_by_their_cursors(server, listed):
    walks = [seen for seen in server.operations() if seen["operation"] == "Courses"]
    cursors = [seen["variables"].get("after") for seen in walks]
    assert len(set(cursors)) == 4, cursors
    assert len(cursors) > 4
    assert all('"' in cursor and "\\" in cursor for cursor in cursors if cursor)


def test_what_changed_comes_alone_and_what_went_is_noticed(market, server, courses, listed):
    changed, gone = courses[70], courses[71]
    assert sync(market)["requests"] == 1
    moment = rfc3339(now())
    server.control(
        "change", course=changed["id"], members={"title": "Kopi Baru", "updated_at": moment}
    )
    report = sync(market)
    assert (report["changed"], report["requests"]) == (1, 1), report
    server.control("remove", course=gone["id"])
    report = sync(market)
    assert report["delisted"] == 1, report

    def is_shown() -> bool:
        titles = {course["title"] for course in market.client().items("/v1/courses?limit=100")}
        return "Kopi Baru" in titles and gone["title"] not in titles

    eventually("the catalogue shows it", is_shown)


@pytest.fixture
def buy(market, courses, listed):
    """Buys one more course, as another participant."""
    people = iter(market.synthetic_participants(10))

    def bought(number: int) -> tuple:
        buyer = next(people)
        course = listed[courses[number]["title"]]
        answer = buyer.buy(course["id"])
        assert answer.status_code == 201, answer.text
        return buyer, answer.json()["id"]

    return bought


def event(server: Platform, market, order: str, kind: str = "course.completed", **how) -> dict:
    """What the service answers to a callback that the platform signed."""
    data = {"order_id": order, "score": 87.5}
    body = json.dumps({"type": kind, "timestamp": rfc3339(now()), "data": data})
    url = f"{market.url}/v1/webhooks/{PLATFORM}"
    return server.control("call", url=url, body=how.pop("body", body), **how)


def affordable(courses: list[dict]) -> list[int]:
    chosen = [
        number
        for number, course in enumerate(courses)
        if course["delivery"] == "self-paced" and course["currency"] == "IDR" and course["price"]
    ]
    return sorted((number for number in chosen if number < 50), key=lambda n: courses[n]["price"])


@pytest.mark.parametrize("b64", [True, False])
def test_an_order_is_confirmed_and_completed_by_a_signed_callback(
    market, server, courses, buy, b64
):
    buyer, order = buy(affordable(courses)[0 if b64 else 1])
    wait_until_confirmed(buyer, order)
    created = [seen for seen in server.operations() if seen["operation"] == "EnrolmentCreate"]
    assert created[-1]["variables"]["input"]["clientReference"] == order

    altered = event(server, market, order, b64=b64, alter=" ")
    assert altered["status"] == 401, altered
    unknown = event(server, market, order, b64=b64, kid="key-0")
    assert unknown["status"] == 401, unknown
    assert buyer.order(order)["state"] == "confirmed"

    body = json.dumps(
        {
            "type": "course.completed",
            "timestamp": rfc3339(now()),
            "data": {"order_id": order, "score": 87.5},
        }
    )
    first = event(server, market, order, body=body, b64=b64)
    assert first["status"] == 200, first
    completed = eventually(
        "the order is completed",
        lambda: (now := buyer.order(order))["state"] == "completed" and now,
    )
    assert completed["state"] == "completed"
    again = event(server, market, order, body=body, b64=b64)
    assert again["status"] == 200 and json.loads(again["body"])["repeated"] is True, again


def test_a_lost_callback_is_made_good_by_asking(server, courses, buy):
    buyer, order = buy(affordable(courses)[2])
    wait_until_confirmed(buyer, order)
    server.control("complete", order=order)
    eventually(
        "the order is completed", lambda: buyer.order(order)["state"] == "completed", seconds=60
    )


def test_a_refused_enrolment_gives_the_money_back(server, courses, buy):
    number = affordable(courses)[3]
    server.control("refuse", course=courses[number]["id"])
    buyer, order = buy(number)
    eventually("the order failed", lambda: buyer.order(order)["state"] == "failed")
    assert "Pendaftaran ditutup." in json.dumps(buyer.order(order))


def test_a_cancelled_order_is_cancelled_at_the_platform_too(server, courses, buy):
    buyer, order = buy(affordable(courses)[4])
    wait_until_confirmed(buyer, order)
    assert buyer.post(f"/v1/orders/{order}/cancel").status_code in (200, 202)
    eventually(
        "the platform was told",
        lambda: any(seen["operation"] == "EnrolmentCancel" for seen in server.operations()),
    )
    eventually("the money is back", lambda: buyer.order(order)["state"] == "refunded")


def test_what_nobody_signed_is_refused(market, listed):
    url = f"{market.url}/v1/webhooks/{PLATFORM}"
    for headers in ({}, {"X-Signature": "eyJhbGciOiJub25lIn0.."}, {"X-Signature": "x"}):
        assert requests.post(url, json={}, headers=headers, timeout=10).status_code == 401
