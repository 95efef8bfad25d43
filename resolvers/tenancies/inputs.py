"""Enums and inputs of tenancies."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import strawberry

from models.tenancies.rows import NoticeSide, RentPeriod, TenancyState
from resolvers.core.declare import (
    EXTERNAL_REFERENCE,
    IDEMPOTENCY_KEY,
    IN_EXTERNAL_REFERENCES,
    VERSION,
    about,
    describe,
    input_type,
)
from resolvers.core.inputs import DateRange, DateTimeRange, MoneyInput, SortDirection

describe(
    TenancyState,
    "The states of a tenancy.",
    PROPOSED="Not agreed yet: staff and the landlord see it.",
    ACTIVE="Agreed; its first day may be still to come.",
    NOTICE_GIVEN="Notice has been given: it ends with its last day.",
    ENDED="Over, or never agreed.",
)
describe(
    RentPeriod,
    "The periods for which rent is charged.",
    WEEKLY="Each week.",
    FORTNIGHTLY="Every two weeks.",
    FOUR_WEEKLY="Every four weeks.",
    MONTHLY="Each month.",
    QUARTERLY="Every three months.",
    HALF_YEARLY="Every six months.",
    YEARLY="Each year.",
)
describe(
    NoticeSide,
    "The sides that can give notice.",
    LANDLORD="The landlord.",
    TENANT="The tenant.",
)


@input_type
class TenancyWhere:
    """A filter of tenancies; all given conditions have to be met."""

    state: list[TenancyState] | None = about("In one of these states.")
    site_id: list[strawberry.ID] | None = about("Of one of these properties; at most 100.")
    customer_id: list[strawberry.ID] | None = about("Paid for by one of these customers; at most 100.")
    tenant_id: list[strawberry.ID] | None = about("With one of these contacts as a tenant; at most 100.")
    starts_on: DateRange | None = about("With a first day in this range.")
    ends_on: DateRange | None = about("With a last day in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")
    external_reference: list[str] | None = about(IN_EXTERNAL_REFERENCES)


class TenancySortField(StrEnum):
    """The fields that tenancies can be sorted by."""

    STARTS_ON = "STARTS_ON"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    TenancySortField,
    "The fields that tenancies can be sorted by.",
    STARTS_ON="First day.",
    CREATED_AT="Time at which it was added.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class TenancySort:
    """A sort order of tenancies."""

    field: TenancySortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class TenancyCreateInput:
    """A tenancy to propose."""

    site_id: strawberry.ID = about("The property.")
    customer_id: strawberry.ID = about("The customer that pays the rent, to whom the invoices are addressed.")
    tenant_ids: list[strawberry.ID] = about("The contacts who are the tenants, at most 20; it may have none yet.")
    starts_on: date = about("The first day.")
    ends_on: date | None = about("The last day; if omitted, it goes on until notice is given.")
    rent: MoneyInput = about("The rent of one period, in the customer's currency.")
    rent_period: RentPeriod = about("The period for which rent is charged.", RentPeriod.MONTHLY)
    rent_due_from: date | None = about(
        "The first day of a whole rent period, from which all others are counted: from the 31st, rent is due on the "
        "last day of each month. By default, the first day of the tenancy."
    )
    rent_charged_from: date | None = about(
        "The first day whose rent is charged here, of a tenancy that was kept elsewhere before. By default, the first "
        "day of the tenancy."
    )
    fee_rate: Decimal | None = about(
        "The operator's fee in percent of the rent that comes in: 8.5 for 8.5 %, with up to four decimal places."
    )
    rent_tax_rate: Decimal | None = about(
        "The tax on the rent in percent, with up to four decimal places, which is charged with it. The rent is without "
        "it. If omitted, there is none."
    )
    deposit: MoneyInput | None = about("The deposit, in the customer's currency.")
    deposit_held_by: str | None = about("The scheme, bank or person that holds the deposit, at most 200 characters.")
    deposit_reference: str | None = about("The reference of the deposit there, at most 100 characters.")
    external_reference: str | None = about(EXTERNAL_REFERENCE)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class TenancyUpdateInput:
    """Changes to a tenancy that has not ended; omitted fields keep their values."""

    id: strawberry.ID = about("The tenancy.")
    version: int | None = about(VERSION)
    starts_on: date | None = about("The first day, as long as it is not agreed; null keeps it.", strawberry.UNSET)
    ends_on: date | None = about("The last day; null lets it go on.", strawberry.UNSET)
    rent: MoneyInput | None = about("The rent of one period from the next charge on; null keeps it.", strawberry.UNSET)
    rent_period: RentPeriod | None = about(
        "The period for which rent is charged from the next charge on; null keeps it.", strawberry.UNSET
    )
    rent_due_from: date | None = about(
        "The first day of a whole rent period, from which all others are counted; null keeps it.", strawberry.UNSET
    )
    fee_rate: Decimal | None = about("The operator's fee in percent; null clears it.", strawberry.UNSET)
    rent_tax_rate: Decimal | None = about(
        "The tax on the rent in percent from the next charge on; null for none.", strawberry.UNSET
    )
    deposit: MoneyInput | None = about("The deposit; null clears it.", strawberry.UNSET)
    deposit_held_by: str | None = about(
        "The scheme, bank or person that holds the deposit; null clears it.", strawberry.UNSET
    )
    deposit_reference: str | None = about("The reference of the deposit there; null clears it.", strawberry.UNSET)
    external_reference: str | None = about(f"{EXTERNAL_REFERENCE} Null clears it.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class TenancyTenantAddInput:
    """A tenant to add."""

    id: strawberry.ID = about("The tenancy.")
    version: int | None = about(VERSION)
    contact_id: strawberry.ID = about("The contact.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class TenancyTenantRemoveInput:
    """A tenant to remove."""

    id: strawberry.ID = about("The tenancy.")
    version: int | None = about(VERSION)
    contact_id: strawberry.ID = about("The contact.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class TenancyActivateInput:
    """A tenancy that is agreed."""

    id: strawberry.ID = about("The tenancy.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class TenancyNoticeGiveInput:
    """Notice of a tenancy; a later one replaces it."""

    id: strawberry.ID = about("The tenancy.")
    version: int | None = about(VERSION)
    ends_on: date = about("The last day, today or later.")
    notice_by: NoticeSide = about("The side that gives notice.")
    given_on: date | None = about("The day on which it was given; by default today.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class TenancyEndInput:
    """A tenancy to end."""

    id: strawberry.ID = about("The tenancy.")
    version: int | None = about(VERSION)
    ended_on: date | None = about("The last day, today or earlier; by default today.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
