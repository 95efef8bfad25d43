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
from resolvers.orders import timeline
from schema.core.fields import column, global_id, interface_type, object_type, relation
from schema.core.refs import LazyAttachment, LazyInboundMail, LazyRecommendation, LazyStaffMember
from schema.core.types import Actor, Money, Node, PageInfo

describe(
    TimelineKind,
    "What an entry of a timeline is about.",
    STATUS_CHANGED="The order was taken in, or changed its status.",
    NOTE="Somebody wrote a note.",
    ATTACHMENT="A file was added.",
    RECOMMENDATION="Staff proposed work.",
    RECOMMENDATION_RESPONSE="The customer answered a proposal, or asked about it.",
    RECOMMENDATION_REPLY="Staff said more about a proposal.",
    RECOMMENDATION_WITHDRAWN="Staff took a proposal back.",
    WORK="Work was recorded.",
    SCHEDULED="A visit was planned.",
    ASSIGNED="It was said who works on the order.",
)


@interface_type
class TimelineEntry(Node):
    """Something that happened to an order."""

    recognised_by: ClassVar[tuple[str, ...]] = ("kind",)

    id: strawberry.ID = global_id("TimelineEntry", "position")
    kind: TimelineKind = relation(timeline.kind, "What it is about.", ("kind",))
    occurred_at: datetime = column("When.")
    actor: Actor = column("Who did it.")
    visibility: Visibility = column("Who may see it.")

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type of an entry, by the kind of its event."""
        return timeline.typename(row)


@object_type
class StatusChange(TimelineEntry):
    """The order was taken in, or moved along its life."""

    from_: OrderStatus | None = relation(
        values.event_data("from_status"), "Where it was; null where it was taken in.", ("data",), name="from"
    )
    to: OrderStatus = relation(values.event_data("to_status"), "Where it went.", ("data",))
    comment: str | None = relation(values.event_data("comment"), "What was said about it.", ("data",))


@object_type
class Note(TimelineEntry):
    """Somebody wrote a note."""

    body: str = relation(timeline.of_note("body", ""), "What they wrote.", ("data",))
    of_property: bool = relation(
        timeline.of_note("of_property", False),
        "Whether people whose role on the property begins later see it too.",
        ("data",),
    )
    quoted_text: str | None = relation(
        timeline.of_note("quoted_text", None),
        "Of a note that came by e-mail: what was taken for a quotation or a signature, and is no part of `body`. Show"
        " it folded. Null where there is nothing of that, and for what staff quote to customers.",
        ("data",),
    )
    inbound_mail: LazyInboundMail | None = relation(
        timeline.mail_of_note,
        "The e-mail that the note came by, for staff with MANAGE_ORDERS, MANAGE_INVOICES, MANAGE_PORTAL_ACCESS or"
        " VIEW_AUDIT; null for others.",
        ("data",),
    )
    attachments: list[LazyAttachment] = relation(timeline.attachments, "The files that came with it.", ("data",))


@object_type
class AttachmentAdded(TimelineEntry):
    """A file was added."""

    attachment: LazyAttachment = relation(timeline.attachment, "The file.", ("data",))


@object_type
class RecommendationPosted(TimelineEntry):
    """Staff proposed work."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "What they proposed.", ("data",))


@object_type
class RecommendationAnswered(TimelineEntry):
    """The customer answered a proposal, or asked about it."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "What was proposed.", ("data",))
    answer: RecommendationAnswer = relation(values.event_data("answer"), "The answer.", ("data",))
    comment: str | None = relation(values.event_data("comment"), "What was said about it.", ("data",))


@object_type
class RecommendationReplied(TimelineEntry):
    """Staff said more about a proposal, mostly because the customer had asked; it waits for the answer again."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "What was proposed.", ("data",))
    comment: str = relation(values.event_data("comment"), "What they said.", ("data",))
    estimate: Money | None = relation(
        values.event_money("estimate"), "What it would cost from then on; null where that stayed.", ("data",)
    )
    previous_estimate: Money | None = relation(
        values.event_money("previous_estimate"),
        "What it would have cost until then; null where that stayed, or nobody had said.",
        ("data",),
    )


@object_type
class RecommendationWithdrawn(TimelineEntry):
    """Staff took a proposal back."""

    recommendation: LazyRecommendation = relation(timeline.recommendation, "What was proposed.", ("data",))
    comment: str | None = relation(values.event_data("comment"), "Why.", ("data",))


@object_type
class WorkRecorded(TimelineEntry):
    """Work was recorded."""

    work: WorkKind = relation(values.event_data("work"), "What was done.", ("data",))
    summary: str = relation(values.event_data("summary"), "What was done, in words.", ("data",))


@object_type
class VisitScheduled(TimelineEntry):
    """A visit was planned."""

    scheduled_for: datetime = relation(timeline.scheduled_for, "When it is.", ("data",))


@object_type
class TechniciansAssigned(TimelineEntry):
    """It was said who works on the order."""

    technicians: list[LazyStaffMember] = relation(
        timeline.technicians, "Who works on it from then on; empty where nobody does.", ("data",)
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
"""The types of entries, which no field names."""


@object_type
class TimelineEdge:
    """One of a list, with its place in it."""

    cursor: str = relation(connections.cursor, "Its place, good for this list in this order.")
    node: TimelineEntry = column("The one itself.")


@object_type
class TimelineConnection:
    """A page of a timeline."""

    edges: list[TimelineEdge] = relation(connections.edges, "Those on the page, each with its cursor.")
    nodes: list[TimelineEntry] = column("Those on the page.")
    page_info: PageInfo = column("Where the page stands in the list.")
    total_count: int = relation(
        connections.total_count, "How many the whole list has; counted only where it is asked for."
    )
