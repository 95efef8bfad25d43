"""Whether a process is well: the addresses that load balancers and supervisors ask."""

import asyncio
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

import settings
from adapters.database.client import fetch
from adapters.errors import Unavailable
from latchkey.migrate import lacking
from subscriptions import streams

DEADLINE_SECONDS: Final = 2.0
"""Seconds that the database has to answer."""
MAX_SILENCE_SECONDS: Final = 5.0
"""Seconds beyond TAIL_POLL_SECONDS in which the tail may read nothing."""
RETRY: Final = {"Retry-After": "5"}


def health_routes() -> list[BaseRoute]:
    """/live, /ready and /health."""
    return [Route("/live", live), Route("/ready", ready), Route("/health", health)]


async def live(request: Request) -> Response:
    """200 while this process answers, whatever becomes of the services that it needs: else restart it."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """200 while this process can serve, or 503 with each `reason` why not: send requests to others meanwhile."""
    reasons = [reason for reason in (await _database(), _tail()) if reason]
    if reasons:
        return JSONResponse({"status": "not ready", "reasons": reasons}, 503, RETRY)
    return JSONResponse({"status": "ok"})


async def health(request: Request) -> Response:
    """Whether this process reaches its database: 200, or 503."""
    try:
        await fetch("SELECT 1")
    except Unavailable:
        return JSONResponse({"status": "unavailable"}, 503, RETRY)
    return JSONResponse({"status": "ok"})


async def _database() -> str | None:
    """The reason why the database is of no use now; None if it is."""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            missing = await lacking()
    except Unavailable:
        return "database: it does not answer"
    except TimeoutError:
        return f"database: it does not answer within {DEADLINE_SECONDS:g} seconds"
    return f"migrations: the database lacks {', '.join(missing)}" if missing else None


def _tail() -> str | None:
    """The reason why streams are told nothing; None if they are, or in a worker, which has none."""
    read_at = streams.tail().read_at
    silence = 0.0 if read_at is None else monotonic() - read_at
    if silence <= settings.get().tail_poll_seconds + MAX_SILENCE_SECONDS:
        return None
    return f"tail: it has not read the log for {silence:.0f} seconds"
