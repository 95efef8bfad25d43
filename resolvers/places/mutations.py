"""The mutations of sites, roles on properties and assets."""

from typing import Any, Final
from uuid import UUID

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import select
from models.core.scope import all_of, one_of
from models.core.viewer import SEES_ORDERS, KeyScope, Permission, Viewer
from models.market.archiving import archive_site, restore_site
from models.orders.archiving import archive_asset, restore_asset
from models.people.archivable import NOT_ARCHIVED
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.assets import Asset, add_asset, revise_asset
from models.places.sites import (
    Party,
    Site,
    SiteKind,
    add_site,
    expect_order_of_days,
    remove_party,
    revise_site,
    set_party,
)
from resolvers.core import external_references
from resolvers.core.declare import sent_fields
from resolvers.core.forms import ASSET, CHANGED_SITE, REASON, SITE
from resolvers.core.ids import find_named, find_node
from resolvers.core.inputs import postal_address
from resolvers.core.mutations import mutation
from resolvers.core.rules import REQUESTS_WORK, administrator, permission
from resolvers.places.inputs import (
    AssetArchiveInput,
    AssetCreateInput,
    AssetRestoreInput,
    AssetUpdateInput,
    PartyRemoveInput,
    PartySetInput,
    SiteArchiveInput,
    SiteCreateInput,
    SiteRestoreInput,
    SiteUpdateInput,
)

MANAGES_ORDERS: Final = permission(Permission.MANAGE_ORDERS)
MANAGES_PROPERTIES: Final = permission(Permission.MANAGE_PROPERTIES)
ADDS_SITES: Final = administrator(Permission.MANAGE_PROPERTIES, Permission.MANAGE_ORDERS)
CHANGES_SITES: Final = administrator(Permission.MANAGE_PROPERTIES)


@mutation(
    ADDS_SITES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG WRONG_STATE",
    form=SITE,
)
async def site_create(info: Info, input: SiteCreateInput) -> dict[str, Any]:
    """Add a site or a property."""
    viewer, kind, faults = viewer_of(info), input.kind, Faults()
    customer = await find_named(Customer, input.customer_id, viewer, to="add_site", field="customerId", faults=faults)
    with faults.noted():
        if kind is SiteKind.PROPERTY and not viewer.may(Permission.MANAGE_PROPERTIES):
            raise Refusal(
                RefusalCode.FORBIDDEN, "Only staff with permission MANAGE_PROPERTIES may add properties.", "kind"
            )
    with faults.noted():
        external_references.given(input.external_reference, viewer)
    faults.expect_none()
    site = await add_site(
        input.name,
        postal_address(input.address),
        kind=kind,
        customer=customer,
        external_reference=input.external_reference,
        time_zone=input.time_zone,
        by=viewer,
    )
    return {"site_id": site.id}


@mutation(
    CHANGES_SITES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG",
    form=CHANGED_SITE,
)
async def site_update(info: Info, input: SiteUpdateInput) -> dict[str, Any]:
    """Change a site."""
    viewer = viewer_of(info)
    faults, reference = Faults(), dict[str, Any]()
    with faults.noted():
        site = await find_node(Site, input.id, viewer, to="change", version=input.version)
    with faults.noted():
        reference = external_references.given_anew(input.external_reference, viewer)
    faults.expect_none()
    address = postal_address(input.address) if input.address else None
    zone = sent_fields(input, "time_zone")
    await revise_site(site, name=input.name or None, address=address, **zone, **reference, by=viewer)
    return {"site_id": site.id}


@mutation(
    MANAGES_PROPERTIES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=REASON,
)
async def site_archive(info: Info, input: SiteArchiveInput) -> dict[str, Any]:
    """Archive a site."""
    viewer = viewer_of(info)
    site = await find_node(Site, input.id, viewer, to="archive", version=input.version)
    await archive_site(site, input.reason, by=viewer)
    return {"site_id": site.id}


