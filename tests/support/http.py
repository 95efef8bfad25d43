"""Requests to the GraphQL endpoint as they go over the wire, for tests that look at headers and status codes."""

import json
from typing import Any

import httpx
import pytest

from tests.support.server import Server

RESPONSE_TYPE = "application/graphql-response+json"
PRODUCTION = pytest.mark.settings(
    environment="production",
    portal_url="https://portal.test",
    api_url="https://127.0.0.1",
    smtp_url="smtp://127.0.0.1:1",
    test_addresses=True,
    argon2_memory_kib=19 * 1024,
    argon2_time_cost=2,
)


async def post(server: Server, body: bytes | dict[str, Any], /, **headers: str) -> httpx.Response:
    """Send a request whose answer is wanted by the specification's own type, unless `headers` say otherwise."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    base = {"content-type": "application/json", "accept": RESPONSE_TYPE}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await server.client.post("/graphql", content=content, headers=base | named)


async def ask(server: Server, query: str, variables: dict[str, Any] | None = None, /, **headers: str) -> httpx.Response:
    """Send one operation."""
    return await post(server, {"query": query, "variables": variables}, **headers)


def code(answer: httpx.Response) -> str:
    """The code of the first error."""
    found: str = answer.json()["errors"][0]["extensions"]["code"]
    return found


def message(answer: httpx.Response) -> str:
    """The message of the first error."""
    found: str = answer.json()["errors"][0]["message"]
    return found
