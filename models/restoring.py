"""The steps after a backup was put in the place of the database, before anybody uses it.

Between the backup and the restore numbers were given out, sessions ended, links were used and messages sent, of all of
which the database knows nothing any more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from adapters import clock
from adapters.database.client import execute
from adapters.text.sentences import Sentence
from models.access.links import Link, LinkEnd
from models.access.mobile_codes import MobileCode
from models.access.sessions import Session
from models.core.rows import count
from models.core.viewer import SYSTEM
from models.log import positions
from models.log.events import EventKind
from models.log.restores import Restore
from models.log.unit_of_work import unit_of_work
from models.messages.deliveries import Delivery, DeliveryStatus, error_columns
from models.messages.digests import DigestEntry
from models.partners.keys import ACTIVE, ApiKey

POSITIONS: Final = 1_000_000
"""Positions of the log that may have been given out after the backup."""
_DISCARDED: Final = Sentence("It was queued before the database was restored, and not sent after that.")


@dataclass(frozen=True, slots=True)
class Ended:
    """The numbers of sessions, links and codes that ended."""

    sessions: int
    links: int
    codes: int


async def hold(taken_at: datetime | None) -> None:
    """Have workers leave alone what is due, until `release`; part of the transaction that it is called in."""
    await Restore.create(taken_at=taken_at, restored_at=clock.now())


async def follow_restore(taken_at: datetime | None, skipped_numbers: int) -> Ended:
    """End every session, link and code, move all counters on, and hold what is due until `release`.

    The numbers of orders, invoices, credit notes and customers go on `skipped_numbers` later. Everybody whose access
    is not over signs in again, and staff see which invitations have to be sent anew.
    """
    now = clock.now()
    async with unit_of_work() as unit:
        await positions.skip(POSITIONS)
        await execute(
            "UPDATE counters SET value = value + :skipped WHERE name <> 'event'", {"skipped": skipped_numbers}
        )
        ended = Ended(
            await Session.filter(ended_at=None).update(ended_at=now),
            await Link.filter(used_at=None, superseded_at=None).update(superseded_at=now, ended_as=LinkEnd.OUTDATED),
            await MobileCode.filter(ended_at=None).update(ended_at=now),
        )
        # About nobody in particular: every process forgets whom it remembers.
        unit.record(EventKind.STANDING_CHANGED, SYSTEM)
        await hold(taken_at)
    return ended


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages that are queued and notices gathered for digests, which a restore left to be sent, and API keys that do
    not work yet."""

    messages: int
    notices: int
    keys: int


async def waiting() -> Waiting:
    """The numbers of messages that are queued, of notices gathered for digests, and of API keys."""
    return Waiting(
        await Delivery.exclude(due_at=None).count(),
        await DigestEntry.exclude(due_at=None).count(),
        await count(ApiKey, ACTIVE),
    )


async def release(*, discards: bool) -> bool:
    """Let workers do what is due, and API keys work; False if no restore holds them.

    With `discards`, messages that were queued before the restore are given up and gathered notices dropped, as most
    will have been sent; reminders and reviews that end by the clock go on in any case.
    """
    async with unit_of_work() as unit:
        held = await Restore.filter(is_released=False).order_by("-restored_at")
        if not held:
            return False
        if discards:
            before = held[0].restored_at
            await Delivery.filter(due_at__isnull=False, queued_at__lte=before).update(
                status=DeliveryStatus.DEAD, due_at=None, **error_columns(_DISCARDED)
            )
            await DigestEntry.filter(due_at__isnull=False, occurred_at__lte=before).delete()
        await Restore.filter(is_released=False).update(is_released=True)
        unit.has_deliveries = True
    return True
