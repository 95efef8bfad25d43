"""The token or the API key that a request carries: as a bearer token or, a session's alone, in a cookie under guard."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

import settings
from adapters.security.key_secrets import is_secret
from models.core.errors import RequestError

SESSION, DEVICE = "latchkey_session", "latchkey_device"
DEVICE_SECONDS = 400 * 24 * 3600
"""Browsers keep a cookie no longer."""
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
    if token is None and (cookie := session_cookie(request)):
        if not uses_cookies(request):
            raise RequestError("FORBIDDEN", "The session cookie counts only with the header X-Latchkey-CSRF: 1.")
        token = cookie
    return token


def session_cookie(connection: HTTPConnection) -> str | None:
    """The token in the session cookie; None where it is absent, and for an API key, which is no session."""
    token = cookie_of(connection, SESSION)
    return None if token is None or is_secret(token) else token


def cookie_of(connection: HTTPConnection, name: str) -> str | None:
    """The value of one of our cookies; None where it is absent or empty."""
    return connection.cookies.get(_named(name, connection.scope["scheme"])) or None


def _named(name: str, scheme: str) -> str:
    """A browser takes `__Host-` from this very host alone, by TLS: no sibling of it can set or see such a cookie."""
    return f"__Host-{name}" if _is_secure(scheme) else name


def _is_secure(scheme: str) -> bool:
    """Whether cookies need TLS: always, but for plain HTTP in development. A proxy may have taken the TLS off."""
    return not (settings.get().is_development and scheme in ("http", "ws"))


def uses_cookies(request: HTTPConnection) -> bool:
    """Whether the client sends the header that guards the cookie: others hold their token themselves and get none."""
    return request.headers.get(GUARD_HEADER) == "1"


def set_session(response: Response, token: str, *, scheme: str) -> None:
    """Keep a session's token in the browser, out of reach of its scripts; an empty token clears it."""
    _set_cookie(response, SESSION, token, settings.get().session_max_days * 24 * 3600, scheme)


def set_device(response: Response, device: str, *, scheme: str) -> None:
    """Keep in the browser that somebody has signed in there."""
    _set_cookie(response, DEVICE, device, DEVICE_SECONDS, scheme)


def _set_cookie(response: Response, name: str, value: str, seconds: int, scheme: str) -> None:
    response.set_cookie(
        _named(name, scheme),
        value,
        max_age=seconds if value else 0,
        secure=_is_secure(scheme),
        httponly=True,
        samesite="lax",
    )
