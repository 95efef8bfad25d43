"""Wake-ups: hints that there is something new to read, within this process and, by Redis, between processes.

A wake-up may be lost or come for nothing; those who wait also look by themselves from time to time.
"""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, Literal

import structlog

from adapters.redis_options import DEADLINE_SECONDS, redis_options

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()

Topic = Literal["events", "deliveries", "webhooks", "exports"]
WAKES: Final[dict[Topic, tuple[Topic, ...]]] = {
    "events": ("events", "webhooks"),
    "deliveries": ("deliveries", "exports"),
    "webhooks": ("webhooks",),
    "exports": ("exports",),
}
"""The topics of those who are woken: each has one who waits in a process."""
CHANNEL: Final = "latchkey:wakeups"


class Wakeups:
    """Carries wake-ups between the parts of one process and, where `redis_url` is given, between processes."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._events: dict[Topic, asyncio.Event] = {topic: asyncio.Event() for topic in WAKES}
        self._redis = _connected(redis_url) if redis_url else None
        self._to_send: set[Topic] = set()
        self._sending: asyncio.Task[None] | None = None

    def wake(self, topic: Topic) -> None:
        """Say that there is something new under `topic`."""
        self._set(topic)
        if self._redis is not None:
            self._to_send.add(topic)
            if self._sending is None or self._sending.done():
                self._sending = asyncio.create_task(self._publish())

    async def wait(self, topic: Topic, at_most: float) -> None:
        """Sleep until a wake-up for `topic` comes, or for `at_most` seconds."""
        with contextlib.suppress(TimeoutError):
            # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the wake-up.
            async with asyncio.timeout(at_most):
                await self._events[topic].wait()
        self._events[topic].clear()

    async def listen(self) -> None:
        """Pass on the wake-ups of other processes, for as long as the task lives; Redis may come and go."""
        while self._redis is not None:
            try:
                await self._pass_on(self._redis)
            except _away() as error:
                log.warning("wake-ups from other processes are delayed: Redis does not answer", error=str(error))
                await asyncio.sleep(1)

    async def _pass_on(self, redis: "Redis") -> None:
        """Pass on what comes; raises TimeoutError where the line is dead: nothing comes, not even an answer."""
        async with redis.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            for event in self._events.values():
                event.set()  # what was said meanwhile went past
            is_asked = False
            while True:
                message = await channel.get_message(timeout=DEADLINE_SECONDS)
                if message is not None and message["type"] == "message":
                    self._heard(message["data"].decode())
                elif message is None and is_asked:
                    raise TimeoutError("the line is dead")
                is_asked = message is None
                if is_asked:
                    await channel.ping()

    async def close(self) -> None:
        """Let go of the connection to Redis."""
        if self._redis is not None:
            with contextlib.suppress(*_away()):
                await self._redis.aclose()

    def _heard(self, topic: str) -> None:
        for own in WAKES:
            if own == topic:
                self._set(own)

    def _set(self, topic: Topic) -> None:
        for waiting in WAKES[topic]:
            self._events[waiting].set()

    async def _publish(self) -> None:
        assert self._redis is not None
        while self._to_send:
            topic = self._to_send.pop()
            with contextlib.suppress(*_away()):
                await self._redis.publish(CHANNEL, topic)


def _connected(redis_url: str) -> "Redis":
    from redis.asyncio import Redis  # takes long to import, and most run without it

    return Redis.from_url(redis_url, **redis_options())


def _away() -> tuple[type[Exception], ...]:
    from redis.exceptions import RedisError

    return (RedisError, OSError)


_current = Wakeups()


def current() -> Wakeups:
    """The wake-ups of this process."""
    return _current


def use(wakeups: Wakeups) -> None:
    """Make `wakeups` those of this process."""
    global _current
    _current = wakeups
