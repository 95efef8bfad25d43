"""The mutations of listings and their files."""

from typing import Any, Final

import strawberry

from execution.context import Info, viewer_of
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.viewer import Permission
from models.files.uploads import Upload, expect_usable
from models.market.listing_files import ListingFile, add_listing_files, remove_listing_file
from models.market.listings import ROOMS, Listing, add_listing, checked_rooms, money_of, revise_listing
from models.market.progress import move_listing
from models.places.sites import Site
from resolvers.core.declare import sent_fields
from resolvers.core.forms import COMMENT, fields
from resolvers.core.ids import find_each, find_node
from resolvers.core.inputs import MoneyInput
from resolvers.core.mutations import mutation
from resolvers.core.rules import permission
from resolvers.market.inputs import (
    ListingCreateInput,
    ListingFileRemoveInput,
    ListingFilesAddInput,
    ListingStatusChangeInput,
    ListingUpdateInput,
)

MANAGES_PROPERTIES: Final = permission(Permission.MANAGE_PROPERTIES)
_ROOMS: Final = dict.fromkeys(ROOMS, checked_rooms)
_LISTING: Final = fields(headline=text.line, area=text.optional_line, description=text.optional_body, **_ROOMS)


def _price_of(amount: MoneyInput | None) -> Money | None:
    return money_of(amount.amount, amount.currency, "price") if amount else None


@mutation(
    MANAGES_PROPERTIES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=_LISTING,
)
async def listing_create(info: Info, input: ListingCreateInput) -> dict[str, Any]:
    """Prepare a listing of a property."""
    viewer, faults, price = viewer_of(info), Faults(), None
    with faults.noted():
        site = await find_node(Site, input.site_id, viewer, to="list", field="siteId")
    with faults.noted():
        price = _price_of(input.price)
    faults.expect_none()
    listing = await add_listing(
        site,
        input.kind,
        headline=input.headline,
        area=input.area,
        description=input.description,
        price=price,
        price_qualifier=input.price_qualifier,
        bedrooms=input.bedrooms,
        bathrooms=input.bathrooms,
        receptions=input.receptions,
        available_on=input.available_on,
        by=viewer,
    )
    return {"listing_id": listing.id}


@mutation(
    MANAGES_PROPERTIES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=_LISTING,
)
async def listing_update(info: Info, input: ListingUpdateInput) -> dict[str, Any]:
    """Change a listing."""
    viewer, faults = viewer_of(info), Faults()
    given = sent_fields(
        input, "headline", "area", "description", "bedrooms", "bathrooms", "receptions", "available_on"
    ) | sent_fields(input, "exchange_on", "completion_on")
    if input.price_qualifier is not strawberry.UNSET and input.price_qualifier is not None:
        given["price_qualifier"] = input.price_qualifier
    with faults.noted():
        listing = await find_node(Listing, input.id, viewer, to="manage", version=input.version)
    with faults.noted():
        if input.price is not strawberry.UNSET:
            given["price"] = _price_of(input.price)
    faults.expect_none()
    await revise_listing(listing, **given, by=viewer)
    return {"listing_id": listing.id}


@mutation(
    MANAGES_PROPERTIES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def listing_status_change(info: Info, input: ListingStatusChangeInput) -> dict[str, Any]:
    """Move a listing along."""
    viewer = viewer_of(info)
    listing = await find_node(Listing, input.id, viewer, to="manage", version=input.version)
    await move_listing(listing, input.status, comment=input.comment, by=viewer)
    return {"listing_id": listing.id}


@mutation(
    MANAGES_PROPERTIES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=fields(caption=text.optional_line),
)
async def listing_files_add(info: Info, input: ListingFilesAddInput) -> dict[str, Any]:
    """Add files to a listing."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        listing = await find_node(Listing, input.listing_id, viewer, to="manage", field="listingId")
    with faults.noted():
        if not input.upload_ids:
            raise Refusal(RefusalCode.REQUIRED, "Give at least one upload.", "uploadIds")
    uploads = await find_each(
        Upload, input.upload_ids, viewer, to="send", field="uploadIds", faults=faults, check=expect_usable
    )
    faults.expect_none()
    await add_listing_files(listing, uploads, input.kind, input.caption, by=viewer)
    return {"listing_id": listing.id}


@mutation(MANAGES_PROPERTIES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND")
async def listing_file_remove(info: Info, input: ListingFileRemoveInput) -> dict[str, Any]:
    """Remove a file of a listing."""
    viewer = viewer_of(info)
    file = await find_node(ListingFile, input.id, viewer, to="remove")
    listing = await remove_listing_file(file, by=viewer)
    return {"listing_id": listing.id, "removed_id": file.id}
