"""A platform that misbehaves: a proxy before a simulated one, which spoils its enrolments."""

import http.client
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ["hang", "refuse", "accept-then-500", "lost-reply", "twice"]
CALL_SECONDS_MAX = 20
IDENTIFIER = re.compile(rb'"id"\s*:\s*"([0-9a-f-]{36})"')
HOP_BY_HOP = ("connection", "content-length", "transfer-encoding", "keep-alive", "host")


class SpoiledPlatform:
    """Notes which orders the platform has an active enrolment for, by its own answers."""

    def __init__(self, port: int, behind: int):
        self.behind = behind
        self.fault = ""
        self.healed = threading.Event()
        self.lock = threading.Lock()
        # Enrolment id by order, as the platform acknowledged them to us.
        self.enrolled: dict[str, set[str]] = {}
        self.cancelled: set[str] = set()
        self.orders: dict[str, str] = {}
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                platform.answer(self, "")

            def do_POST(self):
                platform.answer(self, platform.fault if "/enrolments" in self.path else "")

            do_DELETE = do_PUT = do_PATCH = do_POST

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spoil(self, fault: str) -> None:
        self.healed.clear()
        self.fault = fault

    def heal(self) -> None:
        self.fault = ""
        self.healed.set()

    def close(self) -> None:
        self.heal()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, fault: str) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length) if length else None
        self.note_asked(handler, body)
        if fault in ("hang", "refuse"):
            if fault == "hang":
                self.healed.wait(CALL_SECONDS_MAX)
            return self.cut(handler)
        for _ in range(2 if fault == "twice" else 1):
            status, headers, content = self.forward(handler, body)
        if fault == "lost-reply":
            return self.cut(handler)
        if fault == "accept-then-500":
            status, headers, content = 500, [], b"{}"
        handler.send_response(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def cut(self, handler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    def forward(self, handler, body: bytes | None) -> tuple[int, list, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=CALL_SECONDS_MAX)
        headers = {k: v for k, v in handler.headers.items() if k.lower() not in HOP_BY_HOP}
        connection.request(handler.command, handler.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if 200 <= answer.status < 300 and "/enrolments" in handler.path:
            self.note(handler, content)
        return answer.status, answer.getheaders(), content

    def note_asked(self, handler, body: bytes | None) -> None:
        """Which order the id of an enrolment is for; the asking side makes the ids."""
        if handler.command == "POST" and body and "/enrolments" in handler.path:
            order, known = re.search(rb"ord_[0-9a-z]+", body), IDENTIFIER.search(body)
            if order and known:
                with self.lock:
                    self.orders[known[1].decode()] = order[0].decode()

    def note(self, handler, content: bytes) -> None:
        """A yes of the platform; one that is asked for an id of old says that it has it."""
        last = handler.path.rsplit("/", 1)[1]
        with self.lock:
            if handler.command == "DELETE":
                self.cancelled.add(last)
                return
            known = IDENTIFIER.search(content)
            identifier = known[1].decode() if known else last
            if identifier in self.orders:
                self.enrolled.setdefault(self.orders[identifier], set()).add(identifier)

    def active(self, order: str) -> set[str]:
        """The enrolments that the platform holds for an order."""
        with self.lock:
            return self.enrolled.get(order, set()) - self.cancelled
