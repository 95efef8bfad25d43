"""Payloads of the mutations of orders and recommendations."""

from models.orders.attachments import Attachment as AttachmentRow
from models.orders.orders import Order as OrderRow
from models.orders.recommendations import Recommendation as RecommendationRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.core.upserts import UpsertOutcome
from resolvers.orders import timeline
from schema.core.fields import column, object_type, relation
from schema.core.payloads import Payload, UserError
from schema.orders.timeline import TimelineEntry
from schema.orders.types import Attachment, Order, Recommendation


@object_type
class ChangedOrder(Payload):
    """The part of payloads of mutations that change an order, or something in it."""

    order: Order | None = relation(one(OrderRow, "order_id"), "The order, as it is now.")


@object_type
class OrderCreatePayload(ChangedOrder):
    """The result of `orderCreate`."""


@object_type
class OrderUpdatePayload(ChangedOrder):
    """The result of `orderUpdate`."""


@object_type
class OrderUpdateResult:
    """The result for one of several orders."""

    order: Order | None = relation(
        one(OrderRow, "order_id"), "The order, as it is now; null if the viewer sees no such order."
    )
    user_errors: list[UserError] = column("The reasons for which this order was not changed; empty if it was.")


@object_type
class OrdersUpdatePayload(Payload):
    """The result of `ordersUpdate`."""

    results: list[OrderUpdateResult] = relation(
        values.list_or_empty("results"), "One result for each order, in the order of the input."
    )


@object_type
class OrderUpsertResult:
    """The result for one of several orders that were to be as given."""

    order: Order | None = relation(one(OrderRow, "order_id"), "The order, as it is now; null if it was refused.")
    outcome: UpsertOutcome | None = column("The outcome; null if it was refused.")
    user_errors: list[UserError] = column("The reasons for which nothing changed; empty if it is as given.")


@object_type
class OrdersUpsertPayload(Payload):
    """The result of `ordersUpsert`."""

    results: list[OrderUpsertResult] = relation(
        values.list_or_empty("results"), "One result for each item, in the order of the input."
    )


@object_type
class OrderSubmitPayload(ChangedOrder):
    """The result of `orderSubmit`."""


@object_type
class OrderCancelPayload(ChangedOrder):
    """The result of `orderCancel`."""


@object_type
class OrderStatusChangePayload(ChangedOrder):
    """The result of `orderStatusChange`."""


@object_type
class OrderSchedulePayload(ChangedOrder):
    """The result of `orderSchedule`."""


@object_type
class OrderAssignPayload(ChangedOrder):
    """The result of `orderAssign`."""


@object_type
class OfPropertySetPayload(ChangedOrder):
    """The result of `ofPropertySet`."""


@object_type
class NewEntry(ChangedOrder):
    """The part of payloads of mutations that add an entry to an order's timeline."""

    entry: TimelineEntry | None = relation(timeline.entry, "The new entry.")


@object_type
class NoteAddPayload(NewEntry):
    """The result of `noteAdd`."""


@object_type
class NoteRedactPayload(ChangedOrder):
    """The result of `noteRedact`."""

    entry: TimelineEntry | None = relation(timeline.entry, "The entry, as it is now.")


@object_type
class AttachmentRemovePayload(ChangedOrder):
    """The result of `attachmentRemove`."""

    attachment: Attachment | None = relation(one(AttachmentRow, "attachment_id"), "The attachment, as it is now.")


@object_type
class WorkRecordPayload(NewEntry):
    """The result of `workRecord`."""


@object_type
class AttachmentAddPayload(ChangedOrder):
    """The result of `attachmentAdd`."""

    attachment: Attachment | None = relation(one(AttachmentRow, "attachment_id"), "The new attachment.")


@object_type
class ChangedRecommendation(ChangedOrder):
    """The part of payloads of mutations that change a recommendation."""

    recommendation: Recommendation | None = relation(
        one(RecommendationRow, "recommendation_id"), "The recommendation, as it is now."
    )


@object_type
class RecommendationCreatePayload(ChangedRecommendation):
    """The result of `recommendationCreate`."""


@object_type
class RecommendationRespondPayload(ChangedRecommendation):
    """The result of `recommendationRespond`."""


@object_type
class RecommendationReplyPayload(ChangedRecommendation):
    """The result of `recommendationReply`."""


@object_type
class RecommendationWithdrawPayload(ChangedRecommendation):
    """The result of `recommendationWithdraw`."""
