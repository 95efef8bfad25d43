"""The gate that every operation passes before it runs: its document is parsed, checked against limits and priced."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

import settings
from execution.documents import Document, prepared
from execution.limits import Limits

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


class OperationGate(SchemaExtension):
    """The gate for what is executed by the schema itself; `running` and `live` have requests and streams pass it."""

    _document: Document
    _cost: int | None = None

    async def on_parse(self) -> AsyncIterator[None]:
        """Set the document; GraphQLError if it cannot be parsed."""
        context = self.execution_context
        self._document = await prepared(context.schema._schema, context.query or "", Limits.of_settings())
        context.graphql_document = self._document.node
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuse an operation that may not run."""
        context = self.execution_context
        try:
            viewer = context.context.viewer
            self._cost = cost_of(self._document, context._provided_operation_name, context.variables, viewer)
            context.context.operation = self._document.operation(context._provided_operation_name)
            context.pre_execution_errors = []
        except Refused as refused:
            context.pre_execution_errors = refused.errors
        yield

    def get_results(self) -> dict[str, Any]:
        """The cost of an operation that ran, for the extensions of its response."""
        return {} if self._cost is None else extensions_of(self._cost)


def may_introspect(viewer: object | None) -> bool:
    """Whether the schema may be shown to this viewer, by introspection or by suggestions in errors."""
    return viewer is not None or settings.get().is_development


def extensions_of(cost: int) -> dict[str, Any]:
    """The extensions of a response that tell the cost of its operation."""
    return {"cost": {"requested": min(cost, MAX_EXACT), "maximum": settings.get().max_query_cost}}


def _refused(code: str, message: str, **more: Any) -> Refused:
    return Refused([GraphQLError(message, extensions={"code": code, **more})])


EXTENSIONS = [OperationGate]
