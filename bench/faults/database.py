"""Databases of PostgreSQL for runs with faults."""

import asyncpg

from latchkey.migrate import migrate
from tests.support import services


async def new_database(name: str) -> str:
    """The URL of a new database with every table."""
    connection = await asyncpg.connect(services.postgresql_url())
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    await connection.close()
    await migrate(services.postgresql_url(name))
    return services.postgresql_url(name)
