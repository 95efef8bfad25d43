"""A field that fails is told as graphql-core tells it, wherever it stands, and nothing runs twice because of it."""

import asyncio
import gc
from collections.abc import Callable
from hashlib import blake2b
from operator import getitem
from random import Random
from typing import Any, Final

import pytest
import strawberry
from graphql import GraphQLResolveInfo, OperationDefinitionNode, parse
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from execution.context import Context, Info
from execution.executor import PlannedExecutor
from execution.loading import Read
from execution.operations import Operation
from models.core.errors import RequestError
from models.core.rows import Row

DOCUMENTS: Final = 120
MAX_NUMBER: Final = 1 << 64


def number_of(text: str) -> int:
    """Any number below 2**64, always the same for a text. Python's generators take much longer to be seeded by one."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


class World:
    """Rows without end, some of whose fields fail: the same ones each time, by a seed. `calls` are those of resolvers,
    and `ends` those that came to an end."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rate = Random(seed).choice((0.02, 0.1, 0.3))
        self.calls: list[str] = []
        self.ends: list[str] = []

    def row(self, place: str) -> Row:
        """The row at a place."""
        row = {"place": place, "world": self, "name": place, "note": place, "__typename": "Thing"}
        for column in ("name", "note"):
            row[column] = {"null": None, "wrong": object()}.get(self.fault(place, column, "null", "wrong"), place)
        missing = [each for each in ("name", "note", "__typename") if self.fault(place, f"no {each}", "missing")]
        return {column: value for column, value in row.items() if column not in missing}

    def fault(self, place: str, field: str, *kinds: str) -> str:
        """In which of some ways a field fails; "" where it does not."""
        number = number_of(f"{self._seed} {place} {field}")
        return kinds[number % len(kinds)] if number < self._rate * MAX_NUMBER else ""

    def value(self, row: Row, field: str, made: Callable[[str], Any]) -> Any:
        """The value of a row's field, as `made` makes it for a place; raises the error of a field that fails."""
        place = f"{row['place']}.{field}"
        self.calls.append(place)
        match self.fault(row["place"], field, "refused", "broken", "null", "wrong"):
            case "refused":
                raise RequestError("BAD_USER_INPUT", f"{field} is refused.")
            case "broken":
                raise ValueError(f"{place} is broken.")
            case "null":
                return None
            case "wrong":
                return object()
        return made(place)

    def rows(self, place: str) -> list[Row | None] | tuple[Row | None, ...]:
        """A list of rows, of which some are null."""
        items = [None if self.fault(place, str(n), "null") else self.row(f"{place}.{n}") for n in range(3)]
        return tuple(items) if self.fault(place, "list", "tuple") else items


def page(root: Row, first: int) -> Any:
    """The resolver of a field with an argument."""
    if first > 100:
        raise RequestError("BAD_USER_INPUT", "first: use 0 to 100.")
    return root["world"].value(root, "page", root["world"].rows)


def resolver_of(field: str, kind: str) -> Callable[..., Any]:
    """The resolver of a field: of one that is there at once, that a coroutine reads, or that is read for many rows."""

    def made(world: World) -> Callable[[str], Any]:
        return world.rows if "list" in kind else str if "str" in kind else world.row

    def at_once(root: Row) -> Any:
        return root["world"].value(root, field, made(root["world"]))

    async def later(root: Row) -> Any:
        value = at_once(root)
        for _ in range(number_of(root["place"]) % 3):
            await asyncio.sleep(0)
        root["world"].ends.append(f"{root['place']}.{field}")
        return value

    def loaded(root: Row, info: Info) -> Any:
        world = root["world"]

        def reader() -> Read:
            async def read(places: list[str]) -> list[Row]:
                if world.fault("", field, "broken"):
                    raise ValueError(f"{field} is broken.")
                return [world.row(place) for place in places]

            return read

        return world.value(root, field, info.context.loader(field, reader).load)

    return page if field == "page" else later if field in LATER else loaded if field in LOADED else at_once


