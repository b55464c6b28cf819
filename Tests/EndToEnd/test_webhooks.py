"""Callbacks, signed and verified by a library that is not ours."""

import base64
import http.server
import json
import queue
import threading
import uuid
from datetime import timedelta

import pytest
import requests
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

import webhooks
from client import assert_problem
from market import free_port, wait_until_confirmed


@pytest.fixture
def order(buyer, affordable, demo):
    """An order of a platform that posts Standard Webhooks, with that platform."""
    course = next(c for c in affordable if c["platform"]["id"] == "bukalapak")
    answer = buyer.buy(course["id"])
    assert answer.status_code == 201, answer.text
    identifier = answer.json()["id"]
    wait_until_confirmed(buyer, identifier)
    return {"id": identifier, "platform": demo.platform("bukalapak")}


def test_what_standardwebhooks_signs_is_accepted_and_repeats_are_fine(demo, order):
    body = webhooks.event("course.progressed", order["id"], progress=0.5)
    headers = webhooks.signed(body, order["platform"]["webhook_secret"])
    for _ in range(3):
        answer = webhooks.post(demo.client(), order["platform"], body, headers)
        assert answer.status_code in (200, 202, 204), answer.text
    kept = demo.rows(
        "SELECT count(*), max(body) FROM webhook_events WHERE event_id = ?", headers["webhook-id"]
    )
    assert kept[0][0] == 1 and bytes(kept[0][1]) == body.encode()


def test_events_may_come_in_any_order(demo, order, buyer):
    number = f"SERTIFIKAT-{uuid.uuid4().hex[:8]}"
    for body in [
        webhooks.certificate(order["id"], number),
        webhooks.completed(order["id"]),
        webhooks.event("course.started", order["id"]),
    ]:
        assert webhooks.post(demo.client(), order["platform"], body).ok
    kinds = demo.rows("SELECT kind FROM webhook_events WHERE order_id = ?", order["id"])
    assert len(kinds) >= 3


def test_what_an_unknown_order_brings_is_kept(demo):
    body = webhooks.completed("ord_00000000000000000000000000")
    headers = webhooks.signed(body, demo.platform("bukalapak")["webhook_secret"])
    answer = webhooks.post(demo.client(), demo.platform("bukalapak"), body, headers)
    assert answer.ok, answer.text
    kept = demo.rows("SELECT verdict FROM webhook_events WHERE event_id = ?", headers["webhook-id"])
    assert kept == [("unknown_order",)]


def forged(body: str, platform: dict) -> dict:
    return webhooks.signed(body, "whsec_" + base64.b64encode(b"x" * 32).decode())


def stale(body: str, platform: dict) -> dict:
    return webhooks.signed(body, platform["webhook_secret"], age=timedelta(minutes=10))


def early(body: str, platform: dict) -> dict:
    return webhooks.signed(body, platform["webhook_secret"], age=timedelta(minutes=-10))


def changed(body: str, platform: dict) -> dict:
    return webhooks.signed(body + " ", platform["webhook_secret"])


def other_id(body: str, platform: dict) -> dict:
    return webhooks.signed(body, platform["webhook_secret"]) | {"webhook-id": "msg_other"}


def without(name: str):
    def headers(body: str, platform: dict) -> dict:
        fields = webhooks.signed(body, platform["webhook_secret"])
        del fields[name]
        return fields

    headers.__name__ = f"without_{name}"
    return headers


REFUSED = [forged, stale, early, changed, other_id]
REFUSED += [without(f"webhook-{name}") for name in ("id", "timestamp", "signature")]


@pytest.mark.parametrize("headers", REFUSED, ids=lambda headers: headers.__name__)
def test_what_is_not_the_platforms_own_is_refused(demo, order, headers):
    body = webhooks.completed(order["id"])
    answer = webhooks.post(demo.client(), order["platform"], body, headers(body, order["platform"]))
    assert 400 <= answer.status_code < 500
    assert_problem(answer, answer.status_code)


