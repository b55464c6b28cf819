"""The cheapest client there is: on two cores its every microsecond is taken from the service."""

import random
import socket
import ssl
from urllib.parse import urlsplit

CALL_SECONDS_MAX = 30
READ_BYTES = 65_536
ANSWER_BYTES_MAX = 16 << 20


class BrokenAnswer(OSError):
    """The connection ended, or said something that is no answer, before all of it was there."""


class Caller:
    """One kept connection, used by one thread."""

    def __init__(self, urls: list[str]):
        self.urls = [urlsplit(url) for url in urls]
        self.turn = random.randrange(len(urls))
        self.connection: socket.socket | None = None

    def call(self, method: str, path: str, body: str | None, headers: dict) -> tuple[int, str]:
        """Status and body. Raises OSError where the answer did not come."""
        if self.connection is None:
            self.turn = (self.turn + 1) % len(self.urls)
            self.connection = connected(self.urls[self.turn])
        host = self.urls[self.turn].netloc
        try:
            self.connection.sendall(request(method, path, body, headers, host))
            return self.answer()
        except BaseException:
            self.close()
            raise

    def answer(self) -> tuple[int, str]:
        received = b""
        while (done := parsed(received)) is None:
            data = self.connection.recv(READ_BYTES)
            if not data:
                raise BrokenAnswer(f"the connection ended after {len(received)} bytes")
            received += data
        status, body, is_last = done
        if is_last:
            self.close()
        return status, body.decode()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def connected(url) -> socket.socket:
    """A connection to the place of a split URL; certificates of a trial are its own making."""
    is_tls = url.scheme == "https"
    port = url.port or (443 if is_tls else 80)
    made = socket.create_connection((url.hostname, port), CALL_SECONDS_MAX)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not is_tls:
        return made
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(made)


def request(method: str, path: str, body: str | None, headers: dict, host: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()


def parsed(received: bytes) -> tuple[int, bytes, bool] | None:
    """Status, body, and whether the connection ends after it; None while some is missing."""
    head, separator, body = received.partition(b"\r\n\r\n")
    if len(received) > ANSWER_BYTES_MAX:
        raise BrokenAnswer(f"an answer of more than {ANSWER_BYTES_MAX} bytes")
    if not separator:
        return None
    first, *lines = head.lower().split(b"\r\n")
    fields = dict(line.split(b":", 1) for line in lines)
    status = int(first.split(b" ", 2)[1])
    if b"transfer-encoding" in fields:
        raise BrokenAnswer("an answer in chunks, which nothing here asks for")
    length = 0 if status in (204, 304) else int(fields[b"content-length"])
    if len(body) < length:
        return None
    return status, body[:length], b"close" in fields.get(b"connection", b"")
