"""Set up in every process: its garbage collector, and its log on standard error.

The log has lines for people in development, one JSON object a line in production.
"""

import gc
import logging
import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, Final

from adapters import work

if TYPE_CHECKING:
    from structlog.types import Processor

GC_THRESHOLDS: Final = (50_000, 20, 20)
"""Most of what is made while a program starts stays: looking at it again and again takes an eighth of the start."""
SERVING_GC_THRESHOLDS: Final = (20_000, 20, 20)
"""A collection looks at what is new, in one piece, while the event loop waits: of so much in a few milliseconds."""


def settle_memory() -> None:
    """Keep what is there now, which no collection looks at again, and collect what comes from now on in small pieces.

    It halves the slowest answers. There is no garbage yet that would be kept with it.
    """
    gc.freeze()
    gc.set_threshold(*SERVING_GC_THRESHOLDS)


def configure_log(*, for_people: bool, level: str) -> None:
    """Set up logging in this process, ours from `level` on and warnings of the libraries.

    Tracebacks come without local variables, which may hold passwords and the secrets of links.
    """
    import structlog  # takes long to import, and `--help` logs nothing

    shared: tuple[Processor, ...] = (
        _with_request_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    if for_people:
        # The default would show local variables where rich is installed.
        console = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        ending: list[Processor] = [console]
    else:
        ending = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], max(logging.WARNING, logging.getLevelName(level.upper()))
    # It would log whatever clients ask for in vain; faults are logged by the transport.
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)
    # Of the server only what goes wrong: the command that started it says where it listens.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)


def _with_request_id(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The line, with the id of the request that it was written for."""
    asked_for = work.current()
    if asked_for is not None:
        event.setdefault("request_id", asked_for.id)
    return event
