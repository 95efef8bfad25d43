"""POST /graphql by the GraphQL over HTTP specification, and the way to its event streams and sockets."""

import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult

from adapters.errors import Unavailable
from execution.context import Context
from latchkey.graphql import errors
from latchkey.graphql.credentials import DEVICE, cookie_of, set_device, set_session, token_of, uses_cookies
from latchkey.graphql.operations import OpenContext, Portal, SessionEnded, is_request_error, payload_of
from latchkey.graphql.peer import peer_of
from latchkey.graphql.requests import GraphQLRequest, HeadedRequest, Refused, read_request
from latchkey.graphql.responses import RESPONSE_TYPE, TRY_AGAIN, json_response, media_type_for, refusal
from latchkey.graphql.sockets import Socket
from latchkey.graphql.sse import EventStream, wants_events
from models.core.errors import RequestError


class GraphQLEndpoint:
    """An ASGI application for one path: requests, event streams and sockets of one schema."""

    def __init__(self, schema: strawberry.Schema, *, open_context: OpenContext, session_ended: SessionEnded) -> None:
        self._portal = Portal(schema, open_context, session_ended)

    def lines(self) -> dict[str, int]:
        """The numbers of streams and sockets that are open."""
        return {"streams": self._portal.streams.total, "sockets": self._portal.sockets.total}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one socket."""
        if scope["type"] == "websocket":
            await Socket(self._portal, WebSocket(scope, receive, send)).serve()
            return
        try:
            response = await self._response(HeadedRequest(scope, receive))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _response(self, request: Request) -> ASGIApp:
        try:
            return await self._answer(request)
        except ClientDisconnect:
            raise
        except Refused as error:
            problem = {"errors": [errors.answer(error.code, error.message)]}
            return json_response(request, problem, error.status, error.headers)
        except RequestError as error:
            return refusal(request, error)
        except Unavailable:
            return json_response(request, {"errors": [errors.unavailable()]}, 503, TRY_AGAIN)
        except Exception as error:  # noqa: BLE001  the last place where a fault can be logged and masked
            return json_response(request, {"errors": [errors.fault(error)]}, 500)

    async def _answer(self, request: Request) -> ASGIApp:
        asked = await read_request(request)
        peer, user_agent = peer_of(request), request.headers.get("user-agent")
        context = await self._portal.open_context(token_of(request), peer, user_agent)
        context.accept_language = request.headers.get("accept-language", "")
        context.device = cookie_of(request, DEVICE)
        if wants_events(request):
            context.resume_after = request.headers.get("last-event-id") or None
            return EventStream(self._portal, asked, context)
        context.keeps_cookies = uses_cookies(request)
        result = await self._execute(asked, context)
        status, headers = _status(request, result)
        response = json_response(request, payload_of(result, context), status, headers)
        if context.keeps_cookies:
            if context.set_cookie is not None:
                set_session(response, context.set_cookie, scheme=request.url.scheme)
            if context.set_device is not None:
                set_device(response, context.set_device, scheme=request.url.scheme)
        return response

    async def _execute(self, asked: GraphQLRequest, context: Context) -> ExecutionResult:
        try:
            return await self._portal.execute(asked, context)
        except CannotGetOperationTypeError as error:
            raise Refused(400, error.as_http_error_reason()) from None
        except InvalidOperationTypeError:
            message = "A subscription needs a WebSocket (graphql-transport-ws) or text/event-stream first in Accept."
            raise Refused(400, message) from None


def _status(request: Request, result: ExecutionResult) -> tuple[int, dict[str, str]]:
    if any(map(errors.is_unavailable, result.errors or ())):
        return 503, TRY_AGAIN
    for error in result.errors or ():
        if seconds := (error.extensions or {}).get("retryAfter"):
            return 429, {"Retry-After": str(seconds)}
    return (400 if is_request_error(result) and media_type_for(request) == RESPONSE_TYPE else 200), {}
