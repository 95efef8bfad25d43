"""GET /schema.graphql: the contract as a file, for code generators and editors."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.errors import Unavailable
from execution.gate import Refused, count_request, may_introspect
from latchkey.graphql import errors
from latchkey.graphql.credentials import token_of
from latchkey.graphql.operations import OpenContext
from latchkey.graphql.peer import peer_of
from latchkey.graphql.responses import TRY_AGAIN, json_response, refusal, throttled
from models.core.errors import RequestError
from schema.build import sdl


def contract_route(open_context: OpenContext) -> Route:
    """The address of the contract, for everybody who may introspect the schema."""
    return Route("/schema.graphql", _contract(open_context), methods=["GET", "HEAD"])


def _contract(open_context: OpenContext) -> Callable[[Request], Awaitable[Response]]:
    async def contract(request: Request) -> Response:
        try:
            context = await open_context(token_of(request), peer_of(request), request.headers.get("user-agent"))
            await count_request(context.viewer)
        except RequestError as error:
            return refusal(request, error)
        except Refused as refused:
            return throttled(request, refused)
        except Unavailable:
            return json_response(request, {"errors": [errors.unavailable()]}, 503, TRY_AGAIN)
        if not may_introspect(context.viewer):
            return refusal(
                request, RequestError("UNAUTHENTICATED", "The schema is for signed-in viewers: send a token.")
            )
        text = await asyncio.to_thread(sdl)
        return PlainTextResponse(text, headers={"Cache-Control": "private, no-cache"})

    return contract
