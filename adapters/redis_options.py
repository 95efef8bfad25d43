"""Options for Redis, which is talked to briefly: all that it does for this process can be done without it."""

from typing import Any, Final

DEADLINE_SECONDS: Final = 1.5
"""Seconds in which Redis has to answer; it is asked twice, as the first line may have died without a word."""


def redis_options() -> dict[str, Any]:
    """The options of a client of Redis."""
    from redis.asyncio.retry import Retry  # takes long to import, and most run without it
    from redis.backoff import NoBackoff

    return {
        "socket_connect_timeout": DEADLINE_SECONDS,
        "socket_timeout": DEADLINE_SECONDS,
        "retry": Retry(NoBackoff(), 1),
    }
