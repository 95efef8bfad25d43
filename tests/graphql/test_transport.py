"""POST /graphql: what is let in, what is refused and how, and what an answer looks like."""

from typing import Any

import pytest

from adapters.errors import Unavailable
from tests.support.databases import ON_SQLITE
from tests.support.http import RESPONSE_TYPE, ask, code, message, post
from tests.support.server import REQUEST_ID, Client, Server

# What is asked here has nothing to do with the database that answers.
pytestmark = ON_SQLITE


def with_variable(value: bytes) -> bytes:
    """A request with a variable that nothing uses, given as JSON text."""
    return b'{"query": "{ viewer { kind } }", "variables": {"x": ' + value + b"}}"


MALFORMED = {
    "nothing": b"",
    "no JSON": b'{"query": ',
    "no UTF-8": b'{"query": "\xff"}',
    "a byte order mark": b'\xef\xbb\xbf{"query": "{ viewer { kind } }"}',
    "null": b"null",
    "a number": b"3",
    "a string": b'"{ viewer { kind } }"',
    "a batch": b'[{"query": "{ viewer { kind } }"}]',
    "no query": b"{}",
    "an empty query": b'{"query": " "}',
    "a number for a query": b'{"query": 1}',
    "a list for variables": b'{"query": "{ viewer { kind } }", "variables": []}',
    "an object for a name": b'{"query": "{ viewer { kind } }", "operationName": {}}',
    "a NUL in a variable": with_variable(b'"\\u0000"'),
    "a NUL in a key": with_variable(b'{"\\u0000": 1}'),
    "a NUL in the query": b'{"query": "{ viewer { kind } } \\u0000"}',
    "a NUL in a literal": b'{"query": "{ invitation(token: \\"\\\\u0000\\") { status } }"}',
    "a lone surrogate in a variable": with_variable(b'"\\ud800"'),
    "a lone surrogate in a literal": b'{"query": "{ invitation(token: \\"\\\\ud800\\") { status } }"}',
    "40 levels of JSON": with_variable(b"[" * 40 + b"]" * 40),
    "100,000 levels of JSON": with_variable(b"[" * 100_000 + b"]" * 100_000),
    "5,000 digits in a variable": with_variable(b"9" * 5000),
    "5,000 digits in a literal": b'{"query": "{ orders(first: ' + b"9" * 5000 + b') { totalCount } }"}',
    "5,000 digits in a default": b'{"query": "query($n: Int = '
    + b"9" * 5000
    + b') { orders(first: $n) { totalCount } }"}',
    "not a number": with_variable(b"NaN"),
    "3,000 braces": b'{"query": "' + b"{a" * 3000 + b'"}',
    "only a comment": b'{"query": "# nothing"}',
    "only a fragment": b'{"query": "fragment F on Query { viewer { kind } }"}',
    "a type definition": b'{"query": "type A { b: Int }"}',
    "an unknown operation": b'{"query": "query A { viewer { kind } }", "operationName": "B"}',
    "two operations and no name": b'{"query": "query A { viewer { kind } } query B { viewer { kind } }"}',
    "an unknown field": b'{"query": "{ nothing }"}',
    "a missing variable": b'{"query": "query($t: String!) { invitation(token: $t) { status } }"}',
    "a wrong type": b'{"query": "{ invitation(token: 3) { status } }"}',
}


async def test_malformed_requests_are_refused_with_400(server: Server) -> None:
    answers = {name: await post(server, body) for name, body in MALFORMED.items()}
    told = {name: (answer.status_code, code(answer)) for name, answer in answers.items()}
    assert told == dict.fromkeys(MALFORMED, (400, "BAD_USER_INPUT"))
    assert not [name for name, answer in answers.items() if "data" in answer.json()]


async def test_a_body_over_a_megabyte_is_413_and_the_connection_lives_on(server: Server) -> None:
    for size in (2, 20):
        answer = await post(server, b'{"query": "' + b"x" * size * 1024 * 1024 + b'"}')
        assert (answer.status_code, code(answer)) == (413, "BAD_USER_INPUT")
    assert (await ask(server, "{ viewer { kind } }")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"content_encoding": "gzip"},
        {"content_type": "text/plain"},
        {"content_type": "application/json; charset=utf-16"},
        {"content_type": "multipart/form-data; boundary=x"},
        {"content_type": ""},
    ],
)
async def test_other_encodings_and_types_are_415(server: Server, headers: dict[str, str]) -> None:
    assert (await ask(server, "{ viewer { kind } }", **headers)).status_code == 415


