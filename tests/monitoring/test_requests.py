"""Each request has an id, in its answer, in its errors and in the log; the log has names and numbers, and no secrets."""

from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from structlog.testing import capture_logs

from tests.support.databases import ON_SQLITE
from tests.support.http import ask
from tests.support.programs.commands import running
from tests.support.server import REQUEST_ID, Client, Server
from tests.support.sockets import live

pytestmark = [ON_SQLITE, pytest.mark.without_worker]

PRODUCTION = {
    "ENVIRONMENT": "production",
    "PORTAL_URL": "https://portal.test",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "SECRET_KEY": "kX9vQ2mT7bLw4sRz8nPc3hJd6fGy1aVe",
    "ARGON2_MEMORY_KIB": "19456",
    "LOG_REQUESTS": "true",
}


def ids(answer: httpx.Response) -> list[str]:
    """The id in the header, and those in the errors."""
    return [answer.headers["x-request-id"], *(each["extensions"]["requestId"] for each in answer.json()["errors"])]


async def test_an_id_is_taken_if_it_is_well_formed_or_else_made(server: Server) -> None:
    refused: tuple[Any, ...] = (
        "{ nothing }",
        "{",
        'mutation { profileUpdate(input: {profile: {name: "x"}}) { __typename } }',
    )
    for query in refused:
        assert set(ids(await ask(server, query))) == {REQUEST_ID}
    for own in ("short", "x" * 129, "with a space in it", "with-ü-in-it"):
        headers: Any = {"X_Request_Id": own.encode()}
        made = {tuple(set(ids(await ask(server, "{ nothing }", **headers)))) for _ in range(2)}
        assert len(made) == 2 and all(len(one) == 1 and own not in one for one in made)
    for path in ("/health", "/contract", "/nothing", "/files/nothing"):
        assert (await server.client.get(path)).headers["x-request-id"] == REQUEST_ID
    answer = await server.client.post("/graphql", json={}, headers={"Origin": "http://localhost:5173"})
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]


@pytest.mark.settings(log_requests=True)
async def test_a_request_has_a_line_of_names_and_numbers(server: Server, ann: Client) -> None:
    with capture_logs() as lines:
        query = "query Mine($n: Int!) { orders(first: $n) { nodes { number } } }"
        for _ in range(2):
            await server.graphql(query, {"n": 5}, ann.token)
        await server.graphql("{ nothing }")
        for path in ("/files/a-secret", "/nothing/a-secret?token=a-secret"):
            await server.client.get(path)
    for line in lines:
        assert line.pop("ms") >= 0 and line.pop("event") == "request" and line.pop("request_id") == REQUEST_ID
    asked = {"path": "/graphql", "method": "POST", "status": 200, "log_level": "info"}
    known = asked | {"operation": "Mine", "kind": "query", "signed_in": True}
    assert [{name: value for name, value in line.items() if name != "statements"} for line in lines] == [
        known,
        known,
        asked | {"kind": "query", "signed_in": False, "codes": ["BAD_USER_INPUT"]},
        asked | {"path": "/files", "method": "GET", "status": 403, "signed_in": False, "codes": ["LINK_INVALID"]},
        asked | {"path": "other", "method": "GET", "status": 404, "signed_in": False},
    ]
    assert lines[1]["statements"] > 0 and lines[2]["statements"] == 0


@pytest.mark.settings(log_requests=True)
async def test_a_socket_and_its_operations_have_ids(server: Server, ann: Client) -> None:
    with capture_logs() as lines:
        async with live(server, ann.token) as socket:
            known = await socket.ask("query Me { viewer { kind } }")
            assert [(await known.message())["type"] for _ in range(2)] == ["next", "complete"]
            told = await (await socket.ask("{ nothing }")).message()
            own = socket.connection.response.headers["X-Request-Id"]  # type: ignore[union-attr]
        while own not in {line["request_id"] for line in lines}:
            await server.client.get("/live")
    assert told["payload"][0]["extensions"]["requestId"] == f"{own}-2"
    of_socket = {line["request_id"]: line for line in lines if line["request_id"] != REQUEST_ID}
    assert list(of_socket) == [f"{own}-1", f"{own}-2", own]
    assert (of_socket[f"{own}-1"]["operation"], of_socket[f"{own}-2"]["codes"]) == ("Me", ["BAD_USER_INPUT"])


@pytest.mark.settings(log_requests=True)
async def test_a_fault_is_a_warning_under_the_id(server: Server, ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("latchkey.graphql.context.viewer_of_credential", broken)
    with capture_logs() as lines:
        answer = await ask(server, "{ viewer { kind } }", authorization=f"Bearer {ann.token}")
    assert answer.json()["errors"][0]["extensions"]["requestId"] == REQUEST_ID
    # On a machine that has other things to do, the loop may be held up meanwhile, which is a line too.
    assert [(line["event"], line["log_level"]) for line in lines if line["event"] != "loop_held"] == [
        ("internal_error", "error"),
        ("request", "warning"),
    ]


async def test_lines_are_json_in_production(database: str, tmp_path: Path) -> None:
    environment = PRODUCTION | {"DATABASE_URL": database, "DATA_DIR": str(tmp_path)}
    async with running(tmp_path, "serve", "--port", "0", **environment) as server:
        url = await server.says(r"Latchkey serves (\S+)")
        async with httpx.AsyncClient(base_url=url, timeout=60, headers={"Host": "portal.test"}) as client:
            answer = await client.post("/graphql", json={"query": "query Me { viewer { kind } }"})
        ended = await server.stop()
    [line] = [each for each in map(orjson.loads, ended.err.splitlines()) if each["event"] == "request"]
    assert (line["request_id"], line["operation"]) == (answer.headers["x-request-id"], "Me")
    assert {"timestamp", "level", "ms", "statements"} <= line.keys()
