"""Rate limits: counted in this process, in bounded memory, or, while Redis is there, between all of them."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic
from typing import Final, TypeVar

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.storage.base import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from adapters import clock
from adapters.redis_options import redis_options

T = TypeVar("T")

log = structlog.get_logger()

AWAY = (StorageError, OSError)
"""Raised by the drivers when Redis cannot be reached."""
REST_SECONDS: Final = 5.0
"""Seconds for which Redis is not asked once it has not answered."""
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


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of taking a part of what is allowed in a time: whether it was there, and what is left until when."""

    is_granted: bool
    left: int
    ends_at: datetime

    @property
    def seconds_left(self) -> int:
        """Whole seconds until all is allowed again, at least one."""
        return max(1, ceil((self.ends_at - clock.now()).total_seconds()))


class Limiter:
    """Counts what is done under a key, from the first time on for some minutes. With `redis_url` all processes count
    together; while Redis is away each counts for itself."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._own: Storage = BoundedStorage()
        self._shared: Storage | None = None
        self._shared_from = 0.0
        if redis_url:
            options = redis_options()
            self._shared = RedisStorage(f"async+{redis_url}", implementation="redispy", wrap_exceptions=True, **options)

    async def allows(self, most: int, per_minutes: int, *key: str) -> bool:
        """Count one more under `key`; False where there were `most` within the time already."""
        limit = RateLimitItemPerMinute(most, per_minutes)
        return await self._counted(lambda storage: FixedWindowRateLimiter(storage).hit(limit, _short(key)))

    async def take(self, amount: int, most: int, per_minutes: int, *key: str) -> Taken:
        """Take a part of the `most` that there is under `key` within the time; takes nothing if too little is left."""
        limit = RateLimitItemPerMinute(most, per_minutes)
        name, expiry = limit.key_for(_short(key)), limit.get_expiry()

        async def count(storage: Storage) -> Taken:
            taken = await storage.incr(name, expiry, amount=amount)
            is_granted = taken <= most
            if not is_granted:
                taken = await storage.incr(name, expiry, amount=-amount)
            return Taken(is_granted, max(0, most - taken), datetime.fromtimestamp(await storage.get_expiry(name), UTC))

        return await self._counted(count)

    async def ends_at(self, most: int, per_minutes: int, *key: str) -> datetime:
        """The time at which what `allows` has counted under `key` is forgotten."""
        limit = RateLimitItemPerMinute(most, per_minutes)
        window = await self._counted(
            lambda storage: FixedWindowRateLimiter(storage).get_window_stats(limit, _short(key))
        )
        return datetime.fromtimestamp(window.reset_time, UTC)

    async def give_back(self, most: int, per_minutes: int, *key: str) -> None:
        """Take one of those back that `allows` has counted, as it was none of what is limited."""
        limit = RateLimitItemPerMinute(most, per_minutes)
        await self._counted(lambda storage: storage.incr(limit.key_for(_short(key)), limit.get_expiry(), amount=-1))

    async def _counted(self, count: Callable[[Storage], Awaitable[T]]) -> T:
        """Count in Redis if it answers, else in this process, and then for a while without asking it."""
        if self._shared is not None and monotonic() >= self._shared_from:
            try:
                return await count(self._shared)
            except AWAY as error:
                self._shared_from = monotonic() + REST_SECONDS
                log.warning("rate limits are counted by each process: Redis does not answer", error=str(error))
        return await count(self._own)


def _short(key: tuple[str, ...]) -> str:
    """A key of one length, whatever names are in it; and none of them stands in Redis."""
    return hashlib.blake2b("\0".join(key).encode("utf-8", "replace"), digest_size=16).hexdigest()


_current = Limiter()


def current() -> Limiter:
    """The limiter of this process."""
    return _current


def use(limiter: Limiter) -> None:
    """Make `limiter` that of this process."""
    global _current
    _current = limiter
