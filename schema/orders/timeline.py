"""The timeline of an order: each entry is an event of the log."""

from datetime import datetime
from typing import Any, ClassVar

import strawberry
from graphql import GraphQLResolveInfo

from models.core.rows import Row
from models.log.events import TimelineKind, Visibility
from models.orders.lifecycle import OrderStatus
from models.orders.notes import WorkKind
from models.orders.recommendations import RecommendationAnswer
from resolvers.core import connections, values
from resolvers.core.declare import describe
from resolvers.orders import removals, timeline
from schema.core.fields import column, global_id, interface_type, object_type, relation
from schema.core.refs import LazyAttachment, LazyInboundMail, LazyRecommendation, LazyStaffMember
from schema.core.types import Actor, Money, Node, PageInfo
from schema.orders.types import Removal

describe(
    TimelineKind,
    "The kinds of entries of a timeline.",
    STATUS_CHANGED="The order was created, or its status changed.",
    NOTE="A note was added.",
    ATTACHMENT="A file was added.",
    RECOMMENDATION="Staff recommended work.",
    RECOMMENDATION_RESPONSE="The customer answered a recommendation, or asked a question about it.",
    RECOMMENDATION_REPLY="Staff replied to a question about a recommendation, or added to it.",
    RECOMMENDATION_WITHDRAWN="Staff withdrew a recommendation.",
    WORK="Work was recorded.",
    SCHEDULED="A visit was scheduled.",
    ASSIGNED="The technicians were changed.",
)


@interface_type
class TimelineEntry(Node):
    """An entry of an order's timeline."""

    recognised_by: ClassVar[tuple[str, ...]] = ("kind",)

    id: strawberry.ID = global_id("TimelineEntry", "position")
    kind: TimelineKind = relation(timeline.kind, "The kind of entry.", ("kind",))
    occurred_at: datetime = column("Time of the event.")
    actor: Actor = column("The person or program that caused the event.")
    visibility: Visibility = column("The people who may see the entry.")
    removal: Removal | None = relation(
        removals.removal_of_words,
        "The removal of the words of the entry, by `noteRedact`; null if they are there.",
        ("kind", "position", "order_id"),
    )
    viewer_can_redact: bool = relation(
        timeline.can_redact,
        "Whether the viewer may remove the words of the entry: staff with MANAGE_ORDERS, and for 24 hours the "
        "contact who wrote them.",
        ("kind", "actor", "occurred_at", "data"),
    )

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type of an entry, by the kind of its event."""
        return timeline.typename(row)


@object_type
class StatusChange(TimelineEntry):
    """The order was created, or its status changed."""

    from_status: OrderStatus | None = relation(
        values.event_data("from_status"), "The previous status; null if the order was created.", ("data",)
    )
    to_status: OrderStatus = relation(values.event_data("to_status"), "The new status.", ("data",))
    comment: str | None = relation(
        values.event_data("comment"), "The comment on the change; null also once it is removed.", ("data",)
    )


@object_type
class Note(TimelineEntry):
    """A note."""

    body: str = relation(timeline.of_note("body", ""), "The text of the note; empty once it is removed.", ("data",))
    of_property: bool = relation(
        timeline.of_note("of_property", False),
        "Whether people whose role on the property begins later see it too.",
        ("data",),
    )
    quoted_text: str | None = relation(
        timeline.of_note("quoted_text", None),
        "The text recognised as a quotation or a signature in a note that came by e-mail, which is not part of "
        "`body`. Show it folded. Null if there is none, and for what staff quote to customers.",
        ("data",),
    )
    inbound_mail: LazyInboundMail | None = relation(
        timeline.mail_of_note,
        "The e-mail that the note came by, for staff with MANAGE_ORDERS, MANAGE_INVOICES, MANAGE_PORTAL_ACCESS or "
        "VIEW_AUDIT; null for others.",
        ("data",),
    )
    attachments: list[LazyAttachment] = relation(timeline.attachments, "The files of the note.", ("data",))


@object_type
class AttachmentAdded(TimelineEntry):
    """A file was added."""

    attachment: LazyAttachment = relation(timeline.attachment, "The file.", ("data",))


@object_type
class RecommendationPosted(TimelineEntry):
    """Staff recommended work."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "The recommendation.", ("data",))


@object_type
class RecommendationAnswered(TimelineEntry):
    """The customer answered a recommendation, or asked a question about it."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "The recommendation.", ("data",))
    answer: RecommendationAnswer = relation(values.event_data("answer"), "The answer.", ("data",))
    comment: str | None = relation(values.event_data("comment"), "The customer's comment.", ("data",))


@object_type
class RecommendationReplied(TimelineEntry):
    """Staff replied to a question about a recommendation, or added to it; it awaits an answer again."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "The recommendation.", ("data",))
    comment: str | None = relation(
        values.event_data("comment"), "The reply. It is never null, but has the type of other comments.", ("data",)
    )
    estimate: Money | None = relation(
        values.event_money("estimate"), "The new estimate; null if it did not change.", ("data",)
    )
    previous_estimate: Money | None = relation(
        values.event_money("previous_estimate"),
        "The previous estimate; null if it did not change, or if there was none.",
        ("data",),
    )


@object_type
class RecommendationWithdrawn(TimelineEntry):
    """Staff withdrew a recommendation."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "The recommendation.", ("data",))
    comment: str | None = relation(values.event_data("comment"), "The reason.", ("data",))


@object_type
class WorkRecorded(TimelineEntry):
    """Work was recorded."""

    work: WorkKind = relation(values.event_data("work"), "The kind of work.", ("data",))
    summary: str = relation(timeline.summary, "A description of the work; empty once it is removed.", ("data",))


@object_type
class VisitScheduled(TimelineEntry):
    """A visit was scheduled."""

    scheduled_for: datetime = relation(timeline.scheduled_for, "Time of the visit.", ("data",))


@object_type
class TechniciansAssigned(TimelineEntry):
    """The technicians were changed."""

    technicians: list[LazyStaffMember] = relation(
        timeline.technicians, "The technicians from then on; empty if nobody is assigned.", ("data",)
    )


ENTRIES = (
    StatusChange,
    Note,
    AttachmentAdded,
    RecommendationPosted,
    RecommendationAnswered,
    RecommendationReplied,
    RecommendationWithdrawn,
    WorkRecorded,
    VisitScheduled,
    TechniciansAssigned,
)
"""The types of entries, which the schema has to include although no field names them."""


@object_type
class TimelineEdge:
    """An item of a list, with its cursor."""

    cursor: str = relation(connections.cursor, "The item's position, valid for this list in this order.")
    node: TimelineEntry = column("The item.")


@object_type
class TimelineConnection:
    """A page of a timeline."""

    edges: list[TimelineEdge] = relation(connections.edges, "The items of the page, each with its cursor.")
    nodes: list[TimelineEntry] = column("The items of the page.")
    page_info: PageInfo = column("The position of the page in the list.")
    total_count: int = relation(
        connections.total_count,
        "Number of items in the whole list, counted up to 10,000: if `totalCountIsExact` is false there are more.",
    )
    total_count_is_exact: bool = relation(
        connections.total_count_is_exact, "Whether `totalCount` is the number of all items, and not the least of it."
    )
