"""Faults of PostgreSQL: the exceptions of its driver, in our words and those of the ORM."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError

from adapters.errors import Conflict, Unavailable

LOST: Final = (
    OSError,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.DatabaseDroppedError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""Raised by the driver when the server cannot be reached, or has dropped the connection."""
_BUSY: Final = (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError)
"""Raised when a statement, or its wait for a lock, has taken longer than it may."""
_CONFLICTS: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_REFUSED: Final = (asyncpg.SyntaxOrAccessError, asyncpg.DataError)


class ConnectionLost(Unavailable):
    """The connection was lost: on another one a read may succeed at once."""


@contextmanager
def translated_faults() -> Iterator[None]:
    """Within the block the driver's exceptions become ours, or the ORM's."""
    try:
        yield
    except LOST as error:
        raise ConnectionLost(f"the database does not answer: {error}") from error
    except _BUSY as error:
        raise Unavailable(f"the database is busy: {error}") from error
    except _CONFLICTS as error:
        raise Conflict("another transaction got in the way") from error
    except _REFUSED as error:
        raise OperationalError(error) from error
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(error) from error
