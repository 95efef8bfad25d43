"""Those who manage the keys of an owner, with their webhooks: a customer's administrators or, of the operator's keys,
staff with MANAGE_PARTNERS."""

from typing import Any
from uuid import UUID

from models.core.viewer import SYSTEM, Permission
from models.log.events import NewEvent, Visibility
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import administrators_of, recipients, staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify


def visibility_of(owner_id: UUID | None) -> Visibility:
    """The visibility of events about the keys of an owner, with which their managers see them."""
    return Visibility.EVERYONE if owner_id else Visibility.STAFF_ONLY


async def tell_managers(
    unit: UnitOfWork, event: NewEvent, kind: NotificationKind, owner_id: UUID | None, subject: Subject, **words: Any
) -> None:
    """Notify those who manage the keys of an owner, None the operator, of an event; `words` are those of `notify`."""
    people = staff_with(Permission.MANAGE_PARTNERS) if owner_id is None else administrators_of(owner_id)
    await notify(unit, event, kind, await recipients(kind, people), subject, **words, by=SYSTEM)