@mutation(MANAGES_PROPERTIES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION WRONG_STATE")
async def site_restore(info: Info, input: SiteRestoreInput) -> dict[str, Any]:
    """Restore an archived site."""
    viewer = viewer_of(info)
    site = await find_node(Site, input.id, viewer, to="archive", version=input.version)
    await restore_site(site, by=viewer)
    return {"site_id": site.id}


@mutation(
    MANAGES_PROPERTIES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=lambda given: expect_order_of_days(given.starts_on, given.ends_on),
)
async def party_set(info: Info, input: PartySetInput) -> dict[str, Any]:
    """Give a person a role on a property, or change its days."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        site = await find_node(Site, input.site_id, viewer, to="give_role", field="siteId")
    with faults.noted():
        contact = await find_node(Contact, input.contact_id, viewer, to="take_role", field="contactId")
    faults.expect_none()
    party = await set_party(
        site, contact, input.role, starts_on=input.starts_on, ends_on=input.ends_on, version=input.version, by=viewer
    )
    return {"party_id": party.id, "site_id": site.id, "contact_id": contact.id}


@mutation(MANAGES_PROPERTIES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG")
async def party_remove(info: Info, input: PartyRemoveInput) -> dict[str, Any]:
    """Remove a role on a property."""
    viewer = viewer_of(info)
    party = await find_node(Party, input.id, viewer, to="change", version=input.version)
    await remove_party(party, by=viewer)
    return {"site_id": party.site_id, "contact_id": party.contact_id, "removed_id": party.id}


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG WRONG_STATE",
    form=ASSET,
)
async def asset_create(info: Info, input: AssetCreateInput) -> dict[str, Any]:
    """Add an asset of a customer, or at a site."""
    viewer = viewer_of(info)
    faults = Faults()
    customer, site = await customer_and_site(input.customer_id, input.site_id, viewer, faults)
    with faults.noted():
        external_references.given(input.external_reference, viewer)
    faults.expect_none()
    customer_id = customer.id if customer else None
    if customer is None and site is None:
        customer_id = await only_customer(viewer, Sentence("Give the customer or the site of the asset."))
    asset = await add_asset(
        input.name,
        customer_id=customer_id,
        site=site,
        serial_number=input.serial_number,
        manufacturer=input.manufacturer,
        model=input.model,
        external_reference=input.external_reference,
        by=viewer,
    )
    return {"asset_id": asset.id}


async def customer_and_site(
    customer_id: str | None, site_id: str | None, viewer: Viewer, faults: Faults
) -> tuple[Customer | None, Site | None]:
    """The customer and the site of a new order or asset, as far as an input names them; notes wrong ones."""
    customer = await find_named(Customer, customer_id, viewer, to="open_order", field="customerId", faults=faults)
    site = await find_named(Site, site_id, viewer, to="open_order", field="siteId", faults=faults)
    return customer, site


async def only_customer(viewer: Viewer, sentence: Sentence) -> UUID:
    """The one customer whose orders the viewer sees, of several the one that is not archived; refuses with REQUIRED and
    the sentence if there is no such one."""
    own = viewer.customers_with(SEES_ORDERS)
    if len(own) > 1:
        own = [row["id"] for row in await select(Customer, ("id",), all_of(one_of("id", own), NOT_ARCHIVED))]
    if len(own) != 1:
        raise Refusal.of(RefusalCode.REQUIRED, sentence, "customerId")
    return own[0]


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=ASSET,
)
async def asset_update(info: Info, input: AssetUpdateInput) -> dict[str, Any]:
    """Change an asset; its old orders stay with the site and the customer that they were for."""
    viewer = viewer_of(info)
    changes, faults = sent_fields(input, "name", "serial_number", "manufacturer", "model"), Faults()
    with faults.noted():
        asset = await find_node(Asset, input.id, viewer, to="change", version=input.version)
    customer, site = await customer_and_site(input.customer_id, input.site_id, viewer, faults)
    with faults.noted():
        changes |= external_references.given_anew(input.external_reference, viewer)
    faults.expect_none()
    if customer is not None and customer.id != asset.customer_id and not viewer.may(Permission.MANAGE_ORDERS):
        raise Refusal(RefusalCode.FORBIDDEN, "Only staff may transfer an asset to another customer.", "customerId")
    await revise_asset(asset, customer=customer, site=site, **changes, by=viewer)
    return {"asset_id": asset.id}


@mutation(
    MANAGES_ORDERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=REASON
)
async def asset_archive(info: Info, input: AssetArchiveInput) -> dict[str, Any]:
    """Archive an asset."""
    viewer = viewer_of(info)
    asset = await find_node(Asset, input.id, viewer, to="archive", version=input.version)
    await archive_asset(asset, input.reason, by=viewer)
    return {"asset_id": asset.id}


@mutation(MANAGES_ORDERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION WRONG_STATE")
async def asset_restore(info: Info, input: AssetRestoreInput) -> dict[str, Any]:
    """Restore an archived asset."""
    viewer = viewer_of(info)
    asset = await find_node(Asset, input.id, viewer, to="archive", version=input.version)
    await restore_asset(asset, by=viewer)
    return {"asset_id": asset.id}
