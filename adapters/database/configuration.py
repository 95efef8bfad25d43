"""The configuration of the ORM for a database URL, with the limits of its connections."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tortoise.backends.base.config_generator import expand_db_url

from adapters.database.half_open import SERVER_KEEPALIVE
from adapters.errors import Unavailable

CONNECT_SECONDS = 5
"""Seconds in which a connection to PostgreSQL has to be there."""
PREPARED = 400
"""Statements that a connection to PostgreSQL keeps prepared: the text of a read differs by what a viewer may see."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that PostgreSQL gives a statement (0 is without end), a wait for a lock or a connection, and a
    transaction whose process says nothing more."""

    statement: float
    lock: float
    idle: float


def config(
    url: str, pool_size: int, *, package: str, limits: Limits | None, read_url: str | None = None
) -> dict[str, Any]:
    """Tortoise's configuration: a database URL, a number of pooled connections and limits (PostgreSQL only; None is
    without), the package that has the tables and, in `migrations`, their migrations, and the URL of a replica."""
    app = {"models": [package], "default_connection": "default", "migrations": f"{package}.migrations"}
    connections = {"default": _connection(url, pool_size, limits)}
    if read_url is not None:
        connections["replica"] = _connection(read_url, pool_size, limits) | {"engine": "adapters.database.replica"}
    return {
        "connections": connections,
        "apps": {package: app},
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, pool_size: int, limits: Limits | None) -> dict[str, Any]:
    if url.startswith("sqlite"):
        path = sqlite_file(url)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"no database can be at {path}: {error.strerror}") from error
        pragmas = {"journal_mode": "WAL", "synchronous": "NORMAL", "busy_timeout": 10_000, "foreign_keys": "ON"}
        return {"engine": "adapters.database.sqlite", "credentials": {"file_path": str(path), **pragmas}}
    connection = expand_db_url(re.sub(r"^postgres(ql)?://", "asyncpg://", url))
    credentials = connection["credentials"]
    credentials |= {"minsize": 0, "maxsize": pool_size, "reset": _without_reset, "statement_cache_size": PREPARED}
    credentials |= {"timeout": CONNECT_SECONDS} | (_without_limits() if limits is None else _limited(limits))
    return {"engine": "adapters.database.postgresql", "credentials": credentials}


def _without_limits() -> dict[str, Any]:
    return {"patience": None, "server_settings": SERVER_KEEPALIVE}


def _limited(limits: Limits) -> dict[str, Any]:
    milliseconds = {
        "statement_timeout": limits.statement,
        "lock_timeout": limits.lock,
        "idle_in_transaction_session_timeout": limits.idle,
    }
    server_settings = SERVER_KEEPALIVE | {name: str(round(value * 1000)) for name, value in milliseconds.items()}
    # The server has the first word about a statement that takes too long.
    command_timeout = limits.statement + CONNECT_SECONDS if limits.statement else None
    return {"patience": limits.lock, "server_settings": server_settings, "command_timeout": command_timeout}


def sqlite_file(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(url.removeprefix("sqlite://").partition("?")[0])


async def _without_reset(_connection: Any) -> None:
    """Nothing here changes a connection's state, so none has to be reset when it goes back to the pool."""
