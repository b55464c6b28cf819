"""Calls to the server's HTTP interface, and what every refusal of it looks like."""

import threading
import uuid
from collections.abc import Iterator

import requests

CALL_SECONDS_MAX = 20
PROBLEM_TYPE = "application/problem+json"


class Client:
    """One caller, signed in or not. May be used by several threads."""

    def __init__(self, url: str, token: str | None = None, language: str = "en"):
        self.url = url
        self.token = token
        self.headers = {"Accept-Language": language}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self._sessions = threading.local()

    def send(self, method: str, path: str, **options) -> requests.Response:
        headers = self.headers | (options.pop("headers", None) or {})
        if not hasattr(self._sessions, "session"):
            self._sessions.session = requests.Session()
        return self._sessions.session.request(
            method,
            self.url + path,
            headers=headers,
            timeout=CALL_SECONDS_MAX,
            allow_redirects=False,
            **options,
        )

    def get(self, path: str, **options) -> requests.Response:
        return self.send("GET", path, **options)

    def post(self, path: str, body=None, **options) -> requests.Response:
        return self.send("POST", path, json=body, **options)

    def json(self, path: str) -> dict:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def items(self, path: str) -> Iterator[dict]:
        """All items of all pages, by the cursors."""
        separator = "&" if "?" in path else "?"
        cursor = ""
        while True:
            page = self.json(path + (f"{separator}cursor={cursor}" if cursor else ""))
            yield from page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return

    # The marketplace's verbs

    def buy(self, course: str, schedule: str | None = None, key: str | None = None):
        body = {"course_id": course} | ({"schedule_code": schedule} if schedule else {})
        return self.post("/v1/orders", body, headers={"Idempotency-Key": key or str(uuid.uuid4())})

    def order(self, identifier: str) -> dict:
        return self.json(f"/v1/orders/{identifier}")

    def orders(self) -> list[dict]:
        return list(self.items("/v1/orders?limit=100"))

    def balance(self) -> int:
        return self.json("/v1/me/card")["balance"]


def assert_problem(answer: requests.Response, status: int, code: str | None = None) -> dict:
    """The problem document of a refusal (RFC 9457)."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[:500]}"
    assert answer.headers["Content-Type"].split(";")[0] == PROBLEM_TYPE
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"] and problem["code"]
    if code:
        assert problem["code"] == code, problem
    return problem


def reason_codes(problem: dict) -> set[str]:
    """The codes of a refusal's reasons; each says what would fix it."""
    for reason in problem.get("reasons", []):
        assert reason["detail"] and "fix" in reason, reason
    return {reason["code"] for reason in problem.get("reasons", [])}
