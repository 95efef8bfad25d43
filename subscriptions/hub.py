"""The hub: it tells an event to all subscribers who get the same, as one message.

They form a group: they sent the same document, ask for the same events, and have the same rights. For each event of the
log it is decided once for the group whether they see it; then it is executed once and made a message once, which is
written to each of them. A subscriber joins a group at the end of the log. They leave it, and go on alone from their own
position, where the group cannot tell them what comes next: when they read too slowly, when their access changes, and
when an event is about them as a person.
"""

import asyncio
from collections.abc import Callable, Hashable, Iterable
from datetime import timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import structlog

import settings
from adapters import clock
from adapters.errors import Unavailable
from execution.context import Context
from models.core.calendar import today, until_tomorrow
from models.core.rows import Row
from models.core.scope import Scope, all_of
from models.core.viewer import Viewer
from models.core.viewers.anybody import Anybody, Personal, stranger
from models.log.events import Event
from models.policy import visible
from resolvers.log.filters import EventFilter
from subscriptions.tail import Tail, checkpoint

log = structlog.get_logger()

AT_ONCE: Final = 200
"""Subscribers to whom a message is written before other tasks run."""

Push = Callable[[Any], bool]
"""Writes a message to a subscriber at once; False where they are behind with reading, or gone."""


class Operation(Protocol):
    """The operation of a subscriber, as the hub sees it."""

    @property
    def key(self) -> Hashable:
        """Equal for operations of which anybody with the same rights gets the same messages; None if there is none."""
        ...

    def mark_personal(self) -> None:
        """Remember that there is no such key."""
        ...

    async def message(self, event: Row, context: Context) -> Any:
        """The message about an event, None for nothing; raises Personal if it depends on who asks."""
        ...


def seen_by(viewer: Viewer, asked: EventFilter) -> Scope:
    """The condition on the events asked for that the viewer may see today."""
    return all_of(asked.scope, visible(Event, viewer))


class _Member:
    """A subscriber in a group. `position` is that of the last event that they were told, or that was not for them."""

    __slots__ = ("group", "left", "person_id", "position", "push")

    def __init__(self, group: "_Group", push: Push, person_id: UUID | None, position: int) -> None:
        self.group = group
        self.push = push
        self.person_id = person_id
        self.position = position
        self.left: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class _Group:
    """Subscribers who get the same messages. `told` is the position up to which they have got them."""

    def __init__(self, key: Hashable, operation: Operation, asked: EventFilter, viewer: Viewer, told: int) -> None:
        self.key = key
        self.operation = operation
        self.asked = asked
        # Who somebody is matters only to events that name them, for which they leave the group.
        self.seen = seen_by(stranger(viewer), asked)
        self.anybody = Anybody.like(viewer)
        self.members: set[_Member] = set()
        self.told = told
        self.told_at = clock.now()
        self.is_busy = False


