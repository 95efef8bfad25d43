"""Selections of all that a type has to show."""

from functools import cache

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
)


def is_required(each: GraphQLArgument | GraphQLInputField) -> bool:
    """Whether an argument or a field of an input has to be given."""
    return is_non_null_type(each.type) and each.default_value is Undefined


@cache
def selection_of(kind: GraphQLOutputType, depth: int) -> str:
    """The selection of all fields that need no argument, so many levels deep; nothing for a scalar."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    assert isinstance(named, GraphQLObjectType | GraphQLInterfaceType)
    if isinstance(named, GraphQLInterfaceType) and named.name != "UserError":
        return "{__typename}"
    chosen = []
    for name, field in named.fields.items():
        below = get_named_type(field.type)
        if any(map(is_required, field.args.values())) or name == "edges":
            continue
        if is_leaf_type(below):
            chosen.append(name)
        elif depth > 1 or name == "userErrors":
            chosen.append(f"{name}{selection_of(below, depth - 1)}")
    return "{" + " ".join(chosen or ["__typename"]) + "}"
