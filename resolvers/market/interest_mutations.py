"""The mutations of enquiries and requirements: applicants' own, and those that staff keep for them."""

from typing import Any, Final

import strawberry

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.viewer import Permission, Viewer
from models.market.enquiries import Enquiry, EnquirySource, close_enquiry, open_enquiry
from models.market.listings import Listing, checked_rooms, money_of
from models.market.matching import match_contact
from models.market.requirements import (
    Requirement,
    add_requirement,
    checked_areas,
    close_requirement,
    revise_requirement,
)
from models.people.contacts import Contact
from resolvers.core.declare import sent_fields
from resolvers.core.forms import REASON, fields, is_text
from resolvers.core.ids import find_node
from resolvers.core.inputs import MoneyInput
from resolvers.core.mutations import mutation
from resolvers.core.rules import Rule
from resolvers.market.interest_inputs import (
    EnquiryCloseInput,
    EnquiryCreateInput,
    RequirementCloseInput,
    RequirementCreateInput,
    RequirementUpdateInput,
)

APPLICANTS: Final = Rule(
    Sentence("Requires a signed-in contact, or permission MANAGE_PROPERTIES."),
    lambda viewer: viewer.contact_id is not None or viewer.may(Permission.MANAGE_PROPERTIES),
)
_WANTED: Final = fields(areas=checked_areas, min_bedrooms=checked_rooms)


async def applicant_of(given: str | None, viewer: Viewer) -> Contact:
    """The contact whom something is for: the viewer, or whom staff name; refuses with REQUIRED if they name nobody."""
    if given is not None:
        return await find_node(Contact, given, viewer, to="apply", field="contactId")
    if viewer.contact_id is None:
        raise Refusal(RefusalCode.REQUIRED, "Say for whom.", "contactId")
    return await Contact.get(id=viewer.contact_id)


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=fields(message=is_text),
)
async def enquiry_create(info: Info, input: EnquiryCreateInput) -> dict[str, Any]:
    """Ask about a listing."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        listing = await find_node(Listing, input.listing_id, viewer, to="see", field="listingId")
    with faults.noted():
        contact = await applicant_of(input.contact_id, viewer)
    faults.expect_none()
    source = input.source if input.source and viewer.is_staff else EnquirySource.PORTAL
    enquiry = await open_enquiry(listing, contact, input.message, source=source, by=viewer)
    return {"enquiry_id": enquiry.id}


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=REASON,
)
async def enquiry_close(info: Info, input: EnquiryCloseInput) -> dict[str, Any]:
    """Close an enquiry."""
    viewer = viewer_of(info)
    enquiry = await find_node(Enquiry, input.id, viewer, to="change", version=input.version)
    await close_enquiry(enquiry, input.reason, by=viewer)
    return {"enquiry_id": enquiry.id}


def _prices(low: MoneyInput | None, high: MoneyInput | None, faults: Faults) -> dict[str, Money | None]:
    """The prices that a client sent, null or not."""
    prices: dict[str, Money | None] = {}
    for name, field, amount in (("min_price", "minPrice", low), ("max_price", "maxPrice", high)):
        with faults.noted():
            if amount is not strawberry.UNSET:
                prices[name] = money_of(amount.amount, amount.currency, field) if amount else None
    return prices


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=_WANTED,
)
async def requirement_create(info: Info, input: RequirementCreateInput) -> dict[str, Any]:
    """Say what somebody is looking for."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        contact = await applicant_of(input.contact_id, viewer)
    prices = _prices(input.min_price, input.max_price, faults)
    faults.expect_none()
    given = {"areas": input.areas, "min_bedrooms": input.min_bedrooms}
    requirement = await add_requirement(contact, input.kind, **given, **prices, by=viewer)
    await match_contact(contact.id)
    return {"requirement_id": requirement.id}


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=_WANTED,
)
async def requirement_update(info: Info, input: RequirementUpdateInput) -> dict[str, Any]:
    """Change what somebody is looking for."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        requirement = await find_node(Requirement, input.id, viewer, to="change", version=input.version)
    prices = _prices(input.min_price, input.max_price, faults)
    faults.expect_none()
    await revise_requirement(requirement, **sent_fields(input, "areas", "min_bedrooms"), **prices, by=viewer)
    await match_contact(requirement.contact_id)
    return {"requirement_id": requirement.id}


@mutation(APPLICANTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION WRONG_STATE")
async def requirement_close(info: Info, input: RequirementCloseInput) -> dict[str, Any]:
    """Stop looking for something."""
    viewer = viewer_of(info)
    requirement = await find_node(Requirement, input.id, viewer, to="change", version=input.version)
    await close_requirement(requirement, by=viewer)
    await match_contact(requirement.contact_id)
    return {"requirement_id": requirement.id}
