"""The two servers, each a process of its own on the same core, and the PostgreSQL that both read, on the other one."""

import os
import resource
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final

import asyncpg
import httpx

from tests.support import services

POOL_SIZE: Final = 10
START_TIMEOUT: Final = 30
"""Seconds that a server has to come up."""
_ROOT = Path(__file__).resolve().parent.parent
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cores:
    """The cores that things run on: the servers on one, load and database on another; None where there is no other."""

    server: int | None
    load: int | None

    @classmethod
    def of_this_machine(cls) -> "Cores":
        """The first two cores that this process may use."""
        allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        return cls(*allowed[:2]) if len(allowed) > 1 else cls(None, None)


@dataclass(frozen=True)
class Server:
    """A server that listens on `port`."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """The time of the processor that it has used so far; 0 where the system does not tell."""
        return _used(self.pid)

    def memory_kib(self) -> int:
        """Memory that is the server's alone, in KiB; 0 where the system does not tell."""
        try:
            lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            return 0
        return next(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))


def database_cpu_seconds() -> float:
    """The seconds of the processor that PostgreSQL has used so far, also for connections that have ended."""
    main = int((services.run_folder() / "postgresql" / "postmaster.pid").read_text().partition("\n")[0])
    try:
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    except OSError:
        children = []
    return _used(main, with_ended=True) + sum(_used(int(child)) for child in children)


def _used(pid: int, *, with_ended: bool = False) -> float:
    """The seconds of the processor of a process, and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11 : 15 if with_ended else 13]) / _TICKS


def open_many_files() -> None:
    """Let this process, and what it starts from now on, have as many lines open as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def pin(core: int | None) -> None:
    """Keep this process, and what it starts from now on, on one core."""
    if core is not None:
        os.sched_setaffinity(0, {core})


@contextmanager
def latchkey(database_url: str, folder: Path, core: int | None) -> Iterator[Server]:
    """Latchkey as it is run in production, without a worker: messages would be sent while it is measured."""
    port = services._free_port()
    environment = os.environ | {
        "ENVIRONMENT": "production",
        "DATABASE_URL": database_url,
        "DATABASE_POOL_SIZE": str(POOL_SIZE),
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "PORTAL_URL": f"https://127.0.0.1:{port}",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "CHECKPOINT_SECONDS": "3600",
        "MAX_STREAMS_PER_VIEWER": "5000",
        "MAX_SOCKETS_PER_VIEWER": "5000",
        "MAX_CONNECTIONS_PER_PEER": "5000",
    }
    with running([sys.executable, "-m", "latchkey", "serve", "--no-worker"], environment, port, core) as server:
        yield server


@contextmanager
def bare(database_url: str, core: int | None) -> Iterator[Server]:
    """The bare endpoint, under the same server with the same options."""
    port = services._free_port()
    command = [sys.executable, "-m", "bench.serve_bare", database_url, str(port), str(POOL_SIZE)]
    with running(command, dict(os.environ), port, core) as server:
        yield server


@contextmanager
def running(
    command: list[str], environment: dict[str, str], port: int, core: int | None, log: IO[str] | None = None
) -> Iterator[Server]:
    """Run a server on that core, from when it answers until the end of the block."""
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=log,
        preexec_fn=partial(pin, core),  # noqa: PLW1509 - no threads here
    )
    try:
        _await(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until the server answers; a socket that is only bound does not count."""
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"a server ended before it served: {process.args!r}")
        with suppress(OSError):
            if _answers(port):
                return
        time.sleep(0.05)
    raise SystemExit(f"a server did not come up within {START_TIMEOUT} seconds: {process.args!r}")


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=1).status_code in (200, 404)
    except httpx.TransportError:
        return False


async def create_database(name: str = "bench") -> str:
    """An empty database in a PostgreSQL of our own; gives its URL."""
    connection = await asyncpg.connect(services.postgresql_url())
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY")
    finally:
        await connection.close()
    return services.postgresql_url(name)
