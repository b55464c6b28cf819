"""A platform that speaks OData as Microsoft Graph does, and misbehaves a little.

    odata_server.py PORT FOLDER

No OData server for this shape is published for Python, so this one is written from OData JSON
Format 4.01 and Graph's documentation: absolute and relative links, both spellings of
annotations, both forms of removals, an access token that expires after three answers.
The courses are those of `courses.json`. `POST /complete/{order}` completes an assignment, `POST
/forget` expires the delta links.
"""

import itertools
import json
import re
import sys
from pathlib import Path

from werkzeug.exceptions import HTTPException, NotFound, Unauthorized
from werkzeug.routing import Map, Rule
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

ANSWERS_PER_TOKEN = 3


class Platform:
    def __init__(self, port: int, courses: Path):
        self.base = f"http://127.0.0.1:{port}/svc"
        self.file = courses
        self.tokens: dict[str, int] = {}
        self.numbers = itertools.count(1)
        self.assignments: dict[str, dict] = {}
        self.generation = 1
        self.known: dict[str, set] = {}

    def courses(self) -> list[dict]:
        return json.loads(self.file.read_text())

    # Routes

    def token(self, request: Request) -> Response:
        assert request.form["grant_type"] == "client_credentials"
        if request.authorization is None or request.authorization.password != "s3cret":
            raise Unauthorized
        token = f"token-{next(self.numbers)}"
        self.tokens[token] = ANSWERS_PER_TOKEN
        return answer({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def contents(self, request: Request) -> Response:
        self.admit(request)
        assert request.headers["OData-MaxVersion"] == "4.0"
        assert "$top" not in request.args
        preferences = ",".join(request.headers.getlist("Prefer"))
        size = min(int(re.search(r"odata.maxpagesize=(\d+)", preferences)[1]), 4)
        if "$deltatoken" in request.args:
            return self.changes(request.args["$deltatoken"])
        start = int(request.args.get("$skiptoken", 0))
        courses = self.courses()
        page = {"@odata.context": f"{self.base}/$metadata#learningContents"}
        page["value"] = courses[start : start + size]
        if start + size < len(courses):
            page["@odata.nextLink"] = f"learningContents?$skiptoken={start + size}"
        else:
            page["@odata.deltaLink"] = f"{self.base}/learningContents?$deltatoken={self.mark()}"
        return answer(page)

    def mark(self) -> str:
        mark = f"{self.generation}.{next(self.numbers)}"
        self.known[mark] = {course["id"]: course for course in self.courses()}
        return mark

    def changes(self, mark: str) -> Response:
        if mark not in self.known:
            return answer({"error": {"code": "resyncRequired", "message": "Read again."}}, 410)
        before, now = self.known[mark], {course["id"]: course for course in self.courses()}
        items = [course for key, course in now.items() if before.get(key) != course]
        for number, key in enumerate(sorted(before.keys() - now.keys())):
            if number % 2:
                items.append({"@removed": {"reason": "changed"}, "id": key})
            else:
                items.append({"@removed": {}, "@id": f"learningContents('{key}')"})
        return answer({"value": items, "@deltaLink": f"?$deltatoken={self.mark()}"})

    def assignment(self, request: Request, key: str) -> Response:
        self.admit(request)
        if request.method == "PUT":
            isnew = key not in self.assignments
            self.assignments.setdefault(key, request.get_json() | {"status": "notStarted"})
            return answer(self.assignments[key], 201 if isnew else 200)
        if key not in self.assignments:
            raise NotFound
        if request.method == "DELETE":
            del self.assignments[key]
            return Response(status=204)
        return answer(self.assignments[key])

    def activities(self, request: Request) -> Response:
        self.admit(request)
        key = re.fullmatch(r"learningAssignmentId eq '(\w+)'", request.args["$filter"])[1]
        if "$skiptoken" not in request.args:
            link = f"{request.full_path}&$skiptoken=1"
            return answer({"value": [], "@odata.nextLink": link})
        assignment = self.assignments[key]
        activity = {"learningAssignmentId": key, "status": assignment["status"]}
        if assignment["status"] == "completed":
            activity |= {
                "completionPercentage": 100,
                "completedDateTime": assignment["completedDateTime"],
            }
        return answer({"value": [activity]})

    def complete(self, request: Request, key: str) -> Response:
        self.assignments[key] |= {
            "status": "completed",
            "completedDateTime": request.get_json()["at"],
        }
        return answer(self.assignments[key])

    def forget(self, request: Request) -> Response:
        self.known = {}
        return answer({})

    def admit(self, request: Request) -> None:
        token = request.authorization and request.authorization.token
        if self.tokens.get(token, 0) == 0:
            raise Unauthorized
        self.tokens[token] -= 1

    @property
    def routes(self) -> Map:
        key = "/svc/learningAssignments('<key>')"
        return Map(
            [
                Rule("/token", endpoint=self.token, methods=["POST"]),
                Rule("/svc/learningContents", endpoint=self.contents, methods=["GET"]),
                Rule("/svc/learningCourseActivities", endpoint=self.activities, methods=["GET"]),
                Rule(key, endpoint=self.assignment, methods=["PUT", "GET", "DELETE"]),
                Rule("/complete/<key>", endpoint=self.complete, methods=["POST"]),
                Rule("/forget", endpoint=self.forget, methods=["POST"]),
            ]
        )


def answer(document: dict, status: int = 200) -> Response:
    return Response(json.dumps(document), status, mimetype="application/json")


def main():
    platform = Platform(int(sys.argv[1]), Path(sys.argv[2]) / "courses.json")
    routes = platform.routes

    @Request.application
    def application(request: Request) -> Response:
        print(request.method, request.full_path, flush=True)
        try:
            endpoint, values = routes.bind_to_environ(request.environ).match()
            return endpoint(request, **values)
        except HTTPException as problem:
            return answer({"error": {"code": problem.name, "message": ""}}, problem.code)

    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True)


if __name__ == "__main__":
    main()
