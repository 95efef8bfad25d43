"""Requests are checked here before anything parses, runs or stores them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

MAX_BYTES = 1024 * 1024
MAX_NESTING = 32
# Together they bound how long what comes after is busy with one request: reading a document, coercing variables.
MAX_CHARACTERS = 65_536
MAX_ITEMS = 1_000
MAX_VALUES = 5_000

ONLY_POST = (
    "GraphQL is served by POST, and on a WebSocket. A client that asks by GET has a setting for it: "
    "`preferGetMethod: false` in urql, no `useGETForQueries` in Apollo Client."
)


class Refused(Exception):
    """The input is not a GraphQL request; `status` is the HTTP status that says so."""

    def __init__(
        self, status: int, message: str, headers: dict[str, str] | None = None, *, code: str = "BAD_USER_INPUT"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers
        self.code = code


class Head(Headers):
    """The headers of a request, decoded once: Starlette goes through all of them for each that is asked for.

    `get` takes names in lower case, and gives the first of several of a name.
    """

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        super().__init__(raw=raw)
        self._by_name = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(raw)}

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        return self._by_name.get(name, default)

    def getlist(self, key: str) -> list[str]:
        return super().getlist(key) if key in self._by_name else []


class HeadedRequest(Request):
    """A request with such a head."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._head = Head(scope["headers"])

    @property
    def headers(self) -> Head:
        return self._head


@dataclass(slots=True)
class GraphQLRequest:
    """One well-formed request."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None


async def read_request(request: Request) -> GraphQLRequest:
    """Read and check a POST; raises Refused."""
    if request.method != "POST":
        raise Refused(405, ONLY_POST, {"Allow": "POST"})
    _check_headers(request)
    return graphql_request(decoded(await _body(request)))


def decoded(text: str | bytes) -> dict[str, Any]:
    """The JSON object in `text`, with every string and its nesting checked; raises Refused."""
    if len(text) > MAX_BYTES:
        raise Refused(413, f"A request has at most {MAX_BYTES} bytes.")
    try:
        value = orjson.loads(text)
    except ValueError as error:
        raise Refused(400, f"The request is not JSON in UTF-8: {error}.") from None
    if not isinstance(value, dict):
        raise Refused(400, "The request must be one JSON object; batches are not served.")
    if not (isinstance(text, bytes) and _is_small(text)):
        _check_values(value)
    return value


def graphql_request(payload: dict[str, Any]) -> GraphQLRequest:
    """The request that `payload` holds; raises Refused where a part has the wrong type."""
    query, extensions = payload.get("query"), payload.get("extensions")
    if query is None and isinstance(extensions, dict) and "persistedQuery" in extensions:
        # Clients of Apollo and urql know these words, and send the document itself from then on.
        raise Refused(200, "PersistedQueryNotSupported", code="PERSISTED_QUERY_NOT_SUPPORTED")
    if not isinstance(query, str) or not query.strip():
        raise Refused(400, "`query` must be a string that holds a GraphQL document.")
    variables, operation_name = payload.get("variables"), payload.get("operationName")
    for name, value, kind, expected in (
        ("variables", variables, dict, "an object"),
        ("operationName", operation_name, str, "a string"),
        ("extensions", extensions, dict, "an object"),
    ):
        if value is not None and not isinstance(value, kind):
            raise Refused(400, f"`{name}` must be {expected} or null.")
    return GraphQLRequest(query, variables, operation_name or None, extensions)


def _check_headers(request: Request) -> None:
    headers = request.headers
    words = _unserved(headers.get("content-encoding", "identity"), headers.get("content-type", ""))
    if words is not None:
        raise Refused(415, words)


@lru_cache(64)
def _unserved(encoding: str, content_type: str) -> str | None:
    """The reason why a body of such a kind is not read; None if it is."""
    if encoding.strip().lower() != "identity":
        return "Compressed requests are not served: send no Content-Encoding."
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != "application/json":
        return "The Content-Type of a request must be application/json."
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(' "').lower() not in ("utf-8", "utf8"):
            return "The charset of a request must be utf-8."
    return None


async def _body(request: Request) -> bytes:
    body, has_more = bytearray(), True
    while has_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        has_more = message.get("more_body", False)
        if len(body) > MAX_BYTES:
            raise Refused(413, f"A request has at most {MAX_BYTES} bytes.")
    return bytes(body)


def _is_small(text: bytes) -> bool:
    """Whether no value of this JSON can be too long or too deep, by a look at its bytes that takes no time."""
    brackets = text.count(b"{") + text.count(b"[")
    return (
        len(text) <= MAX_CHARACTERS
        and brackets <= MAX_NESTING
        and text.count(b",") + brackets <= MAX_ITEMS
        and b"\\u0000" not in text
    )


def _check_values(payload: dict[str, Any]) -> None:
    """Refuse what would take long to read, by its place in the request."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(payload, ())]
    values = 0
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str):
            _check_text(value, path)
        elif isinstance(value, dict | list):
            values += len(value)
            if len(path) >= MAX_NESTING:
                raise Refused(400, f"The request is nested deeper than {MAX_NESTING} levels.")
            if len(value) > MAX_ITEMS:
                raise Refused(400, f"{_place(path)} has {len(value)} parts; {MAX_ITEMS} is the most.")
            if values > MAX_VALUES:
                raise Refused(400, f"The request has more than {MAX_VALUES} values: send it in several.")
            if isinstance(value, dict):
                for name, inner in value.items():
                    _check_text(name, path)
                    waiting.append((inner, (*path, name)))
            else:
                waiting += ((inner, (*path, place)) for place, inner in enumerate(value))


def _check_text(value: str, path: tuple[str | int, ...]) -> None:
    if "\0" in value:
        raise Refused(400, "Strings must not contain NUL characters.")
    if len(value) > MAX_CHARACTERS:
        raise Refused(400, f"{_place(path)} has {len(value)} characters; {MAX_CHARACTERS} is the most.")


def _place(path: tuple[str | int, ...]) -> str:
    return f"`{'.'.join(map(str, path))[:100]}`" if path else "The request"