async def test_only_post_is_served(server: Server) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = await server.client.request(method, "/graphql", params={"query": "{ viewer { kind } }"})
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    told = message(await server.client.get("/graphql", params={"query": "{ viewer { kind } }"}))
    assert "preferGetMethod" in told and "useGETForQueries" in told


async def test_a_client_that_sends_a_hash_is_told_to_send_the_document(server: Server) -> None:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    for accept in ("application/json", RESPONSE_TYPE):
        answer = await post(server, {"extensions": persisted}, accept=accept)
        assert answer.status_code == 200
        extensions = {"code": "PERSISTED_QUERY_NOT_SUPPORTED", "requestId": REQUEST_ID}
        assert answer.json() == {"errors": [{"message": "PersistedQueryNotSupported", "extensions": extensions}]}
    answer = await post(server, {"query": "{ viewer { kind } }", "extensions": persisted})
    assert answer.json()["data"] == {"viewer": None}


async def test_a_subscription_by_plain_post_is_told_where_to_go(server: Server, ann: Client) -> None:
    answer = await ask(server, "subscription { events { cursor } }", authorization=f"Bearer {ann.token}")
    assert answer.status_code == 400
    assert "WebSocket" in message(answer)
    assert "text/event-stream" in message(answer)


@pytest.mark.parametrize(
    ("accept", "media_type", "status"),
    [
        (RESPONSE_TYPE, RESPONSE_TYPE, 400),
        ("application/json", "application/json", 200),
        ("*/*", "application/json", 200),
        ("text/html", "application/json", 200),
        (f"{RESPONSE_TYPE};q=0.5, application/json", "application/json", 200),
        (f"{RESPONSE_TYPE};q=x, application/json;q=0", "application/json", 200),
        # as urql and Apollo ask
        (f"{RESPONSE_TYPE}, application/graphql+json, application/json, text/event-stream", RESPONSE_TYPE, 400),
        (f"multipart/mixed;deferSpec=20220824, {RESPONSE_TYPE}, application/json;q=0.9", RESPONSE_TYPE, 400),
    ],
)
async def test_the_answer_comes_in_the_type_that_was_asked_for(
    server: Server, accept: str, media_type: str, status: int
) -> None:
    answer = await ask(server, "{ nothing }", accept=accept)
    assert (answer.headers["content-type"], answer.status_code) == (f"{media_type}; charset=utf-8", status)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_fault_is_logged_under_a_number_and_only_that_is_told(
    server: Server, ann: Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: Any) -> None:
        raise ValueError("the secret of the house")

    monkeypatch.setattr("latchkey.graphql.context.viewer_of_credential", broken)
    answer = await ask(server, "{ viewer { kind } }", authorization=f"Bearer {ann.token}")
    assert (answer.status_code, code(answer)) == (500, "INTERNAL")
    number = answer.json()["errors"][0]["extensions"]["id"]
    assert message(answer) == f"Internal error {number}"
    assert "secret" not in answer.text
    written = capfd.readouterr()
    assert number in written.out + written.err
    assert "the secret of the house" in written.out + written.err


async def test_a_database_that_is_away_is_503(server: Server, ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> None:
        raise Unavailable("connection refused by 10.0.0.7")

    monkeypatch.setattr("latchkey.graphql.context.viewer_of_credential", away)
    answer = await ask(server, "{ viewer { kind } }", authorization=f"Bearer {ann.token}")
    assert (answer.status_code, code(answer), message(answer)) == (503, "UNAVAILABLE", "temporarily unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_password_in_the_wrong_place_is_not_logged(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    sign_in = "mutation($i: SessionCreateInput!) { sessionCreate(input: $i) { token } }"
    answer = await ask(server, sign_in, {"i": {"username": "ann", "password": ["hunter2"]}})
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")
    written = capfd.readouterr()
    assert "hunter2" not in caplog.text + written.out + written.err
