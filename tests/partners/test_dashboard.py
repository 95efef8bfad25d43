"""The dashboard that partners begin with has the figures of the API, and each event once, however often it is killed."""

import asyncio
import os
import re
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from textwrap import indent
from typing import Any, Final

import httpx
import orjson
import pytest

from adapters import clock
from adapters.security.signatures import signed_headers
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done, new_invoice
from tests.support.orders import move, new_order
from tests.support.partners.keys import Program, new_key
from tests.support.partners.webhooks import new_webhook, relay
from tests.support.programs.frontend_page import programs_of
from tests.support.programs.processes import free_port
from tests.support.repository import ROOT
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

FILE: Final = ROOT / "examples" / "dashboard" / "dashboard.py"
SOURCE: Final = FILE.read_text()
PAGE: Final = (ROOT / "docs" / "partners.md").read_text()
FIGURES, TOLD = re.findall(r'^(?:FIGURES|TOLD) = """(.*?)"""', SOURCE, re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Dashboard:
    """A dashboard at a port, with a key and a webhook: what it writes is in `folder`."""

    key: Program
    port: int
    folder: Path
    since: str
    environment: dict[str, str]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Process]:
        """The program at work; killed at the end of the block."""
        usual = {"PATH": os.environ["PATH"], "LATCHKEY_URL": self.key.server.url, "LATCHKEY_KEY": self.key.token}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, FILE), cwd=self.folder, env=usual | self.environment, stdout=PIPE
        )
        try:
            await says(process, f"http://127.0.0.1:{self.port}/")
            yield process
        finally:
            process.kill()
            await process.communicate()

    async def expect_exact(self, process: Process) -> None:
        """Wait until it knows of the last event, and compare it with the API."""
        query = f"query($after: EventCursor) {{ events(after: $after, first: 100) {{ nodes {TOLD} }} }}"
        log = (await self.key.data(query, {"after": self.since}))["events"]["nodes"]
        await says(process, f"after {log[-1]['cursor']}")
        assert (await self.get("/figures")).json() == await self.key.data(FIGURES)
        assert self.written() == log

    def written(self) -> list[dict[str, Any]]:
        """The events that it has written down."""
        with closing(sqlite3.connect(self.folder / "dashboard.sqlite3")) as database:
            return [orjson.loads(row[0]) for row in database.execute("SELECT event FROM events ORDER BY rowid")]

    async def get(self, path: str) -> httpx.Response:
        """The answer at one of its addresses."""
        async with httpx.AsyncClient() as client:
            return await client.get(f"http://127.0.0.1:{self.port}{path}")

    async def post(self, body: bytes, secret: str) -> int:
        """The status of the answer to a message that is signed with this secret."""
        headers = signed_headers("one", clock.now(), body, [secret])
        async with httpx.AsyncClient() as client:
            return (await client.post(f"http://127.0.0.1:{self.port}/hook", content=body, headers=headers)).status_code


async def says(process: Process, text: str) -> None:
    """Wait until a program prints a line that ends with a text."""
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while not (line := (await process.stdout.readline()).decode()).rstrip("\n").endswith(text):
            assert line, "the program ended without another word"


async def new_dashboard(by: Client, folder: Path, **environment: str) -> Dashboard:
    """A dashboard of somebody, with a webhook."""
    key, port = await new_key(by, "READ_ORDERS", "READ_INVOICES", "READ_EVENTS"), free_port()
    since = (await key.data("{ eventCursor }"))["eventCursor"]
    hook = await new_webhook(by, key.id, f"http://127.0.0.1:{port}/hook", selection=TOLD)
    given = {"PORT": str(port), "WEBHOOK_SECRET": hook["secret"]}
    return Dashboard(key, port, folder, since, given | environment)


async def changes(cast: Cast, ann: Client, sam: Client, order: str) -> None:
    """Let something happen to orders and invoices."""
    await new_order(ann)
    await move(sam, order, "IN_PROGRESS")
    await new_invoice(sam, cast.acme, date(2030, 1, 31), issue=True)


async def test_figures_and_events_are_exact_after_a_kill(cast: Cast, ann: Client, sam: Client, tmp_path: Path) -> None:
    dashboard = await new_dashboard(ann, tmp_path)
    async with dashboard.running() as process:
        await says(process, "CHECKPOINT")
        order = await new_order(ann)
        await relay()
        await dashboard.expect_exact(process)
        await done(sam, "noteAdd", orderId=order, body="Heard, and not counted")
        await says(process, "NOTE_ADDED")
    await changes(cast, ann, sam, order)
    await relay()
    async with dashboard.running() as process:
        await dashboard.expect_exact(process)
        clock.advance(timedelta(minutes=1))
        await relay()
        await move(sam, order, "COMPLETED")
        await dashboard.expect_exact(process)
        assert "COMPLETED" in (await dashboard.get("/")).text


@ON_SQLITE
async def test_a_webhook_alone_keeps_the_figures_exact(cast: Cast, ann: Client, sam: Client, tmp_path: Path) -> None:
    dashboard = await new_dashboard(ann, tmp_path, DASHBOARD_STREAM="off")
    async with dashboard.running():
        order = await new_order(ann)
        await relay()
    await changes(cast, ann, sam, order)
    await relay()
    clock.advance(timedelta(minutes=1))
    async with dashboard.running() as process:
        await relay()
        await dashboard.expect_exact(process)
        before = dashboard.written()
        forged = orjson.dumps({"type": "NOTE_ADDED", "data": {**before[0], "cursor": "forged"}})
        assert await dashboard.post(forged, "whsec_") == 401
        assert await dashboard.post(forged, f"whsec_{'A' * 32}") == 401
        assert dashboard.written() == before
    async with Dashboard(**vars(dashboard) | {"environment": {"PORT": str(dashboard.port)}}).running():
        assert await dashboard.post(forged, "whsec_") == 404


def test_the_page_has_the_code_of_the_program() -> None:
    section = PAGE.partition("\n## A dashboard from zero\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 4
    verified = programs_of(PAGE)["verify.py"].partition("\n\n\n")[2]
    parts = [part.rstrip() for block in (*blocks, verified) for part in block.split("\n\n\n")]
    assert [part for part in parts if part not in SOURCE and indent(part, "    ") not in SOURCE] == []
    selection = " ".join(TOLD.split())
    assert f'selection: "{selection}"' in section
