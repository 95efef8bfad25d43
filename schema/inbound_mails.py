"""Mail that came in."""

from datetime import datetime

import strawberry

from models.contacts import Contact as ContactRow
from models.orders import Order as OrderRow
from models.staff import StaffMember as StaffMemberRow
from resolvers.relations import one
from schema.fields import column, global_id, object_type, relation
from schema.inputs import InboundMailOutcome
from schema.refs import LazyContact, LazyOrder, LazyStaffMember
from schema.shared import Node


@object_type
class InboundMail(Node):
    """An answer to a mail about an order, and what became of it. What it said stands on the timeline, or nowhere."""

    id: strawberry.ID = global_id("InboundMail")
    received_at: datetime = column("When it came.")
    message_id: str = column("Its Message-ID; empty where it has none.")
    sender: str = column("The address that it says it is from; empty where it does not say one.")
    subject: str = column("Its subject.")
    outcome: InboundMailOutcome = column("What became of it.")
    reason: str | None = column("Why it was not taken; of one that was, which files were not kept and why.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The contact to whom its address was given.", ("contact_id",)
    )
    staff_member: LazyStaffMember | None = relation(
        one(StaffMemberRow, "staff_id"), "The member of staff to whom its address was given.", ("staff_id",)
    )
    order: LazyOrder | None = relation(one(OrderRow, "order_id"), "The order that it is about.", ("order_id",))
