"""The cost of an operation, computed before it runs: the number of objects it may return, by its page sizes."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
)

from execution.limits import DEFAULT_PAGE, MAX_PAGE_SIZE
from execution.selections import is_introspection, root_fields

# GraphQL's Int allows no longer pages; the cost of one must still be a number that JSON holds exactly.
MAX_INT = 2**31 - 1
# `ids` asks for as many objects as it has elements.
PAGE_ARGUMENTS = ("first", "last", "ids")
# Totals are by currency, of which there are one or two, however long the page is.
SUMS = frozenset({"totals"})
INTROSPECTION = 1_000
"""The maximum cost of one introspection field in an operation of its own, which is answered from a cache."""
META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


class OperationCost:
    """The cost of one operation of a valid document, for any values of its variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._operation = operation
        self._introspects = is_introspection(self._operation, self._fragments)
        self._fixed: int | None = None

    def for_variables(self, variables: Mapping[str, Any] | None) -> int:
        """The cost in objects; computed only once if no variable determines the length of a page."""
        if self._fixed is not None:
            return self._fixed
        walk = _Walk(self._schema, self._fragments, self._defaults() | dict(variables or {}))
        selections = self._operation.selection_set
        cost = walk.selections(selections, self._schema.get_root_type(self._operation.operation), 1)
        if self._introspects:
            cost = min(cost, INTROSPECTION * len(list(root_fields(selections, self._fragments))))
        if not walk.uses_variables:
            self._fixed = cost
        return cost

    def _defaults(self) -> dict[str, Any]:
        return {
            definition.variable.name.value: _literal(definition.default_value)
            for definition in self._operation.variable_definitions or ()
            if definition.default_value
        }


class _Walk:
    """A computation of the cost of one operation. It visits a fragment once for each page length that it is used
    with."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.uses_variables = False
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self._known: dict[tuple[str, int], int] = {}

    def selections(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, page: int) -> int:
        """The cost of a selection on one `parent`, whose own lists (a connection's edges) have `page` elements."""
        total = 0
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                total += self._field(selection, parent, page)
            elif isinstance(selection, FragmentSpreadNode):
                total += self._fragment(selection.name.value, page)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                on = self._schema.get_type(condition.name.value) if condition else parent
                total += self.selections(selection.selection_set, on, page)
        return total

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int) -> int:
        name = node.name.value
        field = getattr(parent, "fields", {}).get(name) or META_FIELDS.get(name)
        if field is None or node.selection_set is None:  # plain values cost nothing
            return 0
        named = get_named_type(field.type)
        asked = self._page(node, field, named)
        if is_list_type(get_nullable_type(field.type)):
            length = 1 if name in SUMS else page
            if parent is not None and parent.name.startswith("__"):
                length = _longest(self._schema, name)
            return (length if asked is None else asked) * (1 + self.selections(node.selection_set, named, 1))
        return 1 + self.selections(node.selection_set, named, 1 if asked is None else asked)

    def _fragment(self, name: str, page: int) -> int:
        if (name, page) not in self._known:
            fragment = self._fragments[name]
            on = self._schema.get_type(fragment.type_condition.name.value)
            self._known[name, page] = self.selections(fragment.selection_set, on, page)
        return self._known[name, page]

    def _page(self, node: FieldNode, field: GraphQLField, named: GraphQLNamedType) -> int | None:
        """The number of objects that the arguments ask for; None if the field takes no such argument."""
        taken = [name for name in PAGE_ARGUMENTS if name in field.args]
        if not taken:
            return None
        asked = list(self._asked(node, taken)) or [
            field.args[name].default_value for name in taken if isinstance(field.args[name].default_value, int)
        ]
        size = max(asked, default=DEFAULT_PAGE)
        # The resolver of a connection refuses a longer page, with a better message than a cost can give.
        return min(size, MAX_PAGE_SIZE) if named.name.endswith("Connection") else size

    def _asked(self, node: FieldNode, taken: list[str]) -> Iterator[int]:
        for argument in node.arguments or ():
            if argument.name.value not in taken:
                continue
            if isinstance(argument.value, VariableNode):
                self.uses_variables = True
                value = self._variables.get(argument.value.name.value)
            else:
                value = _literal(argument.value)
            if isinstance(value, list):
                yield len(value)
            elif isinstance(value, int | float):  # 100.0 is also a page of 100
                yield int(min(max(value, 0), MAX_INT))


def _literal(node: ValueNode) -> int | list[ValueNode] | None:
    if isinstance(node, IntValueNode):
        return int(node.value)
    return list(node.values) if isinstance(node, ListValueNode) else None


@cache
def _longest(schema: GraphQLSchema, name: str) -> int:
    """The maximum number of elements of a list of introspection, by the name of its field."""
    types = list(schema.type_map.values())
    fields = [field for each in types for field in getattr(each, "fields", {}).values()]
    lengths: dict[str, Iterable[int]] = {
        "types": [len(types)],
        "directives": [len(schema.directives)],
        "fields": (len(getattr(each, "fields", ())) for each in types),
        "inputFields": (len(getattr(each, "fields", ())) for each in types),
        "enumValues": (len(getattr(each, "values", ())) for each in types),
        "args": (len(getattr(each, "args", ())) for each in (*fields, *schema.directives)),
        "interfaces": (len(getattr(each, "interfaces", ())) for each in types),
        "possibleTypes": (len(schema.get_possible_types(each)) for each in types if is_abstract_type(each)),
    }
    return max(lengths[name])
