"""The way in: a request that passes no router, and runs by plan, is answered as by Starlette and graphql-core."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Router

from latchkey.graphql.way_in import WayIn
from tests.support.cast import PASSWORD
from tests.support.databases import ON_SQLITE
from tests.support.http import RESPONSE_TYPE
from tests.support.queries import use_no_plans
from tests.support.server import REQUEST_ID, Client, Server

# What is asked here has nothing to do with the database that answers.
pytestmark = [ON_SQLITE, pytest.mark.without_worker]

KIND = "{ viewer { kind } }"
SIGN_IN = """mutation($p: String!) { sessionCreate(input: {username: "ann", password: $p}) {
  token deviceToken viewer { kind } userErrors { code message } } }"""
PARTLY = '{ viewer { kind contact { displayName } } orders(first: 1, after: "nonsense") { nodes { id } } }'
GUARD = {"X-Latchkey-CSRF": "1"}
ANN = {"Authorization": "Bearer ANN"}
DOCUMENTS: dict[str, tuple[str, Any, dict[str, str]]] = {
    "a viewer": (KIND, None, ANN),
    "nobody": (KIND, None, {}),
    "a page of an allowed origin": (KIND, None, ANN | {"Origin": "http://localhost:5173"}),
    "a page of another origin": (KIND, None, ANN | {"Origin": "https://evil.test"}),
    "a page without an origin to speak of": (KIND, None, ANN | {"Origin": "null"}),
    "a session cookie": (KIND, None, {"Cookie": "latchkey_session=ANN"} | GUARD),
    "a session cookie without its guard": (KIND, None, {"Cookie": "latchkey_session=ANN"}),
    "a session that has ended, in a cookie": (KIND, None, {"Cookie": "latchkey_session=nonsense"} | GUARD),
    "a token that is none": (KIND, None, {"Authorization": "Bearer nonsense", "Origin": "http://localhost:5173"}),
    "another scheme": (KIND, None, {"Authorization": "Basic YTpi"}),
    "a sign-in that gets cookies": (SIGN_IN, {"p": PASSWORD}, GUARD | {"Origin": "http://localhost:5173"}),
    "a sign-in that gets its token": (SIGN_IN, {"p": PASSWORD}, {}),
    "a sign-in that is refused, in German": (SIGN_IN, {"p": "wrong"}, {"Accept-Language": "de"}),
    "fields that fail": (PARTLY, None, ANN),
    "fields that fail, for nobody": (PARTLY, None, {"Accept-Language": "de", "Accept": RESPONSE_TYPE}),
    "no document": ("{ viewer { kind } ", None, {}),
    "no document, by the other type": ("{ viewer { kind } ", None, {"Accept": RESPONSE_TYPE}),
    "a field that does not exist": ("{ viewr { kind } }", None, {"Accept": RESPONSE_TYPE}),
    "a variable that is missing": ("query($id: ID!) { order(id: $id) { id } }", None, ANN),
    "a variable of a wrong type": ("query($id: ID!) { order(id: $id) { id } }", {"id": {}}, ANN),
    "a null in a directive": ("query($x: Boolean = true) { viewer { kind @skip(if: $x) } }", {"x": None}, ANN),
    "a directive": ("query($x: Boolean = true) { viewer { kind permissions @skip(if: $x) } }", {"x": True}, ANN),
    "two operations": ("query A { viewer { kind } } query B { viewer { kind } }", None, {}),
    "only a fragment": ("fragment F on Query { viewer { kind } }", None, {}),
    "a subscription": ("subscription { events { cursor } }", None, ANN),
    "too dear": ("{ orders(first: 100) { nodes { timeline(first: 100) { nodes { id } } } } }", None, ANN),
    "the schema": ('{ __type(name: "ActorKind") { enumValues { name } } }', None, ANN),
    "the schema beside data": ('{ viewer { kind } __type(name: "ActorKind") { name } }', None, ANN),
    "nothing but a type name": ("{ __typename }", None, {}),
    "words in many languages": ("{ viewer { kind } } # Grüße, 世界 🏠 \u2028", {"ü": "世界 🏠"}, ANN),
}
BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "an operation by name": (
        b'{"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}',
        {},
    ),
    "an operation by a wrong name": (b'{"query": "query A { a: __typename }", "operationName": "C"}', {}),
    "a hash of a document": (b'{"extensions": {"persistedQuery": {"version": 1}}}', {}),
    "a charset": (b'{"query": "{ __typename }"}', {"Content-Type": 'application/json; charset="UTF-8"'}),
    "another charset": (b'{"query": "{ __typename }"}', {"Content-Type": "application/json; charset=utf-16"}),
    "a form": (b"--x\r\n--x--", {"Content-Type": "multipart/form-data; boundary=x"}),
    "a compressed body": (b"\x1f\x8b", {"Content-Encoding": "gzip"}),
    "a batch": (b'[{"query": "{ __typename }"}]', {}),
    "no JSON": (b"{", {"Origin": "http://localhost:5173"}),
    "too long a text": (b'{"query": "{ __typename }", "variables": {"x": "' + b"x" * 70_000 + b'"}}', {}),
    "40 levels": (b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 40 + b"]" * 40 + b"}}", {}),
    "1,001 values": (b'{"query": "{ __typename }", "variables": {"x": [' + b"1," * 1000 + b"1]}}", {}),
    "a NUL": (b'{"query": "{ __typename }", "variables": {"x": "\\u0000"}}', {}),
}
OTHERS: dict[str, tuple[str, dict[str, str]]] = {
    "a preflight": ("OPTIONS", {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "POST"}),
    "GET": ("GET", {"Origin": "http://localhost:5173"}),
    "HEAD": ("HEAD", {}),
    "PUT": ("PUT", {}),
}
RANDOM = re.compile(
    rb'(?<="requestId":")[\w-]+|(?<=latchkey_session=)[\w-]{20,}|'
    rb'(?<=latchkey_device=)[\w-]{20,}|(?<="token":")[\w-]+|(?<="deviceToken":")[\w-]+'
)


async def answers(server: Server, ann: Client) -> dict[str, Any]:
    """The status, the headers in order and the body of the answer to each request."""
    requests: dict[str, tuple[str, bytes | AsyncIterator[bytes], dict[str, str]]] = {
        **{
            name: ("POST", json.dumps({"query": query, "variables": variables}).encode(), headers)
            for name, (query, variables, headers) in DOCUMENTS.items()
        },
        **{name: ("POST", body, headers) for name, (body, headers) in BODIES.items()},
        **{name: (method, b"", headers) for name, (method, headers) in OTHERS.items()},
        "a body in pieces": ("POST", pieces(b'{"query": ', b'"{ viewer { kind } }"}'), ANN),
        "a stream of events": ("POST", json.dumps({"query": KIND}).encode(), ANN | {"Accept": "text/event-stream"}),
    }
    told = {}
    for name, (method, body, headers) in requests.items():
        sent = {"Content-Type": "application/json", "Accept": "application/json"} | {
            key: value.replace("ANN", ann.token) for key, value in headers.items()
        }
        async with httpx.AsyncClient(base_url=server.url, headers={"X-Request-Id": REQUEST_ID}) as browser:
            answer = await browser.request(method, "/graphql", content=body, headers=sent)
        facts = [
            (key, RANDOM.sub(b"", value)) for key, value in answer.headers.raw if key not in (b"date", b"x-request-id")
        ]
        told[name] = answer.status_code, facts, RANDOM.sub(b"", answer.content).replace(b":\n\n", b"")
    return told


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    """A body that comes in pieces."""
    for part in parts:
        yield part


async def test_answers_are_those_of_starlette_and_graphql_core(
    server: Server, ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_way_in = await answers(server, ann)
    assert by_way_in["a viewer"][2].startswith(b'{"data":{"viewer":{"kind":"CONTACT"}},"extensions":{"cost":')
    assert {status for status, _, _ in by_way_in.values()} == {200, 400, 401, 403, 405, 415}
    monkeypatch.setattr(WayIn, "__call__", CORSMiddleware.__call__)
    use_no_plans(monkeypatch)
    usual = await answers(server, ann)
    assert {name: by_way_in[name] for name in usual if by_way_in[name] != usual[name]} == {}


async def test_only_what_is_no_post_to_graphql_passes_the_router(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[str] = []
    original = Router.__call__

    async def watched(self: Router, scope: Any, receive: Any, send: Any) -> None:
        passed.append(f"{scope['method']} {scope['path']}")
        await original(self, scope, receive, send)

    monkeypatch.setattr(Router, "__call__", watched)
    for query in (KIND, PARTLY, "{ nothing }"):
        assert (await server.client.post("/graphql", json={"query": query})).json()
    await server.client.get("/graphql")
    await server.client.post("/nothing")
    assert passed == ["GET /graphql", "POST /nothing"]
