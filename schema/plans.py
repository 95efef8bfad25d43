"""Plans: what a query selects, worked out once per document, so that running it is a walk over rows.

graphql-core decides anew, for each field of each row, which resolver to call, with what information, and how to finish
the value; on lists that is most of the time of a request. A plan holds these decisions by field. What is unusual (a
directive, introspection) has no plan and is left to graphql-core, which gives the same answers.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from inspect import signature
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.type.scalars import GraphQLID
from strawberry.types.field import StrawberryField

REMEMBERED: Final = 512

Composite = GraphQLObjectType | GraphQLInterfaceType
Serializer = Callable[[Any], Any]


class NoPlan(Exception):
    """The operation has something that only graphql-core can do."""


@dataclass(slots=True)
class FieldPlan:
    """One selected field of one object type."""

    key: str
    nodes: list[FieldNode]
    definition: GraphQLField
    strawberry_field: StrawberryField
    resolver: Callable[..., Any] | None
    takes_root: bool
    takes_info: bool
    is_event: bool
    serialize: Serializer | None
    below: "SelectionPlan | None"

    @property
    def column(self) -> str:
        """The key of the row that a field without a resolver shows."""
        return self.strawberry_field.python_name

    @property
    def is_plain(self) -> bool:
        """Whether the value is in the row and only has to be serialised."""
        return self.resolver is None and not self.is_event and self.serialize is not None and not self.is_list

    @property
    def is_list(self) -> bool:
        """Whether the field gives a list."""
        return is_list_type(_nullable(self.definition.type))

    @property
    def has_required_items(self) -> bool:
        """Whether the list that the field gives has no nulls."""
        kind = _nullable(self.definition.type)
        return is_list_type(kind) and is_non_null_type(kind.of_type)

    @property
    def is_required(self) -> bool:
        """Whether the field is never null."""
        return is_non_null_type(self.definition.type)


@dataclass
class SelectionPlan:
    """What is selected of a type; for an interface there is a plan for each of its types, made when one turns up."""

    document: "DocumentPlan"
    named: Composite
    sets: list[SelectionSetNode]
    _of_types: dict[str, list[FieldPlan | str]] = field(default_factory=dict)

    @cached_property
    def is_abstract(self) -> bool:
        """Whether each row has to say its type."""
        return isinstance(self.named, GraphQLInterfaceType)

    def fields(self, typename: str) -> list[FieldPlan | str]:
        """The fields selected of an object type, in order; a bare string is the key of __typename."""
        known = self._of_types.get(typename)
        if known is None:
            concrete = self.document.schema.get_type(typename)
            assert isinstance(concrete, GraphQLObjectType)
            known = self._of_types[typename] = list(self.document.plan_fields(concrete, self.sets))
        return known


class DocumentPlan:
    """The plan of one operation of a document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self.schema = schema
        self.operation = operation
        self._fragments = fragments
        root = schema.get_root_type(operation.operation)
        assert root is not None
        if operation.directives:
            raise NoPlan
        self.root = SelectionPlan(self, root, [operation.selection_set])
        self._look_through(self.root)

    def _look_through(self, selection: SelectionPlan) -> None:
        """Plan everything now, so that what has no plan is known before anything runs."""
        types = self.schema.get_possible_types(selection.named) if selection.is_abstract else [selection.named]  # type: ignore[arg-type]
        for concrete in types:
            for planned in selection.fields(concrete.name):
                if isinstance(planned, FieldPlan) and planned.below is not None:
                    self._look_through(planned.below)

    def plan_fields(self, owner: GraphQLObjectType, sets: list[SelectionSetNode]) -> Iterator[FieldPlan | str]:
        """The fields that selection sets select of an object type, those of the same key merged."""
        merged: dict[str, list[FieldNode]] = {}
        for selections in sets:
            self._collect(owner, selections, merged)
        for key, nodes in merged.items():
            name = nodes[0].name.value
            if name == "__typename":
                yield key
                continue
            if name.startswith("__"):
                raise NoPlan
            yield self._plan_field(key, nodes, owner.fields[name])

    def _collect(
        self, owner: GraphQLObjectType, selections: SelectionSetNode, merged: dict[str, list[FieldNode]]
    ) -> None:
        for selection in selections.selections:
            if selection.directives:
                raise NoPlan
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                merged.setdefault(key, []).append(selection)
                continue
            if isinstance(selection, InlineFragmentNode):
                condition, below = selection.type_condition, selection.selection_set
            else:
                assert isinstance(selection, FragmentSpreadNode)
                fragment = self._fragments[selection.name.value]
                condition, below = fragment.type_condition, fragment.selection_set
            if condition is None or self._is_a(owner, condition.name.value):
                self._collect(owner, below, merged)

    def _is_a(self, owner: GraphQLObjectType, name: str) -> bool:
        return owner.name == name or any(interface.name == name for interface in owner.interfaces)

    def _plan_field(self, key: str, nodes: list[FieldNode], definition: GraphQLField) -> FieldPlan:
        strawberry_field: StrawberryField = definition.extensions["strawberry-definition"]
        base = strawberry_field.base_resolver
        resolver: Any = base.wrapped_func if base else None
        names = signature(resolver).parameters if resolver else {}
        named = get_named_type(definition.type)
        below = None
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            sets = [node.selection_set for node in nodes if node.selection_set]
            below = SelectionPlan(self, named, sets)
        elif not is_leaf_type(named):
            raise NoPlan
        return FieldPlan(
            key=key,
            nodes=nodes,
            definition=definition,
            strawberry_field=strawberry_field,
            resolver=None if strawberry_field.is_subscription else resolver,
            takes_root="root" in names,
            takes_info="info" in names,
            is_event=strawberry_field.is_subscription,
            serialize=None if below is not None else _serializer(named),
            below=below,
        )


def _nullable(kind: GraphQLOutputType) -> GraphQLOutputType:
    return kind.of_type if is_non_null_type(kind) else kind


def _serializer(leaf: Any) -> Serializer:
    """How values of a scalar or an enum are written; strings and names of enums are so already."""
    if leaf in (GraphQLString, GraphQLID):
        return lambda value: value if type(value) is str else leaf.serialize(value)
    if isinstance(leaf, GraphQLEnumType):
        names = {each.value: name for name, each in leaf.values.items()}
        return lambda value: names.get(value) or leaf.serialize(value)
    assert isinstance(leaf, GraphQLScalarType)
    serialize: Serializer = leaf.serialize
    return serialize


_plans: OrderedDict[int, tuple[OperationDefinitionNode, DocumentPlan | None]] = OrderedDict()


def plan_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> DocumentPlan | None:
    """The plan of an operation, from memory where it came before; None where there can be none."""
    known = _plans.get(id(operation))
    if known is not None:
        _plans.move_to_end(id(operation))
        return known[1]
    try:
        plan: DocumentPlan | None = DocumentPlan(schema, operation, fragments)
    except NoPlan:
        plan = None
    _plans[id(operation)] = (operation, plan)
    if len(_plans) > REMEMBERED:
        _plans.popitem(last=False)
    return plan
