"""Telling of viewings: the applicants always, owners and occupiers of the property as the operator says; and
reminders, by the clock of the property."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import settings
from adapters import clock
from adapters.text.calendars import Appointment
from adapters.text.sentences import Sentence
from models.core.rows import read_rows
from models.core.viewer import SYSTEM, PartyRole, Permission, Viewer
from models.log.events import EventKind, NewEvent
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.market.listings import Listing
from models.market.telling import OWNERS, tell
from models.market.viewings import Attendance, Viewing, ViewingStatus
from models.messages.audience import Group, contacts_named, people_with_roles, staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject
from models.people.contacts import Contact

_TITLES: Final = {
    EventKind.VIEWING_CONFIRMED: Sentence("Viewing of {listing} on {moment}"),
    EventKind.VIEWING_MOVED: Sentence("Viewing of {listing}: now on {moment}"),
    EventKind.VIEWING_CANCELLED: Sentence("Viewing of {listing} on {moment}: cancelled"),
}
_SOON: Final = Sentence("Soon: viewing of {listing} on {moment}")
_DUE: Final = """
SELECT id FROM viewings WHERE remind_at IS NOT NULL AND remind_at <= :now AND NOT (id IN :set_aside)
ORDER BY remind_at, id LIMIT :most
"""


async def tell_of_request(
    unit: UnitOfWork, event: NewEvent, listing: Listing, viewing: Viewing, applicant: Contact, *, by: Viewer
) -> None:
    """Tell staff that an applicant asks for a viewing."""
    await tell(
        unit,
        event,
        listing,
        NotificationKind.VIEWING_REQUESTED,
        [staff_with(Permission.MANAGE_PROPERTIES)],
        title=Sentence(
            "{person} asks for a viewing of {listing}", person=applicant.display_name, listing=listing.headline
        ),
        body=viewing.note or "",
        template="viewing_requested",
        subject=_subject(viewing),
        by=by,
        applicant_name=applicant.display_name,
        comment=viewing.note,
        **await _when(viewing),
    )


async def tell_of_viewing(
    unit: UnitOfWork, event: NewEvent, listing: Listing, viewing: Viewing, applicants: Sequence[UUID], *, by: Viewer
) -> None:
    """Tell everybody whom it concerns that a viewing is confirmed, moved or cancelled, with an entry for calendars."""
    when = await _when(viewing)
    await tell(
        unit,
        event,
        listing,
        NotificationKind.VIEWING_CHANGED,
        _concerned(listing, applicants),
        title=_TITLES[event.kind].about(listing=listing.headline, moment=viewing.starts_at),
        body=viewing.cancel_reason or viewing.note or "",
        template="viewing_changed",
        subject=_subject(viewing),
        by=by,
        change=event.kind.value,
        comment=viewing.cancel_reason if viewing.status is ViewingStatus.CANCELLED else viewing.note,
        calendar=(await _appointment(listing, viewing)).as_data(),
        **when,
    )


def _concerned(listing: Listing, applicants: Sequence[UUID]) -> list[Group]:
    options = settings.get()
    roles = [
        *(OWNERS if options.viewings_tell_owners else ()),
        *((PartyRole.TENANT,) if options.viewings_tell_occupiers else ()),
    ]
    groups = [contacts_named(applicants)]
    return [*groups, people_with_roles(listing.site_id, roles)] if roles else groups


def _subject(viewing: Viewing) -> Subject:
    """The subject of messages about a viewing, which tenants see, as they do not see the listing."""
    return Subject("Viewing", viewing.id, "/viewings")


async def _when(viewing: Viewing) -> dict[str, Any]:
    """The time and the place of a viewing as messages carry them: by the clock of the property, whoever reads it."""
    site = await viewing.site
    return {
        "starts_at": viewing.starts_at.isoformat(),
        "place_zone": site.zone.key,
        "place": ", ".join(each for each in (site.line1, site.city, site.postal_code) if each),
    }


async def _appointment(listing: Listing, viewing: Viewing) -> Appointment:
    when = await _when(viewing)
    return Appointment(
        uid=f"viewing-{viewing.id}",
        sequence=viewing.sequence,
        starts_at=viewing.starts_at,
        ends_at=viewing.ends_at,
        summary=listing.headline,
        location=when["place"],
        is_cancelled=viewing.status is ViewingStatus.CANCELLED,
    )


async def due_viewings(set_aside: Sequence[UUID], most: int) -> list[UUID]:
    """At most so many viewings of which people are to be reminded now, without those that are set aside."""
    params = {"now": clock.now(), "set_aside": list(set_aside), "most": most}
    return [row["id"] for row in await read_rows(_DUE, params, id=UUID)]


async def remind_of_viewing(viewing_id: UUID) -> bool:
    """Remind everybody whom a viewing concerns, once; False if there was nothing to do."""
    async with unit_of_work() as unit:
        viewing = await Viewing.filter(id=viewing_id).select_for_update().get_or_none()
        if viewing is None or viewing.remind_at is None or viewing.remind_at > clock.now():
            return False
        await viewing.advance(remind_at=None)
        listing = await viewing.listing
        applicants = await Attendance.filter(viewing_id=viewing.id).values_list("contact_id", flat=True)
        event = unit.record(EventKind.VIEWING_REMINDED, SYSTEM, **viewing.log_keys)
        await tell(
            unit,
            event,
            listing,
            NotificationKind.VIEWING_REMINDER,
            _concerned(listing, [UUID(str(each)) for each in applicants]),
            title=Sentence(
                "Soon: viewing of {listing} on {moment}", listing=listing.headline, moment=viewing.starts_at
            ),
            body=viewing.note or "",
            template="viewing_reminder",
            subject=_subject(viewing),
            by=SYSTEM,
            **await _when(viewing),
        )
        return True
