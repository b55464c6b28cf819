"""Whatever is wrong with a request has its problem document."""

import json
import socket
import uuid

import pytest

from client import assert_problem

DEEP = '{"course_id":' + "[" * 100 + "]" * 100 + "}"
COURSE = "crs_00000000000000000000000000"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed_json"),
        ("", 400, "malformed_json"),
        ('{"course_id": "\\ud800"}', 400, "malformed_json"),
        (DEEP, 400, "malformed_json"),
        ("[]", 422, "invalid_body"),
        ("{}", 422, "invalid_body"),
        ('{"course_id": 7}', 422, "invalid_body"),
        ('{"course_id": null}', 422, "invalid_body"),
        ('{"course_id": "' + COURSE + '", "price": 1}', 422, "invalid_body"),
        ('{"course_id": "' + COURSE + '", "course_id": "x"}', None, None),
        ('{"course_id": "' + "x" * 100_000 + '"}', 413, "body_too_large"),
    ],
)
def test_a_body_that_cannot_be_used(demo, buyer_for_refusals, body, status, code):
    answer = order_with(buyer_for_refusals, body.encode())
    if status is None:
        assert 400 <= answer.status_code < 500
        assert_problem(answer, answer.status_code)
        return
    # An array where an object belongs may be called malformed or invalid.
    if body == "[]" and answer.status_code == 400:
        status, code = 400, "malformed_json"
    assert_problem(answer, status, code)


def test_an_unknown_member_is_refused_by_name(buyer_for_refusals):
    body = json.dumps({"course_id": COURSE, "colour": "red"}).encode()
    problem = assert_problem(order_with(buyer_for_refusals, body), 422, "invalid_body")
    assert "colour" in problem["detail"]


def test_a_character_that_no_store_takes_is_refused_by_its_field(demo):
    """U+0000, which PostgreSQL cannot store and SQLite could: neither is asked."""
    answer = demo.client().send(
        "POST", "/v1/sessions", json={"email": "a\x00@example.id", "password": "x"}
    )
    problem = assert_problem(answer, 422, "invalid_body")
    assert "email" in problem["detail"]
    assert "U+0000" in problem["detail"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16", "utf-32-be"])
def test_json_in_another_encoding(buyer_for_refusals, encoding):
    body = json.dumps({"course_id": COURSE}).encode(encoding)
    assert_problem(order_with(buyer_for_refusals, body), 400, "malformed_json")


def test_bytes_that_are_not_utf8(buyer_for_refusals):
    answer = order_with(buyer_for_refusals, b'{"course_id": "\xff\xfe"}')
    assert_problem(answer, 400, "malformed_json")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Content-Type": "text/plain"}, "unsupported_media_type"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "unsupported_media_type"),
        ({"Content-Encoding": "gzip"}, "unsupported_encoding"),
    ],
)
def test_media_types_and_encodings(buyer_for_refusals, headers, code):
    assert_problem(order_with(buyer_for_refusals, b"{}", headers), 415, code)


@pytest.mark.parametrize(
    ("form", "detail"),
    [
        (b"email=a&email=b", "The field `email` is there twice: send it once."),
        (b"sandi=%zz", "The field `sandi` has a broken escape, U+0000, or is not UTF-8."),
    ],
)
def test_a_form_that_cannot_be_read_names_its_field_in_the_page(demo, form, detail):
    answer = demo.client().send(
        "POST",
        "/masuk",
        data=form,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
    )
    assert answer.status_code == 400
    assert f'<span lang="en">{detail}</span>' in answer.text
    assert "Buka lagi halamannya" in answer.text


def test_another_sites_form_is_refused_before_its_words_are_repeated(demo):
    answer = demo.client().send(
        "POST",
        "/masuk",
        data=b"Hubungi+kami=a&Hubungi+kami=b",
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "text/html",
            "Sec-Fetch-Site": "cross-site",
        },
    )
    assert answer.status_code == 403
    assert "Formulir ini bukan dari halaman ini" in answer.text
    assert "Hubungi kami" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/courses", "GET"),
        ("POST", "/v1/courses", "GET"),
        ("PUT", "/v1/orders", "POST"),
        ("PATCH", "/v1/me/card", "GET"),
        ("GET", "/v1/sessions", "POST"),
        ("GET", "/v1/webhooks/bukalapak", "POST"),
    ],
)
def test_wrong_methods_name_the_right_ones(demo, method, path, allowed):
    answer = demo.client().send(method, path)
    assert_problem(answer, 405, "method_not_allowed")
    assert allowed in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/nothing", "/v1/course", "/v1/courses/crs_none", "/v1/"])
