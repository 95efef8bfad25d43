"""The errors that clients see: refusals as they are, and of a fault nothing but the number it is logged under."""

import secrets
from collections.abc import Sequence
from typing import Any, Final

import structlog
from graphql import GraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError

import settings
from adapters.errors import Unavailable
from adapters.text.locales import Formats
from adapters.work import expected
from models.core.errors import RequestError

log = structlog.get_logger()

STATUS_OF_CODE: Final = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "THROTTLED": 429}
"""The HTTP status of a request that may not be made; 400 for the others."""
SUGGESTION: Final = " Did you mean "


def public_errors(errors: Sequence[GraphQLError], formats: Formats, *, suggest: bool) -> list[dict[str, Any]]:
    """The errors as the client sees them, no more than the settings allow; `suggest` keeps hints at other names.

    Those that people may read are in the reader's language, by `formats`.
    """
    most = settings.get().max_query_errors
    if len(errors) <= most:
        return [_public_error(error, formats, suggest) for error in errors]
    answers = [_public_error(error, formats, suggest) for error in errors[: most - 1]]
    return [*answers, answer("BAD_USER_INPUT", f"There are {len(errors) - len(answers)} errors more.")]


def answer(code: str, message: str, **extensions: Any) -> dict[str, Any]:
    """One error that belongs to no place in a document, with the id of the request that it answers."""
    asked = expected()
    asked.codes += (code,)
    return {"message": message, "extensions": {"code": code, **extensions, "requestId": asked.id}}


def request_error(error: RequestError, formats: Formats) -> dict[str, Any]:
    """The refusal of a request, in the language of its reader."""
    return answer(error.code, error.sentence.told(formats))


def fault(error: BaseException) -> dict[str, Any]:
    """Log what must not happen, and give the client the number to ask about."""
    number = secrets.token_hex(6)
    log.error("internal_error", id=number, exc_info=error)
    return answer("INTERNAL", f"Internal error {number}", id=number)


def unavailable() -> dict[str, Any]:
    """A service that this one needs is away."""
    return answer("UNAVAILABLE", "temporarily unavailable")


def is_unavailable(error: GraphQLError) -> bool:
    """Whether the error came of a service that is away."""
    return isinstance(_cause(error), Unavailable)


def _public_error(error: GraphQLError, formats: Formats, suggest: bool) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    cause = _cause(error)
    if isinstance(cause, RequestError):
        return formatted | request_error(cause, formats)
    if isinstance(cause, Unavailable):
        return formatted | unavailable()
    if not _is_about_the_request(error, cause):
        return formatted | fault(cause or error)
    message = error.message if suggest else error.message.split(SUGGESTION)[0]
    return formatted | answer(message=message, **{"code": "BAD_USER_INPUT"} | (error.extensions or {}))


def _cause(error: GraphQLError) -> Exception | None:
    """The exception raised outside graphql-core, which wraps its own errors when it adds a place to them."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _is_about_the_request(error: GraphQLError, cause: Exception | None) -> bool:
    """Whether graphql-core found the fault in the document or its variables, not a resolver in its work."""
    if error.path is not None:
        return cause is None and error.message.startswith("Argument ")
    return cause is None or error.nodes is not None or isinstance(cause, CannotGetOperationTypeError)
