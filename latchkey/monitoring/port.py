"""A port for operators: /metrics, /live and /ready, apart from the address that the world reaches."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import structlog
from starlette.applications import Starlette

from latchkey.monitoring.health import health_routes
from latchkey.monitoring.metrics import Metrics
from latchkey.wire.config import wire_config
from latchkey.wire.server import DrainingServer
from settings import Settings

log = structlog.get_logger()

MAX_PROCESSES: Final = 64
"""Processes on one machine that share METRICS_PORT: each takes the next port that is free."""


class _Server(DrainingServer):
    """A server beside another one, to which it leaves the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch none."""
        yield


@asynccontextmanager
async def operators_port(options: Settings, metrics: Metrics) -> AsyncIterator[None]:
    """Serve on METRICS_PORT, or one of the next, within the block; nowhere if it is not set."""
    if options.metrics_port is None:
        yield
        return
    listener = _listener(options.host, options.metrics_port)
    log.info("metrics are served", port=listener.getsockname()[1])
    app = Starlette(routes=[metrics.route(), *health_routes()])
    server = _Server(wire_config(app, lifespan="off", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def _listener(host: str, first: int) -> socket.socket:
    """A socket that listens at the first free port; raises OSError where there is none."""
    for port in range(first, first + MAX_PROCESSES):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError:
            listener.close()
        else:
            return listener
    raise OSError(f"METRICS_PORT: no port from {first} to {first + MAX_PROCESSES - 1} is free on {host}")
