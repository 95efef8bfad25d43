"""Real processes of Latchkey, started by its command line, for what one process cannot show."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from tests.support.programs import forking
from tests.support.programs.forking import Process
from tests.support.repository import ROOT
from tests.support.server import Server, listening

KEY = "tests know this key, and nobody else does"


def environment(folder: Path, **values: Any) -> dict[str, str]:
    """The environment of a process: none of this machine's settings, and `values` in upper case."""
    cheap = {"ARGON2_MEMORY_KIB": "8", "ARGON2_TIME_COST": "1", "SECRET_KEY": KEY, "DATA_DIR": str(folder)}
    given = {name.upper(): str(value) for name, value in values.items()}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **cheap, **given}


@asynccontextmanager
async def process(*arguments: str, env: dict[str, str]) -> AsyncIterator[Process]:
    """`latchkey` with these arguments, killed at the end of the block unless it has ended."""
    started = await forking.start(arguments, env, ROOT)
    ending = asyncio.create_task(started.communicate())
    try:
        yield started
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGKILL)
        await ending


def free_port() -> int:
    """A port on which nothing listens."""
    with listening() as listener:
        port: int = listener.getsockname()[1]
    return port


@asynccontextmanager
async def served(
    *arguments: str, env: dict[str, str], port: int | None = None
) -> AsyncIterator[tuple[Server, Process]]:
    """`latchkey serve` on a port, a free one if none is given, once it answers."""
    port = free_port() if port is None else port
    url = f"http://127.0.0.1:{port}"
    async with (
        process("serve", "--port", str(port), *arguments, env=env) as started,
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        await asyncio.wait_for(_answers(client), 60)
        yield Server(url, client, Starlette()), started


async def _answers(client: httpx.AsyncClient) -> None:
    while True:
        try:
            if (await client.get("/health")).status_code == 200:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.05)
