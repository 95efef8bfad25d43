"""Equal answers first: what is measured is worth something only where both servers say and do the same."""

from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from bench.load import ask
from bench.operations import Pair, Read, move
from bench.seed import Seeded
from bench.servers import Server

_WRITTEN: Final = """
SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM notifications) AS notifications,
       (SELECT count(*) FROM deliveries) AS deliveries
"""


class Different(Exception):
    """The servers do not say, or not do, the same."""


async def same_answers(read: Read, latchkey: Server, bare: Server, most: int) -> int:
    """Ask both servers for the first `most` pages; gives the size of the largest answer in bytes."""
    sizes = []
    for pair in read.pairs[:most]:
        mine, theirs = await _ask_both(pair, latchkey, bare)
        if mine != theirs:
            raise Different(f"{read.name}: {first_difference(mine, theirs)}")
        sizes.append(len(orjson.dumps(theirs)))
    return max(sizes)


async def same_change(seeded: Seeded, database_url: str, latchkey: Server, bare: Server) -> None:
    """Move one order there by one server and back by the other: the answers and the rows written must be alike."""
    order = seeded.compared
    connection = await asyncpg.connect(database_url)
    try:
        mine = await moved(connection, latchkey, move(seeded, order, "AWAITING_PARTS")[0], order)
        theirs = await moved(connection, bare, move(seeded, order, "IN_PROGRESS")[1], order)
    finally:
        await connection.close()
    if mine != theirs:
        raise Different(f"status change: {mine} and {theirs}")


async def moved(connection: asyncpg.Connection, server: Server, sent: bytes, order: UUID) -> dict[str, Any]:
    """The rows that a change wrote, and its answer but for the new status and version, which must be the order's."""
    before = await connection.fetchrow(_WRITTEN)
    answer = _data(await ask(server.port, sent))["orderStatusChange"]
    after = await connection.fetchrow(_WRITTEN)
    row = await connection.fetchrow("SELECT status, version FROM orders WHERE id = $1", order)
    if (answer["order"].pop("status"), answer["order"].pop("version")) != (row["status"], row["version"]):
        raise Different(f"status change: {answer} of {dict(row)}")
    written = {name: after[name] - count for name, count in before.items()}
    return {"answer": answer, "written": written}


async def _ask_both(pair: Pair, latchkey: Server, bare: Server) -> tuple[Any, Any]:
    return _data(await ask(latchkey.port, pair[0])), _data(await ask(bare.port, pair[1]))


def _data(body: bytes) -> Any:
    return orjson.loads(body)["data"]


def first_difference(mine: Any, theirs: Any, place: str = "data") -> str:
    """Says where two answers that are not the same differ first."""
    if isinstance(mine, dict) and isinstance(theirs, dict) and mine.keys() == theirs.keys():
        pairs = [(f"{place}.{key}", mine[key], theirs[key]) for key in mine]
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        pairs = [
            (f"{place}[{number}]", one, other) for number, (one, other) in enumerate(zip(mine, theirs, strict=True))
        ]
    else:
        return f"{place} is {str(mine)[:300]} and {str(theirs)[:300]}"
    return next(first_difference(one, other, where) for where, one, other in pairs if one != other)
