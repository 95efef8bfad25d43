"""Memory for parts on their way in, taken from the system and given back to it: the heap would keep it for long."""

from mmap import mmap
from typing import Final

from latchkey.budget import UPLOADS

PART_SIZE: Final = 4 << 20
"""The size of a full part."""
MAX_SPARE: Final = 2

_spare: list[mmap] = []
"""Memory that was filled before, which is quicker to fill again. It counts in full from when it is taken."""


class Buffer:
    """The bytes of one part, within the budget of uploads."""

    def __init__(self) -> None:
        self.size = 0
        self._memory: mmap | None = None
        self._counted = 0

    def has_room(self, size: int) -> bool:
        """Make room for as many bytes more, if the budget has it."""
        if self._memory is None and _spare and UPLOADS.try_acquire(PART_SIZE):
            self._memory, self._counted = _spare.pop(), PART_SIZE
        if self._counted < PART_SIZE:
            if not UPLOADS.try_acquire(size):
                return False
            self._counted += size
        return True

    async def make_room(self, size: int) -> None:
        """Wait for room for as many bytes more."""
        await UPLOADS.acquire(size)
        self._counted += size

    def append(self, chunk: bytes) -> None:
        """Add bytes for which there is room, up to the size of a part."""
        if self._memory is None:
            self._memory = mmap(-1, PART_SIZE)
        self._memory[self.size : self.size + len(chunk)] = chunk
        self.size += len(chunk)

    def content(self) -> memoryview:
        """The bytes added so far; to be released before the buffer is closed."""
        assert self._memory is not None, "there is content only after something was added"
        return memoryview(self._memory)[: self.size]

    def close(self) -> None:
        """Give the memory back; the buffer is empty then."""
        if self._memory is not None:
            if self._counted == PART_SIZE and len(_spare) < MAX_SPARE:
                _spare.append(self._memory)
            else:
                self._memory.close()
        UPLOADS.release(self._counted)
        self.size, self._counted, self._memory = 0, 0, None
