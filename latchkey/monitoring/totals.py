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
    """The executions of one operation. `buckets` counts them by time, the last one those beyond the others."""

    __slots__ = ("buckets", "count", "seconds", "statements")

    def __init__(self) -> None:
        self.count = self.statements = 0
        self.seconds = 0.0
        self.buckets = [0] * (len(BUCKETS) + 1)


class Totals:
    """The work that this process has done: operations by name and kind, requests by path and status, errors by code,
    operations by how far they were compiled, messages by channel and outcome."""

    def __init__(self) -> None:
        self.operations: dict[tuple[str, str], OperationTotals] = {}
        self.requests = Counter[tuple[str, int]]()
        self.errors = Counter[str]()
        self.compiled = Counter[str]()
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
        key = self._name(work), work.kind
        operation = self.operations.get(key)
        if operation is None:
            operation = self.operations[key] = OperationTotals()
        operation.count += 1
        operation.statements += work.statements
        if work.kind != "subscription":
            seconds = work.seconds
            operation.seconds += seconds
            operation.buckets[bisect_left(BUCKETS, seconds)] += 1
            self.compiled["none" if not work.compiled else "partly" if work.left else "whole"] += 1

    def _name(self, work: Work) -> str:
        name = work.operation
        if name is None or len(name) > MAX_NAME_LENGTH:
            return OTHER
        if name not in self._names:
            if len(self._names) >= (MAX_NAMES if work.is_signed_in else MAX_NAMES_OF_ANYBODY):
                return OTHER
            self._names.add(name)
        return name


_current = Totals()


def current() -> Totals:
    """The totals of this process."""
    return _current


def use(totals: Totals) -> None:
    """Make `totals` those of this process."""
    global _current
    _current = totals
