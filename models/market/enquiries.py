"""Enquiries: who asks about a listing is an applicant of its property until the enquiry is closed."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from adapters.text.sentences import Sentence
from models.core import text
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import locked, read_rows
from models.core.scope import equals
from models.core.viewer import PartyRole, Permission, Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.market.listing_states import ListingStatus
from models.market.listings import Listing
from models.market.offers import OPEN
from models.market.telling import tell
from models.messages.audience import staff_with
from models.messages.notifications import NotificationKind
from models.people.contacts import Contact
from models.places.sites import Party, Site, remove_party, set_party

_WITH_OFFERS: Final = """
SELECT enquiries.id FROM enquiries
JOIN listings ON listings.id = enquiries.listing_id AND listings.closed_at IS NULL
JOIN offers ON offers.listing_id = listings.id AND offers.contact_id = enquiries.contact_id AND offers.status IN :open
WHERE enquiries.id IN :ids
"""


class EnquirySource(StrEnum):
    """The ways by which an enquiry reached the operator."""

    PORTAL = "PORTAL"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    OFFICE = "OFFICE"
    WEBSITE = "WEBSITE"
    OTHER = "OTHER"


class Enquiry(VersionedEntity):
    """An applicant's interest in a listing. `gave_role` is whether it made them an applicant of the property.

    A person has one open enquiry about a listing: an index of migration interest keeps it so.
    """

    listing: fields.ForeignKeyRelation[Listing] = fields.ForeignKeyField(
        "models.Listing", related_name="enquiries", on_delete=fields.RESTRICT
    )
    site: fields.ForeignKeyRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="enquiries", on_delete=fields.RESTRICT
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="enquiries", on_delete=fields.RESTRICT
    )
    source = fields.CharEnumField(EnquirySource, max_length=7)
    message: str | None = fields.TextField(null=True)
    opened_by: dict[str, Any] = fields.JSONField()
    closed_at: datetime | None = UtcDatetimeField(null=True)
    close_reason: str | None = fields.TextField(null=True)
    gave_role = fields.BooleanField(default=False)
    listing_id: UUID
    site_id: UUID
    contact_id: UUID

    class Meta:
        table = "enquiries"
        indexes = (("contact_id", "created_at", "id"), ("created_at", "id"), ("updated_at", "id"))

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this enquiry is found in the log, and the enquiry that it names."""
        named = {"listing_id": str(self.listing_id), "enquiry_id": str(self.id)}
        return {"site_id": self.site_id, "contact_id": self.contact_id, **named}


async def open_enquiry(
    listing: Listing, contact: Contact, message: str | None, *, source: EnquirySource, by: Viewer
) -> Enquiry:
    """Keep that somebody asks about a listing; from now on they are an applicant of the property.

    Refuses with WRONG_STATE a listing that is not on the market, a person who is archived, and a second open enquiry.
    """
    async with unit_of_work() as unit:
        faults = Faults()
        with faults.noted():
            if listing.status is ListingStatus.PREPARING:
                raise Refusal(RefusalCode.WRONG_STATE, "This listing is not on the market yet.", "listingId")
            listing.expect_open("listingId")
        with faults.noted():
            if contact.archived_at is not None:
                raise Refusal(RefusalCode.WRONG_STATE, "The contact is archived. Restore it first.", "contactId")
        with faults.noted():
            message = text.optional_body(message, "message", text.MAX_REASON_LENGTH)
        with faults.noted():
            if await Enquiry.filter(listing_id=listing.id, contact_id=contact.id, closed_at=None).exists():
                raise Refusal(RefusalCode.WRONG_STATE, "There is an open enquiry about this listing.", "listingId")
        faults.expect_none()
        site = await listing.site
        enquiry = await Enquiry.create(
            listing_id=listing.id,
            site_id=site.id,
            contact_id=contact.id,
            source=source,
            message=message,
            opened_by=by.as_actor(),
            gave_role=await _become_applicant(site, contact, by),
        )
        event = unit.record(EventKind.ENQUIRY_OPENED, by, **enquiry.log_keys)
        await tell(
            unit,
            event,
            listing,
            NotificationKind.ENQUIRY_OPENED,
            [staff_with(Permission.MANAGE_PROPERTIES)],
            title=Sentence("{person} asks about {listing}", person=contact.display_name, listing=listing.headline),
            body=message or "",
            template="enquiry_opened",
            by=by,
            applicant_name=contact.display_name,
            message=message,
        )
        return enquiry


async def _become_applicant(site: Site, contact: Contact, by: Viewer) -> bool:
    """Make somebody an applicant of a property; gives whether they were not."""
    party = await Party.get_or_none(site_id=site.id, contact_id=contact.id, role=PartyRole.APPLICANT)
    if party is not None and party.is_in_force and party.ends_on is None:
        return False
    await set_party(site, contact, PartyRole.APPLICANT, starts_on=None, ends_on=None, by=by)
    return True


async def close_enquiry(enquiry: Enquiry, reason: str | None, *, by: Viewer) -> None:
    """Close an enquiry; with the last one about the property the role ends that it gave, and what it showed.

    Refuses with WRONG_STATE an enquiry that is closed, and one with an offer that stands.
    """
    async with unit_of_work() as unit:
        if enquiry.closed_at is not None:
            raise Refusal(RefusalCode.WRONG_STATE, "This enquiry is closed.", "id")
        reason = text.reason(reason)
        await _expect_no_offer(enquiry)
        await enquiry.advance(closed_at=clock.now(), close_reason=reason)
        unit.record(EventKind.ENQUIRY_CLOSED, by, **enquiry.log_keys)
        own = Enquiry.filter(site_id=enquiry.site_id, contact_id=enquiry.contact_id)
        if await own.filter(closed_at=None).exists():
            return
        party = await Party.get_or_none(
            site_id=enquiry.site_id, contact_id=enquiry.contact_id, role=PartyRole.APPLICANT
        )
        # A role that staff gave is theirs to end.
        if party is not None and await own.filter(gave_role=True, created_at__gte=party.given_at).exists():
            await remove_party(party, by=by)


async def _expect_no_offer(enquiry: Enquiry) -> None:
    # An offer is made with the listing locked too, so that none comes meanwhile.
    listing = await locked(Listing, equals("id", enquiry.listing_id))
    assert listing is not None, "somebody asks about it"
    if await enquiries_with_offers([enquiry.id]):
        raise Refusal(RefusalCode.WRONG_STATE, "There is an offer that stands. Withdraw it first.", "id")


async def enquiries_with_offers(enquiry_ids: Collection[UUID]) -> set[UUID]:
    """Those of the enquiries whose person has an offer that stands for the listing, unless it is over."""
    params = {"ids": list(enquiry_ids), "open": list(OPEN)}
    return {row["id"] for row in await read_rows(_WITH_OFFERS, params, id=UUID)}
