"""Migrations create the tables that the models describe, the same on both databases."""

from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.fields import Field
from tortoise.indexes import Index

from adapters.database.client import close_database, fetch, is_sqlite
from latchkey.migrate import migrate, pending
from models.core.database import config, open_database
from tests.support import databases

SEARCH = "%_search%"
"""Search tables differ between the databases."""
ENDS = "%_ends_idx"
"""SQLite has no index of the ends of words."""

COLUMNS_SQLITE = f"""SELECT made.name AS made, of.name AS name, of."notnull" OR of.pk > 0 AS is_given
    FROM sqlite_master AS made JOIN pragma_table_info(made.name) AS of
    WHERE made.type IN ('table', 'view') AND made.name NOT LIKE '{SEARCH}' AND made.name NOT LIKE 'sqlite_%'"""
COLUMNS_POSTGRESQL = f"""SELECT table_name AS made, column_name AS name, is_nullable = 'NO' AS is_given
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '{SEARCH}'"""
INDEXES_SQLITE = f"""SELECT made.name AS made, of.name AS name, of."unique" AS is_unique, of.partial AS is_partial,
    (SELECT group_concat(column.name) FROM pragma_index_info(of.name) AS column) AS columns
    FROM sqlite_master AS made JOIN pragma_index_list(made.name) AS of
    WHERE made.type = 'table' AND of.origin <> 'pk' AND made.name NOT LIKE '{SEARCH}'"""
INDEXES_POSTGRESQL = f"""SELECT of.relname AS made, own.relname AS name, indisunique AS is_unique,
    indpred IS NOT NULL AS is_partial, (
        SELECT string_agg(attname, ',' ORDER BY place) FROM unnest(indkey) WITH ORDINALITY AS key (number, place)
        JOIN pg_attribute ON attrelid = indrelid AND attnum = number AND number > 0) AS columns
    FROM pg_index JOIN pg_class AS own ON own.oid = indexrelid JOIN pg_class AS of ON of.oid = indrelid
    WHERE own.relnamespace = 'public'::regnamespace AND NOT indisprimary AND of.relname NOT LIKE '{SEARCH}'
    AND own.relname NOT LIKE '{ENDS}'"""
CHECKS_SQLITE = """SELECT substr(name, 1, length(name) - 7) AS name FROM sqlite_master
    WHERE type = 'trigger' AND sql LIKE '%CHECK constraint failed%'"""
CHECKS_POSTGRESQL = """SELECT conname AS name FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace"""


async def columns() -> set[tuple[Any, ...]]:
    """Table, column, and whether it is NOT NULL."""
    rows = await fetch(COLUMNS_SQLITE if is_sqlite() else COLUMNS_POSTGRESQL)
    return {(row["made"], row["name"], bool(row["is_given"])) for row in rows}


async def indexes() -> set[tuple[Any, ...]]:
    """Table, columns, whether unique and partial, and the name, except of unique keys: the databases name them."""
    rows = await fetch(INDEXES_SQLITE if is_sqlite() else INDEXES_POSTGRESQL)
    return {
        (
            row["made"],
            row["columns"],
            bool(row["is_unique"]),
            bool(row["is_partial"]),
            "" if row["is_unique"] and not row["is_partial"] else row["name"],
        )
        for row in rows
    }


async def checks() -> dict[str, int]:
    """The checks on rows, each named twice on SQLite: for inserts and for updates."""
    names = [row["name"] for row in await fetch(CHECKS_SQLITE if is_sqlite() else CHECKS_POSTGRESQL)]
    return {name: names.count(name) for name in names}


async def test_every_index_that_a_model_names_is_there(database: str) -> None:
    await open_database(database)
    try:
        there = {(table, names) for table, names, *_ in await indexes()}
        assert len(there) > 80
        assert wanted() - there == set(), "docs/tables.md tells how an index is made"
    finally:
        await close_database()


def wanted() -> set[tuple[str, str]]:
    """Table and columns of each index and unique key in the models."""
    assert Tortoise.apps is not None
    found = set()
    for model in Tortoise.apps["models"].values():
        meta = model._meta

        def column(name: str, fields: dict[str, Field[Any]] = meta.fields_map) -> str:
            return fields[name].source_field or name

        keys: list[Any] = [*meta.unique_together, *meta.indexes]
        keys += [[name] for name in meta.db_fields if _has_index(meta.fields_map[name])]
        for key in keys:
            names = key.field_names if isinstance(key, Index) else key
            found.add((meta.db_table, ",".join(map(column, names))))
    return found


def _has_index(field: Field[Any]) -> bool:
    return (field.index or field.unique) and not field.pk


async def test_both_databases_have_the_same_tables(tmp_path: Path) -> None:
    found = []
    for kind in databases.KINDS:
        url = await databases.create_empty(kind, tmp_path)
        await migrate(url)
        await open_database(url)
        found.append((await columns(), await indexes(), await checks()))
        await close_database()
        databases.drop(url)
    (sqlite, postgresql) = found
    assert sqlite[0] == postgresql[0]
    assert sqlite[1] ^ postgresql[1] == set()
    assert sqlite[2] == dict.fromkeys(postgresql[2], 2)


@databases.ON_POSTGRESQL
async def test_a_migration_may_take_longer_than_a_request(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def impatient(url: str, pool_size: int = 10, *, is_limited: bool = True) -> dict[str, Any]:
        options = config(url, pool_size, is_limited=is_limited)
        if is_limited:
            options["connections"]["default"]["credentials"]["command_timeout"] = 0.000_001
        return options

    monkeypatch.setattr("latchkey.migrate.config", impatient)
    await migrate(empty_database)
    await open_database(empty_database)
    assert await pending(empty_database) == []
    await close_database()
