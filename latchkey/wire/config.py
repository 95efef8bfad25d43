"""The configuration of uvicorn, in production as in tests."""

from typing import Any, Final

import settings
from latchkey.wire.http import LimitedHttp
from latchkey.wire.lines import LinesConfig
from latchkey.wire.sockets import LimitedSocket

MAX_FRAME_SIZE: Final = 1024 * 1024
"""Bytes of the largest message that a socket takes."""
PING_SECONDS: Final = 20.0
"""Seconds after which a socket is pinged, and in which its client has to answer."""


def wire_config(app: Any, **others: Any) -> LinesConfig:
    """The configuration for an application, with other options of uvicorn's own."""
    return LinesConfig(
        app,
        loop="uvloop",
        http=LimitedHttp,
        ws=LimitedSocket,
        ws_max_size=MAX_FRAME_SIZE,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # it compresses for each socket anew, and frames could not be shared
        timeout_keep_alive=settings.get().keep_alive_seconds,
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        **others,
    )