class Hub:
    """The groups of this process."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail
        self._groups: dict[Hashable, _Group] = {}
        self._of_person: dict[UUID | None, set[_Member]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._day = today()

    async def listen(self, operation: Operation, asked: EventFilter, viewer: Viewer, position: int, push: Push) -> int:
        """Tell a subscriber what happens after a position at the end of the log; return the position up to which it was
        told when they left the group."""
        key = operation.key, asked, viewer.rights
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(key, operation, asked, viewer, self._tail.position)
        member = _Member(group, push, viewer.actor_id, position)
        group.members.add(member)
        self._of_person.setdefault(member.person_id, set()).add(member)
        try:
            await member.left
        finally:
            self._leave(member)
        return member.position

    def access_changed(self, person_id: UUID | None) -> None:
        """Have a person, or (None) everybody, leave: they may see other events than before."""
        people = list(self._of_person) if person_id is None else [person_id]
        for person in people:
            self._dismiss(self._of_person.get(person, ()))

    async def run(self) -> None:
        """Tell the groups what the tail reads, for as long as the task lives."""
        position = self._tail.position
        try:
            while True:
                await self._tail.wait_beyond(position, self._idle().total_seconds())
                position = self._tail.position
                if self._day != today():  # roles begin and end with days
                    self._day = today()
                    self.access_changed(None)
                for group in [each for each in self._groups.values() if not each.is_busy]:
                    self._wake(group)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _idle(self) -> timedelta:
        """The time until something is to be done where nothing happens."""
        interval = timedelta(seconds=settings.get().checkpoint_seconds)
        idle = (group.told_at for group in self._groups.values() if not group.is_busy)
        oldest = min(idle, default=clock.now())
        return max(min(oldest + interval - clock.now(), until_tomorrow()), timedelta(milliseconds=1))

    def _wake(self, group: _Group) -> None:
        """Have a group go on where there is something for it; most events are not."""
        try:
            if self._has_news(group):
                group.is_busy = True
                task = asyncio.create_task(self._go_on(group))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            else:
                group.told = max(group.told, self._tail.position)
        except Exception:
            log.exception("a group stumbled, and its subscribers go on alone")
            self._dismiss(group.members)

    def _has_news(self, group: _Group) -> bool:
        """Whether there are events for a group, or it is time for a checkpoint."""
        if clock.now() - group.told_at >= timedelta(seconds=settings.get().checkpoint_seconds):
            return True
        rows = self._tail.recent(group.told) if self._tail.position > group.told else []
        return rows is None or any(map(group.asked.scope.matches, rows))

    async def _go_on(self, group: _Group) -> None:
        """Tell a group what there is to tell: events, or else a checkpoint."""
        try:
            if group.told >= self._tail.position:
                await self._tell(group, checkpoint(group.told))
            while group.members and group.told < self._tail.position:
                rows, end = self._tail.recent(group.told), self._tail.position
                if rows is None:
                    self._dismiss(group.members)
                    break
                for row in rows:
                    await self._tell_event(group, row)
                group.told = end
        except Personal:
            group.operation.mark_personal()
            self._dismiss(group.members)
        except Unavailable:
            self._dismiss(group.members)  # each finds out whether it can go on
        except Exception:
            log.exception("an event could not be told to a group, and is executed for each subscriber")
            self._dismiss(group.members)
        finally:
            group.is_busy = False

    async def _tell_event(self, group: _Group, row: Row) -> None:
        if group.asked.scope.matches(row):
            for person in {row["contact_id"], row["staff_id"]} - {None}:
                self._dismiss(member for member in self._of_person.get(person, ()) if member.group is group)
            if group.seen.matches(row):
                await self._tell(group, row)
            elif group.asked.named:
                self._dismiss(group.members)  # the row that they name may be the one that they no longer see
        group.told = row["position"]

    async def _tell(self, group: _Group, row: Row) -> None:
        """Execute an event and write it to those of the group who have not been told it."""
        context = Context(viewer=group.anybody, token=None, peer="", user_agent=None)
        message = await group.operation.message(row, context)
        group.told_at = clock.now()
        if message is None:
            return
        members, position, is_event = list(group.members), row["position"], row["kind"] is not None
        for start in range(0, len(members), AT_ONCE):
            for member in members[start : start + AT_ONCE]:
                if member.left.done() or member.position > position or (is_event and member.position == position):
                    continue
                if member.push(message):
                    member.position = position
                else:
                    self._leave(member)
            await asyncio.sleep(0)  # lets other tasks run

    def _dismiss(self, members: Iterable[_Member]) -> None:
        for member in list(members):
            self._leave(member)

    def _leave(self, member: _Member) -> None:
        """Take a subscriber out of their group, at the position up to which they have been told."""
        group = member.group
        if member not in group.members:
            return
        group.members.discard(member)
        member.position = max(member.position, group.told)
        if not member.left.done():  # it is where the subscriber has gone
            member.left.set_result(None)
        if not group.members and self._groups.get(group.key) is group:
            del self._groups[group.key]
        others = self._of_person[member.person_id]
        others.discard(member)
        if not others:
            del self._of_person[member.person_id]


_current: Hub


def current() -> Hub:
    """The hub of this process."""
    return _current


def use(hub: Hub) -> None:
    """Make `hub` that of this process."""
    global _current
    _current = hub
