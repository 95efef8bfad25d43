"""Notifying people, in the portal and by messages: both are written in the transaction of the event."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import settings
from adapters import clock
from adapters.text.locales import Formats
from adapters.text.sentences import Sentence
from adapters.text.templates import sms_names
from models.core.viewer import SYSTEM, Viewer
from models.log.events import EventKind, NewEvent, Visibility
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import Recipient
from models.messages.deliveries import has_texts_left, queue_email, queue_sms
from models.messages.digests import can_wait, gather
from models.messages.notifications import Notification, NotificationKind
from models.messages.reply_addresses import answerable


@dataclass(frozen=True, slots=True)
class Subject:
    """The entity that a notification leads to, and its page in the portal."""

    type: str
    id: UUID
    path: str

    @property
    def url(self) -> str:
        """The address of its page in the portal."""
        return f"{settings.get().portal_address}{self.path}"


async def notify(
    unit: UnitOfWork,
    event: NewEvent,
    kind: NotificationKind,
    people: Sequence[Recipient],
    subject: Subject,
    *,
    title: Sentence,
    body: str,
    template: str,
    data: dict[str, Any],
    by: Viewer,
    by_sms: bool = False,
) -> None:
    """Notify each of `people` once, but not the one who acted: a notification, its event, and a message.

    The title is written in the language that the person has now, and `body` as somebody wrote it.

    The message is a mail with a link, which may wait for a digest, or a text message that says where to sign in, or
    both, as each wants; with `by_sms` those whom a text reaches get one instead of a mail, up to the limit of a day.
    """
    once = {person.contact_id or person.staff_id: person for person in people}
    for person_id, person in once.items():
        if person_id == by.actor_id:
            continue
        if event.visibility is Visibility.STAFF_ONLY and person.contact_id is not None:
            raise AssertionError("a contact was to be notified of what only staff may see")
        told = title.told(Formats.of(person.locale, person.time_zone))[:300]
        if person.in_app:
            now = clock.now()
            notification_id = unit.add(
                Notification,
                contact_id=person.contact_id,
                staff_id=person.staff_id,
                kind=kind,
                title=told,
                body=body,
                subject_type=subject.type,
                subject_id=subject.id,
                path=subject.path,
                actor=event.actor,
                created_at=now,
                updated_at=now,
            )
            created, key = EventKind.NOTIFICATION_CREATED, str(notification_id)
            unit.record(created, SYSTEM, contact_id=person.contact_id, staff_id=person.staff_id, notification_id=key)
        wants_text = person.can_get_sms and (by_sms or person.by_sms)
        is_text = wants_text and await has_texts_left(unit, person.contact_id)
        if is_text:
            await _text(unit, person, template, {**data, "title": told, **answerable(event, data, person.staff_id)})
        if (person.by_email or wants_text != is_text) and person.email and not (is_text and by_sms):
            await _mail(unit, person, person.email, event, template, {**data, "url": subject.url})


async def _mail(
    unit: UnitOfWork, person: Recipient, address: str, event: NewEvent, template: str, data: dict[str, Any]
) -> None:
    if person.digest_id is not None and can_wait(template, data):
        due_at = person.digest.next_after(clock.now(), ZoneInfo(person.time_zone))
        await gather(event, template, data, digest_id=person.digest_id, due_at=due_at)
        return
    queue_email(
        unit,
        template,
        person.at(address),
        is_optional=True,
        **data,
        **answerable(event, data, person.staff_id),
    )


async def _text(unit: UnitOfWork, person: Recipient, template: str, data: dict[str, Any]) -> None:
    assert person.mobile is not None
    template = template if template in sms_names() else "notification"
    queue_sms(unit, template, person.at(person.mobile), **data)
