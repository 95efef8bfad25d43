"""The command line as people use it: a process of its own, in an environment that says only what the test does."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import forking
from tests.support.repository import ROOT

PATIENCE = 60
"""Seconds that a command may take, on a machine that has other things to do."""


@dataclass(frozen=True)
class Ended:
    """The exit code and output of a command."""

    code: int
    out: str
    err: str


class Running:
    """A command that runs until it is stopped."""

    def __init__(self, process: forking.Process) -> None:
        self._process = process
        self.said = ""

    async def says(self, pattern: str) -> str:
        """Wait until it has printed what the pattern finds; gives that, or its first group."""
        async with asyncio.timeout(PATIENCE):
            while (found := re.search(pattern, self.said)) is None:
                line = await self._process.readline()
                assert line, f"it ended: {self.said}\n{(await self._process.communicate())[1].decode()}"
                self.said += line.decode()
        return found[found.re.groups and 1]

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> Ended:
        """Stop it and wait for its end."""
        self._process.send_signal(by)
        async with asyncio.timeout(PATIENCE):
            out, err = await self._process.communicate()
        assert self._process.returncode is not None
        return Ended(self._process.returncode, self.said + out.decode(), err.decode())


async def latchkey(folder: Path, *arguments: str, typed: str = "", **environment: str) -> Ended:
    """Run `latchkey` in `folder` with these variables, type `typed`, and wait for its end."""
    process = await _start(folder, arguments, environment)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate(typed.encode())
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def running(folder: Path, *arguments: str, **environment: str) -> AsyncIterator[Running]:
    """`latchkey` runs within the block; it is killed at the end, should it still run."""
    process = await _start(folder, arguments, environment)
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.communicate()


async def _start(folder: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> forking.Process:
    usual = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "120", "ARGON2_MEMORY_KIB": "8"}
    return await forking.start(arguments, usual | environment, folder)
