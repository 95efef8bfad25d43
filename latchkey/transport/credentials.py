"""The token a request carries: as a bearer token, or in the session cookie under guard."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response
from strawberry.http.websocket_origin import is_same_origin, normalize_origin

import settings
from latchkey.wire.addresses import LOCAL_HOSTS
from models.errors import RequestError

COOKIE = "latchkey_session"
GUARD_HEADER = "x-latchkey-csrf"


def bearer_token(authorization: str | None) -> str | None:
    """The token in an Authorization value; None where it is absent or of another scheme."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def token_of(request: HTTPConnection) -> str | None:
    """The token of an HTTP request; raises RequestError where a cookie comes without the header that guards it.

    Another site can make a browser send the cookie, but not the header.
    """
    token = bearer_token(request.headers.get("authorization"))
    if token is None and COOKIE in request.cookies:
        if not uses_cookies(request):
            raise RequestError("FORBIDDEN", "The session cookie counts only with the header X-Latchkey-CSRF: 1.")
        token = request.cookies[COOKIE] or None
    return token


def uses_cookies(request: HTTPConnection) -> bool:
    """Whether the client sends the header that guards the cookie: others hold their token themselves and get none."""
    return request.headers.get(GUARD_HEADER) == "1"


def origin_allowed(connection: HTTPConnection) -> bool:
    """Whether a page of that origin may open a socket, and use its cookie there; programs send no origin."""
    origin = connection.headers.get("origin")
    if origin is None or is_same_origin(origin, connection.headers.get("host")):
        return True
    wanted = settings.get()
    normalized = normalize_origin(origin)
    if wanted.is_development and normalized and urlsplit(normalized).hostname in LOCAL_HOSTS:
        return True  # a frontend's own development server
    return normalized is not None and normalized in map(normalize_origin, wanted.allowed_origins)


def set_cookie(response: Response, token: str, *, scheme: str) -> None:
    """Keep `token` in the browser, out of reach of its scripts; an empty token clears it."""
    wanted = settings.get()
    response.set_cookie(
        COOKIE,
        token,
        max_age=wanted.session_max_days * 24 * 3600 if token else 0,
        secure=not (wanted.is_development and scheme == "http"),
        httponly=True,
        samesite="lax",
    )
