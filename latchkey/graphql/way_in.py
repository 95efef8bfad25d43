"""The way in: sockets and POST at /graphql are served before any other middleware and the router.

Most requests are for this address, and what Starlette does to find it takes as long as a small operation; of a socket
it would stay in memory for as long as that is open. Everything else goes on as it came: other methods and addresses,
and preflights.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from latchkey.wire.origins import CrossOrigin

PATH: Final = "/graphql"


class WayIn(CrossOrigin):
    """An application in front of another that has `endpoint` serve /graphql, and adds the headers for pages of other
    origins to the answers of both."""

    def __init__(self, app: ASGIApp, /, *, endpoint: ASGIApp, **options: Any) -> None:
        super().__init__(app, **options)
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one socket."""
        is_ours = scope.get("path") == PATH
        if is_ours and scope["type"] == "websocket":
            await self._endpoint(scope, receive, send)
        elif is_ours and scope["method"] == "POST":
            await self._answer(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), None)

        async def send_with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers_for(origin)]
            await send(message)

        await self._endpoint(scope, receive, send_with_origin)


def way_in(endpoint: ASGIApp, *, exposed: Iterable[str]) -> Middleware:
    """The middleware by which `endpoint` answers; pages of other origins may read the headers that are `exposed`."""
    return Middleware(
        WayIn,
        endpoint=endpoint,
        allow_methods=["GET", "POST", "PUT", "PATCH", "HEAD", "DELETE"],
        allow_headers=["*"],
        expose_headers=[*exposed, "Retry-After"],
        allow_credentials=True,
        max_age=3600,
    )
