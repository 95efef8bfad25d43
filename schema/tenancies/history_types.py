"""The history of tenancies."""

from datetime import date, datetime

import strawberry

from models.log.events import EventKind
from models.tenancies.rows import TenancyState
from resolvers.core import values
from resolvers.tenancies import history
from schema.core.fields import column, global_id, object_type, relation
from schema.core.types import Actor, Money, Node


@object_type
class TenancyActivity(Node):
    """An entry of a tenancy's history."""

    id: strawberry.ID = global_id("TenancyActivity", "position")
    kind: EventKind = column("The kind of event.")
    occurred_at: datetime = column("Time of the event.")
    actor: Actor = column("The person or program that caused the event.")
    state: TenancyState | None = relation(
        values.event_data("state"),
        "The state of the tenancy after it; null for events of before it was kept.",
        ("data",),
    )
    ends_on: date | None = relation(history.ends_on, "The last day of the tenancy after it, if it had one.", ("data",))
    rent: Money | None = relation(
        values.event_money("rent"), "The rent that was charged, or is left of it; null for other events.", ("data",)
    )
    due_on: date | None = relation(
        history.due_on, "The day on which this rent is due; null for other events.", ("data",)
    )
