"""The OpenAPI document is valid, and the server does what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

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


def test_schemathesis_finds_nothing_undocumented(demo, buyer, tmp_path):
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "run", f"{demo.url}/openapi.json"]
    command += ["--header", f"Authorization: Bearer {buyer.token}"]
    command += ["--checks", ",".join(CHECKS), "--max-examples", EXAMPLES]
    command += ["--seed", SEED, "--workers", "2", "--request-timeout", "20", "--no-color"]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=RUN_SECONDS_MAX
    )
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr[-2000:]
