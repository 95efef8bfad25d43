"""The database of PostgreSQL that this process uses in one test after the other.

To make one, and to connect to it, takes longer than most tests. Before a test it is made as it was: tables that have
been written to are emptied, and filled with the rows that they had, and the log goes on where it did. One whose
structure or statistics have changed, that has grown, or that somebody is still connected to, is not used again.
"""

from dataclasses import dataclass
from typing import Final

import asyncpg

from tests.support.kept import lines

_GROWTH: Final = 4 << 20
"""Bytes that the tables may grow by: rows that are deleted leave holes, which make reading slow in the end."""
_TABLES: Final = "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
_COLUMNS: Final = "FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped"
_CATALOGS: Final = ("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_proc", "pg_statistic", "pg_trigger")
_SIGNS: Final = ", ".join(
    [
        *(f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {catalog})" for catalog in _CATALOGS),
        "(SELECT sum(last_value)::text FROM pg_sequences WHERE sequencename <> 'event_positions')",
    ]
)
"""Equal until something else than rows is changed: what is written to a catalog has the number of its transaction."""


@dataclass(frozen=True)
class KeptDatabase:
    """A database, a connection that makes it as it was, and what is seen of it then."""

    url: str
    keeper: asyncpg.Connection
    signs: asyncpg.Record
    size: int

    @classmethod
    async def of(cls, url: str) -> "KeptDatabase":
        """The database, which is now as it has to be, and whose connections are kept from now on."""
        keeper = await asyncpg.connect(url)
        # Neither guards nor foreign keys are asked for rows that were there before.
        await keeper.execute("SET session_replication_role = replica")
        steps = [await _step(keeper, table) for (table,) in await keeper.fetch(f"SELECT relname {_TABLES}")]
        position = await keeper.fetchval("SELECT last_value FROM event_positions")
        steps.append(f"PERFORM setval('event_positions', {position});")
        since = "set_config('kept.since', pg_current_xact_id()::text, false)"
        await keeper.execute(
            f"""CREATE FUNCTION pg_temp.fill_again() RETURNS void LANGUAGE plpgsql AS $$
            DECLARE kept_since bigint := current_setting('kept.since');
            BEGIN {" ".join(steps)} PERFORM {since}; END $$"""
        )
        await keeper.execute(f"SELECT {since}")
        lines.keep_for(url)
        return cls(url, keeper, await keeper.fetchrow(f"SELECT {_SIGNS}"), await _size(keeper))

    async def is_as_it_was(self) -> bool:
        """Whether it could be made so."""
        if self.keeper.is_closed() or await self._has_others() or await self._has_changed():
            return False
        await self.keeper.execute("SELECT pg_temp.fill_again()")
        return True

    async def _has_others(self) -> bool:
        ours = [self.keeper.get_server_pid(), *(line.get_server_pid() for line in lines.waiting())]
        here = "FROM pg_stat_activity WHERE datname = current_database()"
        has_others: bool = await self.keeper.fetchval(f"SELECT EXISTS (SELECT {here} AND pid <> ALL ($1))", ours)
        return has_others

    async def _has_changed(self) -> bool:
        signs = await self.keeper.fetchrow(f"SELECT {_SIGNS}")
        return signs != self.signs or await _size(self.keeper) > self.size + _GROWTH


async def _step(keeper: asyncpg.Connection, table: str) -> str:
    """The statement that gives a table its rows again, where others have been written or some are missing."""
    await keeper.execute(f'CREATE TEMP TABLE "{table}" AS TABLE public."{table}"')
    count = await keeper.fetchval(f'SELECT count(*) FROM public."{table}"')
    columns = await keeper.fetchval(
        f"SELECT string_agg(quote_ident(attname), ', ') {_COLUMNS} AND attgenerated = ''", f'public."{table}"'
    )
    return f"""
        IF (SELECT count(*) <> {count} OR coalesce(bool_or(xmin::text::bigint > kept_since), false)
            FROM public."{table}") THEN
            DELETE FROM public."{table}";
            INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM pg_temp."{table}";
        END IF;"""


async def _size(keeper: asyncpg.Connection) -> int:
    size: int = await keeper.fetchval(f"SELECT sum(pg_relation_size(oid)) {_TABLES}")
    return size
