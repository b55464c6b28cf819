"""The same market on PostgreSQL: several instances, and a server that dies."""

import threading
import time
import uuid
from functools import partial

import pytest

from client import assert_problem
from market import Market, eventually, free_port
from postgres import LossyProxy, PostgreSQL
from test_races import at_once

RECOVERY_SECONDS_MAX = 5
# Of one participant (ServiceLimits).
ORDERS_A_MINUTE = 600


@pytest.fixture(scope="module")
def server():
    server = PostgreSQL(free_port())
    yield server
    server.stop()


def second_instance(first: Market, tmp_path, url: str | None = None) -> Market:
    """Another instance on the same store and the same platforms."""
    other = Market(
        tmp_path / f"instance-{free_port()}",
        {
            "CATALOGD_DATABASE_URL": url or first.settings["CATALOGD_DATABASE_URL"],
            "CATALOGD_PLATFORMS": str(first.platforms_file),
        },
    )
    other.serve()
    return other


def shared_market(server: PostgreSQL, tmp_path, port: int | None = None) -> Market:
    url = server.url(server.make_database(), port)
    market = Market(tmp_path / "market", {"CATALOGD_DATABASE_URL": url})
    try:
        return market.demo()
    except BaseException:
        market.discard()
        raise


@pytest.fixture
def shared(server, tmp_path):
    market = shared_market(server, tmp_path)
    yield market
    market.audit()
    market.discard()


@pytest.fixture
def pair(shared, tmp_path):
    """Two instances of one market."""
    other = second_instance(shared, tmp_path)
    yield shared, other
    other.discard()


def cheapest(market: Market, count: int) -> list[str]:
    listed = market.client().items("/v1/courses?delivery=self-paced&limit=100")
    return [c["id"] for c in sorted((c for c in listed if c["price"]), key=lambda c: c["price"])][
        :count
    ]


def test_a_key_has_one_answer_on_all_instances(pair):
    first, second = pair
    people = first.synthetic_participants(20)
    course, another = cheapest(first, 2)
    for number, person in enumerate(people):
        key = str(uuid.uuid4())
        twin = second.client(person.token)
        if number % 2:
            answers = [person.buy(course, key=key), twin.buy(course, key=key)]
        else:
            calls = [partial(c.buy, course, key=key) for c in (person, twin) * 5]
            answers = at_once(calls)
        assert {a.status_code for a in answers} == {201}, [a.text for a in answers]
        assert len({a.json()["id"] for a in answers}) == 1
        assert_problem(twin.buy(another, key=key), 422, "idempotency_key_reused")
        assert len(twin.orders()) == 1
    first.audit()


def test_seats_and_cards_hold_across_instances(pair, server):
    first, second = pair
    course, code, seats = server.query(
        """
        SELECT course_id, s.code, seats FROM schedules AS s JOIN courses AS c ON c.id = course_id
        WHERE seats BETWEEN 1 AND 20 AND seats_taken = 0 AND listed = 1
            AND price BETWEEN 1 AND 500000 AND state = 'published'
            AND starts_at > (SELECT max(starts_at) FROM schedules) / 2
        ORDER BY seats, starts_at DESC LIMIT 1
        """,
        database_of(first),
    )[0]
    people = first.synthetic_participants(40)
    calls = [
        partial((p if i % 2 else second.client(p.token)).buy, course, code)
        for i, p in enumerate(people)
    ]
    sold = [a for a in at_once(calls) if a.status_code == 201]
    assert len(sold) == int(seats)
    # Every answer was an answer, not a fault.
    one = people[0]
    twin = second.client(one.token)
    balance = one.balance()
    wanted = cheapest(first, 30)
    answers = at_once([partial((one, twin)[i % 2].buy, c) for i, c in enumerate(wanted)])
    assert {a.status_code for a in answers} <= {201, 409}, {a.text for a in answers}
    spent = sum(a.json()["price"] for a in answers if a.status_code == 201)
    assert 0 < spent <= balance and one.balance() == balance - spent


def test_a_change_of_the_catalogue_is_seen_by_all_instances(pair, server):
    def total(instance: Market) -> int:
        return instance.client().json("/v1/courses?limit=1")["total"]

    before = total(pair[0])
    assert before == total(pair[1]) > 900
    # As a curator's command would.
    server.query(
        """
        UPDATE courses SET state = 'suspended'
        WHERE id = (SELECT max(id) FROM courses WHERE state = 'published');
        UPDATE catalogue_version SET version = version + 1;
        NOTIFY catalogue
        """,
        database_of(pair[0]),
    )
    for instance in pair:
        eventually(
            "the course is gone", lambda it=instance: total(it) == before - 1, RECOVERY_SECONDS_MAX
        )


def test_each_platform_is_synced_by_one_instance(pair, server):
    first, _ = pair
    holders = server.query(
        "SELECT name, holder FROM leases WHERE name LIKE 'sync-worker %'", database_of(first)
    )
    assert len(holders) == len(first.platforms)
    assert len({holder for _, holder in holders}) == 1, "the first took them all, and keeps them"
    syncs = server.query("SELECT count(*) FROM syncs", database_of(first))
    assert int(syncs[0][0]) == len(first.platforms)


def database_of(market: Market) -> str:
    return market.settings["CATALOGD_DATABASE_URL"].split("/")[-1].split("?")[0]


