"""Loaders: collect what the rows of a level ask for, and read it in one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

Read = Callable[[list[Any]], Awaitable[list[Any]]]


class Loader:
    """Reads by key, each key once. `read` gives one value for each key, in their order."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: dict[Hashable, asyncio.Future[Any]] = {}
        self._wanted: list[Any] = []
        self._reading: set[asyncio.Task[None]] = set()

    def load(self, key: Hashable) -> "asyncio.Future[Any]":
        """The value of a key, read together with all others that are asked for before the event loop turns."""
        future = self._known.get(key)
        if future is None:
            loop = asyncio.get_running_loop()
            future = self._known[key] = loop.create_future()
            if not self._wanted:
                loop.call_soon(self._dispatch)
            self._wanted.append(key)
        return future

    def _dispatch(self) -> None:
        keys, self._wanted = self._wanted, []
        task = asyncio.get_running_loop().create_task(self._fill(keys))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _fill(self, keys: list[Any]) -> None:
        try:
            values = await self._read(keys)
        except BaseException as error:
            for key in keys:
                future = self._known[key]
                if not future.done():
                    future.set_exception(error)
                    future.exception()  # whoever still waits is told; that nobody may wait any more is no fault
            if not isinstance(error, Exception):
                raise
            return
        for key, value in zip(keys, values, strict=True):
            future = self._known[key]
            if not future.done():
                future.set_result(value)
