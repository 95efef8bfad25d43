"""Requests that nobody should send: every argument of every root field in turn gets every odd value of its type."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import httpx
import pytest
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    Undefined,
    coerce_input_value,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)

from schema.build import schema
from tests.support.attacks.bad_values import REFUSED, TAKEN
from tests.support.attacks.selections import is_required, selection_of
from tests.support.server import Server

UNLIMITED = pytest.mark.settings(
    **dict.fromkeys(("api_key_cost_per_minute", "api_key_requests_per_minute"), 10**13),
    max_query_aliases=10_000,
    max_query_cost=10**13,
    max_query_errors=10_000,
    max_query_tokens=200_000,
    max_root_fields=1000,
    sign_in_attempts=1000,
    sign_in_attempts_per_peer=10**6,
    lock_after_failures=1000,
    reset_requests_per_hour=10**6,
)
"""Settings under which many requests may travel in one."""

LAST: Final = ("portalAccessRevoke", "passwordChange")
"""Mutations after which others would not come as far as before."""
ENDING: Final = ("sessionRevoke", "invitationAccept", "passwordReset", "sessionCreate")
"""Mutations that may end the session over which they are sent; to sign in over one ends it too."""
MAX_FIELDS: Final = 400
"""Of one operation: a little less than may be asked for."""
Path = tuple[str | int, ...]
Fields = Mapping[str, GraphQLArgument | GraphQLInputField]


@dataclass(frozen=True)
class Request:
    """One root field with its arguments, of which the one at `path` is odd."""

    operation: str
    field: str
    path: Path
    arguments: dict[str, Any]

    @property
    def definition(self) -> GraphQLField:
        """The field in the schema."""
        field: GraphQLField = _root(self.operation).fields[self.field]
        return field

    @property
    def is_well_typed(self) -> bool:
        """Whether the schema takes the arguments, so that the rules have to judge them."""
        try:
            return not any(
                coerce_input_value(self.arguments.get(name), argument.type) is Undefined
                for name, argument in self.definition.args.items()
                if name in self.arguments or is_required(argument)
            )
        except GraphQLError:
            return False

    @property
    def selection(self) -> str:
        """The selection of an answer: all fields that need no argument, two levels deep."""
        return selection_of(self.definition.type, 2)

    @property
    def shape(self) -> tuple[str, ...]:
        """Requests that have it in common read the same, but for their values."""
        return (self.field, *self.arguments)


def requests(operation: str, known: dict[str, Any], only: Collection[str] | None = None) -> list[Request]:
    """Every request, or those of `only` these fields; `known` has a value that would do for arguments of a name, or of
    a name in a field."""
    fields = _root(operation).fields
    names = sorted(fields if only is None else only, key=lambda name: (name in ENDING, name in LAST, name))
    return [request for name in names for request in _of_field(operation, name, fields[name], known)]


def asking_for(operation: str, known: dict[str, Any], ids: Sequence[str]) -> list[Request]:
    """Every request that names something by an id, with each of these ids."""
    found = []
    for name, field in _root(operation).fields.items():
        arguments = field.args
        maker = _Maker(name, known)
        for path, kind in _places(arguments, ()):
            if get_nullable_type(kind) is GraphQLID:
                found += [Request(operation, name, path, maker.object(arguments, path, each)) for each in ids]
    return found


def alike(wanted: Sequence[Request]) -> Iterator[list[Request]]:
    """The requests in their order, four that read the same together, or else one alone: the server has few documents to
    understand."""
    for _, same in groupby(wanted, lambda each: each.shape):
        row = list(same)
        fours = len(row) - len(row) % 4
        yield from (row[start : start + 4] for start in range(0, fours, 4))
        yield from ([each] for each in row[fours:])


def batches(wanted: Sequence[Request], most: int = MAX_FIELDS) -> Iterator[list[Request]]:
    """The requests in their order, at most `most` together, and as one operation may hold."""
    batch: list[Request] = []
    size = 0
    for request in wanted:
        fields = 1 + request.selection.replace("{", " ").replace("}", " ").count(" ")
        if batch and (size + fields > MAX_FIELDS or len(batch) == most):
            yield batch
            batch, size = [], 0
        batch.append(request)
        size += fields
    if batch:
        yield batch


def document(batch: Sequence[Request]) -> dict[str, Any]:
    """The body of one HTTP request that holds them all, each under the alias `a` and its number."""
    variables: dict[str, Any] = {}
    declared, selected = [], []
    for number, request in enumerate(batch):
        given = []
        for name, value in request.arguments.items():
            variables[f"v{number}_{name}"] = value
            declared.append(f"$v{number}_{name}: {request.definition.args[name].type}")
            given.append(f"{name}: $v{number}_{name}")
        call = f"({', '.join(given)})" if given else ""
        selected.append(f"a{number}: {request.field}{call} {request.selection}")
    header = f"({', '.join(declared)})" if declared else ""
    return {"query": f"{batch[0].operation} B{header} {{ {' '.join(selected)} }}", "variables": variables}


async def sent(server: Server, token: str | None, body: dict[str, Any]) -> httpx.Response:
    """The answer to the body of a request, which must be an answer and no fault."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = await server.client.post("/graphql", json=body, headers=headers, timeout=300)
    assert answer.status_code in (200, 400, 401), answer.text
    return answer


