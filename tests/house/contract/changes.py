"""The list of docs/schema-changes.md: what the contract has beyond the one that was released, and what is deprecated.

`make generate` adds to it. What is in the list stays there, until the contract lacks it or a release gives the list a
heading of its own; so the list of a branch is not lost where another one is merged first.
"""

import re
from collections.abc import Iterable, Iterator

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_specified_scalar_type,
)

from schema.build import schema
from tests.support.repository import ROOT

PAGE = ROOT / "docs" / "schema-changes.md"
RELEASED = ROOT / "schema" / "released.graphql"
ROOTS = ("Query.", "Mutation.", "Subscription.")
DEPRECATED = " (deprecated)"
DATED = re.compile(r"Use .+\. Removal \d{4}-\d\d-\d\d\.")
"""A reason for which something is deprecated: what to use in its place, and until when it stays."""


def additions() -> str:
    """The list as it is to be."""
    kept = re.search(r"<!-- additions -->\n(.*?)<!-- end of additions -->", PAGE.read_text(), re.DOTALL)
    listed = re.findall(r"^- `(.+?)`:", kept[1] if kept else "", re.MULTILINE)
    lines = changes(build_schema(RELEASED.read_text()), schema._schema, listed)
    return "".join(f"{line}\n" for line in lines or ["Nothing yet."])


def changes(released: GraphQLSchema, present: GraphQLSchema, listed: Iterable[str]) -> list[str]:
    """A line for each element of the present contract that is listed, or that the released one lacks; of what is new,
    nothing that is within it."""
    before, now = dict(elements(released)), dict(elements(present))
    new = {name for name in now.keys() - before.keys() if _around(name) in (name, *before)}
    names = sorted(new | (now.keys() & set(listed)), key=lambda name: (not name.startswith(ROOTS), name))
    return [f"- `{name}`: {now[name]}" for name in names]


def elements(contract: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Each type, field, argument and enum value as `Type.field(argument:)`, with the first sentence about it; once more
    as deprecated, with the reason."""
    for name, named in contract.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(named):
            continue
        yield name, _sentence(named.description)
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            for field, declared in named.fields.items():
                yield from _element(f"{name}.{field}", declared)
                for argument, each in declared.args.items():
                    yield from _element(f"{name}.{field}({argument}:)", each)
        elif isinstance(named, GraphQLInputObjectType):
            for field, given in named.fields.items():
                yield from _element(f"{name}.{field}", given)
        elif isinstance(named, GraphQLEnumType):
            for value, known in named.values.items():
                yield from _element(f"{name}.{value}", known)


def undated(contract: GraphQLSchema) -> list[str]:
    """The elements that are deprecated without a word about what to use, and until when they stay."""
    return [f"{name}: {text}" for name, text in elements(contract) if DEPRECATED in name and not DATED.search(text)]


def _element(
    name: str, declared: GraphQLField | GraphQLArgument | GraphQLInputField | GraphQLEnumValue
) -> Iterator[tuple[str, str]]:
    yield name, _sentence(declared.description)
    if declared.deprecation_reason is not None:
        yield name + DEPRECATED, " ".join(declared.deprecation_reason.split())


def _around(name: str) -> str:
    """The element that another one is part of; a type itself."""
    return re.sub(r"( \(deprecated\)|\(\w+:\)|\.\w+)$", "", name)


def _sentence(description: str | None) -> str:
    return re.split(r"(?<=\.)\s|\n\n", (description or "").strip())[0].replace("\n", " ")
