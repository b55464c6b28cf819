"""A GraphQL platform by Ariadne (graphql-core), with callbacks signed by joserfc.

`graphql_server.py PORT FOLDER` serves the dialect's published schema over `courses.json`. Pages are
shorter than what is asked for, cursors hold quotation marks and backslashes, and fields fail beside
the rest of the data. `POST /control` with {"do": …} tells it what to do next; see `Control`.
"""

import base64
import hashlib
import io
import json
import sys
import threading
from pathlib import Path

import requests
from ariadne import (
    EnumType,
    InterfaceType,
    MutationType,
    ObjectType,
    QueryType,
    load_schema_from_path,
    make_executable_schema,
)
from ariadne.wsgi import GraphQL
from graphql import GraphQLError
from joserfc import jws
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

PAGE_MAX = 40
TOKEN = "graphql-token"
LEVELS = {name: name.upper() for name in ("beginner", "intermediate", "advanced")}


class Platform:
    """All state: courses by id, enrolments, the key, and what shall go wrong."""

    def __init__(self, courses: list[dict]):
        self.lock = threading.Lock()
        self.courses = {course["id"]: course for course in sorted(courses, key=lambda c: c["id"])}
        self.enrolments: dict[str, dict] = {}
        self.failing: dict[str, int] = {}
        self.refused: set[str] = set()
        self.requests: list[dict] = []
        self.key = RSAKey.generate_key(2048, {"kid": "key-1", "use": "sig"})

    def fail(self, course: str) -> None:
        """Raises for a field of a course as often as was asked for."""
        with self.lock:
            left = self.failing.get(course, 0)
            if left:
                self.failing[course] = left - 1
                raise GraphQLError(f"the title of {course} cannot be had")


def cursor_of(identifier: str) -> str:
    return f'{{"after":"{identifier}\\\\","é":\'\'}}'


def identifier_of(cursor: str) -> str:
    identifier = cursor.removeprefix('{"after":"').removesuffix('\\\\","é":\'\'}')
    if cursor_of(identifier) != cursor:
        raise GraphQLError("no cursor of ours")
    return identifier


def build(platform: Platform):
    query, mutation = QueryType(), MutationType()
    course, node = ObjectType("Course"), InterfaceType("Node")

    @query.field("courses")
    def courses(_, info, first=None, after=None, last=None, before=None, updatedSince=None):
        chosen = list(platform.courses.values())
        if updatedSince:
            chosen = [c for c in chosen if c["updated_at"] >= updatedSince]
        total = len(chosen)
        if after:
            chosen = [c for c in chosen if c["id"] > identifier_of(after)]
        size = min(first or PAGE_MAX, PAGE_MAX)
        page = chosen[:size]
        edges = [{"cursor": cursor_of(c["id"]), "node": c} for c in page]
        return {
            "edges": edges,
            "totalCount": total,
            "pageInfo": {
                "hasNextPage": len(chosen) > size,
                "hasPreviousPage": bool(after),
                "startCursor": edges[0]["cursor"] if edges else None,
                "endCursor": edges[-1]["cursor"] if edges else None,
            },
        }

    @course.field("title")
    def title(source, info):
        platform.fail(source["id"])
        return source["title"]

    @course.field("price")
    def course_price(source, info):
        if source["price"] is None or source["currency"] != "IDR":
            return None
        return {"amount": f"{source['price']}.00", "currencyCode": "IDR"}

    for name, key in {
        "durationMinutes": "duration_minutes",
        "imageUrl": "image_url",
        "updatedAt": "updated_at",
    }.items():
        course.set_field(name, lambda source, info, key=key: source[key])
    course.set_field("provider", lambda source, info: named(source["provider"]))
    course.set_field("category", lambda source, info: named(source["category"]))
    course.set_field("otherPrices", lambda source, info: [])
    course.set_field("level", lambda source, info: source["level"])
    course.set_field("schedules", lambda source, info: source.get("dates", []))

    @query.field("enrolment")
    def enrolment(_, info, id=None, clientReference=None):
        return find(platform, id, clientReference)

    @query.field("node")
    def any_node(_, info, id):
        return platform.courses.get(id) or platform.enrolments.get(id)

    @mutation.field("enrolmentCreate")
    def create(_, info, input):
        with platform.lock:
            known = find(platform, None, input["clientReference"])
            if known:
                return payload(known)
            if input["courseId"] not in platform.courses:
                return payload(None, "courseId", "NOT_FOUND", "Kelas tidak ditemukan.")
            if input["courseId"] in platform.refused:
                return payload(None, "courseId", "CLOSED", "Pendaftaran ditutup.")
            digest = hashlib.sha256(input["clientReference"].encode()).digest()
            made = {
                "id": "enrolment/" + base64.b64encode(digest[:9]).decode(),
                "state": "ACTIVE",
                "course": platform.courses[input["courseId"]],
                "clientReference": input["clientReference"],
            }
            platform.enrolments[made["id"]] = made
            return payload(made)

    @mutation.field("enrolmentCancel")
    def cancel(_, info, input):
        with platform.lock:
            known = platform.enrolments.get(input["enrolmentId"])
            if not known:
                return payload(None, "enrolmentId", "NOT_FOUND", "Tidak ditemukan.")
            if known["state"] == "COMPLETED":
                return payload(known, "enrolmentId", "COMPLETED", "Sudah selesai.")
            known["state"] = "CANCELLED"
            return payload(known)

    node.set_type_resolver(lambda value, *_: "Enrolment" if "state" in value else "Course")
    schema = load_schema_from_path(str(Path(__file__).with_name("graphql_dialect.graphql")))
    return make_executable_schema(
        schema, query, mutation, course, node, EnumType("Level", {v: k for k, v in LEVELS.items()})
    )