async def answers(
    server: Server, token: str | None, batch: Sequence[Request]
) -> AsyncIterator[tuple[Request, list[dict[str, Any]], Any]]:
    """Each request with the errors and the data that it alone is answered with; ends where the session has ended.

    An error where no null may be empties the whole answer and hides what became of the others: then each is sent alone.
    """
    response = await sent(server, token, document(batch))
    if response.status_code == 401:
        return
    answer = response.json()
    errors = answer.get("errors", [])
    if answer["data"] is None and len(batch) > 1:
        for request in batch:
            async for alone in answers(server, token, [request]):
                yield alone
        return
    for number, request in enumerate(batch):
        own = [error for error in errors if error["path"][0] == f"a{number}"]
        yield request, own, (answer["data"] or {}).get(f"a{number}")


def has_field(request: Request, path: Sequence[str]) -> bool:
    """Whether a userError's path leads to something in the mutation's input."""
    inside: GraphQLInputType = request.definition.args["input"].type
    for step in path:
        bare = get_nullable_type(inside)
        if is_list_type(bare) and step.isdigit():
            inside = bare.of_type
            continue
        named = get_named_type(bare)
        if not is_input_object_type(named) or step not in named.fields:
            return False
        inside = named.fields[step].type
    return True


def _root(operation: str) -> GraphQLObjectType:
    found = schema._schema.query_type if operation == "query" else schema._schema.mutation_type
    assert found is not None
    return found


def _of_field(operation: str, name: str, field: GraphQLField, known: dict[str, Any]) -> Iterator[Request]:
    arguments = field.args
    maker = _Maker(name, known)
    yield Request(operation, name, (), maker.object(arguments, (), None))
    if not arguments:
        return
    yield Request(operation, name, ("null",), maker.object(arguments, (), None, empty=True))
    for path, kind in _places(arguments, ()):
        for value in _odd_values(kind, maker.value(kind, str(path[-1]))):
            yield Request(operation, name, path, maker.object(arguments, path, value))


def _places(fields: Fields, above: Path) -> Iterator[tuple[Path, GraphQLInputType]]:
    """Every place in the arguments where a value can stand, with its type."""
    for name, each in fields.items():
        path, kind = (*above, name), each.type
        yield path, kind
        inner = get_nullable_type(kind)
        if is_list_type(inner):
            path, inner = (*path, 0), get_nullable_type(inner.of_type)
            yield path, inner
        if is_input_object_type(inner):
            yield from _places(inner.fields, path)


def _odd_values(kind: GraphQLInputType, usual: Any) -> Iterator[Any]:
    yield None
    bare: Any = get_nullable_type(kind)
    if is_list_type(bare):
        yield from ([], [None], "x", {}, usual * 2, usual * 101, usual * 501)
    elif is_input_object_type(bare):
        yield from ({}, [], "x", {"nothing": 1})
    elif is_enum_type(bare):
        yield from ("", "NOTHING", 1, *bare.values)
    else:
        yield from (*TAKEN[bare.name], *REFUSED[bare.name])


class _Maker:
    """Makes arguments that would do, but for the one at a path."""

    def __init__(self, field: str, known: dict[str, Any]) -> None:
        self._field, self._known = field, known

    def object(self, fields: Fields, path: Path, odd: Any, *, empty: bool = False) -> dict[str, Any]:
        """The required fields, and those on the way to `path`; `empty` gives null for those that may be null."""
        made: dict[str, Any] = {}
        for name, each in fields.items():
            if path and path[0] == name:
                made[name] = self._on_path(each.type, path[1:], odd, name)
            elif is_required(each):
                made[name] = self.value(each.type, name, empty=empty)
            elif empty and not is_non_null_type(each.type):
                made[name] = None
            elif f"{self._field}.{name}" in self._known and not path[2:]:
                made[name] = self.value(each.type, name)
        return made

    def _on_path(self, kind: GraphQLInputType, path: Path, odd: Any, name: str) -> Any:
        if not path:
            return odd
        bare: Any = get_nullable_type(kind)
        if is_list_type(bare):
            return [self._on_path(bare.of_type, path[1:], odd, name)]
        return self._input(bare, path, odd)

    def _input(self, kind: GraphQLInputObjectType, path: Path, odd: Any, *, empty: bool = False) -> dict[str, Any]:
        if not kind.is_one_of:
            return self.object(kind.fields, path, odd, empty=empty)
        chosen = str(path[0]) if path else next(iter(kind.fields))
        inner = kind.fields[chosen].type
        return {chosen: self._on_path(inner, path[1:], odd, chosen) if path else self.value(inner, chosen)}

    def value(self, kind: GraphQLInputType, name: str, *, empty: bool = False) -> Any:
        """A value that would do."""
        bare: Any = get_nullable_type(kind)
        if is_list_type(bare):
            return [self.value(bare.of_type, name, empty=empty)]
        if is_input_object_type(bare):
            return self._input(bare, (), None, empty=empty)
        for key in (f"{self._field}.{name}", name, bare.name):
            if key in self._known:
                return self._known[key]
        return next(iter(bare.values)) if is_enum_type(bare) else TAKEN[bare.name][0]
