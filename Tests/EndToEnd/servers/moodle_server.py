"""A stand-in for Moodle's web services, REST protocol and JSON: `moodle_server.py PORT FOLDER`.

Written from the shapes that Moodle publishes for each function (see the README beside the recorded
answers in Tests/PlatformAdaptersTests/Fixtures/moodle). FOLDER/courses.json holds the courses as
`core_course_get_courses_by_field` answers them, FOLDER/completions.json when who completed what:
{"user,course": seconds}. What it has of users and enrolments is in FOLDER/state.json.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
TOKEN = "0123456789abcdef0123456789abcdef"
STUDENT = "5"


class MoodleError(Exception):
    def __init__(self, code: str, message: str, kind: str = "moodle_exception"):
        super().__init__(message)
        self.body = {"exception": kind, "errorcode": code, "message": message}


def read(name: str, default):
    file = FOLDER / name
    return json.loads(file.read_text()) if file.exists() else default


class Site:
    def __init__(self):
        self.lock = Lock()
        self.users: list[dict] = []
        self.enrolled: set[tuple[int, int]] = set()

    def save(self) -> None:
        state = {"users": self.users, "enrolled": sorted(self.enrolled)}
        # Whole or not at all: the test reads it meanwhile.
        fresh = FOLDER / "state.json.new"
        fresh.write_text(json.dumps(state))
        fresh.rename(FOLDER / "state.json")

    def courses(self) -> list[dict]:
        return read("courses.json", {"courses": []})["courses"]

    def course(self, text: str) -> dict:
        found = [course for course in self.courses() if course["id"] == integer(text)]
        if not found:
            raise MoodleError("invalidrecord", "Can't find data record in database table course.")
        return found[0]

    def user(self, text: str) -> dict:
        found = [user for user in self.users if user["id"] == integer(text)]
        if not found:
            raise MoodleError("invaliduser", "Invalid user")
        return found[0]

    # Functions

    def core_course_get_courses_by_field(self, form):
        if form.get("field"):
            raise MoodleError("invalidparameter", "Invalid field name")
        return {"courses": self.courses(), "warnings": []}

    def core_user_get_users_by_field(self, form):
        if form["field"] != "username":
            raise MoodleError("invalidparameter", "Invalid parameter value detected")
        wanted = [value for name, value in form.items() if re.fullmatch(r"values\[\d+\]", name)]
        public = ("id", "username", "firstname", "lastname", "email")
        return [
            {name: user[name] for name in public}
            | {"fullname": f"{user['firstname']} {user['lastname']}", "profileimageurl": ""}
            for user in self.users
            if user["username"] in wanted
        ]

    def core_user_create_users(self, form):
        user = fields(form, "users")
        for name in ("username", "password", "firstname", "lastname", "email"):
            if not user.get(name):
                raise invalid(f"Missing required key in single structure: {name}")
        if not re.fullmatch(r"[-.@_a-z0-9]+", user["username"]):
            raise invalid("The username must be in lower case")
        if not re.fullmatch(r"[^@<>\s]+@[^@<>\s]+\.[a-z]+", user["email"]):
            raise invalid(f"Email address is invalid: {user['email']}")
        strong = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z0-9]", r".{8}")
        if not all(re.search(rule, user["password"]) for rule in strong):
            raise MoodleError("error", "The password is too weak")
        if any(known["username"] == user["username"] for known in self.users):
            raise invalid(f"Username already exists: {user['username']}")
        user["id"] = len(self.users) + 3
        self.users.append(user)
        return [{"id": user["id"], "username": user["username"]}]

    def enrol_manual_enrol_users(self, form):
        wanted = fields(form, "enrolments")
        user, course = self.user(wanted["userid"]), self.course(wanted["courseid"])
        if wanted["roleid"] != STUDENT:
            raise MoodleError("wsusercannotassign", "You can't assign this role")
        if "manual" not in course.get("enrollmentmethods", []):
            raise MoodleError("wsnoinstance", "Manual enrolment is disabled for the course")
        self.enrolled.add((user["id"], course["id"]))

    def enrol_manual_unenrol_users(self, form):
        wanted = fields(form, "enrolments")
        self.enrolled.discard((self.user(wanted["userid"])["id"], integer(wanted["courseid"])))

    def core_enrol_get_users_courses(self, form):
        user = self.user(form["userid"])["id"]
        return [
            {name: course[name] for name in ("id", "shortname", "fullname", "visible")}
            for course in self.courses()
            if (user, course["id"]) in self.enrolled
        ]

    def core_completion_get_course_completion_status(self, form):
        user, course = self.user(form["userid"])["id"], self.course(form["courseid"])["id"]
        if (user, course) not in self.enrolled:
            raise MoodleError("usernotenroled", "User is not enrolled")
        seconds = read("completions.json", {}).get(f"{user},{course}")
        criterion = {
            "type": 4,
            "title": "Ujian",
            "status": "Yes" if seconds else "No",
            "complete": bool(seconds),
            "timecompleted": seconds,
            "details": {"type": "Activity", "criteria": "Ujian", "requirement": "", "status": ""},
        }
        status = {"completed": bool(seconds), "aggregation": 1, "completions": [criterion]}
        return {"completionstatus": status, "warnings": []}

    def call(self, form: dict[str, str]):
        if form.pop("wstoken", None) != TOKEN:
            raise MoodleError("invalidtoken", "Invalid token - token not found")
        name = form.pop("wsfunction", "")
        function = getattr(self, name, None) if "_" in name else None
        if function is None:
            raise MoodleError("invalidrecord", "Can't find data record in external_functions.")
        try:
            with self.lock:
                answer = function(form)
                self.save()
                return answer
        except KeyError as error:
            raise invalid(f"Missing required key: {error}") from error


def invalid(problem: str) -> MoodleError:
    words = f"Invalid parameter value detected ({problem})"
    return MoodleError("invalidparameter", words, "invalid_parameter_exception")


def integer(text: str) -> int:
    if not re.fullmatch(r"\d+", text):
        raise invalid("not an integer")
    return int(text)


def fields(form: dict[str, str], name: str) -> dict:
    """The first structure of a list: `users[0][username]`."""
    found = {}
    for key, value in form.items():
        if match := re.fullmatch(rf"{name}\[0\]\[(\w+)\]", key):
            found[match[1]] = value
    return found


SITE = Site()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        # PHP's $_REQUEST: what stands in the body wins.
        form = dict(parse_qsl(url.query) + parse_qsl(body))
        if url.path != "/lms/webservice/rest/server.php":
            return self.answer(404, b"<html>not found</html>", "text/html")
        if form.pop("moodlewsrestformat", None) != "json":
            return self.answer(200, b"<RESPONSE/>", "application/xml")
        try:
            answer = SITE.call(form)
        except MoodleError as error:
            answer = error.body
        return self.answer(200, json.dumps(answer).encode(), "application/json; charset=utf-8")

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
