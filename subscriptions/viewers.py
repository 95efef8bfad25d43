"""The viewers of open streams and sockets, with their access as of the newest event.

They are those that `models/log/standing.py` remembers. The tail lets it read on before a stream sees an event: so each
event is checked against the access at that moment, without asking the database for each stream.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from adapters import clock
from adapters.errors import Unavailable
from models.access.sessions import is_due_for_touch, touch_session, viewer_of_session
from models.core.errors import RequestError
from models.core.viewer import Viewer
from models.log import standing
from models.log.unit_of_work import shielded

EXPIRY_CHECK_INTERVAL: Final = timedelta(seconds=60)
"""A session's expiry is read again at this interval, since it moves on while the session is used elsewhere."""


class LiveViewers:
    """The viewers of the open streams and sockets of this process, by session."""

    def __init__(self) -> None:
        self._changed: dict[UUID | None, asyncio.Event] = {}
        self._sockets: Counter[UUID | None] = Counter()

    def access_changed(self, person_id: UUID | None) -> None:
        """Wake the sockets of a person, or (None) of everybody, that wait for the end of their sessions."""
        for person in list(self._changed) if person_id is None else [person_id]:
            signal = self._changed.pop(person, None)
            if signal is not None:
                signal.set()

    async def now(self, viewer: Viewer) -> Viewer:
        """The viewer as of the newest event; RequestError UNAUTHENTICATED if their session has ended."""
        session_id = _session_of(viewer)
        return standing.current().known(session_id) or await viewer_of_session(session_id)

    async def ended(self, viewer: Viewer) -> Literal["revoked", "expired"]:
        """Wait until the viewer's session is over, and return how it ended. Meanwhile the session counts as in use."""
        with self._counted(viewer):
            while True:
                signal = self._changed.setdefault(viewer.person_id, asyncio.Event())
                try:
                    current = await self._touched(await viewer_of_session(_session_of(viewer)))
                except RequestError as error:
                    return error.reason or "revoked"
                except Unavailable:
                    current = viewer
                expires_at = current.session_expires_at or clock.now() + EXPIRY_CHECK_INTERVAL
                wait = min(max(expires_at - clock.now(), timedelta(milliseconds=10)), EXPIRY_CHECK_INTERVAL)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait.total_seconds()):
                        await signal.wait()

    async def _touched(self, viewer: Viewer) -> Viewer:
        """The viewer, after extending their session if that is due."""
        if not is_due_for_touch(viewer):
            return viewer
        await shielded(touch_session, viewer)
        return await viewer_of_session(_session_of(viewer))

    @contextlib.contextmanager
    def _counted(self, viewer: Viewer) -> Iterator[None]:
        """Count a socket of the viewer within the block; after a person's last socket nobody is to be woken."""
        self._sockets[viewer.person_id] += 1
        try:
            yield
        finally:
            self._sockets[viewer.person_id] -= 1
            if not self._sockets[viewer.person_id]:
                del self._sockets[viewer.person_id]
                self._changed.pop(viewer.person_id, None)


def _session_of(viewer: Viewer) -> UUID:
    assert viewer.session_id is not None
    return viewer.session_id


_current = LiveViewers()


def current() -> LiveViewers:
    """The live viewers of this process."""
    return _current


def use(viewers: LiveViewers) -> None:
    """Make `viewers` those of this process."""
    global _current
    _current = viewers


async def session_ended(viewer: Viewer) -> Literal["revoked", "expired"]:
    """Wait until the viewer's session is over, and return how it ended."""
    return await _current.ended(viewer)
