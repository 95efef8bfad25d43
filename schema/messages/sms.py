"""Text messages that came in."""

from datetime import datetime

import strawberry

from models.invoices.rows import Invoice as InvoiceRow
from models.messages.sms_messages import SmsCommand, SmsOutcome
from models.people.contacts import Contact as ContactRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.core.scalars import PhoneNumber
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyContact, LazyInvoice
from schema.core.types import Node


@object_type
class SmsMessage(Node):
    """A text message that came in, and what became of it."""

    id: strawberry.ID = global_id("SmsMessage")
    sender: PhoneNumber = column("The number that it came from.")
    recipient: PhoneNumber = column("The operator's number that it was sent to.")
    text: str = relation(values.value("body"), "What it says.", ("body",))
    received_at: datetime = column("When it came.")
    command: SmsCommand = column("What it asks for, as it was understood.")
    outcome: SmsOutcome = column("What became of it.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "Whose number it came from, where it is one person's.", ("contact_id",)
    )
    invoice: LazyInvoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice that it was taken to be about.", ("invoice_id",)
    )
