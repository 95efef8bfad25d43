"""Work for a few threads, shared fairly: nobody's flood takes all places, and those who wait take turns by peer."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Full(Exception):
    """There is no place for more, or none for more of this peer; nothing was done."""


class FairQueue:
    """Runs work in threads. A peer may hold as many places as are left free, so there is always one for a newcomer."""

    def __init__(self, threads: int, waiting: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._idle = threads
        self._places = threads + waiting
        self._used: Counter[str | None] = Counter()
        self._waiting: OrderedDict[str | None, deque[asyncio.Future[None]]] = OrderedDict()

    async def run(self, peer: str | None, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` when its turn has come, and give its result; raises Full.

        A `peer` of None is this program itself, which has no share.
        """
        free = self._places - self._used.total()
        if free <= 0 or (peer is not None and self._used[peer] >= free):
            raise Full
        self._used[peer] += 1
        await self._turn(peer)
        loop = asyncio.get_running_loop()
        future = self._threads.submit(work, *args, **kwargs)
        # Only when the thread is through: a caller who goes away must not make room for work that still runs.
        future.add_done_callback(lambda _: self._report_done(loop, peer))
        return await asyncio.wrap_future(future)

    async def _turn(self, peer: str | None) -> None:
        if self._idle:
            self._idle -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(peer, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_turn()
            self._leave(peer)
            raise

    def _report_done(self, loop: asyncio.AbstractEventLoop, peer: str | None) -> None:
        with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(self._done, peer)

    def _done(self, peer: str | None) -> None:
        self._leave(peer)
        self._give_turn()

    def _leave(self, peer: str | None) -> None:
        self._used[peer] -= 1
        if not self._used[peer]:
            del self._used[peer]

    def _give_turn(self) -> None:
        """Let the next one begin: the first who waits of the peer that has waited longest for a turn."""
        while self._waiting:
            peer, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[peer] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._idle += 1
