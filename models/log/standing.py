"""The viewers that this process remembers, so that a request does not read who asks.

A viewer is trusted while the last look at the log began less than `LEASE` ago. A look reads the events since the one
before that change somebody's standing, and forgets whom they concern. So what is revoked in one process is refused in
all of them within that time, without anything but the database between them, and in its own process at once. A database
edited by hand is not in the log: a viewer is read again after `MAX_AGE` in any case.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import Final
from uuid import UUID

from adapters import clock
from models.core.scope import one_of
from models.core.viewer import Viewer
from models.log.events import STANDING_KINDS, whose_standing
from models.log.reading import end, read

LEASE: Final = 0.5
"""Seconds for which a look at the log lets viewers be trusted."""
MAX_AGE: Final = 60.0
"""Seconds after which a viewer is read again, whatever the log says."""
MOST: Final = 20_000
"""Keys in memory, of which a session or an API key has one or two."""
BATCH: Final = 500
"""Events that one look reads; if there are more, everybody is forgotten."""
_OF_STANDING: Final = one_of("kind", sorted(kind.value for kind in STANDING_KINDS))

Key = str | UUID
"""The hash of a token, the id of a session, or the hash of an API key's secret or its id."""


@dataclass(frozen=True, slots=True)
class _Known:
    viewer: Viewer
    read_at: float
    keys: frozenset[Key]

    @property
    def has_expired(self) -> bool:
        """Whether the session or the key was over by now when it was read; one may have been used elsewhere since."""
        expires_at = self.viewer.expires_at
        return expires_at is None or expires_at <= clock.now()


class Standing:
    """The viewers of this process, those read longest ago first."""

    def __init__(self) -> None:
        self._known: dict[Key, _Known] = {}
        self._position: int | None = None
        self._looked_at = self._changed_at = -inf
        self._look: asyncio.Task[None] | None = None
        self._forgettings = 0

    async def viewer(self, key: Key, read_viewer: Callable[[], Awaitable[Viewer]]) -> Viewer:
        """The viewer of a session or a key as they stand now, read with `read_viewer` if need be; raises what that
        raises.

        While nothing about them changes it is the same object.
        """
        await self.catch_up()
        known = self._known.get(key)
        if known is not None and known.read_at > monotonic() - MAX_AGE and not known.has_expired:
            return known.viewer
        self._forget(known)
        forgettings, read_at = self._forgettings, monotonic()
        viewer = await read_viewer()
        assert viewer.credential is not None
        known = known or self._known.get(viewer.credential)
        keys = frozenset((key, viewer.credential))
        if known is not None:
            viewer, keys = _with_memory_of(known.viewer, viewer), keys | known.keys
        if forgettings == self._forgettings:
            self._remember(_Known(viewer, read_at, keys))
        return viewer

    def known(self, key: Key) -> Viewer | None:
        """The remembered viewer of a session or a key that has not expired, without a look at the log.

        It is for those who follow the log themselves.
        """
        known = self._known.get(key)
        return None if known is None or known.has_expired else known.viewer

    def changed(self) -> None:
        """Say that the log has news of somebody's standing: nobody is trusted before the next look."""
        self._changed_at = monotonic()

    async def catch_up(self) -> None:
        """Look at the log unless the last look is recent enough; all who wait share one look.

        Raises Unavailable while the database does not answer.
        """
        needed = max(monotonic() - LEASE, self._changed_at)
        while self._looked_at <= needed:
            if self._look is None:
                self._look = asyncio.create_task(self._look_at_log())
            await asyncio.shield(self._look)

    def forget(self, people: Collection[UUID | None]) -> None:
        """Forget these people, or everybody if None is among them, also whoever is being read at this moment."""
        self._forgettings += 1
        kept = {} if None in people else self._known
        self._known = {key: known for key, known in kept.items() if known.viewer.actor_id not in people}

    def forget_use(self, key: Key | None) -> None:
        """Forget a session or a key, of which the time of its last use has changed."""
        self._forget(self._known.get(key) if key is not None else None)

    def _forget(self, known: _Known | None) -> None:
        for key in known.keys if known is not None else ():
            self._known.pop(key, None)

    def _remember(self, known: _Known) -> None:
        self._forget(known)
        self._known |= dict.fromkeys(known.keys, known)
        while len(self._known) > MOST or self._oldest().read_at < known.read_at - 2 * MAX_AGE:
            self._forget(self._oldest())

    def _oldest(self) -> _Known:
        return next(iter(self._known.values()))

    async def _look_at_log(self) -> None:
        began = monotonic()
        try:
            log = await end()
            if self._position is not None and self._position < log.newest:
                # Beyond the end of the log too, and then again: what is committed counts, whoever is still writing.
                rows = await read(self._position, log.newest, _OF_STANDING, BATCH)
                if rows:
                    self.forget(set(map(whose_standing, rows)) if len(rows) < BATCH else {None})
            self._position, self._looked_at = log.position, began
        finally:
            self._look = None


def _with_memory_of(former: Viewer, viewer: Viewer) -> Viewer:
    """The viewer, with the statements made for the same one before if nothing about them has changed."""
    if former != viewer:
        return viewer
    is_same = (former.used_at, former.expires_at) == (viewer.used_at, viewer.expires_at)
    return former if is_same else replace(viewer, statements=former.statements)


_current = Standing()


def current() -> Standing:
    """The standing of the viewers of this process."""
    return _current


def use(standing: Standing) -> None:
    """Make `standing` that of this process."""
    global _current
    _current = standing
