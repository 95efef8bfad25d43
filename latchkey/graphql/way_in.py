"""The way in: sockets and POST at /graphql are served before any other middleware and the router.

Most requests are for this address, and what Starlette does to find it takes as long as a small operation; of a socket
it would stay in memory for as long as that is open. Everything else goes on as it came: other methods and addresses,
and preflights. Each request gets its id here, and is told of when it has ended.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.tracing import request_span
from adapters.work import Work, begin
from latchkey.monitoring.requests import HEADER, ended, request_id
from latchkey.wire.origins import CrossOrigin

PATH: Final = "/graphql"
OTHER: Final = "other"


class WayIn(CrossOrigin):
    """An application in front of another that has `endpoint` serve /graphql, and adds the headers for pages of other
    origins to the answers of both."""

    def __init__(self, app: ASGIApp, /, *, endpoint: ASGIApp, paths: Iterable[str], **options: Any) -> None:
        super().__init__(app, **options)
        self._endpoint = endpoint
        self._parts = {path.split("/", 2)[1] for path in paths}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one socket."""
        is_ours = scope.get("path") == PATH
        if is_ours and scope["type"] == "websocket":
            asked = begin(Work(request_id(_firsts(scope).get(HEADER))))
            try:
                await self._endpoint(scope, receive, send)
            finally:
                ended(asked, path=PATH, method="WEBSOCKET")
        elif scope["type"] != "http":
            await super().__call__(scope, receive, send)
        else:
            await self._answer(scope, receive, send, is_operation=is_ours and scope["method"] == "POST")

    async def _answer(self, scope: Scope, receive: Receive, send: Send, *, is_operation: bool) -> None:
        headers = _firsts(scope)
        asked = begin(Work(request_id(headers.get(HEADER))))
        status, own = 500, [(HEADER, asked.id.encode())]
        if is_operation:
            own += self.headers_for(headers.get(b"origin"))

        async def send_with_own(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        path, method = PATH if is_operation else self._shown(scope["path"]), scope["method"]
        with request_span(method, path, scope["headers"]) as span:
            try:
                if is_operation:
                    await self._endpoint(scope, receive, send_with_own)
                else:
                    await super().__call__(scope, receive, send_with_own)
            finally:
                ended(asked, path=path, method=method, status=status)
                if span is not None:
                    span.set_attributes({"http.response.status_code": status, "latchkey.request_id": asked.id})

    def _shown(self, path: str) -> str:
        """The first part of a path, if it is one of ours: what follows may be a secret, and other paths anything."""
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        return f"/{first}" if first in self._parts else OTHER


def _firsts(scope: Scope) -> dict[bytes, bytes]:
    """The headers by name, the first of several of a name."""
    return dict(reversed(scope["headers"]))


def way_in(endpoint: ASGIApp, *, paths: Iterable[str], exposed: Iterable[str]) -> Middleware:
    """The middleware by which `endpoint` answers; pages of other origins may read the headers that are `exposed`.

    Of the addresses of requests, the first parts of `paths` are told.
    """
    return Middleware(
        WayIn,
        endpoint=endpoint,
        paths=paths,
        allow_methods=["GET", "POST", "PUT", "PATCH", "HEAD", "DELETE"],
        allow_headers=["*"],
        expose_headers=[*exposed, "Retry-After", "X-Request-Id"],
        allow_credentials=True,
        max_age=3600,
    )
