"""Progress of a command that goes through many rows, told on standard error where it takes longer than a second."""

import sys
import time
from collections.abc import Callable
from typing import Final, TextIO

INTERVAL_SECONDS: Final = 1.0
"""Seconds between two tellings, and before the first one."""


class Meter:
    """Counts what was done; on a terminal one line that is written over, elsewhere a line each time."""

    def __init__(self, what: str, out: TextIO | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self.count = 0
        self._what, self._out, self._now = what, out or sys.stderr, now
        self._next = now() + INTERVAL_SECONDS
        self._is_shown = False

    def add(self, count: int, done: float | None = None) -> None:
        """Count more; `done` is how much of all that is to do has been done, from 0 to 1, where that is known."""
        self.count += count
        if self._now() < self._next:
            return
        self._next = self._now() + INTERVAL_SECONDS
        line = f"{self.count:,} {self._what}" + ("" if done is None else f", {done:.0%}")
        self._is_shown = self._out.isatty()
        print(
            f"\r\x1b[K{line}" if self._is_shown else line,
            end="" if self._is_shown else "\n",
            file=self._out,
            flush=True,
        )

    def say(self, words: str) -> None:
        """Print a line of its own."""
        self.clear()
        print(words, file=self._out, flush=True)

    def clear(self) -> None:
        """Take away what is shown on a terminal."""
        if self._is_shown:
            print("\r\x1b[K", end="", file=self._out, flush=True)
            self._is_shown = False
