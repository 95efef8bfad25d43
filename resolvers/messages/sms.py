"""What queries of incoming text messages read."""

from datetime import datetime
from typing import Final
from uuid import UUID

from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.messages.sms_messages import SMS_STAFF, SmsMessage
from models.people.contacts import Contact
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import equals_id, in_range, in_values
from resolvers.core.paging import Listing
from resolvers.core.rules import allow, permission
from resolvers.core.sorting import Key, Sort
from resolvers.messages.inputs import SmsMessageWhere

_NEWEST: Final = Sort("sms-message", (Key("received_at", datetime), Key("id", UUID)), descending=True)


@allow(permission(*SMS_STAFF))
@paged
def sms_messages(viewer: Viewer, where: SmsMessageWhere | None = None) -> Listing:
    """The text messages that came in, newest first."""
    return Listing(SmsMessage, all_of(visible(SmsMessage, viewer), _filter(where, viewer)), _NEWEST)


def _filter(where: SmsMessageWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("outcome", where.outcome),
        in_values("command", where.command),
        equals_id(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        equals_id(viewer, "invoice_id", where.invoice_id, Invoice, "invoiceId"),
        in_range("received_at", where.received_at),
    )
