"""Sites, people's roles on them, and assets."""

from datetime import date, datetime

import strawberry

from models.core.viewer import PartyRole
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from models.places.sites import Site as SiteRow
from models.places.sites import SiteKind
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.relations import one
from resolvers.core.scalars import TimeZone
from resolvers.market import listings
from resolvers.orders import orders
from resolvers.places import abilities, assets, sites
from resolvers.tenancies import documents, tenancies
from schema.core.fields import column, created_at, external_reference, global_id, object_type, relation, updated_at
from schema.core.refs import (
    LazyAsset,
    LazyContact,
    LazyCustomer,
    LazyListing,
    LazyOrder,
    LazyParty,
    LazyPropertyDocument,
    LazySite,
    LazyTenancy,
)
from schema.core.types import Address, Connection, Node


@object_type
class Site(Node):
    """A place of work: a customer's business premises, or a property with people in roles."""

    id: strawberry.ID = global_id("Site")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("site")
    updated_at: datetime = updated_at("site")
    kind: SiteKind = column("The kind of site.")
    name: str = column("The name of the site.")
    address: Address = relation(
        values.same_row, "The address of the site.", ("line1", "line2", "city", "region", "postal_code", "country")
    )
    time_zone: TimeZone | None = column(
        "The time zone of the site, in which viewings and days there are told; null for that of the business: "
        "`Portal.timeZone`."
    )
    external_reference: str | None = external_reference("site")
    archived_at: datetime | None = column("Time at which the site was archived; null if it is not.")
    viewer_can_update: bool = relation(
        abilities.can_update_site, "Whether the viewer may change the site: `siteUpdate`.", ("kind", "customer_id")
    )
    viewer_can_archive: bool = relation(
        abilities.can_archive_site,
        "Whether the viewer may archive the site: `siteArchive`. False while orders are not finished, people have "
        "roles on it that have not ended, or it has tenancies or listings that are not over.",
        ("id", "archived_at"),
    )
    viewer_can_restore: bool = relation(
        abilities.can_restore_site, "Whether the viewer may restore the site: `siteRestore`.", ("archived_at",)
    )
    viewer_can_open_order: bool = relation(
        abilities.can_open_order,
        "Whether the viewer may open orders at the site: `orderCreate`. False while it or its customer is archived.",
        ("id", "customer_id", "archived_at"),
    )
    viewer_can_add_asset: bool = relation(
        abilities.can_open_order,
        "Whether the viewer may add assets at the site: `assetCreate`. False while it or its customer is archived.",
        ("id", "customer_id", "archived_at"),
    )
    viewer_can_give_role: bool = relation(
        abilities.can_give_role,
        "Whether the viewer may give people roles on the property: `partySet`. False for business premises, and while "
        "it is archived.",
        ("kind", "archived_at"),
    )
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer that it belongs to; null if the viewer may not see the customer.",
        ("customer_id",),
    )
    parties: Connection[LazyParty] = relation(
        connection(sites.parties, "site_id"), "The roles on it that the viewer may see, oldest first.", ("id",)
    )
    assets: Connection[LazyAsset] = relation(
        connection(assets.assets_by_name, "site_id"), "The assets at the site that are not archived, by name.", ("id",)
    )
    orders: Connection[LazyOrder] = relation(
        connection(orders.listing, "site_id"), "The orders for work at the site.", ("id",)
    )
    listings: Connection[LazyListing] = relation(
        connection(listings.listing, "site_id"), "The listings of the property that the viewer may see.", ("id",)
    )
    documents: Connection[LazyPropertyDocument] = relation(
        connection(documents.listing, "site_id"),
        "The documents of the property and of its tenancies that the viewer may see, newest first.",
        ("id",),
    )
    tenancies: Connection[LazyTenancy] = relation(
        connection(tenancies.of_site, "site_id"),
        "The tenancies of the property that the viewer may see, the latest first.",
        ("id",),
    )


@object_type
class Party(Node):
    """A person's role on a property. It determines what they see of the property while it is in force."""

    id: strawberry.ID = global_id("Party")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("role")
    updated_at: datetime = updated_at("role")
    role: PartyRole = column("The role.")
    site: LazySite = relation(one(SiteRow, "site_id"), "The property.", ("site_id",))
    contact: LazyContact = relation(one(ContactRow, "contact_id"), "The person.", ("contact_id",))
    starts_on: date | None = column(
        "The first day; null if none was given: the role began when it was granted, or for a landlord has always "
        "been in force."
    )
    ends_on: date | None = column("The last day; null if the role does not end.")
    viewer_can_update: bool = relation(
        abilities.can_update_party,
        "Whether the viewer may change the days of the role: `partySet`. False while the property is archived.",
        ("id",),
    )
    viewer_can_remove: bool = relation(
        abilities.can_remove_party, "Whether the viewer may remove the role: `partyRemove`."
    )
    viewer_can_invite: bool = relation(
        abilities.can_invite_party,
        "Whether the viewer may invite the person in this role: `invitationSend` with `partyId`. False if the role "
        "has ended, and if the person is archived, has no e-mail address, or has set a password already.",
        ("id", "ends_on"),
    )


@object_type
class Asset(Node):
    """A thing that the operator repairs or maintains."""

    id: strawberry.ID = global_id("Asset")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("asset")
    updated_at: datetime = updated_at("asset")
    name: str = column("The name of the asset.")
    serial_number: str | None = column("The manufacturer's serial number.")
    manufacturer: str | None = column("The manufacturer.")
    model: str | None = column("The model.")
    external_reference: str | None = external_reference("asset")
    archived_at: datetime | None = column("Time at which the asset was archived; null if it is not.")
    viewer_can_update: bool = relation(
        abilities.can_update_asset, "Whether the viewer may change the asset: `assetUpdate`.", ("customer_id",)
    )
    viewer_can_archive: bool = relation(
        abilities.can_archive_asset,
        "Whether the viewer may archive the asset: `assetArchive`. False while orders for it are not finished.",
        ("id", "archived_at"),
    )
    viewer_can_restore: bool = relation(
        abilities.can_restore_asset, "Whether the viewer may restore the asset: `assetRestore`.", ("archived_at",)
    )
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer that it belongs to; null if the viewer may not see the customer.",
        ("customer_id",),
    )
    site: LazySite | None = relation(one(SiteRow, "site_id"), "The site at which it stands.", ("site_id",))
    orders: Connection[LazyOrder] = relation(
        connection(orders.listing, "asset_id"), "The orders for work on the asset.", ("id",)
    )
