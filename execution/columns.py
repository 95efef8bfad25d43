"""The columns that a query has to read for the fields that it selects.

A field of schema/ names the columns it is made from in its metadata (`needs`); a plain field needs the column of its
own name. An interface names the columns that decide the type of a row, which are always read. Directives are ignored: a
skipped field costs at most one unneeded column, and the columns of a document are the same for all its variables.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)

REMEMBERED: Final = 4096

_plans: OrderedDict[tuple[object, ...], tuple[list[FieldNode], frozenset[str]]] = OrderedDict()

Composite = GraphQLObjectType | GraphQLInterfaceType


def columns(info: GraphQLResolveInfo[Any], *path: str) -> frozenset[str]:
    """The columns needed for the selection below this field, or below `path` in it; through connections."""
    key = (path, *map(id, info.field_nodes))
    known = _plans.get(key)
    if known is not None:
        _plans.move_to_end(key)
        return known[1]
    parent = get_named_type(info.return_type)
    assert isinstance(parent, Composite)
    needed = frozenset(_needs(info, [node.selection_set for node in info.field_nodes], parent, path))
    _plans[key] = (info.field_nodes, needed)
    if len(_plans) > REMEMBERED:
        _plans.popitem(last=False)
    return needed


def _needs(
    info: GraphQLResolveInfo[Any], sets: list[SelectionSetNode | None], parent: Composite, path: tuple[str, ...]
) -> Iterator[str]:
    through = path[:1] if path else _through(parent)
    if not through and isinstance(parent, GraphQLInterfaceType):
        yield from parent.extensions["strawberry-definition"].origin.recognised_by
    for name, node, owner in _fields(info, sets, parent):
        if through and name in through:
            below = get_named_type(owner.fields[name].type)
            assert isinstance(below, Composite)
            yield from _needs(info, [node.selection_set], below, path[1:])
        elif not through and name != "__typename":
            definition = owner.fields[name].extensions["strawberry-definition"]
            yield from definition.metadata.get("needs", (definition.python_name,))


def _through(parent: Composite) -> tuple[str, ...]:
    if parent.name.endswith("Connection"):
        return ("nodes", "edges")
    return ("node",) if parent.name.endswith("Edge") else ()


def _fields(
    info: GraphQLResolveInfo[Any], sets: list[SelectionSetNode | None], parent: Composite
) -> Iterator[tuple[str, FieldNode, Composite]]:
    for selections in sets:
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                yield selection.name.value, selection, parent
                continue
            owner = parent
            if isinstance(selection, InlineFragmentNode):
                condition, below = selection.type_condition, selection.selection_set
            else:
                assert isinstance(selection, FragmentSpreadNode)
                fragment = info.fragments[selection.name.value]
                condition, below = fragment.type_condition, fragment.selection_set
            if condition is not None:
                named = info.schema.get_type(condition.name.value)
                assert isinstance(named, Composite)
                owner = named
            yield from _fields(info, [below], owner)
