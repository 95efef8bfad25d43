"""Payloads of the mutations of orders and recommendations."""

from models.orders.attachments import Attachment as AttachmentRow
from models.orders.orders import Order as OrderRow
from models.orders.recommendations import Recommendation as RecommendationRow
from resolvers.core.relations import one
from resolvers.orders import timeline
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload
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
