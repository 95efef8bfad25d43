"""Plans of operations, cached for when the same document comes again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import FragmentDefinitionNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

from execution.plans import DocumentPlan, NoPlan
from execution.selections import conditions_of

REMEMBERED: Final = 512
REMEMBERED_CONDITIONS: Final = 16


@dataclass(slots=True)
class OperationPlans:
    """The plans of one operation, by the values of the variables in its directives; None if it can have none."""

    operation: OperationDefinitionNode
    conditions: list[str]
    plans: dict[tuple[Any, ...], DocumentPlan | None] = field(default_factory=dict)


_operations: OrderedDict[int, OperationPlans] = OrderedDict()
"""Plans by the id of the operation, which is kept so that no other operation gets that id."""


def plan_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> DocumentPlan | None:
    """The plan of an operation, from the cache if it came before; None if it can have none.

    GraphQLError if @skip or @include uses a variable that is null.
    """
    known = _operations.get(id(operation))
    if known is None:
        known = _operations[id(operation)] = OperationPlans(operation, conditions_of(operation, fragments))
        if len(_operations) > REMEMBERED:
            _operations.popitem(last=False)
    else:
        _operations.move_to_end(id(operation))
    values = tuple(variables.get(name) for name in known.conditions)
    if None in values:
        name = known.conditions[values.index(None)]
        raise GraphQLError(f"Variable '${name}' is asked for by a directive and must not be null.", operation)
    if values not in known.plans:
        if len(known.plans) >= REMEMBERED_CONDITIONS:
            known.plans.clear()
        known.plans[values] = _planned(schema, operation, fragments, dict(zip(known.conditions, values, strict=True)))
    return known.plans[values]


def forget() -> None:
    """Forget all plans; those of one database are of no use on another."""
    _operations.clear()


def _planned(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    conditions: Mapping[str, Any],
) -> DocumentPlan | None:
    try:
        return DocumentPlan(schema, operation, fragments, conditions)
    except NoPlan:
        return None
