"""Search words of existing rows, rewritten by migrations after a change of how they are made."""

from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from models.core.migration_operations import batches, placeholders
from models.core.search import document

FOUND_BY = {
    "customers": ("name", "code"),
    "sites": ("name", "line1", "city", "postal_code"),
    "assets": ("name", "serial_number", "manufacturer", "model"),
    "orders": ("problem_summary",),
    "contacts": ("name", "display_name", "email"),
}
"""The columns whose words stand in `search_words`; triggers bring them into the indexes."""
HANDED_OVER = (
    "EXISTS (SELECT 1 FROM assets WHERE assets.id = orders.asset_id AND assets.customer_id <> orders.customer_id)"
)
"""Orders whose asset is somebody else's now: they keep the words that it had, which no trigger renews."""


async def renew(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Write the words of every row in which they are others now."""
    client = schema_editor.client
    for table, columns in FOUND_BY.items():
        await renew_table(client, table, columns)
    async for rows in batches(client, "contacts", ("display_name",)):
        shown = [[document(row["display_name"]), row["id"]] for row in rows]
        await _update(client, "contacts SET display_words", "id", shown)
    async for rows in batches(client, "orders", ("asset_id",), HANDED_OVER):
        await _renew_former_words(client, [row["id"] for row in rows])


async def renew_table(client: BaseDBAsyncClient, table: str, columns: Sequence[str]) -> None:
    """Write the words of a table's rows, which are found by these columns."""
    async for rows in batches(client, table, (*columns, "search_words")):
        found = [(document(*(row[column] for column in columns)), row) for row in rows]
        changed = [[words, row["id"]] for words, row in found if words != row["search_words"]]
        await _update(client, f"{table} SET search_words", "id", changed)


async def _renew_former_words(client: BaseDBAsyncClient, orders: list[Any]) -> None:
    is_sqlite = client.capabilities.dialect == "sqlite"
    [place] = placeholders(client, 1)
    for order in orders:
        statement = (
            f"""SELECT orders_search.rowid AS id, asset_words FROM orders_search
                JOIN orders_search_rows ON orders_search_rows.id = orders_search.rowid WHERE row_id = {place}"""
            if is_sqlite
            else f"SELECT id, asset_words FROM orders_search WHERE id = {place}"
        )
        words = [
            [document(row["asset_words"]), row["id"]] for row in await client.execute_query_dict(statement, [order])
        ]
        await _update(client, "orders_search SET asset_words", "rowid" if is_sqlite else "id", words)


async def _update(client: BaseDBAsyncClient, what: str, key: str, values: list[list[Any]]) -> None:
    if values:
        first, second = placeholders(client, 2)
        await client.execute_many(f"UPDATE {what} = {first} WHERE {key} = {second}", values)