def test_another_platforms_secret_is_refused(demo, order):
    body = webhooks.completed(order["id"])
    other = demo.platforms_speaking("prakerja")[0]
    headers = webhooks.signed(body, other["webhook_secret"])
    answer = webhooks.post(demo.client(), order["platform"], body, headers)
    assert 400 <= answer.status_code < 500


def test_another_platforms_order_is_not_touched(demo, order):
    other = demo.platforms_speaking("prakerja")[0]
    body = webhooks.completed(order["id"])
    headers = webhooks.signed(body, other["webhook_secret"])
    assert webhooks.post(demo.client(), other, body, headers).ok
    kept = demo.rows(
        "SELECT order_id, verdict FROM webhook_events WHERE event_id = ?", headers["webhook-id"]
    )
    assert kept == [(None, "unknown_order")]


def test_an_unknown_platform_is_refused(demo, order):
    body = webhooks.completed(order["id"])
    secret = order["platform"]["webhook_secret"]
    answer = webhooks.post(demo.client(), {"id": "nobody", "webhook_secret": secret}, body)
    assert_problem(answer, 404)


@pytest.mark.parametrize("body", ["", "{", "[]", '{"type": 7}', '{"type": "course.completed"}'])
def test_signed_nonsense_is_refused(demo, body):
    answer = webhooks.post(demo.client(), demo.platform("bukalapak"), body)
    assert 400 <= answer.status_code < 500
    assert_problem(answer, answer.status_code)


def test_standardwebhooks_accepts_what_the_simulator_signs(market):
    receiver = Receiver(market)
    market.simulate("--target", receiver.url)
    platform = market.platforms_speaking("jsonapi")[0]
    order = f"ord_{uuid.uuid4().hex}"
    enrol_directly(platform, order)
    kinds = set()
    while "certificate.issued" not in kinds:
        event = receiver.next()
        kinds.add(event["type"])
        named = event["data"].get("order_id") or event["data"].get("enrolment_ref")
        assert named
    assert {"course.started", "course.completed"} <= kinds
    assert receiver.refused == []


class Receiver:
    """Takes callbacks as we would and verifies them with standardwebhooks."""

    SECONDS_MAX = 60

    def __init__(self, market):
        self.events: queue.Queue = queue.Queue()
        self.refused: list[str] = []
        secrets = {p["id"]: p.get("webhook_secret") for p in market.platforms}
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                secret = secrets[self.path.rsplit("/", 1)[-1]]
                try:
                    receiver.events.put(Webhook(secret).verify(body, dict(self.headers.items())))
                except WebhookVerificationError as error:
                    receiver.refused.append(f"{error}: {body!r}")
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def next(self) -> dict:
        try:
            return self.events.get(timeout=self.SECONDS_MAX)
        except queue.Empty:
            raise AssertionError(f"no callback came; refused: {self.refused}") from None


def enrol_directly(platform: dict, order: str) -> None:
    """Places an enrolment at a simulated platform, as dialect jsonapi says."""
    credentials = platform["credentials"]
    granted = requests.post(
        credentials["token_url"],
        data={"grant_type": "client_credentials"},
        auth=(credentials["client_id"], credentials["client_secret"]),
        timeout=10,
    )
    assert granted.ok, granted.text
    media = "application/vnd.api+json"
    headers = {
        "Authorization": f"Bearer {granted.json()['access_token']}",
        "Accept": media,
        "Content-Type": media,
    }
    base = platform["base_url"].rstrip("/")
    listed = requests.get(f"{base}/courses", headers=headers, timeout=10).json()["data"]
    course = next(c for c in listed if c["attributes"].get("delivery") == "self-paced")
    document = {
        "data": {
            "type": "enrolments",
            "id": str(uuid.uuid4()),
            "attributes": {"order_id": order, "learner_id": "ptc_learner"},
            "relationships": {"course": {"data": {"type": "courses", "id": course["id"]}}},
        }
    }
    placed = requests.post(
        f"{base}/enrolments", data=json.dumps(document), headers=headers, timeout=10
    )
    assert placed.status_code in (200, 201, 202), placed.text
