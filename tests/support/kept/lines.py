"""Connections to the kept database, which the next app gets instead of new ones.

To connect, to learn the tables and to prepare each statement again would be most of a small test on PostgreSQL.
"""

from collections import defaultdict
from contextlib import suppress
from typing import Any, Final

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient

from adapters.database.half_open import Line
from adapters.database.postgresql import PooledPostgresqlClient

_waiting: Final[defaultdict[str, list["KeptLine"]]] = defaultdict(list)
"""The connections that no app has, by how they were made."""
_kept_for: Final[list[str]] = []
"""The address of the database whose connections are kept, as it was given out."""


class KeptLine(Line):
    """A connection that waits for the next app when its app closes it, with nothing of the session left on it."""

    _pool_holder: Any
    made_by = ""
    url = ""

    async def close(self, *, timeout: float | None = None) -> None:
        """Leave the pool, as a connection that is closed does."""
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            if self.url in _kept_for:
                await self.reset(timeout=timeout)
                holder, self._pool_holder = self._pool_holder(), None
                holder._release_on_close()
                _waiting[self.made_by].append(self)
                return
        await super().close(timeout=timeout)

    def get_reset_query(self) -> str:
        return f"{super().get_reset_query()}\nDISCARD TEMP"


def keep_for(url: str) -> None:
    """Keep connections to this database from now on, and let go of those to the one before."""
    let_go()
    _kept_for[:] = [url]


def let_go() -> None:
    """Close all that wait."""
    for line in waiting():
        line.terminate()
    _waiting.clear()


def waiting() -> list[KeptLine]:
    """The connections that no app has."""
    return [line for lines in _waiting.values() for line in lines]


async def _connected(_dsn: None, *, loop: Any, connection_class: Any, record_class: Any, **options: Any) -> KeptLine:
    """A connection that waits, or else a new one."""
    made_by = repr(sorted(options.items()))
    while _waiting[made_by]:
        waited = _waiting[made_by].pop()
        if not waited.is_closed():
            return waited
    url = "postgresql://{user}@{host}:{port}/{database}".format_map(options)
    options |= {"loop": loop, "connection_class": connection_class, "record_class": record_class}
    line: KeptLine = await asyncpg.connect(**options)
    line.made_by, line.url = made_by, url
    return line


async def _pool(_client: AsyncpgDBClient, **options: Any) -> asyncpg.Pool:
    return await asyncpg.create_pool(None, connect=_connected, **options)


def keep_lines() -> None:
    """Let every app of this process have connections that can be kept."""
    PooledPostgresqlClient.connection_class = KeptLine
    AsyncpgDBClient.create_pool = _pool  # type: ignore[assignment, method-assign]