@strawberry.interface
class Named:
    """An interface with a name."""

    name: str

    @staticmethod
    def is_type_of(_row: Row, _info: GraphQLResolveInfo[Any]) -> bool:
        """Rows are of the type that their field says, or `resolve_type`."""
        return True

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type that a row says."""
        name: str = row["__typename"]
        return name


AT_ONCE: Final = {
    "told": "str",
    "heard": "str | None",
    "one": "Thing",
    "maybe": "Thing | None",
    "kin": "Named | None",
    "every": "list[Thing]",
    "some": "list[Thing | None] | None",
    "whole": "list[Named] | None",
    "page": "list[Thing] | None",
}
LATER: Final = {
    "laterTold": "str",
    "laterOne": "Thing",
    "laterAny": "Thing | None",
    "laterAll": "list[Thing]",
    "laterSome": "list[Thing | None] | None",
}
LOADED: Final = {"loadedOne": "Thing", "loadedAny": "Thing | None"}
FIELDS: Final = AT_ONCE | LATER | LOADED


def type_of(name: str) -> Any:
    """An object type with all these fields."""
    fields = {field: strawberry.field(resolver=resolver_of(field, kind)) for field, kind in FIELDS.items()}
    annotations = {"note": "str | None", **FIELDS}
    return strawberry.type(type(name, (Named,), fields | {"__annotations__": annotations, "__module__": __name__}))


Thing: Final[Any] = type_of("Thing")
Change: Final[Any] = type_of("Change")

LEAVES: Final = ("name", "note", "__typename")


def selection(chance: Random, depth: int, *, with_later: bool) -> str:
    """Some fields of a thing, in any order."""
    known = FIELDS if with_later else AT_ONCE
    leaves = [*LEAVES, *(name for name, kind in known.items() if "str" in kind)]
    holders = [name for name in known if name not in leaves]
    fields = chance.sample(leaves, chance.randint(1, 3))
    for name in chance.sample(holders, chance.randint(1, 3) if depth else 0):
        below = selection(chance, depth - 1, with_later=with_later)
        if "Named" in known[name]:
            below = f"name ... on Thing {{ {below} }}"
        argument = f"(first: {chance.choice((1, 2, 101, '$many', '$wrong'))})" if name == "page" else ""
        fields.append(f"{chance.choice(('', f'{name}Too: '))}{name}{argument} {{ {below} }}")
        if chance.random() < 0.2:
            fields.append(f"...{{ {fields[-1]} }}")
    chance.shuffle(fields)
    return " ".join(fields)


class Things(strawberry.Schema):
    """A schema of things, whose errors are read by the test."""

    def process_errors(self, *_: Any) -> None:
        """Leave the errors to the test."""


def schema_of(executor: type[StrawberryGraphQLCoreExecutionContext]) -> strawberry.Schema:
    """Things, as an executor executes them."""
    config = StrawberryConfig(default_resolver=getitem)
    return Things(query=Thing, mutation=Change, types=[Thing], execution_context_class=executor, config=config)


BY_PLAN: Final = schema_of(PlannedExecutor)
BY_CORE: Final = schema_of(StrawberryGraphQLCoreExecutionContext)


async def execution(schema: strawberry.Schema, query: str, world: World) -> tuple[Any, list[dict[str, Any]]]:
    """The data and the errors, these with what was raised."""
    context, document = Context(viewer=None, token=None, peer="", user_agent=None), parse(query)
    (node,) = document.definitions
    assert isinstance(node, OperationDefinitionNode)
    context.operation = Operation(schema._schema, document, node)
    result = await schema.execute(
        query, {"many": 101, "wrong": None}, context_value=context, root_value=world.row("root")
    )
    raised = [type(error.original_error or error) for error in result.errors or ()]
    return result.data, [
        {**error.formatted, "raised": kind} for error, kind in zip(result.errors or (), raised, strict=True)
    ]


def document(seed: int, *, with_later: bool, operation: str = "query") -> str:
    """An operation on things."""
    chosen = selection(Random(seed), 3, with_later=with_later)
    used = ", ".join(each for each in ("$many: Int!", "$wrong: Int = 1") if each.partition(":")[0] in chosen)
    return f"{operation}{used and f'({used})'} {{ {chosen} }}".replace(" ", Random(seed).choice((" ", "\n")))


def null_of(data: Any, path: list[str | int]) -> list[str | int]:
    """The place of the null that an error at this path has made."""
    for depth, step in enumerate(path):
        if data is None:
            return path[:depth]
        data = data[step]
    assert data is None, "where an error is there is null"
    return path


async def test_errors_of_synchronous_fields_equal_graphql_core() -> None:
    told = 0
    for seed in range(DOCUMENTS):
        query = document(seed, with_later=False)
        planned = await execution(BY_PLAN, query, World(seed))
        assert planned == await execution(BY_CORE, query, World(seed)), f"{seed}: {query}"
        told += len(planned[1])
    assert told > DOCUMENTS


async def leftovers_collected() -> None:
    """Has the coroutines that graphql-core leaves behind after errors collected within the test."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)
    await asyncio.sleep(0)
    gc.collect()


@pytest.mark.filterwarnings("ignore:.*coroutine object", "ignore:coroutine")
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_awaited_fields_fail_where_they_do_in_graphql_core(operation: str) -> None:
    """Of errors that make the same null graphql-core tells those that come first. A change that fails and may not be
    null is the last."""
    for seed in range(DOCUMENTS):
        query, world, world_of_core = document(seed, with_later=True, operation=operation), World(seed), World(seed)
        data, planned = await execution(BY_PLAN, query, world)
        data_of_core, by_core = await execution(BY_CORE, query, world_of_core)
        assert data == data_of_core, f"{seed}: {query}"
        planned_nulls, nulls = ([null_of(data, error["path"]) for error in errors] for errors in (planned, by_core))
        assert {tuple(null) for null in planned_nulls} == {tuple(null) for null in nulls}, f"{seed}: {query}"
        own = [error for error, null in zip(by_core, nulls, strict=True) if error["path"] == null]
        assert all(error in planned for error in own), f"{seed}: {query}"
        assert len(world.calls) == len(set(world.calls)), "no resolver is called twice"
        if operation == "mutation":
            changes, of_core = (
                [call for call in each.calls if call.count(".") == 1] for each in (world, world_of_core)
            )
            assert changes == of_core, f"{seed}: {query}"
    await leftovers_collected()


async def test_fields_beside_an_error_run_to_their_end() -> None:
    class Failing(World):
        def fault(self, place: str, field: str, *kinds: str) -> str:
            return "broken" if field == "laterTold" and "broken" in kinds else ""

    world = Failing(0)
    data, errors = await execution(BY_PLAN, "{ laterTold laterAny { name } laterAll { laterOne { name } } }", world)
    assert (data, [error["path"] for error in errors]) == (None, [["laterTold"]])
    assert len(world.ends) == 1 + 1 + 3


async def test_a_row_of_an_impossible_type_is_an_error_of_its_field() -> None:
    class Nameless(World):
        def fault(self, *_: str) -> str:
            return ""

        def row(self, place: str) -> Row:
            return super().row(place) | {"__typename": "Nonsense" if place.endswith("1") else "Thing"}

    data, errors = await execution(BY_PLAN, "{ kin { name } whole { name } }", Nameless(0))
    assert data == {"kin": {"name": "root.kin"}, "whole": None}
    assert [error["path"] for error in errors] == [["whole", 1]]
