"""Requests and operations of sockets: their ids, and when each has ended its counts, and its line in the log.

A line never has arguments, variables, tokens or whole addresses, which may carry secrets.
"""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import structlog

import settings
from adapters.work import Work
from execution.operations import Operation
from latchkey.monitoring import totals
from models.core.viewer import Viewer

log = structlog.get_logger()

HEADER: Final = b"x-request-id"
WELL_FORMED: Final = re.compile(rb"[A-Za-z0-9._-]{8,128}")
MAX_NAME: Final = 80
"""Characters of an operation's name in the log."""


def request_id(given: bytes | None) -> str | None:
    """The id that a client or a proxy has given a request; None where it is not well-formed, or there is none."""
    return given.decode() if given is not None and WELL_FORMED.fullmatch(given) else None


def ids_below(id: str) -> Iterator[str]:
    """The ids of the operations of a socket that has this one."""
    return (f"{id}-{number}" for number in count(1))


def note_operation(work: Work | None, operation: Operation | None, viewer: Viewer | None, span: Any) -> None:
    """Remember the operation of some work, if it has one, and name its span after it."""
    if work is None or operation is None:
        return
    work.operation, work.kind = operation.name, operation.kind
    work.is_signed_in = viewer is not None
    if span is not None:
        span.update_name(f"{work.kind} {(work.operation or '')[:MAX_NAME]}".rstrip())
        span.set_attribute("latchkey.request_id", work.id)


def ended(work: Work, *, path: str, method: str, status: int | None = None) -> None:
    """Count work that has ended, and write a line about it if LOG_REQUESTS says so."""
    totals.current().add(work, path, status)
    if settings.get().log_requests:
        _write(work, {"path": path, "method": method} | ({} if status is None else {"status": status}))


def _write(work: Work, about: dict[str, Any]) -> None:
    if work.operation is not None:
        about["operation"] = work.operation[:MAX_NAME]
    if work.kind is not None:
        about["kind"] = work.kind
    if work.codes:
        about["codes"] = sorted(set(work.codes))
    is_fault = "INTERNAL" in work.codes or about.get("status", 0) >= 500
    (log.warning if is_fault else log.info)(
        "request",
        request_id=work.id,
        ms=round(work.seconds * 1000, 1),
        statements=work.statements,
        signed_in=work.is_signed_in,
        **about,
    )
