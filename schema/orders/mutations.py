"""Mutations of orders, their notes and files, and recommendations."""

from resolvers.files import mutations as files
from resolvers.orders import mutations as orders
from resolvers.orders import order_updates, recommendation_mutations, removals, upserts
from schema.core.fields import object_type, root
from schema.files.types import UploadCreatePayload
from schema.orders.payloads import (
    AttachmentAddPayload,
    AttachmentRemovePayload,
    NoteAddPayload,
    NoteRedactPayload,
    OfPropertySetPayload,
    OrderAssignPayload,
    OrderCancelPayload,
    OrderCreatePayload,
    OrderSchedulePayload,
    OrderStatusChangePayload,
    OrderSubmitPayload,
    OrdersUpdatePayload,
    OrdersUpsertPayload,
    OrderUpdatePayload,
    RecommendationCreatePayload,
    RecommendationReplyPayload,
    RecommendationRespondPayload,
    RecommendationWithdrawPayload,
    WorkRecordPayload,
)


@object_type
class OrderMutations:
    """The mutations of orders, their notes and files, and recommendations."""

    order_create: OrderCreatePayload = root(
        orders.order_create,
        "Create an order: a walk-in repair or a service call, for an existing asset or a new one. A submitted order "
        "gets its number at once, a draft when it is submitted.",
    )
    order_update: OrderUpdatePayload = root(
        order_updates.order_update,
        "Change the details of an order that is not finished, or the external reference of any.",
    )
    orders_update: OrdersUpdatePayload = root(
        order_updates.orders_update,
        "Change the priority, the technicians or the status of up to 100 orders. Each is changed completely or not at "
        "all, independently of the others.",
    )
    orders_upsert: OrdersUpsertPayload = root(
        upserts.orders_upsert,
        "Create up to 200 orders by their external references, or change them where they differ, so that a repeated "
        "request changes nothing. Each is written completely or not at all, independently of the others.",
    )
    order_submit: OrderSubmitPayload = root(orders.order_submit, "Submit a draft, which assigns its number.")
    order_cancel: OrderCancelPayload = root(orders.order_cancel, "Cancel an order before work on it starts.")
    note_add: NoteAddPayload = root(orders.note_add, "Add a note to an order's timeline.")
    of_property_set: OfPropertySetPayload = root(
        orders.of_property_set,
        "Mark an order, or one of its notes or files, as of the property, or remove the mark: of anything older "
        "than their role, people whose role on the property begins later see only what is marked.",
    )
    upload_create: UploadCreatePayload = root(
        files.upload_create, "Announce a file; its bytes are then sent to the address in the payload."
    )
    attachment_add: AttachmentAddPayload = root(
        orders.attachment_add, "Attach a finished upload to an order. Everybody who follows the order is notified."
    )
    note_redact: NoteRedactPayload = root(
        removals.note_redact,
        "Remove the words of a note, of recorded work or of a change of status: from the entry, which stays, from "
        "notifications, and from messages about it, which are not sent any more; what later e-mails quoted goes too. "
        "The files of a note stay. Allowed for staff with MANAGE_ORDERS and, for 24 hours, the contact who wrote them.",
    )
    attachment_remove: AttachmentRemovePayload = root(
        removals.attachment_remove,
        "Remove a file: its bytes, name and hash, its thumbnail, and the e-mail that it came by as it came. Its entry "
        "stays. Allowed for staff with MANAGE_ORDERS and, for 24 hours, the contact who attached it.",
    )
    order_status_change: OrderStatusChangePayload = root(
        orders.order_status_change,
        "Change the status of an order. A move that the lifecycle does not allow is refused with WRONG_STATE, and "
        "the message names the legal ones.",
    )
    order_schedule: OrderSchedulePayload = root(
        orders.order_schedule, "Schedule the work on an order; a SUBMITTED order becomes SCHEDULED."
    )
    order_assign: OrderAssignPayload = root(
        orders.order_assign, "Assign technicians to an order, replacing those assigned before."
    )
    work_record: WorkRecordPayload = root(
        orders.work_record, "Record parts ordered, parts received or a visit on an order's timeline."
    )
    recommendation_create: RecommendationCreatePayload = root(
        recommendation_mutations.recommendation_create,
        "Recommend work on an order, with an estimate, and ask the customer.",
    )
    recommendation_respond: RecommendationRespondPayload = root(
        recommendation_mutations.recommendation_respond,
        "Approve or decline a recommendation, which is final, or ask for clarification.",
    )
    recommendation_reply: RecommendationReplyPayload = root(
        recommendation_mutations.recommendation_reply,
        "Reply to a customer's question about a recommendation, or add to it, optionally with a new detail or "
        "estimate. It awaits the customer's answer again, and the customer is notified.",
    )
    recommendation_withdraw: RecommendationWithdrawPayload = root(
        recommendation_mutations.recommendation_withdraw, "Withdraw a recommendation that has no final answer."
    )
