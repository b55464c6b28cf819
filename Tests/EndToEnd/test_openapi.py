"""The OpenAPI document is valid, and the server does what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from curators import flagged, staff_of
from market import Market, wait_until_confirmed

EXAMPLES = os.environ.get("CATALOGD_EXAMPLES", "25")
# What only staff reach is examined as one of them; StaffRightsTests tries it as everybody else.
STAFFS = "^/v1/(curation|staff)/"
BRIEFLY = [
    "--phases",
    "coverage,fuzzing",
    "--max-examples",
    os.environ.get("CATALOGD_EXAMPLES", "4"),
]
SEED = os.environ.get("CATALOGD_SEED_OF_EXAMPLES", "20200411")
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]
RUN_SECONDS_MAX = 600


def test_the_document_is_valid_and_complete(demo):
    document = demo.client().json("/openapi.json")
    assert document["openapi"].startswith("3.1")
    validate(document, cls=OpenAPIV31SpecValidator)
    for path in [
        "/v1/courses",
        "/v1/orders",
        "/v1/sessions",
        "/v1/me/incentives",
        "/v1/webhooks/{platform}",
        "/xapi/statements",
        "/oauth2/token",
    ]:
        assert path in document["paths"], path


def test_the_command_prints_the_same_document(demo):
    assert json.loads(demo.done("openapi")) == demo.client().json("/openapi.json")


def examine(tmp_path, client, known: dict, *words: str) -> None:
    """Sends to each operation what the document allows and what it does not."""
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(known_identifiers(known))
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "--config-file", str(settings)]
    command += ["run", f"{client.url}/openapi.json"]
    command += ["--header", f"Authorization: Bearer {client.token}"]
    command += ["--checks", ",".join(CHECKS), "--seed", SEED, "--workers", "1"]
    command += ["--request-timeout", "20", "--no-color", *words]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=RUN_SECONDS_MAX
    )
    assert result.returncode == 0, shortened(result.stdout + result.stderr)


def test_schemathesis_finds_nothing_undocumented(buyer, affordable, tmp_path):
    order = buyer.buy(affordable[0]["id"]).json()["id"]
    wait_until_confirmed(buyer, order)
    course = affordable[0]["id"]
    known = {
        "/v1/orders/{id}": {"id": order},
        "/v1/orders/{id}/rating": {"id": order},
        "/v1/courses/{id}": {"id": course},
        "/v1/courses/{id}/quote": {"id": course},
        "/v1/courses/{id}/reviews": {"id": course},
        "/v1/webhooks/{platform}": {"platform": "bukalapak"},
    }
    words = ["--exclude-path-regex", STAFFS, "--max-examples", EXAMPLES]
    examine(tmp_path, buyer, known, *words)


@pytest.fixture(scope="module")
def staffed(tmp_path_factory):
    """A demo of its own: what staff may do changes the catalogue for everybody."""
    market = Market(tmp_path_factory.mktemp("staffed"))
    try:
        yield market.demo(), staff_of(market)
    finally:
        market.discard()


def known_to_curators(chief) -> dict:
    """Things that exist, one of each kind that curators work on."""
    course = chief.json("/v1/curation/queue?limit=1")["items"][0]["course_id"]
    flag = flagged(chief)["id"]
    file = chief.send(
        "POST",
        "/v1/curation/imports",
        data=f"id,title\n{course},Judul\n",
        headers={"Content-Type": "text/csv"},
    ).json()["id"]
    bulk = chief.post(
        "/v1/curation/bulk", {"action": "look", "course_ids": [course], "reason": "uji"}
    ).json()["bulk_id"]
    _, seen = state_of(chief, course)
    chief.post(
        f"/v1/curation/courses/{course}/decisions",
        {"action": "suspend", "reason": "uji"},
        headers=seen,
    )
    _, seen = state_of(chief, course)
    proposed = chief.post(
        f"/v1/curation/courses/{course}/decisions",
        {"action": "publish", "reason": "uji"},
        headers=seen,
    )
    assert proposed.status_code == 202, proposed.text
    skill = {"name": "zqx a", "aliases": ["zqx b"]}
    kinds = {
        "bulk": bulk,
        "categories": chief.json("/v1/curation/categories")["items"][0]["id"],
        "courses": course,
        "flags": flag,
        "imports": file,
        "proposals": proposed.json()["proposal"]["id"],
        "skills": chief.post("/v1/curation/skills", skill).json()["id"],
        "synonyms": chief.post("/v1/curation/synonyms", {"words": ["zqx a", "zqx b"]}).json()["id"],
    }
    return {f"/v1/curation/{kind}/{{id}}": {"id": id} for kind, id in kinds.items()}


def state_of(client, course: str) -> tuple[dict, dict]:
    answer = client.get(f"/v1/curation/courses/{course}")
    return answer.json(), {"If-Match": answer.headers["ETag"]}


def below(document: dict, known: dict) -> dict:
    """The same things for every operation whose path begins with theirs."""
    paths = document["paths"]
    return {
        path: parameters
        for start, parameters in known.items()
        for path in paths
        if path.startswith(start)
    }


def test_curators_are_answered_as_documented(staffed, tmp_path):
    market, staff = staffed
    chief = staff("chief_curator")
    known = below(chief.json("/openapi.json"), known_to_curators(chief))
    examine(tmp_path, chief, known, "--include-path-regex", "^/v1/curation/", *BRIEFLY)


def test_operators_are_answered_as_documented(staffed, tmp_path):
    market, staff = staffed
    operator = staff("operator")
    partner = operator.json("/v1/staff/people?role=partner")["items"][0]["id"]
    known = {"/v1/platforms/{id}": {"id": "bukalapak"}, "/v1/staff/people/{id}": {"id": partner}}
    known = below(operator.json("/openapi.json"), known)
    among = "^/v1/(staff|platforms)/"
    examine(tmp_path, operator, known, "--include-path-regex", among, *BRIEFLY)


def known_identifiers(known: dict) -> str:
    """Settings that put things that exist into addresses, so that more than 404 is seen."""
    return "".join(
        f'[[operations]]\ninclude-path = "{path}"\n[operations.parameters]\n{name} = "{value}"\n'
        for path, parameters in known.items()
        for name, value in parameters.items()
    )


def shortened(report: str) -> str:
    """The report without the length of the values that were tried."""
    return "\n".join(line[:200] for line in report.splitlines())
