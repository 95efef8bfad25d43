"""Files that are written to the storage here, in objects that are small enough to be held in memory."""

from collections.abc import Iterator
from typing import Final

from adapters.files import storage
from models.files.uploads import Part

PIECE_SIZE: Final = 1 << 20


class PieceWriter:
    """A file in a folder of the storage, written from its beginning to its end."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._waiting = bytearray()
        self._stored = 0

    async def write(self, data: bytes) -> None:
        """Append bytes; raises Unavailable where the storage is away."""
        self._waiting += data
        while len(self._waiting) >= PIECE_SIZE:
            await self._store(PIECE_SIZE)

    async def close(self) -> int:
        """Store what is left; gives the size of the file."""
        if self._waiting:
            await self._store(len(self._waiting))
        return self._stored

    async def _store(self, size: int) -> None:
        await storage.current().put(_key(self._folder, self._stored), bytes(self._waiting[:size]))
        del self._waiting[:size]
        self._stored += size


def parts_of_file(folder: str, size: int) -> Iterator[Part]:
    """The parts of a file of this size."""
    for start in range(0, size, PIECE_SIZE):
        yield Part(start, min(PIECE_SIZE, size - start), _key(folder, start))


def _key(folder: str, start: int) -> str:
    return f"{folder}/{start:015}"
