"""Plans of what a query selects, made once per document, so that running it is a walk over rows.

graphql-core decides again for each field of each row which resolver to call, with which information, and how to
complete the value; on lists that takes most of the time of a request. A plan holds these decisions by field. An
operation with variables in @skip and @include has a plan for each combination of their values. Introspection has no
plan, either as a whole operation or as a field in a query of other fields, and is left to graphql-core.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from inspect import iscoroutinefunction, signature
from typing import Any, Final

from graphql import (
    DirectiveNode,
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
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.types.field import StrawberryField

from execution.selections import is_introspection, variables_in
from execution.serializers import Writer, writer_of

CONDITIONAL: Final = ("skip", "include")

Composite = GraphQLObjectType | GraphQLInterfaceType


META_FIELDS: Final = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


class NoPlan(Exception):
    """The operation uses something that only graphql-core can do."""


@dataclass(slots=True)
class FieldPlan:
    """A selected field of an object type. Without a resolver it is the column `column` of the row.

    `waits` says that its value, or something below it, may have to be read from the database.
    """

    key: str
    nodes: list[FieldNode]
    definition: GraphQLField
    strawberry_field: StrawberryField
    column: str
    resolver: Callable[..., Any] | None
    takes_root: bool
    takes_info: bool
    is_event: bool
    is_list: bool
    has_required_items: bool
    is_required: bool
    waits: bool
    variables: frozenset[str]
    write: Writer | None
    below: "SelectionPlan | None"
    place: str
    arguments: dict[str, Any] | None = None
    """The arguments as the resolver takes them, once they are known; `makers` make those that depend on variables."""
    makers: list[tuple[str, Callable[[Mapping[str, Any]], Any]]] = field(default_factory=list)
    reading: Any = None
    """The compiled read, once it is made; False if the field has none."""


@dataclass(slots=True)
class SchemaField:
    """An introspection field at the root of a query with other fields."""

    key: str
    nodes: list[FieldNode]
    is_required: bool
    waits: bool = True


Selected = FieldPlan | SchemaField | str
"""A bare string is the key of __typename."""


@dataclass(slots=True)
class SelectionPlan:
    """The selection of a type: the fields of each object type that its rows can have, in order, by the type's name."""

    named: Composite
    of_types: dict[str, list[Selected]]
    in_turn: bool = False
    """Whether the fields change something, so that each begins when the previous one has ended."""

    @property
    def is_abstract(self) -> bool:
        """Whether each row has to tell its type."""
        return isinstance(self.named, GraphQLInterfaceType)

    @property
    def waits(self) -> bool:
        """Whether anything in it may have to be read from the database."""
        return any(each.waits for fields in self.of_types.values() for each in fields if not isinstance(each, str))

    def fields(self, typename: str) -> list[Selected]:
        """The fields selected of an object type, in order."""
        return self.of_types[typename]


class DocumentPlan:
    """The plan of one operation of a document; `conditions` are the variables used in directives."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, Any],
    ) -> None:
        self.schema = schema
        self.operation = operation
        self._conditions = conditions
        self.is_personal = False
        """Whether the result of an event depends on the viewer, as far as is known."""
        self.variables: set[str] = set()
        """The variables that fields take, without those of an event's own field, which set its start and its filter."""
        self._fragments = fragments
        root = schema.get_root_type(operation.operation)
        assert root is not None
        if operation.directives or is_introspection(operation, fragments):
            raise NoPlan
        is_mutation = operation.operation is OperationType.MUTATION
        self.root = self._selection(root, [operation.selection_set], in_turn=is_mutation)

    def _selection(self, named: Composite, sets: list[SelectionSetNode], *, in_turn: bool = False) -> SelectionPlan:
        """The plan of selection sets of a type, as a whole: what has no plan is known before anything runs."""
        types = [named] if isinstance(named, GraphQLObjectType) else self.schema.get_possible_types(named)
        return SelectionPlan(named, {each.name: list(self._fields(each, sets)) for each in types}, in_turn)

    def _fields(self, owner: GraphQLObjectType, sets: list[SelectionSetNode]) -> Iterator[Selected]:
        """The fields that selection sets select of an object type, with those of the same key merged."""
        merged: dict[str, list[FieldNode]] = {}
        for selections in sets:
            self._collect(owner, selections, merged)
        for key, nodes in merged.items():
            name = nodes[0].name.value
            if name == "__typename":
                yield key
            elif name in META_FIELDS:
                yield SchemaField(key, nodes, is_non_null_type(META_FIELDS[name].type))
            else:
                yield self._plan_field(owner, key, nodes)

    def _collect(
        self, owner: GraphQLObjectType, selections: SelectionSetNode, merged: dict[str, list[FieldNode]]
    ) -> None:
        for selection in selections.selections:
            if not all(map(self._includes, selection.directives or ())):
                continue
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

    def _includes(self, directive: DirectiveNode) -> bool:
        """Whether @skip or @include keeps its field or fragment in the response."""
        if directive.name.value not in CONDITIONAL:
            raise NoPlan
        (condition,) = directive.arguments or ()
        value: Any = condition.value
        asked = self._conditions[value.name.value] if isinstance(value, VariableNode) else value.value
        return bool(asked) is (directive.name.value == "include")

    def _is_a(self, owner: GraphQLObjectType, name: str) -> bool:
        return owner.name == name or any(interface.name == name for interface in owner.interfaces)

    def _plan_field(self, owner: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> FieldPlan:
        definition = owner.fields[nodes[0].name.value]
        strawberry_field: StrawberryField = definition.extensions["strawberry-definition"]
        base, is_event = strawberry_field.base_resolver, strawberry_field.is_subscription
        resolver: Any = base.wrapped_func if base and not is_event else None
        takes_root, takes_info, is_async = _manner(resolver) if resolver else (False, False, False)
        kind, named = _nullable(definition.type), get_named_type(definition.type)
        if is_list_type(kind) and is_list_type(_nullable(kind.of_type)):
            raise NoPlan
        variables = {name for argument in nodes[0].arguments or () for name in variables_in(argument.value)}
        if not is_event:
            self.variables |= variables
        below, write, waits = None, None, False
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            below = self._selection(named, [node.selection_set for node in nodes if node.selection_set])
            waits = below.waits
        elif isinstance(named, GraphQLScalarType | GraphQLEnumType):
            write = writer_of(named)
        else:
            raise NoPlan
        return FieldPlan(
            key=key,
            nodes=nodes,
            definition=definition,
            strawberry_field=strawberry_field,
            column=strawberry_field.python_name,
            resolver=resolver,
            takes_root=takes_root,
            takes_info=takes_info,
            is_event=is_event,
            is_list=is_list_type(kind),
            has_required_items=is_list_type(kind) and is_non_null_type(kind.of_type),
            is_required=is_non_null_type(definition.type),
            waits=waits or takes_info or is_async,
            variables=frozenset(variables),
            write=write,
            below=below,
            place=f"{owner.name}.{nodes[0].name.value}",
        )


@cache
def _manner(resolver: Callable[..., Any]) -> tuple[bool, bool, bool]:
    """Whether a resolver takes the row, whether it takes the request, and whether it is awaited."""
    names = list(signature(resolver).parameters)
    return names[:1] == ["root"], "info" in names, iscoroutinefunction(resolver)


def _nullable(kind: GraphQLOutputType) -> GraphQLOutputType:
    return kind.of_type if is_non_null_type(kind) else kind
