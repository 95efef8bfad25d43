"""Operations of documents, priced and planned once for when the same document comes again."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_nullable_type,
    is_leaf_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValuesOrErrors,
    VariableValueSource,
    get_variable_values,
)
from graphql.utilities import coerce_input_value

from execution.cost import OperationCost
from execution.plans import DocumentPlan, NoPlan
from execution.selections import conditions_of

REMEMBERED_CONDITIONS: Final = 16


class Operation:
    """One operation of a document; for its cost and its plans the document has to be valid."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> None:
        self.node = node
        self.name = node.name.value if node.name else None
        self.kind = str(node.operation.value)
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

    def variables(self, given: Mapping[str, Any]) -> VariableValuesOrErrors:
        """The values of the variables; the errors of the first that does not fit."""
        usual = self._usual_variables
        if usual and given.keys() >= usual.keys():
            coerced = {name: coerce_input_value(given[name], each.type) for name, each in usual.items()}
            if not any(value is Undefined for value in coerced.values()):
                sources = {name: VariableValueSource(each, given[name]) for name, each in usual.items()}
                return VariableValues(sources, coerced)
        if not self.node.variable_definitions:
            return VariableValues({}, {})
        definitions, values = self.node.variable_definitions, dict(given)
        return get_variable_values(self._schema, definitions, values, max_errors=1, hide_suggestions=True)

    @cached_property
    def _usual_variables(self) -> dict[str, GraphQLVariableSignature]:
        """The signatures of the variables if all are scalars or enums; graphql-core makes them anew each time."""
        found = [get_variable_signature(self._schema, each) for each in self.node.variable_definitions or ()]
        signatures = {each.name: each for each in found if isinstance(each, GraphQLVariableSignature)}
        are_leaves = all(is_leaf_type(get_nullable_type(each.type)) for each in signatures.values())
        return signatures if are_leaves and len(signatures) == len(found) else {}

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
