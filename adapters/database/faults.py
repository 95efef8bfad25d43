"""Faults of PostgreSQL: the exceptions of its driver, in our words and those of the ORM."""

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


class _TranslatedFaults:
    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is not None and (translated := _translated(error)) is not None:
            raise translated from error


def _translated(error: BaseException) -> Exception | None:
    """Our exception, or the ORM's, for one of the driver's; None for any other."""
    if isinstance(error, LOST):
        return ConnectionLost(f"the database does not answer: {error}")
    if isinstance(error, _BUSY):
        return Unavailable(f"the database is busy: {error}")
    if isinstance(error, _CONFLICTS):
        return Conflict("another transaction got in the way")
    if isinstance(error, _REFUSED):
        return OperationalError(error)
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return IntegrityError(error)
    return None


translated_faults: Final = _TranslatedFaults()
"""Within a block of it the driver's exceptions become ours, or the ORM's."""
