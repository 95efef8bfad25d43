"""Counts of this process since it started, kept as plain numbers: a request adds to them in a microsecond."""

from bisect import bisect_left
from collections import Counter
from typing import Final

from adapters.work import Work

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper limits of the histogram of an operation's time, in seconds."""
MAX_NAMES: Final = 200
"""Names of operations that are told apart; further ones are counted together."""
MAX_NAMES_OF_ANYBODY: Final = 50
"""Those of them that requests without a sign-in may take: else a stranger could take them all."""
MAX_NAME_LENGTH: Final = 80
OTHER: Final = "other"


class OperationTotals:
    """The executions of one operation. `buckets` counts them by time, the last one those beyond the others; `whole`,
    `partly` and `unread` by how many of the fields that could be were given by compiled reads."""

    __slots__ = ("buckets", "count", "partly", "seconds", "statements", "unread", "whole")

    def __init__(self) -> None:
        self.count = self.statements = self.whole = self.partly = self.unread = 0
        self.seconds = 0.0
        self.buckets = [0] * (len(BUCKETS) + 1)


class Totals:
    """The work that this process has done: operations by name and kind, requests by path and status, errors by code,
    messages by channel and outcome."""

    def __init__(self) -> None:
        self.operations: dict[tuple[str, str], OperationTotals] = {}
        self.requests = Counter[tuple[str, int]]()
        self.errors = Counter[str]()
        self.deliveries = Counter[tuple[str, str]]()
        self._names: set[str] = set()

    def add(self, work: Work, path: str, status: int | None) -> None:
        """Count work that has ended; `status` is that of a request."""
        if status is not None:
            self.requests[path, status] += 1
        for code in work.codes:
            self.errors[code] += 1
        if work.kind is None:
            return
        operation = self.operations.get((work.operation or OTHER, work.kind)) or self._first_of(work, work.kind)
        operation.count += 1
        operation.statements += work.statements
        if work.kind == "subscription":
            return
        seconds = work.seconds
        operation.seconds += seconds
        operation.buckets[bisect_left(BUCKETS, seconds)] += 1
        if not work.compiled:
            operation.unread += 1
        elif work.left:
            operation.partly += 1
        else:
            operation.whole += 1

    def _first_of(self, work: Work, kind: str) -> OperationTotals:
        """The totals for the first operation of a name and a kind: those of all others, where there are too many."""
        name = work.operation or OTHER
        most = MAX_NAMES if work.is_signed_in else MAX_NAMES_OF_ANYBODY
        if len(name) > MAX_NAME_LENGTH or (name not in self._names and len(self._names) >= most):
            name = OTHER
        elif name != OTHER:
            self._names.add(name)
        return self.operations.setdefault((name, kind), OperationTotals())


_current = Totals()


def current() -> Totals:
    """The totals of this process."""
    return _current


def use(totals: Totals) -> None:
    """Make `totals` those of this process."""
    global _current
    _current = totals
