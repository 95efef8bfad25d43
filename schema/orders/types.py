"""Orders, their attachments, and the recommendations on them."""

from datetime import datetime
from typing import Final

import strawberry

from models.log.events import Visibility
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus, StepState
from models.orders.orders import Order as OrderRow
from models.orders.recommendations import RecommendationStatus
from models.people.customers import Customer as CustomerRow
from models.places.assets import Asset as AssetRow
from models.places.sites import Site as SiteRow
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.core.scalars import ByteCount
from resolvers.files import files
from resolvers.orders import abilities, orders, recommendations, removals
from schema.core.fields import column, created_at, external_reference, global_id, object_type, relation, updated_at
from schema.core.refs import (
    LazyAsset,
    LazyAttachment,
    LazyCustomer,
    LazyInvoiceConnection,
    LazyOrder,
    LazyRecommendation,
    LazySite,
    LazyStaffMember,
    LazyTimelineConnection,
)
from schema.core.types import Actor, Connection, Money, Node
from schema.files.types import Download

describe(
    StepState,
    "The states of a step in an order's lifecycle.",
    DONE="Reached and passed.",
    CURRENT="The present status of the order.",
    UPCOMING="Still to come.",
    SKIPPED="Passed without being reached.",
)


@object_type
class Removal:
    """The removal of words or of a file. That they were there, whose they were and when, is left."""

    removed_at: datetime = column("Time of the removal.")
    removed_by: Actor = column("The person who removed it.")
    reason: str | None = relation(values.column("removal_reason"), "The reason, if one was given.", ("removal_reason",))


@object_type
class Attachment(Node):
    """A file attached to an order. Once it is removed, its name, hash and bytes are gone, and `removal` says who
    removed it."""

    id: strawberry.ID = global_id("Attachment")
    filename: str = column("The file name; empty once it is removed.")
    content_type: str = column("The media type, as detected from the content.")
    size: ByteCount = column("The size of the file in bytes.")
    sha256: str = column("The SHA-256 of its content, in hexadecimal; empty once it is removed.")
    uploaded_at: datetime = column("Time at which the file was attached.")
    uploaded_by: Actor = column("The person who attached the file.")
    created_at: datetime = created_at("file", "uploaded_at")
    updated_at: datetime = updated_at("file")
    visibility: Visibility = column("The people who may see the file.")
    of_property: bool = column("Whether people whose role on the property begins later see it too.")
    download: Download | None = relation(
        files.download,
        "The temporary address at which the viewer may download the file; null once it is removed.",
        ("id", "filename", "content_type", "size", "removed_at"),
    )
    thumbnail: Download | None = relation(
        files.thumbnail,
        "The temporary address at which the viewer may download a small JPEG of the file; null if it is not a "
        "picture, or is removed. For damaged or very large pictures there is no thumbnail, and the address responds "
        "404.",
        ("id", "filename", "content_type", "size", "removed_at"),
    )
    removal: Removal | None = relation(
        removals.removal_of_file,
        "The removal of the file; null for a file that is there.",
        ("removed_at", "removed_by", "removal_reason"),
    )
    viewer_can_remove: bool = relation(
        removals.can_remove,
        "Whether the viewer may remove the file: staff with MANAGE_ORDERS, and for 24 hours the contact who attached "
        "it.",
        ("removed_at", "uploaded_by", "uploaded_at"),
    )


_OF_ORDER: Final = ("status", "kind", "customer_id", "site_id", "created_at")
"""The columns of an order that say what a viewer may do to it."""


@object_type
class StatusStep:
    """A step in an order's lifecycle, and its state."""

    status: OrderStatus = column("The status.")
    state: StepState = column("The state of the step.")
    reached_at: datetime | None = column("Time at which the status was last reached; null if it was not.")


