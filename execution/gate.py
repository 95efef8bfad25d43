"""The gate that every operation passes before it runs: who may send it, and what it costs."""

from dataclasses import asdict, dataclass
from typing import Any

from graphql import GraphQLError

import settings
from adapters.security import rate_limits
from adapters.security.rate_limits import Taken
from execution.documents import Document
from models.core.viewer import Viewer

MAX_EXACT = 2**53
"""The largest number that every JSON parser reads exactly."""


class Refused(Exception):
    """An operation is not run, for the reasons in `errors`."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


def cost_of(
    document: Document, operation_name: str | None, variables: dict[str, Any] | None, viewer: object | None
) -> int:
    """The cost of an operation that may run, one of the document's; raises Refused if the document is invalid, if the
    viewer may not send it, or if it costs too much. `operation_name` is the one that the client gives."""
    if document.errors:
        raise Refused(list(document.errors))
    if len(document.operations) > 1 and operation_name is None:
        raise _refused("BAD_USER_INPUT", "The document has several operations: choose one by operationName.")
    if document.introspects and not may_introspect(viewer):
        raise _refused("UNAUTHENTICATED", "Introspection is for signed-in viewers: send a token.")
    operation = document.operation(operation_name)
    assert operation is not None
    cost, maximum = operation.cost(variables), settings.get().max_query_cost
    if cost > maximum:
        message = f"The operation costs {cost}; the maximum is {maximum}. Ask for shorter pages or fewer fields."
        raise _refused("COST_LIMIT_EXCEEDED", message, **extensions_of(cost))
    return cost


@dataclass(slots=True)
class Left:
    """The requests and the cost that an API key has left after an operation, and the seconds until it has all again."""

    requests: int
    cost: int
    seconds: int


async def count_request(viewer: Viewer | None) -> Left | None:
    """Count a request of an API key, whatever becomes of it; None for people, who have no such limits.

    Raises Refused where the key has sent as many in this minute as it may.
    """
    if viewer is None or not viewer.is_key:
        return None
    requests = await _take(viewer, "requests", 1, settings.get().api_key_requests_per_minute)
    cost = await _take(viewer, "cost", 0, settings.get().api_key_cost_per_minute)
    return Left(requests.left, cost.left, max(requests.seconds_left, cost.seconds_left))


async def spend(viewer: Viewer | None, cost: int, left: Left | None) -> None:
    """Count the cost of an operation of an API key, and take it from what is left.

    Raises Refused where too little is left in this minute; then nothing is taken.
    """
    if viewer is not None and left is not None:
        taken = await _take(viewer, "cost", cost, settings.get().api_key_cost_per_minute)
        left.cost, left.seconds = taken.left, max(left.seconds, taken.seconds_left)


async def _take(viewer: Viewer, what: str, amount: int, most: int) -> Taken:
    taken = await rate_limits.current().take(amount, most, 1, "api-key", what, str(viewer.api_key_id))
    if not taken.is_granted:
        seconds = taken.seconds_left
        message = f"Of {most} {what} a minute this API key has {taken.left} left. Try again in {seconds} seconds."
        raise _refused("THROTTLED", message, retryAfter=seconds)
    return taken


def may_introspect(viewer: object | None) -> bool:
    """Whether the schema may be shown to this viewer, by introspection or by suggestions in errors."""
    return viewer is not None or settings.get().is_development


def extensions_of(cost: int, left: Left | None = None) -> dict[str, Any]:
    """The extensions of a response that tell the cost of its operation, and to an API key what it has left."""
    told: dict[str, Any] = {"requested": min(cost, MAX_EXACT), "maximum": settings.get().max_query_cost}
    return {"cost": told if left is None else told | {"left": asdict(left)}}


def _refused(code: str, message: str, **more: Any) -> Refused:
    return Refused([GraphQLError(message, extensions={"code": code, **more})])
