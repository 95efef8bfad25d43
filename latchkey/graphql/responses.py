"""Answers as JSON, in the media type that the client chose."""

from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapters.text.locales import Formats, asked_language
from execution.gate import Refused
from latchkey.graphql import errors
from latchkey.graphql.credentials import SESSION, cookie_of, set_session
from models.core.errors import RequestError

RESPONSE_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"
TRY_AGAIN = {"Retry-After": "5"}


def encoded(payload: Any) -> bytes:
    """The payload as JSON on one line; raises TypeError where a resolver gave what JSON cannot hold."""
    return orjson.dumps(payload, option=orjson.OPT_UTC_Z)


def json_response(
    request: Request, payload: dict[str, Any], status: int, headers: dict[str, str] | None = None
) -> Response:
    """An answer in the media type the client prefers, which nothing on the way keeps."""
    media_type = f"{media_type_for(request)}; charset=utf-8"
    return Response(encoded(payload), status, {"Cache-Control": "no-store"} | (headers or {}), media_type)


def refusal(request: Request, error: RequestError) -> Response:
    """The answer to a request that may not be made; with a session that has ended, its cookie is cleared."""
    status = errors.STATUS_OF_CODE.get(error.code, 400)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    response = json_response(
        request, {"errors": [errors.request_error(error, asked_formats(request))]}, status, headers
    )
    if status == 401 and cookie_of(request, SESSION):
        # Scripts cannot take a dead cookie away, and it would stand in the way of signing in again.
        set_session(response, "", scheme=request.url.scheme)
    return response


def throttled(request: Request, refused: Refused) -> Response:
    """The answer, at an address other than that of operations, to an API key that has sent as many requests as it may
    in this minute."""
    [error] = refused.errors
    seconds = (error.extensions or {})["retryAfter"]
    answers = errors.public_errors(refused.errors, asked_formats(request), suggest=False)
    return json_response(request, {"errors": answers}, 429, {"Retry-After": str(seconds)})


def asked_formats(request: Request) -> Formats:
    """The language that a request asks for, for answers to nobody who is known."""
    return Formats.of(asked_language(request.headers.get("accept-language", "")), "UTC")


def media_type_for(request: Request) -> str:
    """The client's first choice of the two types of the specification; plain JSON where it names neither."""
    return _media_type(request.headers.get("accept", ""))


@lru_cache(256)
def _media_type(accept: str) -> str:
    quality = dict(map(_offer, accept.split(",")))
    weight = quality.get(RESPONSE_TYPE, 0.0)
    return RESPONSE_TYPE if weight > 0 and weight >= quality.get(JSON_TYPE, 0.0) else JSON_TYPE


def _offer(text: str) -> tuple[str, float]:
    media_type, *parameters = text.lower().replace(" ", "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                return media_type, float(value)
            except ValueError:
                return media_type, 0.0
    return media_type, 1.0
