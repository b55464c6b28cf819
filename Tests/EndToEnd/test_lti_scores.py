"""Access tokens of LTI tools and the scores that they post, with a tool's key that is ours."""

import datetime
import uuid

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from client import assert_problem
from foreign import ForeignServer, market_of
from launches import bought, course, platform

SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"


def assertion(market, key, **more) -> str:
    now = int(datetime.datetime.now(datetime.UTC).timestamp())
    claims = {
        "iss": "tool-1",
        "sub": "tool-1",
        "aud": f"{market.url}/lti/token",
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    } | more
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "mine"})


def token(market, proof: str, scope: str = SCORE) -> requests.Response:
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": kind,
        "client_assertion": proof,
        "scope": scope,
    }
    return requests.post(f"{market.url}/lti/token", data=form, timeout=10)


@pytest.fixture(scope="module")
def own_tool(tmp_path_factory):
    """A market with one course, and the key that its platform's tool signs with."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    files = ForeignServer("files_server", tmp_path_factory.mktemp("keys"))
    files.write("jwks", {"keys": [public | {"kid": "mine", "use": "sig", "alg": "RS256"}]})
    repository = ForeignServer("oai_server", tmp_path_factory.mktemp("oai"))
    repository.write("courses.json", [course(5)])
    sisnaker = platform(repository.start(), files.start().url, f"{files.url}/jwks")
    market = market_of(tmp_path_factory.mktemp("market") / "m", sisnaker)
    try:
        yield market.serve().wait_for_courses(1), key
    finally:
        market.discard()
        files.stop()
        repository.stop()


def test_an_assertion_counts_once_and_must_be_signed_for_us(own_tool):
    market, key = own_tool
    good = assertion(market, key)
    assert token(market, good).status_code == 200
    assert token(market, good).json()["error"] == "invalid_client"
    assert token(market, assertion(market, key), "openid").json()["error"] == "invalid_scope"
    forger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for proof in [
        assertion(market, forger),
        assertion(market, key, aud="https://other.example/token"),
        assertion(market, key, exp=1),
        assertion(market, key, sub="tool-2"),
        assertion(market, key, jti=""),
        jwt.encode({"iss": "tool-1", "sub": "tool-1"}, "x" * 32, algorithm="HS256"),
        "not a token",
    ]:
        answer = token(market, proof)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), proof


def test_a_score_counts_for_its_own_learner_alone(own_tool):
    market, key = own_tool
    siti = market.signed_in()
    order = bought(siti, 5)
    bearer = {
        "Authorization": "Bearer " + token(market, assertion(market, key)).json()["access_token"]
    }
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    score = {
        "userId": siti.json("/v1/me")["id"],
        "timestamp": now,
        "activityProgress": "Completed",
        "gradingProgress": "Pending",
    }

    def post(content: dict, headers: dict, kind: str = "application/vnd.ims.lis.v1.score+json"):
        return market.client().post(
            f"/lti/orders/{order}/lineitem/scores",
            content,
            headers=headers | {"Content-Type": kind},
        )

    assert post(score, {}).status_code == 401
    assert post(score, {"Authorization": f"Bearer {siti.token}"}).status_code == 401
    assert post(score, bearer, "application/json").status_code == 415
    assert_problem(post(score | {"userId": "ptc_other"}, bearer), 422, "score_refused")
    assert_problem(post(score | {"timestamp": "yesterday"}, bearer), 422)
    assert post(score, bearer).json()["finding"] == "applied"
    assert siti.order(order)["state"] == "confirmed", "what is not graded completes nothing"
    graded = score | {"gradingProgress": "FullyGraded", "scoreGiven": 9, "scoreMaximum": 10}
    assert post(graded, bearer).json()["verdict"] == "applied"
    assert post(graded, bearer).json()["repeated"]
    assert siti.order(order)["state"] == "completed"
    market.audit()
