"""The database as it is at one moment, to read much of it without holding up anybody who writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.database.client import execute, is_sqlite, transaction


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """All reads of this task see the same state within the block, whatever others commit meanwhile.

    On SQLite the process has one connection, which nobody else may use within the block.
    """
    if not is_sqlite():
        async with transaction():
            await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # `transaction` would take the lock of those who write.
    await execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        await execute("ROLLBACK")
