"""Loaders, which collect the keys that the rows of a level ask for and read them in one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Hashable
from dataclasses import dataclass
from types import CoroutineType
from typing import Any

Read = Callable[[list[Any]], Awaitable[list[Any]]]


class Loader:
    """Reads values by key, each key once. `read` returns one value for each key, in their order."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._values: dict[Hashable, Any] = {}
        self._batches: dict[Hashable, asyncio.Task[None]] = {}
        self._next_keys: list[Any] = []
        self._next: asyncio.Task[None] | None = None

    def load(self, key: Hashable) -> "Loading":
        """An awaitable for the value of a key; nothing is read before it is awaited."""
        return Loading(self, key)

    async def value(self, key: Hashable) -> Any:
        """The value of a key. If a reader is cancelled, the batch continues for the others."""
        await asyncio.shield(self._batch(key))
        return self._values[key]

    async def outcomes(self, keys: list[Any]) -> list[Any]:
        """The values of keys, read together with all others that are requested in the same turn of the event loop; an
        error in place of each value that could not be read."""
        errors: dict[asyncio.Task[None], Exception] = {}
        for batch in {self._batch(key) for key in keys}:
            try:
                await asyncio.shield(batch)
            except Exception as error:  # noqa: BLE001  takes the place of the values of this batch
                errors[batch] = error
        if not errors:
            return [self._values[key] for key in keys]
        return [errors.get(self._batches[key]) or self._values[key] for key in keys]

    def _batch(self, key: Hashable) -> "asyncio.Task[None]":
        """The task that reads, or has read, a key."""
        batch = self._batches.get(key)
        if batch is None:
            if self._next is None:
                self._next = asyncio.get_running_loop().create_task(self._fill())
            batch = self._batches[key] = self._next
            self._next_keys.append(key)
        return batch

    async def _fill(self) -> None:
        keys, self._next_keys, self._next = self._next_keys, [], None
        self._values.update(zip(keys, await self._read(keys), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Loading:
    """A value that has not been read yet."""

    loader: Loader
    key: Hashable

    def __await__(self) -> Generator[Any, None, Any]:
        return self.loader.value(self.key).__await__()


async def settled(values: list[Any]) -> list[Any]:
    """The values, with those that resolvers have yet to read replaced by their value or error."""
    kinds = set(map(type, values))
    if Loading in kinds:
        values = await _loaded(values)
    if CoroutineType in kinds:
        coroutines = [value for value in values if isinstance(value, CoroutineType)]
        if len(coroutines) == 1:
            read = iter([await _outcome(coroutines[0])])
        else:
            read = iter(await asyncio.gather(*coroutines, return_exceptions=True))
        values = [next(read) if isinstance(value, CoroutineType) else value for value in values]
    return values


async def _outcome(coroutine: Awaitable[Any]) -> Any:
    """The result of a coroutine, or the error that it raises."""
    try:
        return await coroutine
    except Exception as error:  # noqa: BLE001  reported by the caller
        return error


async def _loaded(values: list[Any]) -> list[Any]:
    """The values, with each `Loading` replaced by its value or error; each loader reads all of its keys at once."""
    keys: dict[Loader, list[Hashable]] = {}
    for value in values:
        if type(value) is Loading:
            keys.setdefault(value.loader, []).append(value.key)
    outcomes = {loader: iter(await loader.outcomes(of_loader)) for loader, of_loader in keys.items()}
    return [next(outcomes[value.loader]) if type(value) is Loading else value for value in values]
