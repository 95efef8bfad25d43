"""Rate limits: counted in this process or, where Redis is there, between all of them."""

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from adapters.errors import Unavailable

AWAY = (StorageError, OSError)
"""What is raised when Redis cannot be reached."""


class Limiter:
    """Counts what is done under a key. With `redis_url` all processes count together."""

    def __init__(self, redis_url: str | None = None) -> None:
        storage = (
            RedisStorage(f"async+{redis_url}", implementation="redispy", wrap_exceptions=True)
            if redis_url
            else MemoryStorage()
        )
        # Exact: the others let twice as many through where two windows meet.
        self._strategy = MovingWindowRateLimiter(storage)

    async def allows(self, most: int, per_minutes: int, *key: str) -> bool:
        """Count one more under `key`; False where there were `most` within the time already. Raises Unavailable."""
        try:
            return await self._strategy.hit(RateLimitItemPerMinute(most, per_minutes), *key)
        except AWAY as error:
            raise Unavailable("Redis does not answer") from error


_current = Limiter()


def current() -> Limiter:
    """The limiter of this process."""
    return _current


def use(limiter: Limiter) -> None:
    """Make `limiter` that of this process."""
    global _current
    _current = limiter