@object_type
class Order(Node):
    """A repair or a service call, from submission to completion."""

    id: strawberry.ID = global_id("Order")
    version: int = column("The number of changes to this row; send it back with a change.")
    number: str | None = relation(
        orders.number, "The order number, like `SR-000145`; null before it is submitted.", ("number",)
    )
    external_reference: str | None = external_reference("order")
    kind: OrderKind = column("The kind of order.")
    priority: OrderPriority = column("The urgency.")
    status: OrderStatus = column("The status in the order's lifecycle.")
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer; null for viewers who see the order only through a property.",
        ("customer_id",),
    )
    site: LazySite | None = relation(one(SiteRow, "site_id"), "The site of the work.", ("site_id",))
    asset: LazyAsset | None = relation(
        one(AssetRow, "asset_id"),
        "The asset to be worked on; null for a former owner, who may no longer see it.",
        ("asset_id",),
    )
    problem_summary: str = column("The problem in one line.")
    problem_detail: str | None = relation(
        orders.private("problem_detail"),
        "The problem at length; null for viewers whose role on the property shows the order only because it is "
        "marked as of the property.",
        ("problem_detail", "customer_id", "site_id", "created_at"),
    )
    scheduled_for: datetime | None = column("Time for which the work is scheduled.")
    technicians: list[LazyStaffMember] = relation(orders.technicians, "The technicians assigned to the order.", ("id",))
    created_at: datetime = column("Time at which the order was created.")
    created_by: Actor | None = relation(
        orders.private("created_by"),
        "The person who created the order; null if it is not known, and for viewers whose role shows the order only "
        "because it is marked as of the property.",
        ("created_by", "customer_id", "site_id", "created_at"),
    )
    updated_at: datetime = column("Time of the last change or event.")
    submitted_at: datetime | None = column("Time of submission; null for a draft.")
    first_response_at: datetime | None = column(
        "Time of the first entry that staff added to the timeline for everybody to see, after submission; null until "
        "then."
    )
    completed_at: datetime | None = column("Time of completion.")
    of_property: bool = column(
        "Whether people whose role on the property begins later see the order too: its main details and, of "
        "anything added before their role began, only what is marked as of the property itself."
    )
    status_ribbon: list[StatusStep] = relation(
        orders.status_ribbon,
        "The lifecycle of this kind of order, with the steps that this order has passed.",
        ("id", "kind", "status"),
    )
    next_statuses: list[OrderStatus] = relation(
        orders.next_statuses,
        "The statuses to which the viewer may move the order now.",
        _OF_ORDER,
    )
    viewer_can_update: bool = relation(
        abilities.can_update, "Whether the viewer may change the order's details: `orderUpdate`.", _OF_ORDER
    )
    viewer_can_submit: bool = relation(
        abilities.can_move(OrderStatus.SUBMITTED), "Whether the viewer may submit the draft: `orderSubmit`.", _OF_ORDER
    )
    viewer_can_cancel: bool = relation(
        abilities.can_move(OrderStatus.CANCELLED), "Whether the viewer may cancel the order: `orderCancel`.", _OF_ORDER
    )
    viewer_can_add_note: bool = relation(
        abilities.can_write, "Whether the viewer may add a note: `noteAdd`.", _OF_ORDER
    )
    viewer_can_add_attachment: bool = relation(
        abilities.can_write, "Whether the viewer may attach a file: `attachmentAdd`.", _OF_ORDER
    )
    viewer_can_schedule: bool = relation(
        abilities.can_schedule, "Whether the viewer may schedule the work: `orderSchedule`.", _OF_ORDER
    )
    viewer_can_assign: bool = relation(
        abilities.can_manage, "Whether the viewer may assign technicians: `orderAssign`."
    )
    viewer_can_record_work: bool = relation(abilities.can_manage, "Whether the viewer may record work: `workRecord`.")
    viewer_can_recommend: bool = relation(
        abilities.can_manage, "Whether the viewer may recommend work: `recommendationCreate`."
    )
    viewer_can_mark_of_property: bool = relation(
        abilities.can_mark_of_property,
        "Whether the viewer may mark the order, its notes and files as of the property, or no longer: `ofPropertySet`. "
        "False for an order that is at no property.",
        ("id", "site_id"),
    )
    timeline: LazyTimelineConnection = relation(
        connection(orders.timeline, "order_id"),
        "The timeline of the order, newest first unless `oldestFirst` is true.",
        ("id",),
    )
    attachments: Connection[LazyAttachment] = relation(
        connection(orders.attachments, "order_id"), "The files of the order, newest first.", ("id",)
    )
    recommendations: Connection[LazyRecommendation] = relation(
        connection(orders.recommendations, "order_id"), "The recommendations on the order, newest first.", ("id",)
    )
    invoices: LazyInvoiceConnection = relation(
        connection(orders.invoices, "order_id"), "The invoices for the order, newest first.", ("id",)
    )
    earlier_orders: Connection[LazyOrder] = relation(
        connection(orders.earlier, "later_id"), "Earlier orders for the same asset, newest first.", ("id",)
    )


@object_type
class Recommendation(Node):
    """Work that staff recommend on an order, with an estimate, for the customer to approve or decline."""

    id: strawberry.ID = global_id("Recommendation")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("recommendation")
    updated_at: datetime = updated_at("recommendation")
    order: LazyOrder = relation(one(OrderRow, "order_id"), "The order that it is about.", ("order_id",))
    status: RecommendationStatus = column("The status of the recommendation.")
    title: str = column("The recommended work in one line.")
    detail: str | None = column("The recommended work at length.")
    estimate: Money | None = relation(
        values.money("estimate_minor"), "The estimated price.", ("estimate_minor", "currency")
    )
    attachments: Connection[LazyAttachment] = relation(
        connection(recommendations.attachments, "recommendation_id"),
        "The pictures and files of the recommendation, oldest first.",
        ("id",),
    )
    posted_at: datetime = column("Time at which it was made.")
    posted_by: Actor = column("The member of staff who made it.")
    answered_at: datetime | None = column("Time at which the customer approved or declined it; null until then.")
    answered_by: Actor | None = column("The person who approved or declined it.")
    answer_comment: str | None = column(
        "The comment on the final answer. Questions and replies are in the timeline of the order."
    )
    viewer_can_respond: bool = relation(
        abilities.can_respond,
        "Whether the viewer may approve or decline it, or ask about it: `recommendationRespond`.",
        ("status", "order_id"),
    )
    viewer_can_reply: bool = relation(
        abilities.can_reply,
        "Whether the viewer may reply to questions about it: `recommendationReply`.",
        ("status",),
    )
    viewer_can_withdraw: bool = relation(
        abilities.can_reply, "Whether the viewer may withdraw it: `recommendationWithdraw`.", ("status",)
    )
