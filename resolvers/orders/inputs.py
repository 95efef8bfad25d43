"""Enums and inputs of orders and their timelines."""

from datetime import datetime
from enum import StrEnum

import strawberry

from models.log.events import Visibility
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.orders.notes import WorkKind
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type, one_of_type
from resolvers.core.inputs import DateTimeRange, SortDirection
from resolvers.places.inputs import AssetCreateInput

describe(
    OrderKind,
    "How the work reaches the operator.",
    WALK_IN_REPAIR="The thing is brought in, repaired and returned.",
    SERVICE_CALL="Somebody comes to where the thing is.",
)
describe(
    OrderPriority,
    "How urgent an order is.",
    LOW="It can wait.",
    NORMAL="In its turn.",
    HIGH="Before others.",
    URGENT="At once.",
)
describe(
    OrderStatus,
    "Where an order is in its life.",
    DRAFT="Being written; it has no number yet.",
    SUBMITTED="Handed in; it has a number and waits to be planned.",
    SCHEDULED="Planned for a time.",
    IN_PROGRESS="Being worked on.",
    AWAITING_PARTS="Waiting for parts.",
    READY_FOR_RETURN="Repaired and waiting to be fetched; walk-in repairs only.",
    COMPLETED="Done.",
    CANCELLED="Called off before work started.",
)
describe(
    Visibility,
    "Who may see an entry.",
    EVERYONE="Everybody who sees the order.",
    STAFF_ONLY="Staff only; it never reaches a contact or a partner, in any answer.",
)
describe(
    WorkKind,
    "What was done.",
    PARTS_ORDERED="Parts were ordered.",
    PARTS_RECEIVED="Parts came in.",
    SITE_VISIT="Somebody was there.",
)


OF_PROPERTY = (
    "Whether people whose role on the property begins later see it too, and with it that there was the order; only "
    "staff say so, of what everyone may see."
)


class OrderSortField(StrEnum):
    """What orders are sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    PRIORITY = "PRIORITY"


describe(
    OrderSortField,
    "What orders are sorted by.",
    CREATED_AT="When the order was taken in.",
    UPDATED_AT="When something last happened to the order.",
    PRIORITY="How urgent the order is.",
)


@input_type
class OrderSort:
    """How orders are sorted."""

    field: OrderSortField = about("What they are sorted by.")
    direction: SortDirection = about("Which end comes first.")


@input_type
class OrderWhere:
    """Which orders: those that fulfil every condition that is given."""

    status: list[OrderStatus] | None = about("In one of these statuses.")
    priority: list[OrderPriority] | None = about("Of one of these priorities.")
    kind: list[OrderKind] | None = about("Of one of these kinds.")
    customer_id: strawberry.ID | None = about("Of this customer.")
    site_id: strawberry.ID | None = about("At this site.")
    asset_id: strawberry.ID | None = about("For this asset.")
    technician_id: strawberry.ID | None = about("With this member of staff among the technicians.")
    mine: bool | None = about("Taken in by the viewer; where false, by somebody else.")
    created_at: DateTimeRange | None = about("Taken in within this time.")
    updated_at: DateTimeRange | None = about("With the last thing that happened within this time.")


@one_of_type
class OrderRef:
    """One order, by its id or by its number."""

    id: strawberry.ID | None = about("Its id.")
    number: str | None = about("Its number, like `SR-000145`.")


@input_type
class OrderCreateInput:
    """An order to take in."""

    kind: OrderKind = about("How the work reaches the operator.")
    priority: OrderPriority | None = about("How urgent it is.", OrderPriority.NORMAL)
    customer_id: strawberry.ID | None = about("The customer; needed only where the viewer acts for several.")
    site_id: strawberry.ID | None = about("Where the work is.")
    asset_id: strawberry.ID | None = about("What the work is on.")
    new_asset: AssetCreateInput | None = about("What the work is on, where it is not known yet; instead of `assetId`.")
    problem_summary: str = about("What is wrong, in one line of at most 200 characters.")
    problem_detail: str | None = about("What is wrong, at length.")
    upload_ids: list[strawberry.ID] | None = about("Finished uploads to attach.")
    as_draft: bool | None = about("Keep it as a draft instead of handing it in.", False)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderUpdateInput:
    """What to change of an order; what is left out stays as it is."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    priority: OrderPriority | None = about("How urgent it is.", strawberry.UNSET)
    site_id: strawberry.ID | None = about("Where the work is.", strawberry.UNSET)
    asset_id: strawberry.ID | None = about("What the work is on.", strawberry.UNSET)
    problem_summary: str | None = about("What is wrong, in one line of at most 200 characters.", strawberry.UNSET)
    problem_detail: str | None = about("What is wrong, at length.", strawberry.UNSET)


@input_type
class OrderSubmitInput:
    """A draft to hand in."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)


@input_type
class OrderCancelInput:
    """An order to call off."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    reason: str = about("Why.")


@input_type
class OrderStatusChangeInput:
    """A move of an order along its life."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    status: OrderStatus = about("Where to; see `Order.nextStatuses`.")
    comment: str | None = about("What to say about it; required to open a completed order again.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OrderScheduleInput:
    """A plan for the work on an order."""

    id: strawberry.ID = about("The order.")
    version: int | None = about(VERSION)
    scheduled_for: datetime = about("When the work is done.")
    technician_ids: list[strawberry.ID] | None = about("Who does it, in place of who did; left out, nobody changes.")
    comment: str | None = about("What to say about it.")


@input_type
class OrderAssignInput:
    """Who works on an order."""

    id: strawberry.ID = about("The order.")
    technician_ids: list[strawberry.ID] = about("Everybody who works on it, in place of who did.")


@input_type
class WorkRecordInput:
    """A piece of work to put on the timeline."""

    order_id: strawberry.ID = about("The order.")
    work: WorkKind = about("What was done.")
    summary: str = about("What was done, in words.")
    occurred_at: datetime | None = about("When it was done; left out, now.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class NoteAddInput:
    """A note to put on the timeline."""

    order_id: strawberry.ID = about("The order.")
    body: str = about("What to write.")
    visibility: Visibility | None = about("Who may see it; only staff write for staff.", Visibility.EVERYONE)
    of_property: bool | None = about(OF_PROPERTY, False)
    upload_ids: list[strawberry.ID] | None = about("Finished uploads to attach.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OfPropertySetInput:
    """What to mark as of the property, which people see whose role there begins later, or to mark so no longer."""

    id: strawberry.ID = about("An order, a note or added file of a timeline, or an attachment.")
    of_property: bool = about(
        "Whether it is. A note takes its files along, and each takes its order along: its head is seen then, but not "
        "its `problemDetail`. Once the order is not, nothing of it is."
    )


@input_type
class AttachmentAddInput:
    """A finished upload to attach to an order."""

    order_id: strawberry.ID = about("The order.")
    upload_id: strawberry.ID = about("The upload.")
    visibility: Visibility | None = about("Who may see it; only staff attach for staff.", Visibility.EVERYONE)
    of_property: bool | None = about(OF_PROPERTY, False)
