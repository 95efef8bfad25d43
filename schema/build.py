"""The schema, assembled from its root types, and its text in SDL."""

from functools import cache
from operator import getitem
from typing import Any, Final

import strawberry
from graphql import GraphQLInputObjectType, lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from resolvers.core.scalars import SCALAR_MAP
from schema.core.payloads import ERROR_TYPES, PlainError
from schema.log.types import EVENTS
from schema.mutation import Mutation
from schema.orders.timeline import ENTRIES
from schema.query import Query
from schema.subscription import Subscription

_coerced = CustomGraphQLEnumType.coerce_input_value


def _coerced_without_suggestions(self: CustomGraphQLEnumType, value: str, hide_suggestions: bool = True) -> Any:
    """The value of an enum by its name; the error for a wrong one names similar ones only if they are asked for."""
    return _coerced(self, value, hide_suggestions)


# graphql-core looks for similar names, which takes milliseconds, even where it throws the error that tells them away.
CustomGraphQLEnumType.coerce_input_value = _coerced_without_suggestions  # type: ignore[method-assign, assignment]


schema: Final = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[*ENTRIES, *EVENTS, *ERROR_TYPES.values(), PlainError],
    config=StrawberryConfig(default_resolver=getitem, scalar_map=SCALAR_MAP),
)
"""Rows are dictionaries: a field is the value under its Python name unless it has a resolver."""


@cache
def sdl() -> str:
    """The published contract in SDL, sorted by name so that reordering the code does not change it."""
    published = lexicographic_sort_schema(schema._schema)
    for named in published.type_map.values():
        # Strawberry keeps `@oneOf` in its own definition of the type, which the printer does not know.
        if isinstance(named, GraphQLInputObjectType):
            named.is_one_of = named.extensions["strawberry-definition"].is_one_of
    return print_schema(published) + "\n"
