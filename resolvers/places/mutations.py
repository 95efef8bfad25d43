"""What mutations of sites, roles on properties and assets do."""

from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import SEES_ORDERS, Permission, Viewer
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.assets import Asset, add_asset, revise_asset
from models.places.sites import Party, Site, SiteKind, add_site, remove_party, revise_site, set_party
from models.policy import find
from resolvers.core import ids
from resolvers.core.declare import given
from resolvers.core.mutations import mutation
from resolvers.core.postal_addresses import given_address
from resolvers.core.rules import REQUESTS_WORK, administrator, permission
from resolvers.places.inputs import (
    AssetCreateInput,
    AssetUpdateInput,
    PartyRemoveInput,
    PartySetInput,
    SiteCreateInput,
    SiteUpdateInput,
)

MANAGES_PROPERTIES: Final = permission(Permission.MANAGE_PROPERTIES)
ADDS_SITES: Final = administrator(Permission.MANAGE_PROPERTIES, Permission.MANAGE_ORDERS)
CHANGES_SITES: Final = administrator(Permission.MANAGE_PROPERTIES)


@mutation(ADDS_SITES)
async def site_create(info: Info, input: SiteCreateInput) -> dict[str, Any]:
    """Add a site or a property."""
    viewer, customer, kind = viewer_of(info), None, input.kind or SiteKind.BUSINESS
    if input.customer_id:
        key = ids.required_id(input.customer_id, "Customer", "customerId")
        customer = await find(Customer, key, viewer, to="add_site", field="customerId")
    if kind is SiteKind.PROPERTY and not viewer.may(Permission.MANAGE_PROPERTIES):
        raise Refusal(RefusalCode.FORBIDDEN, "Properties are added by staff who manage them.", "kind")
    site = await add_site(input.name, given_address(input.address), kind=kind, customer=customer, by=viewer)
    return {"site_id": site.id}


@mutation(CHANGES_SITES)
async def site_update(info: Info, input: SiteUpdateInput) -> dict[str, Any]:
    """Change a site."""
    viewer = viewer_of(info)
    site = await find(Site, ids.required_id(input.id, "Site"), viewer, to="change")
    address = given_address(input.address) if input.address else None
    await revise_site(site.expect_version(input.version), name=input.name or None, address=address, by=viewer)
    return {"site_id": site.id}


@mutation(MANAGES_PROPERTIES)
async def party_set(info: Info, input: PartySetInput) -> dict[str, Any]:
    """Give a person a role on a property, or change its days."""
    viewer = viewer_of(info)
    site = await find(Site, ids.required_id(input.site_id, "Site", "siteId"), viewer, to="give_role", field="siteId")
    key = ids.required_id(input.contact_id, "Contact", "contactId")
    contact = await find(Contact, key, viewer, to="see", field="contactId")
    party = await set_party(site, contact, input.role, starts_on=input.starts_on, ends_on=input.ends_on, by=viewer)
    return {"party_id": party.id}


@mutation(MANAGES_PROPERTIES)
async def party_remove(info: Info, input: PartyRemoveInput) -> dict[str, Any]:
    """Take a role away."""
    viewer = viewer_of(info)
    party = await find(Party, ids.required_id(input.id, "Party"), viewer, to="change")
    await remove_party(party, by=viewer)
    return {}


@mutation(REQUESTS_WORK)
async def asset_create(info: Info, input: AssetCreateInput) -> dict[str, Any]:
    """Add an asset of a customer, or at a site."""
    viewer = viewer_of(info)
    customer_id, site = await _owner(viewer, input.customer_id, input.site_id)
    asset = await add_asset(
        input.name,
        customer_id=customer_id,
        site=site,
        serial_number=input.serial_number,
        manufacturer=input.manufacturer,
        model=input.model,
    )
    return {"asset_id": asset.id}


async def _owner(viewer: Viewer, customer: str | None, place: str | None) -> tuple[UUID | None, Site | None]:
    customer_id, site = None, None
    if customer:
        key = ids.required_id(customer, "Customer", "customerId")
        customer_id = (await find(Customer, key, viewer, to="open_order", field="customerId")).id
    if place:
        site = await find(Site, ids.required_id(place, "Site", "siteId"), viewer, to="open_order", field="siteId")
    if customer_id is None and site is None:
        own = viewer.customers_with(SEES_ORDERS)
        if len(own) != 1:
            raise Refusal(RefusalCode.REQUIRED, "Say whose asset it is, or where it stands.", "customerId")
        customer_id = own[0]
    return customer_id, site


@mutation(REQUESTS_WORK)
async def asset_update(info: Info, input: AssetUpdateInput) -> dict[str, Any]:
    """Change an asset; its old orders stay where they were."""
    viewer = viewer_of(info)
    asset = await find(Asset, ids.required_id(input.id, "Asset"), viewer, to="change")
    changes = given(input, "name", "serial_number", "manufacturer", "model")
    if input.customer_id:
        key = ids.required_id(input.customer_id, "Customer", "customerId")
        customer = await find(Customer, key, viewer, to="open_order", field="customerId")
        if customer.id != asset.customer_id and not viewer.may(Permission.MANAGE_ORDERS):
            raise Refusal(RefusalCode.FORBIDDEN, "Only staff hand an asset over to another customer.", "customerId")
        changes["customer"] = customer
    if input.site_id:
        key = ids.required_id(input.site_id, "Site", "siteId")
        changes["site"] = await find(Site, key, viewer, to="open_order", field="siteId")
    await revise_asset(asset.expect_version(input.version), **changes)
    return {"asset_id": asset.id}
