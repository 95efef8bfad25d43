"""`latchkey serve`: one process or several, on a socket that is bound before anything else is done."""

import gc
import socket
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import uvicorn
from uvicorn.supervisors import Multiprocess

import settings
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from latchkey.cli.migrate import migrate
from latchkey.process import GC_THRESHOLDS, configure_log, settle_memory
from latchkey.wire.config import wire_config
from latchkey.wire.server import DrainingServer
from settings import Settings, SettingsError

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from latchkey.pages.explorer import DemoAccount

GRACE_SECONDS: Final = 15
"""The time that requests have to be answered when the server stops: longer than any of them waits for a lock."""


def serve(*, host: str | None, port: int | None, workers: int, with_worker: bool, migrates: bool) -> None:
    """Serve until told to stop."""
    options = configured(host=host, port=port)
    if workers > 1 and options.smtp_url is None:
        raise SettingsError("SMTP_URL: --workers needs it, because the mail catcher lives inside one process")
    listener = listen(options)
    if migrates:
        run(migrate(options.database))
    run(_look_at_database())
    out.print(f"Latchkey serves {address(options)}")
    serve_on(listener, options, workers=workers, with_worker=with_worker)


async def _look_at_database() -> None:
    """Raises Unavailable where the database does not answer, Failed where it is not up to date."""
    async with database():
        pass


def listen(options: Settings) -> socket.socket:
    """A socket at HOST and PORT that keeps clients waiting; a port 0 becomes the one that was free."""
    listener = socket.socket(socket.AF_INET6 if ":" in options.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except OSError as error:
        listener.close()
        raise Failed(
            f"Cannot listen on {options.host}, port {options.port}: {error.strerror}. Set HOST or PORT."
        ) from None
    listener.listen(2048)
    options.port = listener.getsockname()[1]
    return listener


def address(options: Settings) -> str:
    """The address of this server on this machine."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"http://{host}:{options.port}"


def serve_on(
    listener: socket.socket,
    options: Settings,
    *,
    workers: int = 1,
    with_worker: bool = True,
    demo_accounts: Sequence["DemoAccount"] = (),
    with_demo_clock: bool = False,
) -> None:
    """Serve on a socket that is bound already, until told to stop."""
    config = wire_config(
        partial(application, options, with_worker, tuple(demo_accounts), with_demo_clock),
        factory=True,
        workers=workers,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    if workers > 1:
        Multiprocess(config, [listener]).run()
    else:
        _run(DrainingServer(config), listener)


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    try:
        server.run([listener])
    except KeyboardInterrupt:
        # The server has ended in good order, and lets the signal have its way then.
        return
    except SystemExit:
        raise Failed("The server did not start; the log says why.") from None


def application(
    options: Settings, with_worker: bool, demo_accounts: tuple["DemoAccount", ...], with_demo_clock: bool
) -> "Starlette":
    """The app of one process; the settings travel with it, since the process may be a new one."""
    gc.set_threshold(*GC_THRESHOLDS)
    settings.use(options)
    configure_log(for_people=options.is_development, level=options.log_level)
    from latchkey.app import create_app

    app = create_app(with_worker=with_worker, demo_accounts=demo_accounts, with_demo_clock=with_demo_clock)
    settle_memory()
    return app
