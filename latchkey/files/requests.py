"""Shared by requests with bytes: their sender, their bodies, and the answers to what goes wrong."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial, wraps
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from adapters.errors import Unavailable
from adapters.text.locales import Formats
from adapters.text.sentences import Sentence
from execution.gate import Refused, count_request
from latchkey.files.receiving import Interrupted
from latchkey.graphql import errors
from latchkey.graphql.context import open_context
from latchkey.graphql.credentials import token_of
from latchkey.graphql.peer import peer_of
from latchkey.graphql.responses import asked_formats, json_response, throttled
from latchkey.shares import RENDERING, TRANSFERS
from models.access.signed_urls import viewer_of_url
from models.core.errors import Refusal, RefusalCode, RequestError
from models.core.viewer import KeyScope, Viewer
from models.files.uploads import Upload
from resolvers.core.ids import find_node
from resolvers.core.rules import REQUESTS_WORK, expect_open_to
from subscriptions.viewers import session_ended

PAUSE_SECONDS: Final = 5.0
"""Seconds without a byte after which what came so far is written away."""

STATUS_OF_REFUSAL: Final = {
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.FORBIDDEN: 403,
    RefusalCode.TOO_LARGE: 413,
    RefusalCode.UNSUPPORTED_TYPE: 415,
    RefusalCode.WRONG_STATE: 409,
    RefusalCode.STALE_VERSION: 409,
    RefusalCode.LINK_INVALID: 403,
    RefusalCode.LINK_EXPIRED: 410,
    RefusalCode.TOO_MANY_ATTEMPTS: 429,
}
"""The HTTP status of a refusal; 400 for the others."""

Endpoint = Callable[[Request], Awaitable[Response]]
End = Callable[[], Coroutine[Any, Any, object]]
"""Waits until something is over."""


def answered(endpoint: Endpoint) -> Endpoint:
    """An endpoint whose refusals and faults become answers, in the form that GraphQL's errors have."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refusal as refusal:
            return refused(request, STATUS_OF_REFUSAL.get(refusal.code, 400), refusal.code.value, refusal.sentence)
        except (RequestError, Unavailable) as error:
            return not_now(request, error)
        except Refused as over_limit:
            return throttled(request, over_limit)
        except Interrupted:
            return refused(request, 408, "BAD_USER_INPUT", Sentence("The connection was closed."))
        except Exception as error:  # noqa: BLE001  the last place where a fault can be logged and masked
            return json_response(request, {"errors": [errors.fault(error)]}, 500)

    return answer


def not_now(request: Request, error: RequestError | Unavailable) -> Response:
    """The answer to who may not ask, or may later: something that is needed is away, or too much goes on."""
    if isinstance(error, RequestError):
        return refused(request, errors.STATUS_OF_CODE.get(error.code, 400), error.code, error.sentence)
    return json_response(request, {"errors": [errors.unavailable()]}, 503, {"Retry-After": "5"})


def refused(request: Request, status: int, code: str, sentence: Sentence) -> Response:
    """A refusal as an answer, in the language of the viewer or, as long as that is unknown, of the request."""
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    formats = asked_formats(request) if viewer is None else Formats.of(viewer.locale, viewer.time_zone)
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "5"}}.get(status, {})
    return json_response(request, {"errors": [errors.answer(code, sentence.told(formats))]}, status, headers)


async def sender(request: Request) -> Viewer:
    """The viewer of a request, by token, API key or guarded cookie; raises RequestError if they may not upload, and
    Refused like `count_request`."""
    context = await open_context(token_of(request), peer_of(request), request.headers.get("user-agent"))
    await count_request(context.viewer)
    expect_open_to(context.viewer, KeyScope.WRITE_ORDERS)
    REQUESTS_WORK.check(context)
    assert context.viewer is not None, "the rule asks for a viewer"
    request.state.viewer = context.viewer
    return context.viewer


async def viewer_of_address(request: Request) -> Viewer:
    """The viewer that the address of the request was signed for; refuses like `viewer_of_url`, and raises Refused like
    `count_request`."""
    viewer = await viewer_of_url(request.url.path, request.query_params)
    await count_request(viewer)
    request.state.viewer = viewer
    return viewer


async def own_upload(request: Request, viewer: Viewer) -> Upload:
    """The viewer's upload that the address names; refuses with NOT_FOUND those of others."""
    return await find_node(Upload, request.path_params["id"], viewer, to="send")


async def body(request: Request) -> AsyncIterator[bytes]:
    """The body of a request as it comes; no bytes while the sender pauses. Raises Interrupted if it breaks off.

    A sender who is too slow is cut off by the server below, which looks like a line that breaks off.
    """
    while True:
        try:
            async with asyncio.timeout(PAUSE_SECONDS):
                message = await request.receive()
        except TimeoutError:
            yield b""
            continue
        if message["type"] == "http.disconnect":
            raise Interrupted
        chunk, is_last = message.get("body", b""), not message.get("more_body", False)
        del message
        if chunk:
            yield chunk
        del chunk  # bytes are not kept by who waits for more
        if is_last:
            return


@asynccontextmanager
async def transfer(request: Request, viewer: Viewer, *others: End) -> AsyncGenerator[None]:
    """Bytes may pass within the block until the viewer's session ends, or one of `others` does.

    Then RequestError UNAUTHENTICATED is raised, in the middle of what goes on. Raises RequestError THROTTLED and
    Unavailable where too many transfers go on already, of the viewer's own or of everybody's.
    """
    async with TRANSFERS.place(viewer.holder, peer_of(request)), _until(partial(session_ended, viewer), *others):
        yield


def rendering(request: Request, viewer: Viewer) -> AbstractAsyncContextManager[None]:
    """Something may be made for the viewer within the block. Raises RequestError THROTTLED and Unavailable."""
    return RENDERING.place(viewer.holder, peer_of(request))


@asynccontextmanager
async def _until(*ends: End) -> AsyncGenerator[None]:
    limit = asyncio.timeout(None)
    watches = [asyncio.create_task(_end_with(end(), limit)) for end in ends]
    try:
        async with limit:
            yield
    except TimeoutError:
        if limit.expired():
            raise RequestError("UNAUTHENTICATED", "The session has ended. Sign in again.", "revoked") from None
        raise
    finally:
        for watch in watches:
            watch.cancel()


async def _end_with(over: Coroutine[Any, Any, object], limit: asyncio.Timeout) -> None:
    await over
    limit.reschedule(asyncio.get_running_loop().time())
