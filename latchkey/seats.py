"""Counts of something by owner, such as open sockets, within a limit."""

from collections import Counter


class Seats:
    """Counts what is open in this process, such as sockets, by who has it."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """The number of all that are open."""
        return self._taken.total()

    def try_acquire(self, owner: str, most: int) -> bool:
        """Count one more; False where the owner has `most` already."""
        if self._taken[owner] >= most:
            return False
        self._taken[owner] += 1
        return True

    def release(self, owner: str) -> None:
        """Count one less."""
        self._taken[owner] -= 1
        if not self._taken[owner]:
            del self._taken[owner]