def named(name: str) -> dict:
    return {"id": f"name:{name}", "name": name}


def find(platform: Platform, identifier: str | None, reference: str | None) -> dict | None:
    for known in platform.enrolments.values():
        if known["id"] == identifier or (reference and known["clientReference"] == reference):
            return known
    return None


def payload(enrolment: dict | None, field=None, code=None, message=None) -> dict:
    errors = [{"field": field, "code": code, "message": message}] if code else []
    return {"enrolment": enrolment, "errors": errors}


class Control:
    """What a test may have the platform do."""

    def __init__(self, platform: Platform):
        self.platform = platform

    def fail(self, course: str, times: int) -> dict:
        self.platform.failing[course] = times
        return {}

    def refuse(self, course: str) -> dict:
        self.platform.refused.add(course)
        return {}

    def remove(self, course: str) -> dict:
        del self.platform.courses[course]
        return {}

    def change(self, course: str, members: dict) -> dict:
        self.platform.courses[course].update(members)
        return {}

    def complete(self, order: str) -> dict:
        known = find(self.platform, None, order)
        known["state"] = "COMPLETED"
        return {"id": known["id"]}

    def call(self, url: str, body: str, b64: bool, kid: str | None = None, alter: str = "") -> dict:
        """Posts a callback, signed detached by joserfc."""
        key = self.platform.key
        protected = {"alg": "RS256", "kid": kid or key.kid}
        if not b64:
            protected |= {"b64": False, "crit": ["b64"]}
        compact = jws.serialize_compact(protected, body, key, algorithms=["RS256"])
        signature = jws.detach_content(compact)
        answer = requests.post(
            url,
            data=(body + alter).encode(),
            headers={"Content-Type": "application/json", "X-Signature": signature},
            timeout=20,
        )
        return {"status": answer.status_code, "body": answer.text, "signature": signature}

    def seen(self) -> dict:
        return {"requests": self.platform.requests}


class Site:
    """The platform as one WSGI application."""

    def __init__(self, platform: Platform):
        self.platform = platform
        self.control = Control(platform)
        self.graphql = GraphQL(build(platform))

    def __call__(self, environ, start_response):
        request = Request(environ)
        body = request.get_data()
        environ["wsgi.input"] = io.BytesIO(body)
        return self.route(request, body)(environ, start_response)

    def route(self, request: Request, body: bytes):
        if request.path == "/keys":
            keys = KeySet([self.platform.key]).as_dict(private=False)
            return Response(json.dumps(keys), mimetype="application/jwk-set+json")
        if request.path == "/control":
            members = json.loads(body)
            done = getattr(self.control, members.pop("do"))(**members)
            return Response(json.dumps(done), mimetype="application/json")
        if request.path != "/api/graphql":
            return Response("not found", 404)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Response(json.dumps({"errors": [{"message": "who are you?"}]}), 401)
        asked = json.loads(body)
        self.platform.requests.append(
            {"operation": asked.get("operationName"), "variables": asked.get("variables")}
        )
        return self.graphql


if __name__ == "__main__":
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    courses = json.loads((folder / "courses.json").read_text())
    site = Site(Platform(courses))
    make_server("127.0.0.1", port, site, threaded=True).serve_forever()
