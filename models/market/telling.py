"""The people who are told of what happens to a listing, and the words that all such messages have in common."""

from collections.abc import Sequence
from typing import Any, Final

from adapters.text.sentences import Sentence
from models.core.viewer import PartyRole, Permission, Viewer
from models.log.events import NewEvent
from models.log.unit_of_work import UnitOfWork
from models.market.listings import Listing
from models.messages.audience import Group, people_with_roles, recipients, staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify

OWNERS: Final = (PartyRole.LANDLORD, PartyRole.VENDOR)
"""The roles of those who offer a property."""


def followers_of(listing: Listing) -> list[Group]:
    """Those who follow a listing: staff who look after properties, its owners, and whoever asked about the property."""
    return [
        staff_with(Permission.MANAGE_PROPERTIES),
        people_with_roles(listing.site_id, (*OWNERS, PartyRole.APPLICANT)),
    ]


async def tell(
    unit: UnitOfWork,
    event: NewEvent,
    listing: Listing,
    kind: NotificationKind,
    groups: Sequence[Group],
    *,
    title: Sentence,
    body: str,
    template: str,
    subject: Subject | None = None,
    by: Viewer,
    **data: Any,
) -> None:
    """Notify people of something about a listing, by the ways that they want; it leads to `subject`, or the listing."""
    await notify(
        unit,
        event,
        kind,
        await recipients(kind, *groups),
        subject or Subject("Listing", listing.id, f"/listings/{listing.reference}"),
        title=title,
        body=body,
        template=template,
        data={
            "listing_reference": listing.reference,
            "listing_headline": listing.headline,
            "actor_name": by.name,
            **data,
        },
        by=by,
    )
