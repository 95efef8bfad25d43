"""The viewers of open streams and sockets, with their access as of the newest event.

They are those that `models/log/standing.py` remembers. The tail lets it read on before a stream sees an event: so each
event is checked against the access at that moment, without asking the database for each stream.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import structlog

from adapters import clock
from adapters.errors import Unavailable
from models.access.credentials import is_use_due, mark_used, viewer_now
from models.core.errors import RequestError
from models.core.viewer import Viewer
from models.log import standing
from models.log.unit_of_work import shielded
from subscriptions import hub
from subscriptions.tail import Tail

log = structlog.get_logger()

EXPIRY_CHECK_INTERVAL: Final = timedelta(seconds=60)
"""A session's expiry is read again at this interval, since it moves on while the session is used elsewhere."""


Ending = Literal["revoked", "expired"]
Over = Callable[[Ending], object]


@dataclass(slots=True)
class _Session:
    """A session, or a secret of an API key, with open streams or sockets. It is looked at when it is `due`; `ends` are
    told its end."""

    viewer: Viewer
    due: datetime
    ends: dict[object, Over] = field(default_factory=dict)


class LiveViewers:
    """The viewers of the open streams and sockets of this process, by session or key."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail
        self._sessions: dict[standing.Key, _Session] = {}
        self._news = asyncio.Event()

    def access_changed(self, actor_id: UUID | None) -> None:
        """Look at the sessions of a person or a key, or (None) of everybody, and have their streams be judged anew."""
        hub.current().access_changed(actor_id)
        for session in self._sessions.values():
            if actor_id is None or session.viewer.actor_id == actor_id:
                session.due = clock.now()
        self._news.set()

    async def now(self, viewer: Viewer) -> Viewer:
        """The viewer as of the newest event.

        If their session has ended, it raises RequestError UNAUTHENTICATED, or, while somebody watches the session,
        waits to be cancelled by them.
        """
        credential = _credential_of(viewer)
        try:
            return standing.current().known(credential) or await viewer_now(viewer)
        except RequestError as error:
            if self._has_ended(credential, error):
                await asyncio.Event().wait()
            raise

    def watch(self, viewer: Viewer, over: Over) -> Callable[[], None]:
        """Call `over` with how the viewer's session ended, once it has, unless what is returned is called before.
        Meanwhile the session counts as in use."""
        credential, key = _credential_of(viewer), object()
        session = self._sessions.setdefault(credential, _Session(viewer, clock.now()))
        session.due = clock.now()
        session.ends[key] = over
        self._news.set()
        self._tail.is_followed.set()

        def leave() -> None:
            session.ends.pop(key, None)
            if not session.ends and self._sessions.get(credential) is session:
                del self._sessions[credential]
            if not self._sessions:
                self._tail.is_followed.clear()

        return leave

    async def ended(self, viewer: Viewer) -> Ending:
        """Wait until the viewer's session is over, and return how it ended."""
        over: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()

        def end(ending: Ending) -> None:
            if not over.done():
                over.set_result(ending)

        leave = self.watch(viewer, end)
        try:
            return await over
        finally:
            leave()

    async def run(self) -> None:
        """Look at sessions when that is due, for as long as the task lives."""
        while True:
            self._news.clear()
            due = [key for key, session in self._sessions.items() if session.due <= clock.now()]
            await asyncio.gather(*map(self._look, due))
            wait = min((each.due for each in self._sessions.values()), default=clock.now() + EXPIRY_CHECK_INTERVAL)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max((wait - clock.now()).total_seconds(), 0.01)):
                    await self._news.wait()

    async def _look(self, credential: standing.Key) -> None:
        session = self._sessions.get(credential)
        if session is None:  # the last who watched it has gone
            return
        session.due = clock.now() + EXPIRY_CHECK_INTERVAL
        try:
            viewer = await self._touched(await viewer_now(session.viewer))
        except RequestError as error:
            self._has_ended(credential, error)
        except Unavailable:
            pass  # looked at again later
        except Exception:
            log.exception("a session could not be looked at")
        else:
            if viewer.scopes != session.viewer.scopes:
                self._end(credential, "expired")  # what it has begun may be closed to it now
            elif viewer != session.viewer:
                hub.current().access_changed(viewer.actor_id)
            session.viewer = viewer
            session.due = min(session.due, viewer.expires_at or session.due)

    def _has_ended(self, credential: standing.Key, error: RequestError) -> bool:
        """Tell those who watch a session that it is over; return whether somebody does."""
        return self._end(credential, error.reason or "revoked")

    def _end(self, credential: standing.Key, ending: Ending) -> bool:
        session = self._sessions.get(credential)
        if session is None:
            return False
        for over in list(session.ends.values()):
            over(ending)
        return True

    async def _touched(self, viewer: Viewer) -> Viewer:
        """The viewer, after extending their session if that is due."""
        if not is_use_due(viewer):
            return viewer
        await shielded(mark_used, viewer)
        return await viewer_now(viewer)


def _credential_of(viewer: Viewer) -> standing.Key:
    assert viewer.credential is not None
    return viewer.credential


_current: LiveViewers


def current() -> LiveViewers:
    """The live viewers of this process."""
    return _current


def use(viewers: LiveViewers) -> None:
    """Make `viewers` those of this process."""
    global _current
    _current = viewers


async def session_ended(viewer: Viewer) -> Ending:
    """Wait until the viewer's session is over, and return how it ended."""
    return await _current.ended(viewer)
