"""Random queries that are valid for the schema: fields, arguments, aliases, fragments, and filters of every kind."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_required_argument,
    is_required_input_field,
)

SIZES: Final = (0, 1, 2, 3, 7, 20)
SCALARS: Final = {
    "Boolean": ("true", "false"),
    "Int": ("0", "2", "7"),
    "Decimal": ('"0"', '"120.5"'),
    "ByteCount": ("5",),
}
TEXTS: Final = ('"boiler"', '"SR-000003"', '"a"', '"Leaking tap"')
MOMENTS: Final = ('"2026-01-01T00:00:00Z"', '"2040-01-01T00:00:00Z"')

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


class Documents:
    """Random queries. `ids` are global ids of rows by type; what has no id there is not asked for by id."""

    def __init__(
        self, schema: GraphQLSchema, random: Random, ids: Mapping[str, Sequence[str]], without: set[str]
    ) -> None:
        self._schema, self._random, self._ids, self._without = schema, random, ids, without
        self._fragments: list[str] = []

    def document(self) -> str:
        """One query."""
        self._fragments = []
        query = self._schema.query_type
        assert query is not None
        roots = [name for name in query.fields if name not in self._without]
        wanted = self._random.sample(roots, self._random.choice((1, 1, 1, 2)))
        fields = [self._field(query, name, self._random.randint(1, 4)) for name in wanted]
        return " ".join(["{", *(fields or ["__typename"]), "}", *self._fragments])

    def _selection(self, named: Composite, depth: int) -> str:
        parts = ["__typename"] if self._random.random() < 0.2 else []
        fields = {} if isinstance(named, GraphQLUnionType) else named.fields
        names = [name for name in fields if name not in self._without]
        leaves = [name for name in names if not _is_composite(fields[name])]
        objects = [name for name in names if _is_composite(fields[name])]
        wanted = self._random.sample(leaves, min(len(leaves), self._random.randint(1, 6)))
        if depth > 0:
            wanted += self._random.sample(objects, min(len(objects), self._random.choice((0, 1, 2, 3))))
        parts += [self._field(named, name, depth) for name in wanted]
        if not isinstance(named, GraphQLObjectType):
            possible = self._some(self._schema.get_possible_types(named), 3)
            parts += [f"... on {each.name} {self._selection(each, depth)}" for each in possible]
        elif leaves and self._random.random() < 0.15:
            name = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {name} on {named.name} {{ {self._random.choice(leaves)} }}")
            parts.append(f"...{name}")
        parts = [part for part in parts if part]
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def _some(self, values: Sequence[Any], most: int) -> list[Any]:
        return self._random.sample(list(values), min(len(values), self._random.randint(0, most)))

    def _field(self, owner: Composite, name: str, depth: int) -> str:
        """A field, under an alias where it has arguments or by chance; empty if it cannot be asked for."""
        assert not isinstance(owner, GraphQLUnionType)
        field = owner.fields[name]
        arguments = self._arguments(field, get_named_type(field.type).name)
        if arguments is None:
            return ""
        alias = f"a{self._random.randint(0, 999_999)}: " if arguments or self._random.random() < 0.1 else ""
        named = get_named_type(field.type)
        if not isinstance(named, Composite):
            return f"{alias}{name}{arguments}"
        return f"{alias}{name}{arguments} {self._selection(named, depth - 1)}" if depth > 0 else ""

    def _arguments(self, field: GraphQLField, typename: str) -> str | None:
        """Arguments that are valid; None if a required one cannot be given."""
        given = {}
        for name, argument in field.args.items():
            if name in ("first", "last"):
                continue
            if is_required_argument(argument) or self._random.random() < 0.2:
                value = self._value(argument.type, typename)
                if value is not None:
                    given[name] = value
                elif is_required_argument(argument):
                    return None
        given.pop("after", None)
        given.pop("before", None)
        if "first" in field.args and self._random.random() < 0.6:
            given["first" if self._random.random() < 0.8 or "last" not in field.args else "last"] = str(
                self._random.choice(SIZES)
            )
        return f"({', '.join(f'{name}: {value}' for name, value in given.items())})" if given else ""

    def _value(self, kind: Any, typename: str) -> str | None:
        """A value of an input type; None if there is none."""
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLList):
            items = [self._value(kind.of_type, typename) for _ in range(self._random.randint(1, 3))]
            return f"[{', '.join(item for item in items if item is not None)}]"
        if isinstance(kind, GraphQLEnumType):
            names: Sequence[str] = list(kind.values)
            return self._random.choice(names)
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(kind, typename)
        if kind.name == "ID":
            typename = typename if self._ids.get(typename) else self._random.choice(sorted(self._ids))
            return f'"{self._random.choice(self._ids[typename])}"'
        if kind.name == "DateTime":
            return self._random.choice(MOMENTS)
        if kind.name == "Date":
            return self._random.choice(MOMENTS)[:11] + '"'
        texts: Sequence[str] = SCALARS.get(kind.name, TEXTS)
        return self._random.choice(texts)

    def _object(self, kind: GraphQLInputObjectType, typename: str) -> str | None:
        required = [name for name, field in kind.fields.items() if is_required_input_field(field)]
        others = [name for name in kind.fields if name not in required]
        wanted = [self._random.choice(others)] if kind.is_one_of else [*required, *self._some(others, 2)]
        values = {}
        for name in wanted:
            about = (
                "Customer"
                if name == "customerId"
                else name.removesuffix("Id").capitalize()
                if name != "id"
                else typename
            )
            values[name] = self._value(kind.fields[name].type, about)
        return "{" + ", ".join(f"{name}: {value}" for name, value in values.items() if value is not None) + "}"


def _is_composite(field: GraphQLField) -> bool:
    return isinstance(get_named_type(field.type), Composite)
