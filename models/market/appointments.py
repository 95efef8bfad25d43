"""Making appointments for viewings: asked for, confirmed, moved, cancelled and done. A time at a property is booked
once: the row of the property is locked while it is looked at who has it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from adapters import clock
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import locked
from models.core.scope import equals
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.market.enquiries import Enquiry, EnquirySource, open_enquiry
from models.market.listing_states import ListingStatus
from models.market.listings import Listing
from models.market.viewing_news import tell_of_request, tell_of_viewing
from models.market.viewings import Attendance, Viewing, ViewingStatus, reminded_at
from models.people.contacts import Contact
from models.people.staff import StaffMember
from models.places.sites import Site

MAX_MINUTES: Final = 480
FURTHEST: Final = timedelta(days=366)
"""A viewing further away is taken for a typing error."""
MAX_APPLICANTS: Final = 50


async def book_viewing(
    listing: Listing,
    contacts: Sequence[Contact],
    starts_at: datetime,
    minutes: int,
    note: str | None,
    *,
    accompanied_by: StaffMember | None,
    by: Viewer,
) -> Viewing:
    """Make an appointment for some applicants; one that an applicant asks for waits until staff confirm it.

    Those who have not asked about the listing have done so now. Refuses with WRONG_STATE a listing that is not on the
    market, and a time that is taken; with INVALID one that is over or too far.
    """
    async with unit_of_work() as unit:
        is_request = not by.is_staff
        faults = Faults()
        with faults.noted():
            if listing.status is ListingStatus.PREPARING:
                raise Refusal(RefusalCode.WRONG_STATE, "This listing is not on the market yet.", "listingId")
            listing.expect_open("listingId")
        with faults.noted():
            expect_time(starts_at, minutes)
        with faults.noted():
            note = text.optional_body(note, "note", text.MAX_REASON_LENGTH)
        faults.expect_none()
        site = await _expect_free(listing.site_id, starts_at, minutes)
        for contact in contacts:
            if not await Enquiry.filter(listing_id=listing.id, contact_id=contact.id, closed_at=None).exists():
                source = EnquirySource.PORTAL if is_request else EnquirySource.OTHER
                await open_enquiry(listing, contact, None, source=source, by=by)
        viewing = await Viewing.create(
            listing_id=listing.id,
            site_id=site.id,
            accompanied_by_id=accompanied_by.id if accompanied_by else None,
            status=ViewingStatus.REQUESTED if is_request else ViewingStatus.CONFIRMED,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            requested_by=by.as_actor(),
            note=note,
            remind_at=None if is_request else _reminder(starts_at, site),
        )
        for contact_id in dict.fromkeys(contact.id for contact in contacts):
            await Attendance.create(viewing_id=viewing.id, contact_id=contact_id)
        if is_request:
            event = unit.record(EventKind.VIEWING_REQUESTED, by, **viewing.log_keys, contact_id=contacts[0].id)
            await tell_of_request(unit, event, listing, viewing, contacts[0], by=by)
        else:
            kind = EventKind.VIEWING_CONFIRMED
            await _announce(unit, kind, listing, viewing, by)
        return viewing


async def confirm_viewing(viewing: Viewing, accompanied_by: StaffMember | None, *, by: Viewer) -> None:
    """Agree to what an applicant asked for; refuses with WRONG_STATE another viewing, and a time that is taken."""
    async with unit_of_work() as unit:
        if viewing.status is not ViewingStatus.REQUESTED:
            raise Refusal(RefusalCode.WRONG_STATE, "This viewing is “{status}”.", "id", status=viewing.status)
        site = await _expect_free(viewing.site_id, viewing.starts_at, _minutes(viewing), viewing, field="id")
        own: dict[str, Any] = {"accompanied_by_id": accompanied_by.id} if accompanied_by else {}
        await viewing.advance(status=ViewingStatus.CONFIRMED, remind_at=_reminder(viewing.starts_at, site), **own)
        kind = EventKind.VIEWING_CONFIRMED
        await _announce(unit, kind, await viewing.listing, viewing, by)


async def move_viewing(viewing: Viewing, starts_at: datetime, minutes: int | None, *, by: Viewer) -> None:
    """Give a viewing another time, by which staff confirm it; refuses like `book_viewing`."""
    async with unit_of_work() as unit:
        viewing.expect_ahead()
        minutes = _minutes(viewing) if minutes is None else minutes
        expect_time(starts_at, minutes)
        site = await _expect_free(viewing.site_id, starts_at, minutes, viewing)
        await viewing.advance(
            status=ViewingStatus.CONFIRMED,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            sequence=viewing.sequence + 1,
            remind_at=_reminder(starts_at, site),
        )
        kind = EventKind.VIEWING_MOVED
        await _announce(unit, kind, await viewing.listing, viewing, by)


async def cancel_viewing(viewing: Viewing, reason: str | None, *, by: Viewer) -> None:
    """Take a viewing back; refuses with WRONG_STATE one that is over or cancelled."""
    async with unit_of_work() as unit:
        viewing.expect_ahead()
        reason = text.reason(reason)
        await viewing.advance(
            status=ViewingStatus.CANCELLED, sequence=viewing.sequence + 1, remind_at=None, cancel_reason=reason
        )
        kind = EventKind.VIEWING_CANCELLED
        await _announce(unit, kind, await viewing.listing, viewing, by)


async def complete_viewing(viewing: Viewing, *, by: Viewer) -> None:
    """Say that a viewing took place; refuses with WRONG_STATE one that has not begun, or is not confirmed."""
    async with unit_of_work() as unit:
        if viewing.status is not ViewingStatus.CONFIRMED:
            raise Refusal(RefusalCode.WRONG_STATE, "This viewing is “{status}”.", "id", status=viewing.status)
        if viewing.starts_at > clock.now():
            raise Refusal(RefusalCode.WRONG_STATE, "This viewing has not begun.", "id", retry_at=viewing.starts_at)
        await viewing.advance(status=ViewingStatus.DONE, remind_at=None)
        for contact_id in await applicants_of(viewing):
            unit.record(EventKind.VIEWING_DONE, by, **viewing.log_keys, contact_id=contact_id)


async def applicants_of(viewing: Viewing) -> list[Any]:
    """The ids of the applicants of a viewing."""
    return await Attendance.filter(viewing_id=viewing.id).order_by("id").values_list("contact_id", flat=True)


async def _announce(unit: UnitOfWork, kind: EventKind, listing: Listing, viewing: Viewing, by: Viewer) -> None:
    """Record what became of a viewing, an event for each applicant, and tell everybody who has to know."""
    applicants = await applicants_of(viewing)
    events = [unit.record(kind, by, **viewing.log_keys, contact_id=contact_id) for contact_id in applicants]
    await tell_of_viewing(unit, events[0], listing, viewing, applicants, by=by)


def expect_time(starts_at: datetime, minutes: int) -> None:
    """Refuse with INVALID a time that is over or more than a year ahead, and a viewing that is too short or long."""
    faults = Faults()
    with faults.noted():
        expect_soon(starts_at, "startsAt")
    with faults.noted():
        expect_length(minutes, "minutes")
    faults.expect_none()


def expect_soon(starts_at: datetime, field: str) -> None:
    """Refuse with INVALID a time that is over or more than a year ahead."""
    if not clock.now() < starts_at < clock.now() + FURTHEST:
        raise Refusal(RefusalCode.INVALID, "Choose a time within a year from now.", field)


def expect_length(minutes: int, field: str) -> None:
    """Refuse with INVALID a viewing that is shorter than five minutes or longer than eight hours."""
    if not 5 <= minutes <= MAX_MINUTES:
        raise Refusal(RefusalCode.INVALID, "Give a number from 5 to {most}.", field, most=MAX_MINUTES)


async def _expect_free(
    site_id: Any, starts_at: datetime, minutes: int, but: Viewing | None = None, *, field: str = "startsAt"
) -> Site:
    """The property, locked until the end of the transaction; refuses with WRONG_STATE a time at which another viewing
    there is confirmed."""
    site = await locked(Site, equals("id", site_id))
    assert site is not None, "it has a listing"
    ends_at = starts_at + timedelta(minutes=minutes)
    others = Viewing.filter(
        site_id=site_id, status=ViewingStatus.CONFIRMED, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if await (others.exclude(id=but.id) if but is not None else others).exists():
        raise Refusal(RefusalCode.WRONG_STATE, "Another viewing of the property is at this time.", field)
    return site


def _minutes(viewing: Viewing) -> int:
    return int((viewing.ends_at - viewing.starts_at).total_seconds()) // 60


def _reminder(starts_at: datetime, site: Site) -> datetime | None:
    moment = reminded_at(starts_at, site.zone)
    return moment if moment is not None and moment > clock.now() else None
