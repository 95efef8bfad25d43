"""The viewers of open streams and sockets, with their access as of the newest event.

A viewer is remembered until the log tells that their access changed. So each event is checked against the access at
that moment, without asking the database for each stream.
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
from models.log.unit_of_work import shielded

EXPIRY_CHECK_INTERVAL: Final = timedelta(seconds=60)
"""A session's expiry is read again at this interval, since it moves on while the session is used elsewhere."""


class LiveViewers:
    """The viewers of the open streams and sockets of this process, by session."""

    def __init__(self) -> None:
        self._viewers: dict[UUID, Viewer] = {}
        self._changed: dict[UUID | None, asyncio.Event] = {}
        self._sockets: Counter[UUID | None] = Counter()
        self._changes = 0

    def access_changed(self, person_id: UUID | None) -> None:
        """Forget a person, or (None) everybody, and wake the sockets that wait for the end of their sessions."""
        self._changes += 1
        kept = {} if person_id is None else self._viewers
        self._viewers = {session: viewer for session, viewer in kept.items() if viewer.person_id != person_id}
        for person in list(self._changed) if person_id is None else [person_id]:
            signal = self._changed.pop(person, None)
            if signal is not None:
                signal.set()

    async def now(self, viewer: Viewer) -> Viewer:
        """The viewer as of now; RequestError UNAUTHENTICATED if their session has ended."""
        assert viewer.session_id is not None
        current = self._viewers.get(viewer.session_id)
        if current is None or current.session_expires_at is None or current.session_expires_at <= clock.now():
            changes = self._changes
            current = await viewer_of_session(viewer.session_id)
            if changes == self._changes:
                self._viewers[viewer.session_id] = current
        return current

    async def ended(self, viewer: Viewer) -> Literal["revoked", "expired"]:
        """Wait until the viewer's session is over, and return how it ended. Meanwhile the session counts as in use."""
        with self._counted(viewer):
            while True:
                signal = self._changed.setdefault(viewer.person_id, asyncio.Event())
                try:
                    current = await self._touched(await self.now(viewer))
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
        if viewer.session_id is None or not is_due_for_touch(viewer):
            return viewer
        await shielded(touch_session, viewer)
        self._viewers.pop(viewer.session_id, None)
        return await self.now(viewer)

    @contextlib.contextmanager
    def _counted(self, viewer: Viewer) -> Iterator[None]:
        """Count a socket of the viewer within the block; after a person's last socket, forget them."""
        self._sockets[viewer.person_id] += 1
        try:
            yield
        finally:
            self._sockets[viewer.person_id] -= 1
            if not self._sockets[viewer.person_id]:
                del self._sockets[viewer.person_id]
                self.access_changed(viewer.person_id)


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
