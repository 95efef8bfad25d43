"""POST /demo/clock: moves the time of a demo on, so that end-to-end tests need not wait for what happens days later."""

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from adapters import clock, wakeups

MAX_HOURS: Final = 24 * 366


def clock_routes() -> list[BaseRoute]:
    """The address that moves the clock of this process on by `hours`, and says what time it is then."""
    return [Route("/demo/clock", _move, methods=["POST"])]


async def _move(request: Request) -> Response:
    try:
        hours = float(request.query_params["hours"])
    except (KeyError, ValueError):
        hours = 0.0
    if not 0 < hours <= MAX_HOURS:
        return JSONResponse({"error": f"`hours` is a number above 0, at most {MAX_HOURS}."}, 400)
    clock.advance(timedelta(hours=hours))
    wakeups.current().wake("deliveries")
    return JSONResponse({"now": clock.now().isoformat()})
