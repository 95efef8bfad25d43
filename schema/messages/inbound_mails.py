"""Mail that came in."""

from datetime import datetime

import strawberry

from models.invoices.rows import Invoice as InvoiceRow
from models.messages.inbound_mails import InboundMailOutcome, InboundMailState
from models.orders.orders import Order as OrderRow
from models.people.contacts import Contact as ContactRow
from models.people.staff import StaffMember as StaffMemberRow
from resolvers.core.relations import one
from resolvers.files import files
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyContact, LazyInvoice, LazyOrder, LazyStaffMember
from schema.core.types import Actor, Node
from schema.files.types import Download


@object_type
class InboundMail(Node):
    """An answer to one of our e-mails, and what became of it: a note, a hold, or something for staff to look after."""

    id: strawberry.ID = global_id("InboundMail")
    received_at: datetime = column("When it came.")
    message_id: str = column("Its Message-ID; empty where it has none.")
    sender: str = column("The address that it says it is from; empty where it does not say one.")
    subject: str = column("Its subject.")
    outcome: InboundMailOutcome = column("What became of it.")
    reason: str | None = column("Why it was not taken; of one that was, which files were not kept and why.")
    text: str | None = column("What it says, where it waits for staff, or waited; its files by their names.")
    state: InboundMailState | None = column("Whether it waits for staff; null where it never did.")
    told_at: datetime | None = column("When its sender was told what became of it.")
    cleared_at: datetime | None = column("When somebody had looked after it.")
    cleared_by: Actor | None = column("Who looked after it.")
    download: Download | None = relation(
        files.whole_mail,
        "The whole e-mail as it came, with its files; null where it was not kept, or is not kept any more. Open it as"
        " what a stranger sent.",
        ("id", "subject", "whole_size"),
    )
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The contact to whom its address was given.", ("contact_id",)
    )
    staff_member: LazyStaffMember | None = relation(
        one(StaffMemberRow, "staff_id"), "The member of staff to whom its address was given.", ("staff_id",)
    )
    order: LazyOrder | None = relation(one(OrderRow, "order_id"), "The order that it is about.", ("order_id",))
    invoice: LazyInvoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice that it is about.", ("invoice_id",)
    )
