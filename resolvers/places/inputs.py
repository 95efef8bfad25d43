"""Enums and inputs of sites, the roles on them, and assets."""

from datetime import date
from enum import StrEnum

import strawberry

from models.core.viewer import PartyRole
from models.places.sites import SiteKind
from resolvers.core.declare import (
    EXTERNAL_REFERENCE,
    IDEMPOTENCY_KEY,
    IN_EXTERNAL_REFERENCES,
    VERSION,
    about,
    describe,
    input_type,
)
from resolvers.core.inputs import AddressInput, DateTimeRange, SortDirection
from resolvers.core.scalars import TimeZone

ZONE = "The time zone of the site, in which viewings and days there are told."

describe(
    SiteKind,
    "The kinds of sites.",
    BUSINESS="A customer's business premises.",
    PROPERTY="A property, with people in roles on it.",
)


@input_type
class SiteWhere:
    """A filter of sites; all given conditions have to be met."""

    kind: list[SiteKind] | None = about("Of one of these kinds.")
    customer_id: list[strawberry.ID] | None = about("Of one of these customers.")
    party_role: list[PartyRole] | None = about("With a person in one of these roles.")
    external_reference: list[str] | None = about(IN_EXTERNAL_REFERENCES)
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")
    is_archived: bool | None = about(
        "True: archived, or of an archived customer. False, or omitted: neither. Null: both.", False
    )


class SiteSortField(StrEnum):
    """The fields that sites can be sorted by."""

    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    SiteSortField,
    "The fields that sites can be sorted by.",
    NAME="Name.",
    CREATED_AT="Time at which it was added.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class SiteSort:
    """A sort order of sites."""

    field: SiteSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class SiteCreateInput:
    """A site to add."""

    kind: SiteKind = about("The kind of site.", SiteKind.BUSINESS)
    customer_id: strawberry.ID | None = about("The customer; required for a business, optional for a property.")
    name: str = about("The name of the site.")
    address: AddressInput = about("The address of the site.")
    time_zone: TimeZone | None = about(f"{ZONE} If omitted, that of the business.")
    external_reference: str | None = about(EXTERNAL_REFERENCE)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class SiteUpdateInput:
    """Changes to a site; omitted fields keep their values."""

    id: strawberry.ID = about("The site.")
    version: int | None = about(VERSION)
    name: str | None = about("The name of the site.", strawberry.UNSET)
    address: AddressInput | None = about(
        "The address of the site, which replaces the present one as a whole.", strawberry.UNSET
    )
    time_zone: TimeZone | None = about(f"{ZONE} Null is that of the business.", strawberry.UNSET)
    external_reference: str | None = about(f"{EXTERNAL_REFERENCE} Null clears it.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class SiteArchiveInput:
    """A site to archive: lists no longer have it, and orders still name it."""

    id: strawberry.ID = about("The site.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class SiteRestoreInput:
    """An archived site to restore."""

    id: strawberry.ID = about("The site.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class PartySetInput:
    """A role on a property to grant, or to change the days of."""

    site_id: strawberry.ID = about("The property.")
    contact_id: strawberry.ID = about("The contact who has the role.")
    role: PartyRole = about("The role.")
    version: int | None = about(f"{VERSION} It is that of the role, a Party.")
    starts_on: date | None = about(
        "The first day, from which the role shows what happens; if that is the day on which it is granted, from the "
        "moment it is granted. If omitted, it begins when it is granted, and a landlord's new role has always been "
        "in force."
    )
    ends_on: date | None = about("The last day; if omitted, the role does not end.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class PartyRemoveInput:
    """A role on a property to remove."""

    id: strawberry.ID = about("The role, a Party.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AssetWhere:
    """A filter of assets; all given conditions have to be met."""

    customer_id: list[strawberry.ID] | None = about("Of one of these customers.")
    site_id: list[strawberry.ID] | None = about("At one of these sites.")
    external_reference: list[str] | None = about(IN_EXTERNAL_REFERENCES)
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")
    is_archived: bool | None = about(
        "True: archived, or of an archived customer. False, or omitted: neither. Null: both.", False
    )


class AssetSortField(StrEnum):
    """The fields that assets can be sorted by."""

    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    AssetSortField,
    "The fields that assets can be sorted by.",
    NAME="Name.",
    CREATED_AT="Time at which it was added.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class AssetSort:
    """A sort order of assets."""

    field: AssetSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class AssetCreateInput:
    """An asset to add, of a customer, at a site, or both."""

    customer_id: strawberry.ID | None = about("The customer that it belongs to.")
    site_id: strawberry.ID | None = about("The site at which it stands.")
    name: str = about("The name of the asset.")
    serial_number: str | None = about("The manufacturer's serial number.")
    manufacturer: str | None = about("The manufacturer.")
    model: str | None = about("The model.")
    external_reference: str | None = about(EXTERNAL_REFERENCE)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AssetUpdateInput:
    """Changes to an asset; omitted fields keep their values, and null clears a field."""

    id: strawberry.ID = about("The asset.")
    version: int | None = about(VERSION)
    customer_id: strawberry.ID | None = about(
        "The new owner; staff only. Earlier orders stay with the former owner, and the new owner does not see them. "
        "The asset leaves the former owner's site, unless `siteId` names a site.",
        strawberry.UNSET,
    )
    site_id: strawberry.ID | None = about(
        "The site at which it stands; earlier orders stay with the former site.", strawberry.UNSET
    )
    name: str | None = about("The name of the asset.", strawberry.UNSET)
    serial_number: str | None = about("The manufacturer's serial number.", strawberry.UNSET)
    manufacturer: str | None = about("The manufacturer.", strawberry.UNSET)
    model: str | None = about("The model.", strawberry.UNSET)
    external_reference: str | None = about(f"{EXTERNAL_REFERENCE} Null clears it.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AssetArchiveInput:
    """An asset to archive: lists no longer have it, and orders still name it."""

    id: strawberry.ID = about("The asset.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AssetRestoreInput:
    """An archived asset to restore."""

    id: strawberry.ID = about("The asset.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
