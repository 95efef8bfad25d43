"""Enums and inputs of sites, the roles on them, and assets."""

from datetime import date

import strawberry

from models.core.viewer import PartyRole
from models.places.sites import SiteKind
from resolvers.core.declare import VERSION, about, describe, input_type
from resolvers.core.inputs import AddressInput

describe(
    SiteKind,
    "What a place is.",
    BUSINESS="A customer's place of business.",
    PROPERTY="A property, with people in roles on it.",
)


@input_type
class SiteWhere:
    """Which sites: those that fulfil every condition that is given."""

    kind: list[SiteKind] | None = about("Of one of these kinds.")
    customer_id: strawberry.ID | None = about("Of this customer.")
    party_role: list[PartyRole] | None = about("With somebody in one of these roles.")


@input_type
class SiteCreateInput:
    """A site to add."""

    kind: SiteKind | None = about("What the place is.", SiteKind.BUSINESS)
    customer_id: strawberry.ID | None = about("The customer; a business has one, a property may have.")
    name: str = about("What the place is called.")
    address: AddressInput = about("Where it is.")


@input_type
class SiteUpdateInput:
    """What to change of a site; what is left out stays as it is."""

    id: strawberry.ID = about("The site.")
    version: int | None = about(VERSION)
    name: str | None = about("What the place is called.", strawberry.UNSET)
    address: AddressInput | None = about("Where it is; the whole address in place of the old one.", strawberry.UNSET)


@input_type
class PartySetInput:
    """A role on a property to give, or to give other days."""

    site_id: strawberry.ID = about("The property.")
    contact_id: strawberry.ID = about("Who has the role.")
    role: PartyRole = about("The role.")
    starts_on: date | None = about(
        "The first day of it, from which on it shows what happens; on that day itself from when it is given. Left "
        "out, it begins when it is given, and a landlord's, where it is new, has been so all along."
    )
    ends_on: date | None = about("The last day of it; left out, it goes on.")


@input_type
class PartyRemoveInput:
    """A role on a property to take away."""

    id: strawberry.ID = about("The role, a Party.")


@input_type
class AssetWhere:
    """Which assets: those that fulfil every condition that is given."""

    customer_id: strawberry.ID | None = about("Of this customer.")
    site_id: strawberry.ID | None = about("At this site.")


@input_type
class AssetCreateInput:
    """An asset to add, of a customer, at a site, or both."""

    customer_id: strawberry.ID | None = about("Whose it is.")
    site_id: strawberry.ID | None = about("Where it stands.")
    name: str = about("What it is called.")
    serial_number: str | None = about("The number that its maker gave it.")
    manufacturer: str | None = about("Who made it.")
    model: str | None = about("Which model it is.")


@input_type
class AssetUpdateInput:
    """What to change of an asset; what is left out stays as it is, null empties it."""

    id: strawberry.ID = about("The asset.")
    version: int | None = about(VERSION)
    customer_id: strawberry.ID | None = about(
        "Whose it is, where it has a new owner; staff only. Earlier orders stay with who had them, and the new owner "
        "does not see them. It leaves the site of the old owner, unless `siteId` says where it stands.",
        strawberry.UNSET,
    )
    site_id: strawberry.ID | None = about("Where it stands; earlier orders stay where they were.", strawberry.UNSET)
    name: str | None = about("What it is called.", strawberry.UNSET)
    serial_number: str | None = about("The number that its maker gave it.", strawberry.UNSET)
    manufacturer: str | None = about("Who made it.", strawberry.UNSET)
    model: str | None = about("Which model it is.", strawberry.UNSET)
