"""Results as they go over the line: encoded once, and framed once for all who get the same frame."""

import re
from collections.abc import Callable
from typing import Any, Final

from latchkey.graphql.responses import encoded

CURSOR: Final = re.compile(r"[\w=-]{1,64}", re.ASCII)


class Message:
    """A result in JSON. `cursor` is that of its event, if it is selected under this name."""

    __slots__ = ("_frame", "_framed_for", "body", "cursor")

    def __init__(self, payload: dict[str, Any]) -> None:
        self.body = encoded(payload)
        self.cursor = _cursor_in(payload.get("data"))
        self._framed_for: object = None
        self._frame = b""

    def framed(self, reader: object, frame: Callable[["Message"], bytes]) -> bytes:
        """The frame that `frame` makes, which is the same for all readers that are equal."""
        if self._framed_for != reader:
            self._framed_for, self._frame = reader, frame(self)
        return self._frame


def _cursor_in(data: Any) -> str | None:
    [event] = data.values() if isinstance(data, dict) and len(data) == 1 else [None]
    cursor = event.get("cursor") if isinstance(event, dict) else None
    return cursor if isinstance(cursor, str) and CURSOR.fullmatch(cursor) else None
