"""Questions about an operation before it runs: its root fields, and the variables on which it depends."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)

Fragments = Mapping[str, FragmentDefinitionNode]


def is_introspection(operation: OperationDefinitionNode, fragments: Fragments) -> bool:
    """Whether an operation selects nothing but the schema."""
    names = set(root_fields(operation.selection_set, fragments))
    return names <= {"__schema", "__type", "__typename"} and names != {"__typename"}


def root_fields(selections: SelectionSetNode, fragments: Fragments) -> Iterator[str]:
    """The names of the fields at the root of an operation, or of a selection in it."""
    for each in selections.selections:
        if isinstance(each, FieldNode):
            yield each.name.value
        elif isinstance(each, InlineFragmentNode):
            yield from root_fields(each.selection_set, fragments)
        elif isinstance(each, FragmentSpreadNode):
            yield from root_fields(fragments[each.name.value].selection_set, fragments)


def conditions_of(operation: OperationDefinitionNode, fragments: Fragments) -> list[str]:
    """The names of the variables in its directives."""
    finder = _ConditionFinder()
    visit(operation, finder)
    seen: set[str] = set()
    while new := finder.spreads - seen:
        seen |= new
        for name in new:
            visit(fragments[name], finder)
    return sorted(finder.names)


class _ConditionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.spreads: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.names |= {name for argument in node.arguments or () for name in variables_in(argument.value)}

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.spreads.add(node.name.value)


def variables_in(value: ValueNode) -> Iterator[str]:
    """The names of the variables in an argument."""
    if isinstance(value, VariableNode):
        yield value.name.value
    elif isinstance(value, ListValueNode):
        for item in value.values:
            yield from variables_in(item)
    elif isinstance(value, ObjectValueNode):
        for each in value.fields:
            yield from variables_in(each.value)
