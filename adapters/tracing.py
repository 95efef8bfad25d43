"""Spans for OpenTelemetry, where a process sends any; else nothing of it is imported, and a span is nothing.

A span has names and numbers of ours, and of SQL the text. It never has arguments, variables, values of statements, or
the messages of exceptions, which may repeat them.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

TRACE_PARENT: Final = b"traceparent"
_NOTHING: Final = nullcontext()
_tracer: Any = None
"""A tracer of OpenTelemetry; None where no spans are sent."""


def start(exporter: Any, *, share: float) -> Callable[[], None]:
    """Give spans to an exporter from now on, of a share of the traces from 0 to 1; gives what ends it."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    global _tracer
    resource = Resource.create({SERVICE_NAME: "latchkey"})
    provider = TracerProvider(ParentBased(TraceIdRatioBased(share)), resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _tracer = provider.get_tracer("latchkey")

    def end() -> None:
        global _tracer
        _tracer = None
        provider.shutdown()

    return end


def collector(url: str) -> Any:
    """An exporter to a collector that speaks OTLP over HTTP."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(url)


def span(name: str, attributes: dict[str, Any] | None = None) -> AbstractContextManager[Any]:
    """The block is a span, whose parent is the one that it is in; gives None where no spans are sent."""
    if _tracer is None:
        return _NOTHING
    started: AbstractContextManager[Any] = _tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    )
    return started


def request_span(method: str, path: str, headers: Iterable[tuple[bytes, bytes]]) -> AbstractContextManager[Any]:
    """The block is a span that serves a request, whose parent is named by the header `traceparent`, if it has one."""
    if _tracer is None:
        return _NOTHING
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier = {key.decode(): value.decode("latin-1") for key, value in headers if key == TRACE_PARENT}
    started: AbstractContextManager[Any] = _tracer.start_as_current_span(
        f"{method} {path}",
        TraceContextTextMapPropagator().extract(carrier),
        SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    )
    return started
