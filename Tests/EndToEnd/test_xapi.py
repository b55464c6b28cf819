"""Completions of the csv-xapi dialect: a token of ours, statements of theirs (xAPI 1.0.3)."""

import re
import uuid

import pytest
import requests
import tincan

from client import assert_problem
from market import wait_until_confirmed

VERSION = {"X-Experience-API-Version": "1.0.3"}
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PROGRESSED = "http://adlnet.gov/expapi/verbs/progressed"


@pytest.fixture(scope="module")
def platform(demo) -> dict:
    return demo.platforms_speaking("csv-xapi")[0]


@pytest.fixture(scope="module")
def token(demo, platform) -> str:
    granted = ask_for_token(demo, platform["credentials"])
    assert granted.status_code == 200, granted.text
    assert granted.json()["token_type"].lower() == "bearer"
    return granted.json()["access_token"]


@pytest.fixture
def enrolment(demo, platform, affordable, buyer) -> str:
    """The platform's id of a confirmed enrolment."""
    course = next(c for c in affordable if c["platform"]["id"] == platform["id"])
    bought = buyer.buy(course["id"])
    assert bought.status_code in (200, 201, 202), bought.text
    order = bought.json()["id"]
    wait_until_confirmed(buyer, order)
    return demo.rows("SELECT enrolment_ref FROM orders WHERE id = ?", order)[0][0]


def test_a_token_by_basic_and_by_form(demo, platform):
    credentials = platform["credentials"]
    assert ask_for_token(demo, credentials, by_form=True).status_code == 200
    wrong = credentials | {"client_secret": "wrong"}
    for by_form in (False, True):
        refused = ask_for_token(demo, wrong, by_form=by_form)
        assert refused.status_code == 401
        assert refused.json().get("error") == "invalid_client"


@pytest.mark.parametrize(
    ("scope", "status"),
    [(None, 200), ("", 200), ("xapi:write", 200), ("xapi:read xapi:write", 200), ("other", 400)],
)
def test_a_scope_may_be_left_out_or_be_one_of_several(demo, platform, scope, status):
    form = {"grant_type": "client_credentials"} | ({} if scope is None else {"scope": scope})
    pair = tuple(platform["credentials"][name] for name in ("client_id", "client_secret"))
    answer = requests.post(f"{demo.url}/oauth2/token", data=form, auth=pair, timeout=10)
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.json()["scope"] == "xapi:write"


@pytest.mark.parametrize("path", ["/oauth2/token", "/lti/token"])
@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("grant_type=a&grant_type=b", "The field `grant_type` is there twice: send it once."),
        ("scope=%zz", "The field `scope` has a broken escape, U+0000, or is not UTF-8."),
        ("%22%C3%A9%5C=1&%22%C3%A9%5C=2", "The field `???` is there twice: send it once."),
        (
            "%zz=1",
            "The name of field 1 has a broken escape or a control character, is not UTF-8, or is "
            "longer than 100 bytes.",
        ),
        (b"a=\xff", "The form has U+0000 or is not UTF-8: send it as UTF-8."),
        ("&".join(f"f{n}=" for n in range(51)), "The form has more than 50 fields: send fewer."),
    ],
)
def test_a_form_for_a_token_that_cannot_be_read_is_told_why(demo, path, form, words):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(demo.url + path, data=form, headers=kind, timeout=10)
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request", "error_description": words}


@pytest.mark.parametrize(
    ("asked", "named"), [("1.0.3", "1.0.3"), ("1.0", "1.0.3"), ("2.0.0", "2.0.0"), ("2.0", "2.0.0")]
)
def test_an_answer_names_the_edition_that_was_asked_for(demo, token, enrolment, asked, named):
    headers = {"X-Experience-API-Version": asked}
    answer = post(demo, token, statement_of(enrolment, PROGRESSED), headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["X-Experience-API-Version"] == named


def test_statements_of_tincan_are_taken(demo, token, enrolment):
    lrs = tincan.RemoteLRS(endpoint=f"{demo.url}/xapi/", version="1.0.3", auth=f"Bearer {token}")
    statement = tincan.Statement(as_tincan(statement_of(enrolment, COMPLETED)))
    answer = lrs.save_statements([statement])
    assert answer.success, answer.data
    kept = demo.rows("SELECT count(*) FROM webhook_events WHERE event_id = ?", str(statement.id))
    assert kept == [(1,)]


def test_the_same_statement_again_is_fine_other_content_is_not(demo, token, enrolment):
    statement = statement_of(enrolment, PROGRESSED)
    for body in (statement, statement, [statement]):
        answer = post(demo, token, body)
        assert answer.status_code == 200, answer.text
        assert answer.json() == [statement["id"]]
    changed = statement | {"verb": {"id": COMPLETED}}
    assert_problem(post(demo, token, changed), 409)


def test_the_version_is_required(demo, token, enrolment):
    statement = statement_of(enrolment, PROGRESSED)
    assert_problem(post(demo, token, statement, headers={}), 400)


@pytest.mark.parametrize("token", [None, "nonsense"])
def test_a_token_is_required(demo, enrolment, token):
    assert_problem(post(demo, token, statement_of(enrolment, COMPLETED)), 401)


def test_a_participants_token_is_not_a_platforms(demo, enrolment, buyer):
    answer = post(demo, buyer.token, statement_of(enrolment, COMPLETED))
    assert answer.status_code in (401, 403)


@pytest.mark.parametrize("body", [{}, [], "x", {"id": "not-a-uuid"}, [{"verb": 7}]])
def test_nonsense_is_refused(demo, token, body):
    answer = post(demo, token, body)
    # An empty array is a batch of nothing.
    if body == [] and answer.status_code == 200:
        assert answer.json() == []
        return
    assert 400 <= answer.status_code < 500
    assert_problem(answer, answer.status_code)


def ask_for_token(demo, credentials: dict, by_form: bool = False) -> requests.Response:
    form = {"grant_type": "client_credentials", "scope": "xapi:write"}
    pair = {name: credentials[name] for name in ("client_id", "client_secret")}
    if by_form:
        return requests.post(f"{demo.url}/oauth2/token", data=form | pair, timeout=10)
    basic = (pair["client_id"], pair["client_secret"])
    return requests.post(f"{demo.url}/oauth2/token", data=form, auth=basic, timeout=10)


def statement_of(enrolment: str, verb: str) -> dict:
    return {
        "id": str(uuid.uuid4()),
        "actor": {"account": {"homePage": "https://catalog.example", "name": "ptc_learner"}},
        "verb": {"id": verb},
        "object": {"id": "https://platform.example/courses/1"},
        "context": {"registration": enrolment},
    }


class Context(tincan.Context):
    """tincan's own knows the UUIDs of RFC 4122 alone, not version 8 of RFC 9562."""

    _UUID_REGEX = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def as_tincan(statement: dict) -> dict:
    """The same with the object types that tincan wants to be told."""
    actor = tincan.Agent(
        account=tincan.AgentAccount(
            name=statement["actor"]["account"]["name"],
            home_page=statement["actor"]["account"]["homePage"],
        )
    )
    return {
        "id": statement["id"],
        "actor": actor,
        "verb": tincan.Verb(id=statement["verb"]["id"]),
        "object": tincan.Activity(id=statement["object"]["id"]),
        "context": Context(registration=statement["context"]["registration"]),
    }


def post(demo, token: str | None, body, headers: dict | None = None) -> requests.Response:
    client = demo.client(token)
    return client.post("/xapi/statements", body, headers=VERSION if headers is None else headers)
