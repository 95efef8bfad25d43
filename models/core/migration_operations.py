"""Steps of migrations that the ORM does not know."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations import operations as ops


class RedescribeField(ops.AlterField):
    """A field that means something else now, and is the same column as before: an enum with other values.

    `AlterField` would make the table anew on SQLite, without its indexes and triggers.
    """

    async def database_forward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""

    async def database_backward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""


BATCH = 1000
"""So many rows are in memory at a time."""


async def batches(
    client: BaseDBAsyncClient, table: str, columns: Sequence[str], where: str = "1 = 1"
) -> AsyncIterator[list[dict[str, Any]]]:
    """The rows of a table with their `id` and these columns, some at a time, in the order of their ids."""
    after, place = f"WHERE {where}", placeholders(client, 1)[0]
    values: list[Any] = []
    while True:
        rows = await client.execute_query_dict(
            f"SELECT id, {', '.join(columns)} FROM {table} {after} ORDER BY id LIMIT {BATCH}", values
        )
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        after, values = f"WHERE {where} AND id > {place}", [rows[-1]["id"]]


def placeholders(client: BaseDBAsyncClient, count: int) -> list[str]:
    """What stands for the values of a statement."""
    if client.capabilities.dialect == "sqlite":
        return ["?"] * count
    return [f"${number}" for number in range(1, count + 1)]
