"""Reading what is stored, from any place in the file, in pieces that are small."""

import hashlib
import io
from asyncio import to_thread
from bisect import bisect_right
from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Final
from uuid import UUID

from adapters.files import storage
from latchkey.budget import DOWNLOADS
from models.files.uploads import Part, parts_of

MAX_PIECE_SIZE: Final = 256 << 10
"""The most that is read at a time."""


class StoredFile:
    """The parts of a file, as one."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._starts = [part.start for part in parts]
        self.size = parts[-1].start + parts[-1].size if parts else 0

    @classmethod
    async def of_upload(cls, upload_id: UUID) -> "StoredFile":
        """The file that came by an upload."""
        return cls(await parts_of(upload_id))

    async def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to but not including `stop`: not many, as all are held at once."""
        pieces = [await storage.current().get(*cut) for cut in self._cuts(start, stop)]
        return b"".join(pieces)

    async def pieces(self, start: int, stop: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to but not including `stop`, one after the other, within the budget."""
        for key, begin, end in self._cuts(start, stop):
            for place in range(begin, end, MAX_PIECE_SIZE):
                size = min(MAX_PIECE_SIZE, end - place)
                await DOWNLOADS.acquire(size)
                try:
                    yield await storage.current().get(key, place, place + size)
                finally:
                    DOWNLOADS.release(size)

    async def sha256(self) -> str:
        """The SHA-256 of the whole file, in hexadecimal."""
        digest = hashlib.sha256()
        async for piece in self.pieces(0, self.size):
            await to_thread(digest.update, piece)
        return digest.hexdigest()

    def opened(self) -> io.BufferedReader:
        """The file for programs that read and seek, in a thread of their own."""
        return io.BufferedReader(_Seekable(self), 64 << 10)

    def read_sync(self, start: int, stop: int) -> bytes:
        """The same as `read`, for threads that have no event loop."""
        return b"".join(storage.current().get_sync(*cut) for cut in self._cuts(start, stop))

    def _cuts(self, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
        """The objects that hold these bytes, each with where in it they begin and end."""
        first = max(0, bisect_right(self._starts, start) - 1)
        for part in self._parts[first:]:
            if part.start >= stop:
                return
            begin, end = max(start - part.start, 0), min(stop - part.start, part.size)
            if begin < end:
                yield part.key, begin, end


class _Seekable(io.RawIOBase):
    def __init__(self, file: StoredFile) -> None:
        self._file = file
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._file.size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        stop = min(self._place + min(len(buffer), MAX_PIECE_SIZE), self._file.size)
        data = self._file.read_sync(self._place, stop) if stop > self._place else b""
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)