def test_a_limit_of_orders_holds_across_instances(pair):
    first, second = pair
    person = first.synthetic_participants(1)[0]
    twin = second.client(person.token)
    course = cheapest(first, 1)[0]
    allowed = 0
    refused = 0
    begun = time.monotonic()
    for number in range(1600):
        answer = (person, twin)[number % 2].buy(course)
        allowed += answer.status_code != 429
        refused += answer.status_code == 429
        if refused > 20:
            break
    assert refused, f"{allowed} allowed"
    one = ORDERS_A_MINUTE * (1 + (time.monotonic() - begun) / 60)
    assert allowed < 1.6 * one, "two instances together admit hardly more than one would"


def test_a_server_that_crashes_loses_nothing_that_was_acknowledged(server, shared):
    people = shared.synthetic_participants(400)
    courses = cheapest(shared, 2)
    acknowledged: dict[str, tuple] = {}
    unknown: list[tuple] = []
    stopping = threading.Event()
    queue = iter([(person, course) for course in courses for person in people])
    lock = threading.Lock()

    def buy():
        while not stopping.is_set():
            with lock:
                step = next(queue, None)
            if step is None:
                return
            person, course = step
            key = str(uuid.uuid4())
            answer = person.buy(course, key=key)
            with lock:
                if answer.status_code == 201:
                    acknowledged[answer.json()["id"]] = (person, course, key)
                else:
                    assert answer.status_code == 503, answer.text
                    unknown.append((person, course, key))

    threads = [threading.Thread(target=buy) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        time.sleep(0.6)
        server.kill()
        server.start()
        back = time.monotonic()
        eventually("it is ready again", lambda: is_ready(shared), RECOVERY_SECONDS_MAX)
        print(f"ready {time.monotonic() - back:.2f} s after the server")
    stopping.set()
    for thread in threads:
        thread.join()
    for order, (person, course, key) in acknowledged.items():
        # One connection may be ready before another.
        there = eventually(f"{order} is readable", lambda p=person, o=order: read(p, o))
        assert there["course"]["id"] == course
        assert person.buy(course, key=key).json()["id"] == order
    for person, course, key in unknown:
        assert person.buy(course, key=key).status_code == 201
    assert len(acknowledged) > 30, len(acknowledged)


def read(person, order: str) -> dict | None:
    answer = person.get(f"/v1/orders/{order}")
    assert answer.status_code in (200, 503), answer.text
    return answer.json() if answer.status_code == 200 else None


def is_ready(market: Market) -> bool:
    return market.client().get("/readyz").status_code == 200


def test_an_answer_that_was_cut_off_around_commit_is_said_to_be_unknown(server, tmp_path):
    port = free_port()
    proxy = LossyProxy(port, server.port)
    market = shared_market(server, tmp_path, port)
    try:
        people = market.synthetic_participants(40)
        course = cheapest(market, 1)[0]
        lost = 0
        for person in people:
            key = str(uuid.uuid4())
            proxy.losing.set()
            answer = person.buy(course, key=key)
            proxy.losing.clear()
            if answer.status_code != 201:
                assert_problem(answer, 503, "outcome_unknown")
                lost += 1

            def repeated(person=person, key=key):
                again = person.buy(course, key=key)
                return again if again.status_code == 201 else None

            again = eventually("the key has its answer", repeated, RECOVERY_SECONDS_MAX)
            orders = person.orders()
            assert [o["id"] for o in orders] == [again.json()["id"]]
        assert lost > 20, f"only {lost} answers were lost"
        market.audit()
    finally:
        market.discard()
        proxy.close()


@pytest.mark.parametrize(
    "url, words",
    [
        ("postgresql://u:geheim@127.0.0.1:1/x", "CATALOGD_DATABASE_URL"),
        ("postgresql://u:geheim@[127.0.0.1/x", "CATALOGD_DATABASE_URL"),
        ("postgresql://nobody:geheim@127.0.0.1:{port}/postgres", "nobody"),
        ("postgresql://postgres:geheim@127.0.0.1:{port}/missing", "missing"),
    ],
)
def test_a_database_that_cannot_be_used_stops_the_start_without_its_password(
    server, market, url, words
):
    settings = {"CATALOGD_DATABASE_URL": url.format(port=server.port)}
    for command in ("serve", "migrate", "audit", "doctor"):
        result = market.run(command, settings=settings)
        text = result.stdout + result.stderr
        assert result.returncode != 0, text
        assert words in text and "geheim" not in text, text


def test_a_foreign_or_newer_database_is_refused(server, market):
    name = server.make_database()
    settings = {"CATALOGD_DATABASE_URL": server.url(name)}
    assert market.run("migrate", settings=settings).returncode == 0
    server.query("INSERT INTO schema_migrations VALUES (999, 'later', 'x', 0, 999)", name)
    result = market.run("serve", settings=settings)
    assert result.returncode == 4 and "newer" in result.stderr, result.stderr
    other = server.make_database()
    server.query("CREATE TABLE theirs (id int)", other)
    settings = {"CATALOGD_DATABASE_URL": server.url(other)}
    result = market.run("serve", settings=settings)
    assert result.returncode == 4 and "not a catalogd database" in result.stderr, result.stderr
