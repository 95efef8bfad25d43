"""The gate that every operation passes before it runs: its document is parsed, checked against limits and priced."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

import settings
from execution.documents import Prepared, prepared
from execution.limits import Limits

MAX_EXACT = 2**53
"""The largest number that every JSON parser reads exactly."""


class OperationGate(SchemaExtension):
    """Parse, validate and price an operation, from a cache if the same document came before."""

    _prepared: Prepared
    _cost: int | None = None

    async def on_parse(self) -> AsyncIterator[None]:
        """Set the document; GraphQLError if it cannot be parsed."""
        context = self.execution_context
        self._prepared = await prepared(context.schema._schema, context.query or "", Limits.of_settings())
        context.graphql_document = self._prepared.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuse documents that are invalid, that the viewer may not send, or that cost too much."""
        self.execution_context.pre_execution_errors = list(self._prepared.errors) or self._refusals()
        yield

    def _refusals(self) -> list[GraphQLError]:
        context, prepared = self.execution_context, self._prepared
        if prepared.operations > 1 and context._provided_operation_name is None:
            return [_refusal("BAD_USER_INPUT", "The document has several operations: choose one by operationName.")]
        if prepared.introspects and not may_introspect(context.context.viewer):
            return [_refusal("UNAUTHENTICATED", "Introspection is for signed-in viewers: send a token.")]
        cost = prepared.cost(context.operation_name, context.variables)
        maximum = settings.get().max_query_cost
        if cost > maximum:
            message = f"The operation costs {cost}; the maximum is {maximum}. Ask for shorter pages or fewer fields."
            return [_refusal("COST_LIMIT_EXCEEDED", message, cost=_cost_info(cost))]
        self._cost = cost
        return []

    def get_results(self) -> dict[str, Any]:
        """The cost of an operation that ran, for the extensions of its response."""
        return {} if self._cost is None else {"cost": _cost_info(self._cost)}


def may_introspect(viewer: object | None) -> bool:
    """Whether the schema may be shown to this viewer, by introspection or by suggestions in errors."""
    return viewer is not None or settings.get().is_development


def _cost_info(cost: int) -> dict[str, int]:
    return {"requested": min(cost, MAX_EXACT), "maximum": settings.get().max_query_cost}


def _refusal(code: str, message: str, **more: Any) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code, **more})


EXTENSIONS = [OperationGate]
