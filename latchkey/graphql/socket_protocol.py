"""graphql-transport-ws: its close codes, the parts of its messages, and the results of operations in its form."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, Literal

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

from latchkey.graphql.credentials import bearer_token, session_cookie
from latchkey.graphql.messages import Message
from latchkey.graphql.requests import Refused
from latchkey.graphql.responses import encoded
from latchkey.wire.sockets import text_frame
from models.core.viewer import Viewer

PROTOCOL: Final = "graphql-transport-ws"
MAX_ID_LENGTH: Final = 256
INITIALISATION_SECONDS: Final = 10
FINISHING_SECONDS: Final = 1
"""The time in which what is in flight on a socket is answered before it ends."""

INTERNAL_ERROR, SERVICE_RESTART, TRY_AGAIN_LATER = 1011, 1012, 1013
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 4400, 4401, 4403
NOT_ACCEPTABLE, INITIALISATION_TIMEOUT, ALREADY_EXISTS, TOO_MANY_INITIALISATIONS = 4406, 4408, 4409, 4429


def ended_by(viewer: Viewer, ending: Literal["revoked", "expired"]) -> tuple[int, str]:
    """The close code and the reason for a viewer whose session or key is over: FORBIDDEN says to come back."""
    what = "API key" if viewer.is_key else "Session"
    return (FORBIDDEN if ending == "expired" else UNAUTHORIZED), f"{what} {ending}"


class Operation:
    """An operation by the id that its client gave it; `is_live` once it is a stream, and `is_over` once the client is
    told nothing more of it."""

    __slots__ = ("_begin", "_write", "identifier", "is_live", "is_over", "task")

    def __init__(self, identifier: str, write: Callable[[bytes], bool] | None) -> None:
        self._begin = b'{"id":' + encoded(identifier) + b',"type":"next","payload":'
        self._write = write
        self.identifier = identifier
        self.is_live = False
        self.is_over = False
        self.task: asyncio.Task[None]

    def start(self) -> None:
        """Remember that it is a stream."""
        self.is_live = True

    def push(self, message: Message) -> bool:
        """Write a result at once; False where that is not possible: the client is behind with reading, say."""
        if self._write is None or self.is_over:
            return False
        return self._write(message.framed(self._begin, self._frame))

    def text_of(self, message: Message) -> bytes:
        """A result as the client reads it."""
        return self._begin + message.body + b"}"

    def _frame(self, message: Message) -> bytes:
        return text_frame(self.text_of(message))


def id_of(message: dict[str, Any]) -> str:
    """The id of the operation that a message is about; raises Refused."""
    identifier = message.get("id")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= MAX_ID_LENGTH:
        raise Refused(400, f"`id` must be a string of 1 to {MAX_ID_LENGTH} characters")
    return identifier


def text_in(payload: dict[str, Any], name: str) -> str | None:
    """A text in a payload, if it is there; raises Refused for anything else."""
    value = payload.get(name)
    if not isinstance(value, str | None):
        raise Refused(400, f"`{name}` must be a string")
    return value


def too_many_sockets() -> Response:
    """The answer to a handshake that is one too many."""
    words = "Too many sockets on which nobody is signed in are open from your address: close some.\n"
    return PlainTextResponse(words, 429, {"Retry-After": "5", "Cache-Control": "no-store"})


def token_in(connection: HTTPConnection, payload: dict[str, Any]) -> str | None:
    """The token of the payload of connection_init, or else of the handshake, whose origin was checked; raises
    Refused."""
    return (
        text_in(payload, "token")
        or bearer_token(text_in(payload, "Authorization") or text_in(payload, "authorization"))
        or bearer_token(connection.headers.get("authorization"))
        or session_cookie(connection)
    )
