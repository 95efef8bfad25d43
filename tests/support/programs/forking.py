"""`latchkey` as a process of its own, forked from one that has the app imported: importing would be most of its work.

Else it is a process like any other, with an environment, a folder, standard streams and an exit code of its own, and it
can be killed.
"""

import asyncio
import io
import multiprocessing
import os
import signal
import socket
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from latchkey.cli.commands import main

Stream = tuple[StreamReader, StreamWriter]

MAX_LINE_LENGTH = 1024 * 1024
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(
    [
        "latchkey.app",
        "latchkey.demo.seed",
        "latchkey.bulk.contacts",
        "latchkey.bulk.import_orders",
        "models.orders.export",
    ]
)


class Process:
    """A running `latchkey`."""

    def __init__(self, process: ForkServerProcess, stdin: Connection, stdout: Stream, stderr: Stream) -> None:
        self._process = process
        self._stdin, self._stdout, self._stderr = stdin, stdout, stderr
        self._is_over = asyncio.Event()
        asyncio.get_running_loop().add_reader(process.sentinel, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self._is_over.set()

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative for the signal that ended it; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def wait(self) -> None:
        """Wait for its end."""
        await self._is_over.wait()

    async def readline(self) -> bytes:
        """Wait for the next line that it writes to standard output; empty once it has ended."""
        return await self._stdout[0].readline()

    async def communicate(self, typed: bytes = b"") -> tuple[bytes, bytes]:
        """Type something and wait for its end; gives what it wrote to standard output and to standard error."""
        out, err, *_ = await asyncio.gather(
            self._stdout[0].read(), self._stderr[0].read(), asyncio.to_thread(self._type, typed), self.wait()
        )
        for _, writer in (self._stdout, self._stderr):
            writer.close()
            await writer.wait_closed()
        return out, err

    def _type(self, typed: bytes) -> None:
        # It may end without reading all.
        with suppress(BrokenPipeError), os.fdopen(os.dup(self._stdin.fileno()), "wb") as pipe:
            self._stdin.close()
            pipe.write(typed)


async def start(arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> Process:
    """Run `latchkey` in `folder` with these arguments, and these variables alone."""
    their_in, our_in = _context.Pipe(duplex=False)
    (our_out, their_out), (our_err, their_err) = socket.socketpair(), socket.socketpair()
    theirs = (their_in, their_out, their_err)
    process = _context.Process(target=_be_latchkey, args=(arguments, dict(environment), folder, theirs))
    process.start()
    for stream in theirs:
        stream.close()
    stdout = await asyncio.open_connection(sock=our_out, limit=MAX_LINE_LENGTH)
    return Process(process, our_in, stdout, await asyncio.open_connection(sock=our_err))


def _be_latchkey(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    folder: Path,
    streams: tuple[Connection | socket.socket, ...],
) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["latchkey", *arguments]
    main()