def test_unknown_addresses(demo, path):
    assert_problem(demo.client().get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("cursor=nonsense", "invalid_cursor"),
        ("cursor=AAAA", "invalid_cursor"),
        ("platform=nobody", "invalid_parameter"),
        ("category=nothing", "invalid_parameter"),
        ("delivery=pigeon", "invalid_parameter"),
        ("level=expert", "invalid_parameter"),
        ("language=xx", "invalid_parameter"),
        ("province=99", "invalid_parameter"),
        ("price_max=cheap", "invalid_parameter"),
        ("price_max=-1", "invalid_parameter"),
        ("price_max=1e3", "invalid_parameter"),
        ("price_max=99999999999999999999", "invalid_parameter"),
        ("sort=colour", "invalid_parameter"),
        ("limit=0", "invalid_parameter"),
        ("limit=many", "invalid_parameter"),
        ("limit=100000", "invalid_parameter"),
        ("colour=red", "invalid_parameter"),
        ("limit=1&limit=2", "invalid_parameter"),
        ("q=" + "x" * 2000, "invalid_parameter"),
    ],
)
def test_query_parameters(demo, query, code):
    assert_problem(demo.client().get(f"/v1/courses?{query}"), 400, code)


def test_a_cursor_belongs_to_its_query(demo):
    cursor = demo.client().json("/v1/courses?limit=5&sort=price")["next_cursor"]
    answer = demo.client().get(f"/v1/courses?limit=5&sort=rating&cursor={cursor}")
    assert_problem(answer, 400, "invalid_cursor")


def test_idempotency_keys(demo, buyer_for_refusals):
    body = {"course_id": COURSE}
    missing = buyer_for_refusals.post("/v1/orders", body)
    assert_problem(missing, 400, "idempotency_key_missing")
    for key in ["", "x" * 300, "ünïcode".encode()]:
        answer = buyer_for_refusals.post("/v1/orders", body, headers={"Idempotency-Key": key})
        assert answer.status_code == 400, key
        assert_problem(answer, 400)


def test_a_repeated_idempotency_key_is_refused(demo, buyer_for_refusals):
    body = json.dumps({"course_id": COURSE})
    head = [
        "POST /v1/orders HTTP/1.1",
        f"Host: 127.0.0.1:{demo.port}",
        f"Authorization: Bearer {buyer_for_refusals.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Idempotency-Key: one",
        "Idempotency-Key: two",
        "Connection: close",
    ]
    answer = raw(demo.port, "\r\n".join(head) + "\r\n\r\n" + body)
    assert answer.startswith("HTTP/1.1 400 ")
    assert '"code":"duplicate_key"' in answer.replace(": ", ":")


@pytest.mark.parametrize(
    "head",
    [
        "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
        "POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "GET /v1/courses?q=a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_ambiguous_framing_is_refused_and_closed(demo, head):
    answer = raw(demo.port, head)
    assert answer.startswith("HTTP/1.1 400 "), answer[:200]


def test_other_peoples_things_do_not_exist(demo, buyers, affordable):
    owner, stranger = buyers(2)
    order = owner.buy(affordable[0]["id"]).json()["id"]
    assert_problem(stranger.get(f"/v1/orders/{order}"), 404, "not_found")
    assert_problem(stranger.post(f"/v1/orders/{order}/cancel"), 404, "not_found")
    rating = {"stars": 5, "review": "Bagus sekali, terima kasih banyak."}
    assert_problem(stranger.post(f"/v1/orders/{order}/rating", rating), 404, "not_found")
    assert order not in [entry["id"] for entry in stranger.orders()]
    nobody = order[:-4] + "0000"
    assert stranger.get(f"/v1/orders/{order}").json().get("detail") == (
        stranger.get(f"/v1/orders/{nobody}").json().get("detail")
    )


@pytest.mark.parametrize(
    "path", ["/v1/me", "/v1/me/card", "/v1/orders", "/v1/me/certificates", "/v1/me/incentives"]
)
@pytest.mark.parametrize("token", [None, "nonsense", "x" * 500])
def test_signing_in_is_needed(demo, path, token):
    answer = demo.client(token).get(path)
    assert_problem(answer, 401, "unauthorized")
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_wrong_password_and_an_unknown_address_look_alike(demo):
    def attempt(email: str) -> dict:
        body = {"email": email, "password": "not this one"}
        return assert_problem(demo.client().post("/v1/sessions", body), 401, "sign_in_failed")

    assert attempt("siti@example.id") == attempt("nobody@example.id")


def test_a_session_ends_when_it_is_given_back(demo):
    siti = demo.signed_in()
    assert siti.send("DELETE", "/v1/sessions/current").status_code in (200, 204)
    assert_problem(siti.get("/v1/me"), 401, "unauthorized")


def test_titles_are_in_the_language_asked_for(demo):
    def title(language: str) -> str:
        answer = demo.client(language=language).get("/nothing")
        return assert_problem(answer, 404)["title"]

    assert title("en") == "Not found"
    assert title("id") == "Tidak ditemukan"
    assert title("fr, en;q=0.5, id;q=0.2") == "Not found"
    assert title("fr") == "Tidak ditemukan"


@pytest.fixture(scope="module")
def buyer_for_refusals(buyers):
    return buyers()[0]


def order_with(client, body: bytes, headers: dict | None = None):
    fields = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    return client.send("POST", "/v1/orders", data=body, headers=fields | (headers or {}))


def raw(port: int, request: str) -> str:
    """Sends bytes as they are; the answer up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer.decode(errors="replace")
