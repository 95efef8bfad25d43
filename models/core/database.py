"""The database of these tables: its configuration for the ORM, and the connection."""

from typing import Any, Final

import settings
from adapters.database import client, configuration

_PACKAGE: Final = "models"


def config(url: str, pool_size: int = 10, *, is_limited: bool = True, read_url: str | None = None) -> dict[str, Any]:
    """The ORM's configuration for a database URL and a number of pooled connections (PostgreSQL only), with the time
    limits of the settings unless it is not limited, and the URL of a replica for the reads of queries."""
    options = settings.get()
    limits = configuration.Limits(
        statement=options.database_statement_seconds,
        lock=options.database_lock_seconds,
        idle=options.database_idle_seconds,
    )
    return configuration.config(
        url, pool_size, package=_PACKAGE, limits=limits if is_limited else None, read_url=read_url
    )


async def open_database(url: str, pool_size: int = 10, *, read_url: str | None = None) -> None:
    """Connect to the database, and where it has one to its replica; raises Unavailable if the first does not answer."""
    await client.connect(config(url, pool_size, read_url=read_url))
