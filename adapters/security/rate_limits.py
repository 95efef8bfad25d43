"""Rate limits: counted in this process, in bounded memory, or, where Redis is there, between all of them."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import Final

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.storage.base import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from adapters import clock
from adapters.errors import Unavailable

AWAY = (StorageError, OSError)
"""Raised by the drivers when Redis cannot be reached."""
MAX_KEYS: Final = 50_000
"""So many keys are counted in one process, about 15 MiB; beyond that those go first that end first."""
NETWORK_PREFIX: Final = 64
"""Bits of an IPv6 address that name a network: one household or server has all addresses in it."""


def network_of(peer: str) -> str:
    """The name that a peer is counted under: its address, or its network of IPv6, which has addresses without end."""
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if not isinstance(address, IPv6Address):
        return peer
    return str(IPv6Address(int(address) >> NETWORK_PREFIX << NETWORK_PREFIX))


class BoundedStorage(Storage):
    """Counts in this process. Windows of one length stand in the order in which they end, so that ended ones cost
    nothing to find and the memory for all of them is bounded."""

    STORAGE_SCHEME = ["async+bounded"]  # noqa: RUF012 - the library's own declaration

    def __init__(self, max_keys: int = MAX_KEYS) -> None:
        super().__init__()
        self._max_keys = max_keys
        self._windows: dict[int, OrderedDict[str, tuple[int, float]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._windows.values()))

    @property
    def base_exceptions(self) -> type[Exception]:
        """The exceptions that counting here may raise: none that happen."""
        return ValueError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a count, whose window of `expiry` seconds begins with the first; gives the sum."""
        now, window = _now(), self._windows.setdefault(expiry, OrderedDict())
        self._forget_ended(now)
        count, ends_at = window.get(key, (0, 0.0))
        if ends_at <= now:
            window.pop(key, None)
            count, ends_at = 0, now + expiry
        count = max(0, count + amount)
        window[key] = (count, ends_at)
        if len(self) > self._max_keys:
            min((window for window in self._windows.values() if window), key=_first_end).popitem(last=False)
        return count

    async def get(self, key: str) -> int:
        """The count under a key."""
        return sum(window[key][0] for window in self._windows.values() if key in window and window[key][1] > _now())

    async def get_expiry(self, key: str) -> float:
        """The end of a key's window, in seconds since 1970."""
        return max((window[key][1] for window in self._windows.values() if key in window), default=_now())

    async def check(self) -> bool:
        """Whether it can count."""
        return True

    async def reset(self) -> int:
        """Forget all counts; gives how many there were."""
        count = len(self)
        self._windows.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one count."""
        for window in self._windows.values():
            window.pop(key, None)

    def _forget_ended(self, now: float) -> None:
        for window in self._windows.values():
            while window and _first_end(window) <= now:
                window.popitem(last=False)


def _first_end(window: OrderedDict[str, tuple[int, float]]) -> float:
    return next(iter(window.values()))[1]


def _now() -> float:
    return clock.now().timestamp()


class Limiter:
    """Counts what is done under a key, from the first time on for some minutes. With `redis_url` all processes count
    together."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._storage: Storage = (
            RedisStorage(f"async+{redis_url}", implementation="redispy", wrap_exceptions=True)
            if redis_url
            else BoundedStorage()
        )
        self._strategy = FixedWindowRateLimiter(self._storage)

    async def allows(self, most: int, per_minutes: int, *key: str) -> bool:
        """Count one more under `key`; False where there were `most` within the time already. Raises Unavailable."""
        with _reaching():
            return await self._strategy.hit(RateLimitItemPerMinute(most, per_minutes), _short(key))

    async def ends_at(self, most: int, per_minutes: int, *key: str) -> datetime:
        """The time at which what `allows` has counted under `key` is forgotten. Raises Unavailable."""
        with _reaching():
            window = await self._strategy.get_window_stats(RateLimitItemPerMinute(most, per_minutes), _short(key))
        return datetime.fromtimestamp(window.reset_time, UTC)

    async def give_back(self, most: int, per_minutes: int, *key: str) -> None:
        """Take one of those back that `allows` has counted, as it was none of what is limited. Raises Unavailable."""
        limit = RateLimitItemPerMinute(most, per_minutes)
        with _reaching():
            await self._storage.incr(limit.key_for(_short(key)), limit.get_expiry(), amount=-1)


def _short(key: tuple[str, ...]) -> str:
    """A key of one length, whatever names are in it; and none of them stands in Redis."""
    return hashlib.blake2b("\0".join(key).encode("utf-8", "replace"), digest_size=16).hexdigest()


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
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
