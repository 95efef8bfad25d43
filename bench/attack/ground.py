"""The server that is attacked, who else uses it meanwhile, and what it tells of itself: its log and its memory."""

import asyncio
import json
import os
import secrets
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from starlette.applications import Starlette

import settings
from adapters.mail.catcher import MailCatcher
from adapters.security import passwords
from bench import servers
from latchkey.migrate import migrate
from settings import Settings
from tests.support import services
from tests.support.cast import PASSWORD, Cast, engage
from tests.support.mail import inbound
from tests.support.server import Server
from tests.support.sms_provider import ACCOUNT, OURS, SECRET

ATTACKER: Final = "127.0.0.66"
"""The address that attacks come from; everybody else comes from 127.0.0.1. Linux answers on all of 127.0.0.0/8."""
MAX_ANSWER_SECONDS: Final = 5.0
"""Seconds within which others have to be answered, whatever goes on; the machine is busy with the attack as well."""
OVERVIEW: Final = "{ viewer { kind overview { unreadNotificationCount } } }"


@dataclass(frozen=True)
class Result:
    """The result of an attack: whether the server withstood it, and the figures that say so."""

    is_withstood: bool
    figures: str


@dataclass(frozen=True)
class Attack:
    """An attack by its name, a summary, and the function that does it."""

    name: str
    summary: str
    run: Callable[["Ground"], Awaitable[Result]]
    max_stall: float = 0.5
    """Seconds for which the loop may be held: what comes on many lines at the same instant is one piece of work."""


class AsProxy(httpx.AsyncHTTPTransport):
    """Speaks plain HTTP to addresses that begin with https, as the proxy in front does that ends TLS."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        request.url = request.url.copy_with(scheme="http")
        return await super().handle_async_request(request)


@dataclass
class Ground:
    """A running server and its people."""

    cast: Cast
    port: int
    pid: int
    log: Path
    catcher: MailCatcher
    server: Server
    attacker: httpx.AsyncClient
    _read: int = 0

    async def ask(
        self, query: str, variables: dict[str, Any] | None = None, token: str | None = None
    ) -> httpx.Response:
        """Send one operation from the attacker's address."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables or {}}
        return await self.attacker.post("/graphql", json=body, headers=headers)

    def memory(self) -> float:
        """MiB that the server holds now."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))

    def logged(self) -> list[dict[str, Any]]:
        """The lines that the server has logged since this was last asked."""
        with self.log.open() as file:
            file.seek(self._read)
            text = file.read()
            self._read = file.tell()
        entries = []
        for line in text.splitlines():
            try:
                entries.append(json.loads(line))
            except ValueError:
                entries.append({"event": line, "level": "error"})
        return entries

    def stalls_within(self, seconds: float) -> tuple[bool, str]:
        """Whether, since the last look at the log, the loop was held no longer and no fault logged; also in words."""
        logged = self.logged()
        stalls = [entry["worked_ms"] for entry in logged if entry["event"] == "loop_held"]
        faults = [entry for entry in logged if entry.get("level") in ("error", "critical")]
        words = f"; the loop was held {len(stalls)} times, {max(stalls)} ms at most" if stalls else ""
        words += (
            f"; {len(faults)} faults, such as: {faults[0]['event']} {faults[0].get('exception', '')[-300:]}"
            if faults
            else ""
        )
        return max(stalls, default=0) <= seconds * 1000 and not faults, words


@dataclass
class Bystander:
    """Somebody who uses the portal meanwhile, and how that went."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def is_served(self) -> bool:
        """Whether every request was answered in time."""
        return bool(self.seconds) and not self.failures and max(self.seconds) < MAX_ANSWER_SECONDS

    def __str__(self) -> str:
        if not self.seconds:
            return f"others: no answer ({self.failures[:1]})"
        figures = f"others: {statistics.median(self.seconds) * 1000:.0f} ms, {max(self.seconds) * 1000:.0f} at most"
        return f"{figures}, {len(self.failures)} failed ({self.failures[0]})" if self.failures else figures


@asynccontextmanager
async def bystander(ground: Ground) -> AsyncIterator[Bystander]:
    """Ben, who looks at his overview five times a second within the block."""
    seen = Bystander()

    async def look() -> None:
        headers = {"Authorization": f"Bearer {ground.cast.ben.token}"}
        while True:
            began = time.perf_counter()
            try:
                answer = await ground.server.client.post("/graphql", json={"query": OVERVIEW}, headers=headers)
                if answer.status_code != 200 or "errors" in answer.json():
                    seen.failures.append(f"{answer.status_code} {answer.text[:100]}")
            except httpx.HTTPError as error:
                seen.failures.append(repr(error))
            seen.seconds.append(time.perf_counter() - began)
            await asyncio.sleep(0.2)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


def client(address: str, port: int) -> httpx.AsyncClient:
    """A client that comes from an address of this machine."""
    limits = httpx.Limits(max_connections=150, max_keepalive_connections=150)
    transport = AsProxy(local_address=address, limits=limits)
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=60)


@asynccontextmanager
async def serving(database_url: str, folder: Path, **changes: str) -> AsyncIterator[Ground]:
    """Latchkey as it is run in production, with its worker, on a database with the cast in it."""
    secret, port = secrets.token_urlsafe(48), services._free_port()
    settings.use(Settings(database_url=database_url, secret_key=secret))
    # The cast's passwords are hashed as production does: else each sign-in would first hash them again.
    passwords.use(passwords.Hashing())
    await migrate(database_url)
    cast = await engage(database_url)
    log = folder / "log"
    async with MailCatcher() as catcher:
        environment = os.environ | {
            "ENVIRONMENT": "production",
            "DATABASE_URL": database_url,
            "DATA_DIR": str(folder),
            "PORT": str(port),
            "PORTAL_URL": f"https://127.0.0.1:{port}",
            "SECRET_KEY": secret,
            "SMTP_URL": catcher.url,
            "TEST_ADDRESSES": "true",
            "REPLY_ADDRESS": inbound.MAILBOX,
            "MAIL_WEBHOOK_SECRET": inbound.SECRET,
            "SMS_URL": f"https://{ACCOUNT}:{SECRET.replace('/', '%2F').replace(':', '%3A')}@127.0.0.1:1/2010-04-01",
            "SMS_FROM": OURS,
        }
        command = [sys.executable, "-m", "latchkey", "serve"]
        with log.open("w") as output, servers.running(command, environment | changes, port, None, output) as running:
            async with client("127.0.0.1", port) as usual, client(ATTACKER, port) as hostile:
                server = Server(f"http://127.0.0.1:{port}", usual, Starlette())
                yield Ground(cast, port, running.pid, log, catcher, server, hostile)


async def sign_in(by: httpx.AsyncClient, username: str, password: str = PASSWORD, **more: str) -> str:
    """Try to sign in; gives the code of the refusal, or IN."""
    query = """mutation($i: SessionCreateInput!) { sessionCreate(input: $i) { userErrors { code } } }"""
    body = {"query": query, "variables": {"i": {"username": username, "password": password, **more}}}
    answer = await by.post("/graphql", json=body)
    if answer.status_code != 200:
        return str(answer.status_code)
    result = answer.json()
    if "errors" in result:
        return str(result["errors"][0]["extensions"]["code"])
    refusals = result["data"]["sessionCreate"]["userErrors"]
    return str(refusals[0]["code"]) if refusals else "IN"
