"""The real app, served on a real port of this machine within the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import httpx
import uvicorn
from starlette.applications import Starlette

from adapters.mail.catcher import MailCatcher
from latchkey.wire.config import wire_config
from latchkey.wire.lines import Lines, LinesConfig
from tests.support.cast import Person
from tests.support.codes import expect_described_codes

_UNENCRYPTED: Final = httpx.create_ssl_context(verify=False)
"""For clients that speak to no one over TLS: to read the certificates of this machine takes longer than a request."""
REQUEST_ID: Final = "0123456789abcdef"
"""The id of all requests by a server's own client, so that equal errors are equal; as long as one that is made."""


@dataclass(frozen=True)
class Server:
    """A running app."""

    url: str
    client: httpx.AsyncClient
    app: Starlette
    lines: Lines = field(default_factory=Lines)

    @property
    def mail(self) -> MailCatcher:
        """The mail that the server has sent."""
        catcher = self.app.state.catcher
        assert isinstance(catcher, MailCatcher), "with SMTP_URL set the mail goes there"
        return catcher

    @property
    def socket_url(self) -> str:
        """The address at which sockets are opened."""
        return f"{self.url.replace('http', 'ws', 1)}/graphql"

    async def graphql(
        self, query: str, variables: dict[str, Any] | None = None, token: str | None = None
    ) -> dict[str, Any]:
        """Run one operation and give the whole answer: `data`, and `errors` where there are any."""
        response = await self.client.post(
            "/graphql",
            json={"query": query, "variables": variables or {}},
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )
        assert response.status_code == 200, f"{response.status_code}: {response.text}"
        answer: dict[str, Any] = response.json()
        if "mutation" in query:
            expect_described_codes(query, answer)
        return answer

    def client_of(self, person: Person) -> "Client":
        """The person, come to this server."""
        return Client(**asdict(person), server=self)


@dataclass(frozen=True)
class Client(Person):
    """Somebody of the cast at the server's door."""

    server: Server

    async def graphql(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run one operation as this person and give the whole answer."""
        return await self.server.graphql(query, variables, self.token)

    async def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run one operation as this person and give its data; an answer with errors fails the test."""
        answer = await self.graphql(query, variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket that listens on a free port of this machine within the block."""
    # Named as TCP, what is accepted sends at once, as it does under uvloop: else the second answer waits for 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener


class _Uvicorn(uvicorn.Server):
    """uvicorn that says when it is up, ends at once, and leaves the signals of the process to pytest."""

    config: LinesConfig

    def __init__(self, config: LinesConfig) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()
        self.is_over = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.is_over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down as the real one does, without its naps: they would be most of the time of a test."""
        self.config.lines.is_closing = True
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=5)
            assert not late, f"the app does not end what it serves: {late}"
        await self._let_go()
        await self.lifespan.shutdown()

    async def _let_go(self) -> None:
        """Cut the lines that their clients keep, as a browser does for a moment: they would outlive the test's loop."""
        for _ in range(20):
            if not self.server_state.connections:
                return
            await asyncio.sleep(0.01)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)


@asynccontextmanager
async def serving(app: Starlette, listener: socket.socket) -> AsyncIterator[Server]:
    """Serve the app on `listener` within the block."""
    config = wire_config(app, lifespan="on")
    served = _Uvicorn(config)
    running = asyncio.create_task(served.serve(sockets=[listener]))
    await served.is_up.wait()
    assert served.started, "the app did not start: its log says why"
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        headers = {"X-Request-Id": REQUEST_ID}
        async with httpx.AsyncClient(base_url=url, timeout=30, verify=_UNENCRYPTED, headers=headers) as client:
            yield Server(url, client, app, config.lines)
    finally:
        served.is_over.set()
        await running
