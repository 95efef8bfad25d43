"""Which bytes a request wants, by RFC 9110."""

import re
from typing import Final

from starlette.datastructures import Headers

from adapters.text.sentences import Sentence

NO_SUCH_BYTES: Final = Sentence("There are no such bytes, or more than one range.")
_ONE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class RangeNotSatisfiable(Exception):
    """The requested bytes do not exist, or are several ranges, which are not served."""


def requested_range(headers: Headers, size: int, etag: str) -> tuple[int, int] | None:
    """The first of the requested bytes, and the end, which is not among them; None for all bytes.

    A range in other units or of another form is left aside, as is one for a version of the file that is gone.
    """
    header = headers.get("range", "").strip()
    if not header.startswith("bytes=") or headers.get("if-range", etag) != etag:
        return None
    if "," in header:
        raise RangeNotSatisfiable
    match = _ONE.fullmatch(header)
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        if not int(last):
            raise RangeNotSatisfiable
        return max(0, size - int(last)), size
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise RangeNotSatisfiable
    return start, stop
