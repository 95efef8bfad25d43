"""The gate that every operation passes before it runs: who may send it, and what it costs."""

from typing import Any

from graphql import GraphQLError

import settings
from execution.documents import Document

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


def may_introspect(viewer: object | None) -> bool:
    """Whether the schema may be shown to this viewer, by introspection or by suggestions in errors."""
    return viewer is not None or settings.get().is_development


def extensions_of(cost: int) -> dict[str, Any]:
    """The extensions of a response that tell the cost of its operation."""
    return {"cost": {"requested": min(cost, MAX_EXACT), "maximum": settings.get().max_query_cost}}


def _refused(code: str, message: str, **more: Any) -> Refused:
    return Refused([GraphQLError(message, extensions={"code": code, **more})])
