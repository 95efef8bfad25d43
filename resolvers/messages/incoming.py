"""The queries of incoming text messages and e-mails."""

from datetime import datetime
from typing import Final
from uuid import UUID

from adapters.text.locales import Formats
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.messages.inbound_mails import MAIL_STAFF, InboundMail, reason_of
from models.messages.sms_messages import SMS_STAFF, SmsMessage
from models.orders.orders import Order
from models.people.contacts import Contact
from models.policy import visible
from resolvers.core import values
from resolvers.core.connections import paged
from resolvers.core.filters import equals_id, in_range, in_values
from resolvers.core.rules import allow, permission
from resolvers.messages.inputs import InboundMailWhere, SmsMessageWhere

_NEWEST_SMS: Final = Sort("sms-message", (Key("received_at", datetime), Key("id", UUID)), descending=True)
_NEWEST_MAIL: Final = Sort("inbound-mail", (Key("received_at", datetime), Key("id", UUID)), descending=True)


@allow(permission(*SMS_STAFF))
@paged
def sms_messages(viewer: Viewer, where: SmsMessageWhere | None = None) -> Listing:
    """Incoming text messages, newest first."""
    return Listing(SmsMessage, all_of(visible(SmsMessage, viewer), _sms_filter(where, viewer)), _NEWEST_SMS)


def _sms_filter(where: SmsMessageWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("outcome", where.outcome),
        in_values("command", where.command),
        equals_id(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        equals_id(viewer, "invoice_id", where.invoice_id, Invoice, "invoiceId"),
        in_range("received_at", where.received_at),
    )


@allow(permission(*MAIL_STAFF))
@paged
def inbound_mails(viewer: Viewer, where: InboundMailWhere | None = None) -> Listing:
    """Incoming mails, newest first."""
    return Listing(InboundMail, all_of(visible(InboundMail, viewer), _mail_filter(where, viewer)), _NEWEST_MAIL)


def _reason(viewer: Viewer, row: Row) -> str | None:
    why = reason_of(row)
    return None if why is None else why.told(Formats.of(viewer.locale, viewer.time_zone))


reason: Final = values.by_viewer(_reason)


def _mail_filter(where: InboundMailWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("outcome", where.outcome),
        in_values("state", where.state),
        equals_id(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        equals_id(viewer, "order_id", where.order_id, Order, "orderId"),
        equals_id(viewer, "invoice_id", where.invoice_id, Invoice, "invoiceId"),
        in_range("received_at", where.received_at),
    )
