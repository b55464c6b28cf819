"""The payout account, and how often one person may order."""

import uuid

from client import assert_problem

PATH = "/v1/me/payout-account"


def account(number: str, kind: str = "bni") -> dict:
    return {"kind": kind, "account_number": number, "holder_nik": "3273010101900001"}


def put(client, body: dict, tag: str | None = None):
    headers = {"If-Match": tag} if tag else {}
    return client.send("PUT", PATH, json=body, headers=headers)


def test_an_account_is_changed_by_the_state_that_was_seen(buyer):
    first = buyer.get(PATH)
    if first.status_code == 404:
        assert_problem(put(buyer, account("123456789"), '"x"'), 412, "precondition_failed")
        assert put(buyer, account("123456789")).status_code == 200
        first = buyer.get(PATH)
    seen = first.headers["ETag"]
    assert_problem(put(buyer, account("111111111")), 428, "precondition_required")
    changed = put(buyer, account("222222222", "dana"), seen)
    assert changed.status_code == 200, changed.text
    assert changed.headers["ETag"] != seen
    assert_problem(put(buyer, account("333333333"), seen), 412, "precondition_failed")
    now = buyer.get(PATH)
    assert now.json()["account_number"].endswith("2222")
    assert now.headers["ETag"] == changed.headers["ETag"]
    malformed = put(buyer, account("12-34"), now.headers["ETag"])
    assert_problem(malformed, 422, "account_number_malformed")


def test_orders_are_limited_by_person_and_not_by_session(demo):
    sessions = [demo.signed_in("rina@example.id") for _ in range(2)]
    answers = []
    for number in range(700):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        body = {"course_id": "crs_nothing"}
        answers.append(sessions[number % 2].post("/v1/orders", body, headers=key))
        if answers[-1].status_code == 429:
            break
    assert_problem(answers[-1], 429, "rate_limited")
    assert 600 <= len(answers) < 700
    assert all("RateLimit" in answer.headers for answer in answers)
    assert int(answers[-1].headers["Retry-After"]) > 0
