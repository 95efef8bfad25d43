"""Inputs of what is written on orders and attached to them."""

from datetime import datetime

import strawberry

from models.log.events import Visibility
from models.orders.notes import WorkKind
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type

describe(
    WorkKind,
    "The kinds of work that can be recorded.",
    PARTS_ORDERED="Parts were ordered.",
    PARTS_RECEIVED="Parts were received.",
    SITE_VISIT="The site was visited.",
)

OF_PROPERTY = (
    "Whether people whose role on the property begins later see it too, and so learn that the order existed. Only "
    "staff may set this, and only for what everyone may see."
)


@input_type
class WorkRecordInput:
    """Work to record on the timeline."""

    order_id: strawberry.ID = about("The order.")
    work: WorkKind = about("The kind of work.")
    summary: str = about("A description of the work.")
    occurred_at: datetime | None = about("Time of the work; by default, now.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class NoteAddInput:
    """A note to add to the timeline."""

    order_id: strawberry.ID = about("The order.")
    body: str = about("The text of the note.")
    visibility: Visibility = about("The people who may see it; only staff may choose STAFF_ONLY.", Visibility.EVERYONE)
    of_property: bool = about(OF_PROPERTY, False)
    upload_ids: list[strawberry.ID] | None = about("Finished uploads to attach.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class NoteRedactInput:
    """Words to remove."""

    id: strawberry.ID = about("A note, recorded work or a change of status with a comment, of a timeline.")
    reason: str | None = about("The reason, which everybody reads who sees the entry.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AttachmentRemoveInput:
    """A file to remove."""

    id: strawberry.ID = about("The attachment.")
    reason: str | None = about("The reason, which everybody reads who sees the entry.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OfPropertySetInput:
    """A mark as of the property, which shows an order, a note or a file to people whose role there begins later; or the
    removal of the mark."""

    id: strawberry.ID = about("An order, a note or added file of a timeline, or an attachment.")
    version: int | None = about(f"{VERSION} It is that of the order.")
    of_property: bool = about(
        "True sets the mark, false removes it. Marking a note also marks its files, and marking anything also marks "
        "its order, which then shows its main details but not its `problemDetail`. An order without the mark shows "
        "nothing, whatever is marked in it."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AttachmentAddInput:
    """A finished upload to attach to an order."""

    order_id: strawberry.ID = about("The order.")
    upload_id: strawberry.ID = about("The upload.")
    visibility: Visibility = about("The people who may see it; only staff may choose STAFF_ONLY.", Visibility.EVERYONE)
    of_property: bool = about(OF_PROPERTY, False)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
