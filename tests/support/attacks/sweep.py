"""Everything that somebody can ask, made from the schema: for tests that look for what must not show anywhere."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.support.repository import ROOT
from tests.support.server import Client

SCHEMA: Final = build_schema((ROOT / "schema.graphql").read_text())
DEEP: Final = 3
"""So many objects within each other are asked for: a page, its rows, and what belongs to these."""
MAX_FIELDS: Final = 400
"""An operation may have a hundred more; what is more than that is asked in several."""
LIMITS: Final = {
    "max_query_cost": 10_000_000,
    "max_query_aliases": 10_000,
    "max_query_tokens": 100_000,
    "max_query_errors": 1_000,
}
"""Settings under which so much may be asked at once."""

Part = tuple[str, int]
"""A piece of a selection, and how many fields it has."""


async def everything(
    by: Client, ids: Iterable[str], after: str, words: Iterable[str], only: str = ""
) -> dict[str, str]:
    """The answers of each root field to somebody, with each of the ids, the words that they search for and a cursor.

    Of those alone whose query begins with `only`.
    """
    answers = {}
    for shown, query, variables in _queries(list(ids), after, list(words)):
        if shown.startswith(f"{{ {only}"):
            answer = await by.graphql(query, variables)
            assert "data" in answer, answer
            answers[shown] = json.dumps(answer)
    return answers


def _queries(ids: list[str], after: str, words: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each query as it reads with its values in it, and as it is sent: one document with a variable for all values."""
    assert SCHEMA.query_type is not None
    for name, field in SCHEMA.query_type.fields.items():
        deep = {"node": 0, "nodes": 1, "search": 1}.get(name, DEEP)  # these are of every type that there is
        selections = [selection for selection, _ in _selections(get_named_type(field.type), deep)]
        for kind, arguments, value in _arguments(field, ids, after, words):
            for selection in selections:
                shown = f"{{ {name}{arguments.replace('$v', json.dumps(value))} {selection} }}"
                if kind:
                    yield shown, f"query($v: {kind}) {{ {name}{arguments} {selection} }}", {"v": value}
                else:
                    yield shown, shown, {}


def _arguments(field: GraphQLField, ids: list[str], after: str, words: list[str]) -> Iterator[tuple[str, str, Any]]:
    """Each way to call a field: the type of the variable `$v`, the arguments, its value.

    None of those that ask about links and passwords, which show nothing of anybody.
    """
    wanted = {name for name, argument in field.args.items() if is_required_argument(argument)}
    if wanted == {"id"}:
        yield from (("ID!", "(id: $v)", each) for each in ids)
    elif wanted == {"ids"}:
        yield "[ID!]!", "(ids: $v)", ids
    elif wanted == {"by"}:
        yield "ID!", "(by: {id: $v})", ids[0]
        reference: Any = get_named_type(field.args["by"].type)
        yield from (("String!", f"(by: {{{name}: $v}})", words[0]) for name in reference.fields if name != "id")
    elif wanted == {"query"}:
        yield from (("String!", "(query: $v)", each) for each in words)
    elif "after" in field.args and str(field.args["after"].type) == "EventCursor":
        yield "EventCursor", "(after: $v, first: 100)", after
    elif not wanted:
        yield "", "", None
        if "search" in field.args:
            yield from (("String", "(search: $v)", each) for each in words)


def _selections(kind: GraphQLNamedType, deep: int) -> list[Part]:
    """All that a type has, as selections that each are small enough; none of its own for a scalar."""
    if is_leaf_type(kind):
        return [("", 1)]
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        of_types = SCHEMA.get_possible_types(kind)
        return _packed(
            [
                (f"... on {one.name} {text}", size)
                for one in of_types
                for text, size in _fields(one, deep, f"{one.name}_")
            ]
        )
    assert isinstance(kind, GraphQLObjectType)
    return _fields(kind, deep)


def _fields(kind: GraphQLObjectType, deep: int, prefix: str = "") -> list[Part]:
    parts: list[Part] = []
    for name, field in kind.fields.items():
        of = get_named_type(field.type)
        is_askable = not any(map(is_required_argument, field.args.values())) and name != "edges"
        if is_askable and (deep or is_leaf_type(of)):
            alias = f"{prefix}{name}: " if prefix else ""
            parts += [(f"{alias}{name} {text}", size + 1) for text, size in _selections(of, deep - 1)]
    return _packed(parts)


def _packed(parts: list[Part]) -> list[Part]:
    """As few selections as hold all parts; two parts of one field are merged by the server."""
    packed, chosen, count = [], ["__typename"], 1
    for text, size in parts:
        if count + size > MAX_FIELDS:
            packed.append((f"{{ {' '.join(chosen)} }}", count))
            chosen, count = ["__typename"], 1
        chosen.append(text)
        count += size
    return [*packed, (f"{{ {' '.join(chosen)} }}", count)]
