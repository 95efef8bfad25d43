"""Pages of other origins that may call this server: one answer for requests and for sockets."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from strawberry.http.websocket_origin import is_same_origin, normalize_origin

import settings
from latchkey.wire.addresses import LOCAL_HOSTS

VARY: Final = (b"vary", b"Origin")


class CrossOrigin(CORSMiddleware):
    """CORS headers for the origins that are allowed; a preflight is answered with the headers that it asks for."""

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether a page of that origin may read answers."""
        return is_allowed(origin)

    def headers_for(self, origin: bytes | None) -> list[tuple[bytes, bytes]]:
        """The headers that an answer to a request from that origin gets; None stands for a request without one."""
        if origin is None:
            return [VARY]
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in self.simple_headers.items()]
        if is_allowed(origin.decode("latin-1")):
            headers.append((b"access-control-allow-origin", origin))
        return [*headers, VARY]


def may_open_sockets(origin: str | None, host: str | None) -> bool:
    """Whether a page of that origin may open a socket, and use its cookie there; programs send no origin."""
    return origin is None or is_same_origin(origin, host) or is_allowed(origin)


def is_allowed(origin: str) -> bool:
    """Whether the settings allow a page of that origin, written as browsers write it, to act with cookies."""
    options = settings.get()
    return _is_allowed(origin, options.portal_address, tuple(options.allowed_origins), options.is_development)


@lru_cache(maxsize=256)
def _is_allowed(origin: str, portal: str, allowed: tuple[str, ...], is_development: bool) -> bool:
    if origin == normalize_origin(portal) or _pattern(allowed).fullmatch(origin):
        return True
    return is_development and normalize_origin(origin) == origin and urlsplit(origin).hostname in LOCAL_HOSTS


@lru_cache(maxsize=8)
def _pattern(origins: tuple[str, ...]) -> re.Pattern[str]:
    """Matches these origins as browsers write them; `*` stands for a part of a name without a dot."""
    written = filter(None, map(normalize_origin, origins))
    return re.compile("|".join(re.escape(origin).replace(r"\*", "[a-z0-9-]+") for origin in written) or "(?!)")
