"""Places that people share, such as those for transfers: nobody takes all, and some are kept for people without one."""

import asyncio
from asyncio import Future, get_running_loop
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import settings
from adapters.errors import Unavailable
from models.core.errors import RequestError

MAX_WAIT_SECONDS: Final = 30.0
"""Seconds that somebody waits for a turn; then they are asked to come again."""
MAX_WAITING: Final = 32
"""Most turns that one person waits for at a time."""


@dataclass(frozen=True)
class Limits:
    """The number of places in all, and the numbers that one person and one address may have."""

    places: int
    per_person: int
    per_peer: int

    @property
    def reserved(self) -> int:
        """Places that are only for people who have none."""
        return self.places // 4


class Shares:
    """Places that are taken for a while. Who waits for one is served in turn with the others who wait."""

    def __init__(self, limits: Callable[[], Limits]) -> None:
        self._limits = limits
        self._of_person: Counter[str] = Counter()
        self._of_peer: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[tuple[str, Future[None]]]] = OrderedDict()

    @property
    def is_whole(self) -> bool:
        """Whether no place is taken and nobody waits."""
        return not self._of_person and not self._waiting

    def try_acquire(self, person: str, peer: str) -> bool:
        """Take a place if there is one for them now."""
        limits, total = self._limits(), self._of_person.total()
        if total >= limits.places or self._is_full(person, peer, limits):
            return False
        if self._of_person[person] and limits.places - total <= limits.reserved:
            return False
        self._of_person[person] += 1
        self._of_peer[peer] += 1
        return True

    def release(self, person: str, peer: str) -> None:
        """Give a place back, and pass it on to the next in line."""
        for counter, owner in ((self._of_person, person), (self._of_peer, peer)):
            counter[owner] -= 1
            if not counter[owner]:
                del counter[owner]
        self._serve()

    @asynccontextmanager
    async def place(self, person: str, peer: str) -> AsyncGenerator[None]:
        """Hold a place within the block.

        Raises RequestError THROTTLED where their own share is taken for too long, Unavailable where all places are.
        """
        if not self.try_acquire(person, peer):
            await self._wait(person, peer)
        try:
            yield
        finally:
            self.release(person, peer)

    async def _wait(self, person: str, peer: str) -> None:
        line = self._waiting.setdefault(person, deque())
        if len(line) >= MAX_WAITING:
            raise _throttled()
        turn: Future[None] = get_running_loop().create_future()
        line.append((peer, turn))
        try:
            async with asyncio.timeout(MAX_WAIT_SECONDS):
                await turn
        except BaseException as error:
            if turn.cancelled():
                self._forget(person, peer, turn)
            else:
                self.release(person, peer)
            if not isinstance(error, TimeoutError):
                raise
            if self._is_full(person, peer, self._limits()):
                raise _throttled() from None
            raise Unavailable("too much goes on at once") from None

    def _serve(self) -> None:
        for person in list(self._waiting):
            peer, turn = self._waiting[person][0]
            if self.try_acquire(person, peer):
                self._waiting.move_to_end(person)
                self._forget(person, peer, turn)
                turn.set_result(None)

    def _forget(self, person: str, peer: str, turn: "Future[None]") -> None:
        self._waiting[person].remove((peer, turn))
        if not self._waiting[person]:
            del self._waiting[person]

    def _is_full(self, person: str, peer: str, limits: Limits) -> bool:
        return self._of_person[person] >= limits.per_person or self._of_peer[peer] >= limits.per_peer


def _throttled() -> RequestError:
    return RequestError("THROTTLED", "Too many of your transfers go on at once: wait for one to end, then come again.")


def _transfers() -> Limits:
    limits = settings.get()
    return Limits(limits.max_transfers, limits.max_transfers_per_person, limits.max_transfers_per_peer)


TRANSFERS: Final = Shares(_transfers)
"""Requests whose bytes pass. Each has up to half a mebibyte in the hands of the server below."""
RENDERING: Final = Shares(lambda: Limits(places=4, per_person=1, per_peer=2))
"""Documents and thumbnails that are made because somebody asks for them."""
MAILS: Final = Shares(lambda: Limits(places=20, per_person=10, per_peer=10))
"""Mails that are on their way in; who posts them is known by the address alone."""
