"""Changes of a PostgreSQL database that is in use: nothing that others wait for takes longer than a moment.

On SQLite nobody else is there, and a migration is one transaction: all of this is one plain statement after the other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from tortoise.exceptions import IntegrityError
from tortoise.migrations.schema_editor.base import BaseSchemaEditor

from adapters.database.client import connection, execute, transaction
from adapters.errors import Conflict, Unavailable

LOCK_TIMEOUT_MS: Final = 500
"""The longest wait for a lock: whoever asks for the table meanwhile waits behind it."""
PAUSES: Final = (0.5, 1, 2, *(5,) * 120)
"""Seconds until the next try, in which others have the table: ten minutes in all."""
_LOCK_NOT_AVAILABLE: Final = "55P03"

log = structlog.get_logger()


class Online:
    """Marks an operation that commits by itself on PostgreSQL, and that is right to run again after a part of it."""


def is_online(editor: BaseSchemaEditor) -> bool:
    """Whether others use the database meanwhile, and whether it is changed at all and not only told how."""
    return editor.DIALECT == "postgres" and not editor.collect_sql


async def run(editor: BaseSchemaEditor, statement: str) -> None:
    """Run a statement, or only note it for `latchkey migrate --plan`."""
    if editor.collect_sql:
        editor.collected_sql.append(statement)
    else:
        await editor.client.execute_query(statement)


async def patiently(editor: BaseSchemaEditor, work: Callable[[], Awaitable[Any]]) -> None:
    """Do something in a transaction, again and again until it gets its locks at once.

    Raises Unavailable if it has not got them after ten minutes; nothing of it is done then.
    """
    if not is_online(editor):
        await work()
        return
    for pause in PAUSES:
        try:
            await _in_transaction(editor, work)
        except (Conflict, Unavailable) as error:
            if isinstance(error, Unavailable) and not _is_lock_timeout(error):
                raise
            log.info("migration_waits", seconds=pause, reason="others use what is to be changed")
            await asyncio.sleep(pause)
        else:
            return
    raise Unavailable(
        "a table that is to be changed was in use for ten minutes, by a dump or a long report perhaps. "
        "Start `latchkey migrate` again after it: it goes on from here."
    )


async def _in_transaction(editor: BaseSchemaEditor, work: Callable[[], Awaitable[Any]]) -> None:
    outside = editor.client
    try:
        async with transaction():
            editor.client = connection()
            await execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
            await work()
    finally:
        editor.client = outside


def _is_lock_timeout(error: Unavailable) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == _LOCK_NOT_AVAILABLE


async def add_validated(editor: BaseSchemaEditor, table: str, name: str, condition: str) -> None:
    """Add a check to a table of PostgreSQL: for new rows at once, then the others are looked at while all go on.

    Raises IntegrityError if a row violates it, and leaves no check then.
    """

    async def replace() -> None:
        # One that is left of an earlier try may not have been validated.
        await run(editor, f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        await run(editor, f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")

    await patiently(editor, replace)
    try:
        await run(editor, f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
    except IntegrityError:
        await patiently(editor, lambda: run(editor, f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        raise
