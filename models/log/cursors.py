"""Event cursors: opaque positions in the log."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

from models.core.errors import RequestError

_VERSION: Final = b"\x01"


def encode(position: int) -> str:
    """A position in the log as clients see it."""
    return urlsafe_b64encode(_VERSION + position.to_bytes(8, "big")).decode()


def decode(cursor: str, argument: str = "after") -> int:
    """The position in a cursor; raises RequestError BAD_USER_INPUT if it is not one."""
    try:
        data = urlsafe_b64decode(cursor.encode("ascii"))
    except (Error, ValueError, UnicodeEncodeError):
        data = b""
    if len(data) != 9 or data[:1] != _VERSION or data[1] >= 0x80:
        raise RequestError("BAD_USER_INPUT", "{argument}: not a cursor of the event log.", argument=argument)
    return int.from_bytes(data[1:], "big")
