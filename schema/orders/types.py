"""Orders, their files, and the work that is recommended on them."""

from datetime import datetime

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
from resolvers.orders import orders, recommendations
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import (
    LazyAsset,
    LazyAttachment,
    LazyCustomer,
    LazyInvoice,
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
    "Where a step of an order's life stands.",
    DONE="Reached and left behind.",
    CURRENT="Where the order is now.",
    UPCOMING="Still to come.",
    SKIPPED="Left out on the way.",
)


@object_type
class Attachment(Node):
    """A file that belongs to an order."""

    id: strawberry.ID = global_id("Attachment")
    filename: str = column("Its name.")
    content_type: str = column("What it is, by its content.")
    size: ByteCount = column("How long it is.")
    sha256: str = column("The SHA-256 of its content, in hexadecimal.")
    uploaded_at: datetime = column("When it was added.")
    uploaded_by: Actor = column("Who added it.")
    visibility: Visibility = column("Who may see it.")
    of_property: bool = column("Whether people whose role on the property begins later see it too.")
    download: Download = relation(
        files.download, "Where the viewer may fetch it for some minutes.", ("id", "filename", "content_type", "size")
    )
    thumbnail: Download | None = relation(
        files.thumbnail,
        "Where the viewer may fetch a small JPEG of it for some minutes; null where it is no picture. Of pictures that "
        "are damaged or huge there is none, and the address says 404.",
        ("id", "filename", "content_type", "size"),
    )


@object_type
class StatusStep:
    """A step of an order's life, and where it stands."""

    status: OrderStatus = column("The status.")
    state: StepState = column("Where the step stands.")
    reached_at: datetime | None = column("When it was last reached, where it was.")


@object_type
class Order(Node):
    """Work that is to be done, from intake to return."""

    id: strawberry.ID = global_id("Order")
    version: int = column("Counts the changes to this row; send it back with a change.")
    number: str = relation(orders.number, "Its number, like `SR-000145`; `DRAFT` before it is handed in.", ("number",))
    kind: OrderKind = column("How the work reaches the operator.")
    priority: OrderPriority = column("How urgent it is.")
    status: OrderStatus = column("Where it is in its life.")
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "Whose it is; null for who sees the order only through a property.",
        ("customer_id",),
    )
    site: LazySite | None = relation(one(SiteRow, "site_id"), "Where the work is.", ("site_id",))
    asset: LazyAsset | None = relation(
        one(AssetRow, "asset_id"),
        "What the work is on; null for who no longer sees it, its former owner.",
        ("asset_id",),
    )
    problem_summary: str = column("What is wrong, in one line.")
    problem_detail: str | None = relation(
        orders.private("problem_detail"),
        "What is wrong, at length; null for whom a role on the property shows the order only as one of the property.",
        ("problem_detail", "customer_id", "site_id", "created_at"),
    )
    scheduled_for: datetime | None = column("When the work is planned for.")
    technicians: list[LazyStaffMember] = relation(orders.technicians, "Who works on it.", ("id",))
    created_at: datetime = column("When it was taken in.")
    created_by: Actor | None = relation(
        orders.private("created_by"),
        "Who took it in; null where that is not known, and for whom a role shows it only as one of the property.",
        ("created_by", "customer_id", "site_id", "created_at"),
    )
    updated_at: datetime = column("When something last happened to it.")
    completed_at: datetime | None = column("When it was done.")
    of_property: bool = column(
        "Whether people whose role on the property begins later see it too: its head, and of what was added before "
        "only what is marked itself."
    )
    status_ribbon: list[StatusStep] = relation(
        orders.status_ribbon, "The life of this kind of order, with where it stands.", ("id", "kind", "status")
    )
    next_statuses: list[OrderStatus] = relation(
        orders.next_statuses,
        "What the viewer may move it to now.",
        ("status", "kind", "customer_id", "site_id", "created_at"),
    )
    timeline: LazyTimelineConnection = relation(
        connection(orders.timeline, "order_id"),
        "What happened to it, newest first unless the oldest are asked for first.",
        ("id",),
    )
    attachments: Connection[LazyAttachment] = relation(
        connection(orders.attachments, "order_id"), "Its files, newest first.", ("id",)
    )
    recommendations: list[LazyRecommendation] = relation(
        orders.recommendations, "The work that was proposed on it, newest first.", ("id",)
    )
    invoices: list[LazyInvoice] = relation(orders.invoices, "The invoices for it, newest first.", ("id",))
    history: list[LazyOrder] = relation(
        orders.history,
        "Earlier orders of the same asset, newest first, at most 50.",
        ("id", "asset_id", "created_at"),
    )


@object_type
class Recommendation(Node):
    """Work that staff propose on an order, with a price, and that the customer answers."""

    id: strawberry.ID = global_id("Recommendation")
    version: int = column("Counts the changes to this row; send it back with a change.")
    order: LazyOrder = relation(one(OrderRow, "order_id"), "The order that it is about.", ("order_id",))
    status: RecommendationStatus = column("Where it stands.")
    title: str = column("What is proposed, in one line.")
    detail: str | None = column("What is proposed, at length.")
    estimate: Money | None = relation(
        values.money("estimate_minor"), "What it would cost.", ("estimate_minor", "currency")
    )
    attachments: list[LazyAttachment] = relation(
        recommendations.attachments, "The pictures and files that show what is proposed, oldest first.", ("id",)
    )
    posted_at: datetime = column("When it was proposed.")
    posted_by: Actor = column("Who proposed it.")
    answered_at: datetime | None = column("When the customer approved or declined it; null until then.")
    answered_by: Actor | None = column("Who approved or declined it.")
    answer_comment: str | None = column(
        "What was said with the answer. Questions and replies are in the timeline of the order."
    )
