"""Operations of documents, priced and planned once for when the same document comes again."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

from execution.cost import OperationCost
from execution.plans import DocumentPlan, NoPlan
from execution.selections import conditions_of

REMEMBERED_CONDITIONS: Final = 16


class Operation:
    """One operation of a document; for its cost and its plans the document has to be valid."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> None:
        self.node = node
        self.name = node.name.value if node.name else None
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._schema = schema
        self._plans: dict[tuple[Any, ...], DocumentPlan | None] = {}

    def cost(self, variables: Mapping[str, Any] | None) -> int:
        """The cost in objects."""
        return self._cost.for_variables(variables)

    def plan(self, variables: Mapping[str, Any]) -> DocumentPlan | None:
        """The plan for the values of the variables in its directives; None if it can have none.

        GraphQLError if @skip or @include uses a variable that is null.
        """
        values = tuple(variables.get(name) for name in self._conditions)
        if None in values:
            name = self._conditions[values.index(None)]
            raise GraphQLError(f"Variable '${name}' is asked for by a directive and must not be null.", self.node)
        if values not in self._plans:
            if len(self._plans) >= REMEMBERED_CONDITIONS:
                self._plans.clear()
            self._plans[values] = self._planned(dict(zip(self._conditions, values, strict=True)))
        return self._plans[values]

    @cached_property
    def _cost(self) -> OperationCost:
        return OperationCost(self._schema, self.node, self.fragments)

    @cached_property
    def _conditions(self) -> list[str]:
        return conditions_of(self.node, self.fragments)

    def _planned(self, conditions: Mapping[str, Any]) -> DocumentPlan | None:
        try:
            return DocumentPlan(self._schema, self.node, self.fragments, conditions)
        except NoPlan:
            return None
