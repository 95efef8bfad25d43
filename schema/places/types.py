"""Sites, people's roles on them, and assets."""

from datetime import date

import strawberry

from models.core.viewer import PartyRole
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from models.places.sites import Site as SiteRow
from models.places.sites import SiteKind
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.relations import one
from resolvers.orders import orders
from resolvers.places import assets, sites
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyAsset, LazyContact, LazyCustomer, LazyOrder, LazyParty, LazySite
from schema.core.types import Address, Connection, Node


@object_type
class Site(Node):
    """A place of work: a customer's place of business, or a property with people in roles."""

    id: strawberry.ID = global_id("Site")
    version: int = column("Counts the changes to this row; send it back with a change.")
    kind: SiteKind = column("What the place is.")
    name: str = column("What it is called.")
    address: Address = relation(
        values.same_row, "Where it is.", ("line1", "line2", "city", "region", "postal_code", "country")
    )
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"), "Whose it is, where the viewer may see that.", ("customer_id",)
    )
    parties: list[LazyParty] = relation(
        sites.parties_on_site, "Who has which role on it, as far as the viewer may see that.", ("id",)
    )
    assets: Connection[LazyAsset] = relation(
        connection(assets.assets_by_name, "site_id"), "The assets that stand there, by name.", ("id",)
    )
    orders: Connection[LazyOrder] = relation(
        connection(orders.listing, "site_id"), "The orders for work there.", ("id",)
    )


@object_type
class Party(Node):
    """A person's role on one property: what they see of it follows from the role, while it is in force."""

    id: strawberry.ID = global_id("Party")
    role: PartyRole = column("The role.")
    site: LazySite = relation(one(SiteRow, "site_id"), "The property.", ("site_id",))
    contact: LazyContact = relation(one(ContactRow, "contact_id"), "The person.", ("contact_id",))
    starts_on: date | None = column(
        "The first day; null where nobody has said: it began when it was given, a landlord's has been so all along."
    )
    ends_on: date | None = column("The last day; null where it goes on.")


@object_type
class Asset(Node):
    """A thing that is repaired and looked after."""

    id: strawberry.ID = global_id("Asset")
    version: int = column("Counts the changes to this row; send it back with a change.")
    name: str = column("What it is called.")
    serial_number: str | None = column("The number that its maker gave it.")
    manufacturer: str | None = column("Who made it.")
    model: str | None = column("Which model it is.")
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"), "Whose it is, where the viewer may see that.", ("customer_id",)
    )
    site: LazySite | None = relation(one(SiteRow, "site_id"), "Where it stands.", ("site_id",))
    orders: Connection[LazyOrder] = relation(
        connection(orders.listing, "asset_id"), "The orders for work on it.", ("id",)
    )
