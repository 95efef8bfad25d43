"""Enums and inputs of orders and their timelines."""

from datetime import datetime
from enum import StrEnum

import strawberry

from models.core.viewer import PartyRole
from models.log.events import Visibility
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from resolvers.core.declare import (
    BY_EXTERNAL_REFERENCE,
    EXTERNAL_REFERENCE,
    IDEMPOTENCY_KEY,
    IN_EXTERNAL_REFERENCES,
    VERSION,
    about,
    describe,
    input_type,
    one_of_type,
)
from resolvers.core.inputs import DateTimeRange, SortDirection

describe(
    OrderKind,
    "The kinds of orders.",
    WALK_IN_REPAIR="The asset is brought in, repaired and returned.",
    SERVICE_CALL="The work is done at the site.",
)
describe(
    OrderPriority,
    "The priorities of orders.",
    LOW="It can wait.",
    NORMAL="In the usual order.",
    HIGH="Before the others.",
    URGENT="Immediately.",
)
describe(
    OrderStatus,
    "The statuses of orders.",
    DRAFT="Not submitted yet; it has no number.",
    SUBMITTED="Submitted and numbered; it waits to be scheduled.",
    SCHEDULED="Scheduled for a time.",
    IN_PROGRESS="Being worked on.",
    AWAITING_PARTS="Waiting for parts.",
    READY_FOR_RETURN="Repaired and ready to be collected; walk-in repairs only.",
    COMPLETED="Completed.",
    CANCELLED="Cancelled before work started.",
)
describe(
    Visibility,
    "The audiences of an entry or a file.",
    EVERYONE="Everybody who sees the order.",
    STAFF_ONLY="Staff only; it never reaches a contact.",
)


class OrderSortField(StrEnum):
    """The fields that orders can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    PRIORITY = "PRIORITY"
    NUMBER = "NUMBER"
    SCHEDULED_FOR = "SCHEDULED_FOR"
    COMPLETED_AT = "COMPLETED_AT"


describe(
    OrderSortField,
    "The fields that orders can be sorted by.",
    CREATED_AT="Time of creation.",
    UPDATED_AT="Time of the last change or event.",
    PRIORITY="Priority.",
    NUMBER="Number. Orders without one count as the highest.",
    SCHEDULED_FOR="Time for which the work is scheduled. Orders without one count as the latest.",
    COMPLETED_AT="Time of completion. Orders without one count as the latest.",
)


@input_type
class OrderSort:
    """A sort order of orders."""

    field: OrderSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class OrderWhere:
    """A filter of orders; all given conditions have to be met."""

    status: list[OrderStatus] | None = about("With one of these statuses.")
    priority: list[OrderPriority] | None = about("With one of these priorities.")
    kind: list[OrderKind] | None = about("Of one of these kinds.")
    external_reference: list[str] | None = about(IN_EXTERNAL_REFERENCES)
    customer_id: list[strawberry.ID] | None = about("Of one of these customers, at most 100.")
    site_id: list[strawberry.ID] | None = about("At one of these sites, at most 100.")
    asset_id: list[strawberry.ID] | None = about("For one of these assets, at most 100.")
    technician_id: list[strawberry.ID] | None = about("Assigned to one of these members of staff, at most 100.")
    party_role: list[PartyRole] | None = about("At a property on which the viewer has one of these roles now.")
    has_open_recommendation: bool | None = about(
        "True: with a recommendation that awaits the customer's answer. False: without one."
    )
    mine: bool | None = about("True: created by the viewer. False: created by somebody else.")
    created_at: DateTimeRange | None = about("Created in this range.")
    updated_at: DateTimeRange | None = about("With the last change or event in this range.")
    scheduled_for: DateTimeRange | None = about("Scheduled for a time in this range.")
    completed_at: DateTimeRange | None = about("Completed in this range.")


@one_of_type
class OrderRef:
    """One order, by its id, by its number or by its id in another system."""

    id: strawberry.ID | None = about("The id.")
    number: str | None = about("The number, like `SR-000145`.")
    external_reference: str | None = about(BY_EXTERNAL_REFERENCE)


@input_type
class OrderNewAssetInput:
    """A new asset of a new order. It belongs to the customer and stands at the site of the order."""

    name: str = about("The name of the asset.")
    serial_number: str | None = about("The manufacturer's serial number.")
    manufacturer: str | None = about("The manufacturer.")
    model: str | None = about("The model.")


@input_type
class OrderCreateInput:
    """An order to create."""

    kind: OrderKind = about("The kind of order.")
    priority: OrderPriority = about("The urgency.", OrderPriority.NORMAL)
    customer_id: strawberry.ID | None = about("The customer; required only if the viewer acts for several.")
    site_id: strawberry.ID | None = about("The site of the work.")
    asset_id: strawberry.ID | None = about("The asset to be worked on.")
    new_asset: OrderNewAssetInput | None = about("A new asset to be worked on, instead of `assetId`.")
    problem_summary: str = about("The problem in one line of at most 200 characters.")
    problem_detail: str | None = about("The problem at length.")
    upload_ids: list[strawberry.ID] | None = about("Finished uploads to attach.")
    external_reference: str | None = about(EXTERNAL_REFERENCE)
    as_draft: bool = about("True keeps the order as a draft; false submits it.", False)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderUpdateInput:
    """Changes to an order; omitted fields keep their values."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    priority: OrderPriority | None = about("The urgency.", strawberry.UNSET)
    site_id: strawberry.ID | None = about("The site of the work.", strawberry.UNSET)
    asset_id: strawberry.ID | None = about("The asset to be worked on.", strawberry.UNSET)
    problem_summary: str | None = about("The problem in one line of at most 200 characters.", strawberry.UNSET)
    problem_detail: str | None = about("The problem at length.", strawberry.UNSET)
    external_reference: str | None = about(f"{EXTERNAL_REFERENCE} Null clears it.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderUpdateItemInput:
    """An order to change with others."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)


@input_type
class OrdersUpdateInput:
    """Changes to several orders; omitted fields keep their values."""

    items: list[OrderUpdateItemInput] = about("The orders, at most 100, each once.")
    priority: OrderPriority | None = about("The urgency.")
    technician_ids: list[strawberry.ID] | None = about(
        "All technicians of the orders, who replace those assigned before."
    )
    status: OrderStatus | None = about("The new status; see `Order.nextStatuses`.")
    comment: str | None = about("A comment on the change of the status; required to reopen completed orders.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderSubmitInput:
    """A draft to submit."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderCancelInput:
    """An order to cancel."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    reason: str = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderStatusChangeInput:
    """A change of an order's status."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    status: OrderStatus = about("The new status; see `Order.nextStatuses`.")
    comment: str | None = about("A comment; required to reopen a completed order.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderScheduleInput:
    """A time for the work on an order."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    scheduled_for: datetime = about("Time of the work.")
    technician_ids: list[strawberry.ID] | None = about(
        "The technicians, who replace those assigned before; if omitted, they do not change."
    )
    comment: str | None = about("A comment.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderAssignInput:
    """The technicians of an order."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    technician_ids: list[strawberry.ID] = about("All technicians of the order, who replace those assigned before.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
