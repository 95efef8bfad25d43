"""The database of these tables: its configuration for the ORM, and the connection."""

from typing import Any, Final

from adapters.database import client

_PACKAGE: Final = "models"


def config(url: str, pool_size: int = 10) -> dict[str, Any]:
    """The ORM's configuration for a database URL and a number of pooled connections (PostgreSQL only)."""
    return client.config(url, pool_size, package=_PACKAGE)


async def open_database(url: str, pool_size: int = 10) -> None:
    """Connect to the database; raises Unavailable if it does not answer."""
    await client.connect(config(url, pool_size))
