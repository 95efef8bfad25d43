"""Traces have requests, operations and statements, and never what was given to them."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from adapters import tracing
from tests.support.cast import PASSWORD
from tests.support.http import ask
from tests.support.repository import ROOT
from tests.support.server import REQUEST_ID, Client, Server
from tests.support.sockets import live

pytestmark = pytest.mark.without_worker

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Traces:
    """Spans that are sent while they are collected."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self._end = tracing.start(self._exporter, share=1.0)

    def ended(self) -> list[ReadableSpan]:
        """All spans, of which none come any more."""
        self._end()
        return list(self._exporter.get_finished_spans())


@pytest.fixture
def traces(server: Server) -> Iterator[Traces]:
    """Collects the spans of this test."""
    started = Traces()
    yield started
    started.ended()


async def test_a_trace_goes_from_request_to_statement(server: Server, ann: Client, traces: Traces) -> None:
    query = "query Mine($text: String!) { orders(first: 1, search: $text) { nodes { number } } }"
    answer = await ask(server, query, {"text": "hidden"}, authorization=f"Bearer {ann.token}", traceparent=PARENT)
    assert "errors" not in answer.json()
    spans = traces.ended()
    [request] = [each for each in spans if each.name == "POST /graphql"]
    [operation] = [each for each in spans if each.name == "query Mine"]
    statements = [each for each in spans if each.name == "SQL" and each.parent.span_id == operation.context.span_id]  # type: ignore[union-attr]
    assert f"{request.parent.trace_id:x}-{request.parent.span_id:x}" == PARENT[4:-3]  # type: ignore[union-attr]
    assert operation.parent.span_id == request.context.span_id  # type: ignore[union-attr]
    assert statements and all("SELECT" in str(each.attributes["db.query.text"]) for each in statements)  # type: ignore[index]
    assert dict(request.attributes or {}) == {"http.response.status_code": 200, "latchkey.request_id": REQUEST_ID}
    assert "hidden" not in "".join(each.to_json() for each in spans)


async def test_a_trace_has_no_secrets(
    server: Server, ann: Client, traces: Traces, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in = """mutation In($p: String!) { sessionCreate(input: {username: "ann", password: $p}) { token } }"""
    token = (await server.graphql(sign_in, {"p": PASSWORD}))["data"]["sessionCreate"]["token"]

    async def broken(*_: object) -> None:
        raise ZeroDivisionError(PASSWORD)

    async with live(server, ann.token) as socket:
        await socket.subscribe("subscription Live { events { cursor } }")
    monkeypatch.setattr("latchkey.graphql.operations.run", broken)
    await ask(server, "{ viewer { kind } }")
    spans = traces.ended()
    assert {"mutation In", "subscription Live", "operation"} <= {each.name for each in spans}
    told = "".join(each.to_json() for each in spans)
    assert "INSERT INTO" in told and not [secret for secret in (PASSWORD, token, ann.token) if secret in told]


def test_nothing_of_it_is_imported_without_need() -> None:
    shown = "import latchkey.app, sys; print(any(name.startswith('opentelemetry') for name in sys.modules))"
    ended = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, capture_output=True, check=True, text=True)
    assert ended.stdout == "False\n"
