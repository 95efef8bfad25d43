"""What every operation passes before it runs: documents read once, limits, introspection, and the cost it is told."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, parse, validate
from strawberry.extensions import SchemaExtension

import settings
from schema.cost import OperationCost
from schema.limits import Limits, rules

# Together they bound the memory that remembered documents take: a parsed one needs about 150 times its text.
REMEMBERED_DOCUMENTS = 128
REMEMBERED_CHARACTERS = 8_000
LARGEST_TOLD = 2**53
INTROSPECTION = re.compile(r"\b__(schema|type)\b")


class Prepared:
    """A document that was parsed and validated, with the costs of its operations as they become known."""

    def __init__(self, schema: GraphQLSchema, text: str, limits: Limits) -> None:
        self.document: DocumentNode = parse(text, max_tokens=limits.tokens)
        self.errors = tuple(validate(schema, self.document, rules(limits), max_errors=limits.errors))
        self.operations = sum(isinstance(node, OperationDefinitionNode) for node in self.document.definitions)
        self.introspects = INTROSPECTION.search(text) is not None
        self._schema = schema
        self._costs: dict[str | None, OperationCost] = {}

    def cost(self, operation_name: str | None, variables: dict[str, Any] | None) -> int:
        """The cost of one of its operations, which must exist; only for a document without errors."""
        if operation_name not in self._costs:
            self._costs[operation_name] = OperationCost(self._schema, self.document, operation_name)
        return self._costs[operation_name].for_variables(variables)


_remembered = lru_cache(REMEMBERED_DOCUMENTS)(Prepared)


class OperationGate(SchemaExtension):
    """Parse, validate and price an operation, from memory where the same document came before."""

    _prepared: Prepared
    _cost: int | None = None

    def on_parse(self) -> Iterator[None]:
        """Set the document; one that does not parse is left to Strawberry, which reports why on every transport."""
        context, limits = self.execution_context, Limits.of_settings()
        context.parse_options["max_tokens"] = limits.tokens
        prepare = _remembered if len(context.query or "") <= REMEMBERED_CHARACTERS else Prepared
        with suppress(GraphQLError):
            self._prepared = prepare(context.schema._schema, context.query or "", limits)
            context.graphql_document = self._prepared.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuse what is not valid, what the viewer may not ask, and what costs too much."""
        self.execution_context.pre_execution_errors = list(self._prepared.errors) or self._refusals()
        yield

    def _refusals(self) -> list[GraphQLError]:
        context, prepared = self.execution_context, self._prepared
        if prepared.operations > 1 and context._provided_operation_name is None:
            return [_refusal("BAD_USER_INPUT", "The document holds several operations: say which by operationName.")]
        if prepared.introspects and not may_introspect(context.context.viewer):
            return [_refusal("UNAUTHENTICATED", "Introspection is for signed-in viewers: send a token.")]
        cost = prepared.cost(context.operation_name, context.variables)
        maximum = settings.get().max_query_cost
        if cost > maximum:
            message = f"The operation costs {cost}; {maximum} is the most. Ask for shorter pages or fewer fields."
            return [_refusal("COST_LIMIT_EXCEEDED", message, cost=_told(cost))]
        self._cost = cost
        return []

    def get_results(self) -> dict[str, Any]:
        """Tell the cost of an operation that ran."""
        return {} if self._cost is None else {"cost": _told(self._cost)}


def may_introspect(viewer: object | None) -> bool:
    """Whether the schema may be shown to this viewer, by introspection or by suggestions in errors."""
    return viewer is not None or settings.get().is_development


def _told(cost: int) -> dict[str, int]:
    return {"requested": min(cost, LARGEST_TOLD), "maximum": settings.get().max_query_cost}


def _refusal(code: str, message: str, **more: Any) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code, **more})


EXTENSIONS = [OperationGate]
