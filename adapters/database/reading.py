"""Reads of several statements on one connection.

Reads are a generator: it yields the statements that it asks next, gets their rows, and returns what it makes of them.
Where it yields None, others have their turn. On SQLite it runs as a whole in the thread that reads.
"""

import re
from collections.abc import Generator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from adapters.database import replica
from adapters.database.client import as_driver_has_it, connection, in_transaction, translated
from adapters.database.faults import ConnectionLost
from adapters.database.sqlite import ImmediateSqliteClient
from adapters.database.statements import statement
from adapters.turns import give_way

T = TypeVar("T")

Records = Sequence[Any]
"""Rows as the driver has them: values by the place of their column."""

_NAMES: Final = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")


class Statement:
    """A statement that is made once and run often, with the values that are known before it runs.

    A value may be a function that tells it each time. `before` stands before SELECT. One that `is_short` has a page of
    rows at most, and may be asked as one with others. Where it `is_planned_anew`, PostgreSQL plans it for the values of
    each time (`client.fetch`).
    """

    def __init__(
        self,
        columns: Sequence[str],
        rest: str,
        values: Mapping[str, Any],
        *,
        before: str = "",
        is_short: bool = False,
        is_planned_anew: bool = False,
    ) -> None:
        self.columns = ", ".join(columns)
        self.rest, self.values = rest, values
        self.is_short, self.is_planned_anew = is_short and not is_planned_anew, is_planned_anew
        self.sql = f"{before}SELECT {self.columns} {rest}"
        self._bound: tuple[str, list[Any], list[tuple[int, str]]] | None = None
        self._with_others: dict[tuple[Statement, ...], Statement] = {}

    def bound(self, given: Mapping[str, Any], *, for_sqlite: bool) -> tuple[str, list[Any]]:
        """The driver's text, and the values, with those that are `given` now."""
        if self._bound is None:
            text, names = translated(self.sql, for_sqlite)
            known = {
                name: as_driver_has_it(value, for_sqlite) for name, value in self.values.items() if not callable(value)
            }
            values = [known.get(name) for name in names]
            self._bound = text, values, [(place, name) for place, name in enumerate(names) if name not in known]
        text, values, late = self._bound
        values = values.copy()
        for place, name in late:
            value = given[name] if name in given else self.values[name]()
            values[place] = as_driver_has_it(value, for_sqlite)
        return text, values

    def with_others(self, others: "tuple[Statement, ...]") -> "Statement":
        """The statement of one row that has an array of the rows of this statement, and one for each of the others."""
        known = self._with_others.get(others)
        if known is None:
            columns, values = [], {}
            for number, each in enumerate((self, *others)):
                text = f"ARRAY(SELECT ROW({each.columns}) {each.rest})"
                columns.append(_NAMES.sub(rf":of{number}_\1", text))
                values.update(_of(number, each.values))
            known = self._with_others[others] = Statement(columns, "", values)
        return known


def _of(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names that they have in a statement of several."""
    return {f"of{number}_{name}": value for name, value in values.items()}


Ask = tuple[Statement, Mapping[str, Any]]
"""A statement, and the values that are known only now."""
Reads = Generator[list[Ask] | None, list[Records], T]


def together(reads: Sequence[Reads[T]]) -> Reads[list[T]]:
    """The results of reads that run side by side: what they ask at the same time is asked at once."""
    if len(reads) == 1:
        return [(yield from reads[0])]
    returned: list[Any] = [None] * len(reads)
    answers: list[tuple[int, list[Records] | None]] = [(number, None) for number in range(len(reads))]
    while answers:
        asked: list[tuple[int, list[Ask] | None]] = []
        for number, answer in answers:
            try:
                asked.append((number, reads[number].send(answer)))  # type: ignore[arg-type]
            except StopIteration as ended:
                returned[number] = ended.value
        everything = [ask for _, asks in asked for ask in asks or ()]
        records = iter((yield everything or None) if asked else ())
        answers = [(number, None if asks is None else list(islice(records, len(asks)))) for number, asks in asked]
    return returned


async def read(reads: Reads[T]) -> T:
    """The result of reads, outside of transactions. A statement is asked once more if the connection was broken, then
    Unavailable."""
    primary: Any = connection()
    client = replica.chosen() or primary
    assert not in_transaction(primary)
    if isinstance(client, ImmediateSqliteClient):
        return await client.in_reader(_in_turn, reads)
    try:
        asked = next(reads)
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]
    has_failed = False
    while True:
        try:
            async with client.acquire_connection() as driver:
                while True:
                    if client is not primary and replica.chosen() is None:
                        client = primary
                        break
                    records = await _records(driver, asked)
                    try:
                        asked = reads.send(records)
                    except StopIteration as ended:
                        return ended.value  # type: ignore[no-any-return]
        except replica.FAILURES as error:
            if client is not primary:
                replica.failed()
                client = primary
            elif has_failed or not isinstance(error, ConnectionLost):
                raise
            else:
                has_failed = True


async def _records(driver: Any, asked: list[Ask] | None) -> list[Records]:
    """The rows of statements, those that may be asked as one asked so."""
    if asked is None:
        await give_way()
        return []
    if len(asked) == 1:
        return [await _fetched(driver, *asked[0])]
    short = [ask for ask in asked if ask[0].is_short]
    if len(short) < 2:
        return [await _fetched(driver, *ask) for ask in asked]
    (first, _), *others = short
    given = {name: value for number, ask in enumerate(short) for name, value in _of(number, ask[1]).items()}
    (found,) = await _fetched(driver, first.with_others(tuple(each for each, _ in others)), given)
    rows = iter(found)
    return [next(rows) if ask[0].is_short else await _fetched(driver, *ask) for ask in asked]


async def _fetched(driver: Any, asked: Statement, given: Mapping[str, Any]) -> Any:
    text, values = asked.bound(given, for_sqlite=False)
    with statement(text):
        return await (driver.planned_anew(text, values) if asked.is_planned_anew else driver.fetch(text, *values))


def _in_turn(driver: Any, reads: Reads[T]) -> T:
    """The reads on a connection of SQLite."""
    records: list[Records] = []
    try:
        asked = next(reads)
        while True:
            records = [_executed(driver, *each.bound(given, for_sqlite=True)) for each, given in asked or ()]
            asked = reads.send(records)
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]


def _executed(driver: Any, text: str, values: list[Any]) -> Records:
    with statement(text):
        rows: Records = driver.execute(text, values).fetchall()
        return rows
