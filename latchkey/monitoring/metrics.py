"""/metrics for Prometheus: the totals of this process, its state now, and measurements of the database."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import accumulate
from secrets import compare_digest
from time import monotonic
from typing import Any, Final

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import settings
from adapters import clock
from adapters.database import replica
from adapters.database.client import pool_usage
from execution.compiled import readings
from latchkey.loop_monitor import LoopMonitor
from latchkey.monitoring import totals
from latchkey.monitoring.database import DatabaseFacts, database_facts
from latchkey.monitoring.totals import BUCKETS, Totals
from subscriptions import streams

PATH: Final = "/metrics"
HELP: Final = {
    "latchkey_operations": "Operations that have ended, by name",
    "latchkey_operation_seconds": "Time of queries and mutations, by name",
    "latchkey_statements": "Statements that operations asked the database, by name",
    "latchkey_requests": "HTTP requests that have ended",
    "latchkey_errors": "Errors told to clients",
    "latchkey_compiled_operations": "Queries and mutations by how far compiled reads gave their fields",
    "latchkey_compiled_reads": "Fields that compiled reads gave, or left to resolvers for a reason",
    "latchkey_deliveries": "Attempts to send a message",
    "latchkey_database_connections": "Connections that are open and in use, and tasks that wait for one",
    "latchkey_replica_reads": "Queries that the replica answered, or else why the database did",
    "latchkey_replica_behind_bytes": "Write-ahead log that the replica lacked when last waited for in vain",
    "latchkey_database_up": "Whether the database gave its measurements in time",
    "latchkey_database_bytes": "Size of the database",
    "latchkey_open": "Streams and sockets that are open",
    "latchkey_tail_silence_seconds": "Time since the log was last read for streams",
    "latchkey_tail_lag_events": "Events that streams of this process have not been told yet",
    "latchkey_log_events": "Events in the log",
    "latchkey_log_bytes": "Size of the log with its indexes",
    "latchkey_due_oldest_seconds": "Time for which the oldest due row has waited",
    "latchkey_webhook_lag_seconds": "Time since the oldest event that a webhook has not got yet",
    "latchkey_due_held": "Whether due work waits after a restore",
    "latchkey_loop_held": "Pieces of work that held up everybody else for more than 50 ms",
}
"""Each metric; counters end with _total."""


class Metrics:
    """The measurements of a process. `lines` gives the streams and sockets that are open, where it serves any."""

    def __init__(
        self, lines: Callable[[], Mapping[str, int]] | None = None, loop_monitor: LoopMonitor | None = None
    ) -> None:
        self._lines = lines
        self._loop_monitor = loop_monitor

    def route(self) -> Route:
        """/metrics for everybody, on a port of its own."""
        return Route(PATH, self._answer)

    def guarded_route(self) -> Route:
        """/metrics for who has METRICS_TOKEN."""
        return Route(PATH, self._guarded_answer)

    async def _guarded_answer(self, request: Request) -> Response:
        expected = f"Bearer {settings.get().metrics_token}"
        if not compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
            words = "Send METRICS_TOKEN as a bearer token.\n"
            return PlainTextResponse(words, 401, {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
        return await self._answer(request)

    async def _answer(self, request: Request) -> Response:
        measured = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=measured)
        measured.register(_Measured([*self._of_process(), *_of_database(await database_facts())]))
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(measured), headers={"Content-Type": content_type, "Cache-Control": "no-store"})

    def _of_process(self) -> Iterator[Metric]:
        counted = totals.current()
        yield from _of_operations(counted)
        yield _counter("latchkey_requests", ("path", "status"), counted.requests)
        yield _counter("latchkey_errors", ("code",), counted.errors)
        yield _counter("latchkey_compiled_reads", ("outcome",), readings.counted)
        yield _counter("latchkey_deliveries", ("channel", "outcome"), counted.deliveries)
        yield _gauges("latchkey_database_connections", "state", pool_usage())
        if (known := replica.current()) is not None:
            yield _counter("latchkey_replica_reads", ("outcome",), known.reads)
            yield _gauge("latchkey_replica_behind_bytes", known.behind)
        if self._lines is not None:
            yield _gauges("latchkey_open", "what", self._lines())
        read_at = streams.tail().read_at
        if read_at is not None:
            yield _gauge("latchkey_tail_silence_seconds", monotonic() - read_at)
        if self._loop_monitor is not None:
            yield _counter("latchkey_loop_held", (), {(): self._loop_monitor.times_blocked})


class _Measured(Collector):
    """Measurements that were taken already."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        """The measurements."""
        return self._metrics


def _of_operations(counted: Totals) -> Iterator[Metric]:
    labels, operations = ("operation", "kind"), counted.operations
    yield _counter("latchkey_operations", labels, {key: each.count for key, each in operations.items()})
    yield _counter("latchkey_statements", labels, {key: each.statements for key, each in operations.items()})
    counts = operations.values()
    compiled = {
        "whole": sum(each.whole for each in counts),
        "partly": sum(each.partly for each in counts),
        "none": sum(each.unread for each in counts),
    }
    yield _counter("latchkey_compiled_operations", ("compiled",), compiled)
    name, limits = "latchkey_operation_seconds", [*map(str, BUCKETS), "+Inf"]
    seconds = HistogramMetricFamily(name, HELP[name], labels=labels)
    for key, each in operations.items():
        if key[1] != "subscription":
            seconds.add_metric(key, list(zip(limits, accumulate(each.buckets), strict=True)), each.seconds)
    yield seconds


def _of_database(facts: DatabaseFacts | None) -> Iterator[Metric]:
    yield _gauge("latchkey_database_up", facts is not None)
    if facts is None:
        return
    if streams.tail().read_at is not None:
        yield _gauge("latchkey_tail_lag_events", max(0, facts.head - streams.tail().position))
    yield _gauge("latchkey_log_events", facts.head)
    yield _gauge("latchkey_database_bytes", facts.bytes)
    if facts.log_bytes is not None:
        yield _gauge("latchkey_log_bytes", facts.log_bytes)
    yield _gauges("latchkey_due_oldest_seconds", "kind", {kind: _late(since) for kind, since in facts.due.items()})
    lags = {status.lower(): _late(since) for status, since in facts.undelivered.items()}
    yield _gauges("latchkey_webhook_lag_seconds", "status", lags)
    yield _gauge("latchkey_due_held", facts.is_held)


def _late(since: datetime | None) -> float:
    """Seconds for which something has waited; 0 if it is not due yet."""
    return 0.0 if since is None else max(0.0, (clock.now() - since).total_seconds())


def _counter(name: str, labels: tuple[str, ...], counts: Mapping[Any, int]) -> Metric:
    family = CounterMetricFamily(name, HELP[name], labels=labels)
    for key, count in counts.items():
        family.add_metric([*map(str, key if isinstance(key, tuple) else (key,))], count)
    return family


def _gauge(name: str, value: float) -> Metric:
    return GaugeMetricFamily(name, HELP[name], value)


def _gauges(name: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, HELP[name], labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family
