"""A server that stops answers what was on its way to it."""

import socket
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from latchkey.wire.config import wire_config
from latchkey.wire.server import DrainingServer
from tests.support.server import listening

REQUEST = b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Running:
    """A server, the socket at which it listens, and a client whose steps the server's loop does not see."""

    def __init__(self, server: DrainingServer, listener: socket.socket) -> None:
        self._server, self._listener = server, listener

    def connect(self) -> socket.socket:
        return socket.create_connection(self._listener.getsockname(), timeout=5)

    async def stop(self) -> None:
        await self._server.shutdown([self._listener])


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """A server that answers /live."""

    async def live(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("well")

    config = wire_config(Starlette(routes=[Route("/live", live)]), lifespan="off")
    server = DrainingServer(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    with listening() as listener:
        await server.startup([listener])
        yield Running(server, listener)


async def test_clients_that_had_connected_are_answered(running: Running) -> None:
    clients = [running.connect() for _ in range(3)]
    for client in clients:
        client.sendall(REQUEST)
    await running.stop()
    for client in clients:
        with client:
            answer = client.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200") and b"connection: close" in answer, answer
            assert client.recv(4096) == b""
