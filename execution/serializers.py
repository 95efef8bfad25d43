"""Writers, which turn the values of a whole column into JSON at once, as far as possible by the JSON encoder."""

from collections.abc import Callable
from datetime import UTC
from functools import partial
from types import NoneType
from typing import Any, Final

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLScalarType, GraphQLString
from graphql.type.scalars import GraphQLID
from strawberry.types.scalar import identity

Writer = Callable[[list[Any]], list[Any]]
"""A function that returns the values of a column as they are in a response; None stays None."""

_AS_THEY_ARE: Final = {GraphQLString.name: str, GraphQLID.name: str, GraphQLBoolean.name: bool}
"""The Python types whose values need no conversion, by scalar."""
_UNCHANGING: Final = (GraphQLScalarType.serialize, identity)
"""The functions of scalars that give each value as it is."""


def writer_of(leaf: GraphQLScalarType | GraphQLEnumType) -> Writer:
    """The writer of a scalar or an enum. It returns the same as `leaf.serialize`, and raises the same errors."""
    one_by_one = partial(_one_by_one, leaf.serialize)
    if isinstance(leaf, GraphQLEnumType):
        names = {None: None, **{each.value: name for name, each in leaf.values.items()}}
        return partial(_names, names, one_by_one)
    if leaf.name == "DateTime":
        return partial(_moments, one_by_one)
    if leaf.serialize in _UNCHANGING:
        return _same
    kind = _AS_THEY_ARE.get(leaf.name)
    return one_by_one if kind is None else partial(_unchanged, {kind, NoneType}, one_by_one)


def is_written_as_it_is(leaf: object) -> bool:
    """Whether a text is the same in a response."""
    if not isinstance(leaf, GraphQLScalarType):
        return False
    return leaf.serialize in _UNCHANGING or leaf.name in (GraphQLString.name, GraphQLID.name)


def _one_by_one(serialize: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    return [None if value is None else serialize(value) for value in values]


def _names(names: dict[Any, str | None], otherwise: Writer, values: list[Any]) -> list[Any]:
    try:
        return [names[value] for value in values]
    except KeyError:
        return otherwise(values)


def _moments(otherwise: Writer, values: list[Any]) -> list[Any]:
    """Moments in UTC unchanged, as the JSON encoder writes them in the same form."""
    if all(value is None or value.tzinfo is UTC for value in values):
        return values
    return otherwise(values)


def _same(values: list[Any]) -> list[Any]:
    return values


def _unchanged(kinds: set[type], otherwise: Writer, values: list[Any]) -> list[Any]:
    return values if kinds.issuperset(map(type, values)) else otherwise(values)
