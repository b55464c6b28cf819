"""The OpenAPI document is valid, and the server does what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from market import wait_until_confirmed

EXAMPLES = os.environ.get("CATALOGD_EXAMPLES", "25")
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


def test_schemathesis_finds_nothing_undocumented(demo, buyer, affordable, tmp_path):
    order = buyer.buy(affordable[0]["id"]).json()["id"]
    wait_until_confirmed(buyer, order)
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(known_identifiers(order, affordable[0]["id"]))
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "--config-file", str(settings)]
    command += ["run", f"{demo.url}/openapi.json"]
    command += ["--header", f"Authorization: Bearer {buyer.token}"]
    command += ["--checks", ",".join(CHECKS), "--max-examples", EXAMPLES]
    command += ["--seed", SEED, "--workers", "1", "--request-timeout", "20", "--no-color"]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=RUN_SECONDS_MAX
    )
    assert result.returncode == 0, shortened(result.stdout + result.stderr)


def known_identifiers(order: str, course: str) -> str:
    """Settings that put things that exist into addresses, so that more than 404 is seen."""
    known = {
        "/v1/orders/{id}": {"id": order},
        "/v1/orders/{id}/rating": {"id": order},
        "/v1/courses/{id}": {"id": course},
        "/v1/courses/{id}/quote": {"id": course},
        "/v1/courses/{id}/reviews": {"id": course},
        "/v1/webhooks/{platform}": {"platform": "bukalapak"},
    }
    return "".join(
        f'[[operations]]\ninclude-path = "{path}"\n[operations.parameters]\n{name} = "{value}"\n'
        for path, parameters in known.items()
        for name, value in parameters.items()
    )


def shortened(report: str) -> str:
    """The report without the length of the values that were tried."""
    return "\n".join(line[:200] for line in report.splitlines())
