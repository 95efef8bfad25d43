"""The queries of incoming text messages and e-mails."""

from typing import Final

from adapters.text.locales import Formats
from execution.paging import Listing
from execution.sorting import Sort
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.messages.inbound_mails import MAIL_STAFF, InboundMail, InboundMailState, reason_of
from models.messages.sms_messages import SMS_STAFF, SmsMessage
from models.orders.orders import Order
from models.people.contacts import Contact
from models.permissions import clears_mail
from models.policy import visible
from resolvers.core import values
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range, in_values
from resolvers.core.rules import allow, permission
from resolvers.core.sorts import by_times, chosen
from resolvers.messages.list_inputs import (
    InboundMailSort,
    InboundMailSortField,
    InboundMailWhere,
    SmsMessageSort,
    SmsMessageSortField,
    SmsMessageWhere,
)

_SMS_SORTS: Final = by_times(SmsMessageSortField, "received_at")
_NEWEST_SMS: Final = Sort("sms-message-CREATED_AT", _SMS_SORTS[SmsMessageSortField.CREATED_AT], descending=True)
_MAIL_SORTS: Final = by_times(InboundMailSortField, "received_at")
_NEWEST_MAIL: Final = Sort("inbound-mail-CREATED_AT", _MAIL_SORTS[InboundMailSortField.CREATED_AT], descending=True)


@allow(permission(*SMS_STAFF))
@paged
def sms_messages(viewer: Viewer, where: SmsMessageWhere | None = None, sort: SmsMessageSort | None = None) -> Listing:
    """Incoming text messages, newest first unless they are sorted."""
    condition = all_of(visible(SmsMessage, viewer), _sms_filter(where, viewer))
    return Listing(SmsMessage, condition, chosen("sms-message", _SMS_SORTS, sort, _NEWEST_SMS))


def _sms_filter(where: SmsMessageWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("outcome", where.outcome),
        in_values("command", where.command),
        in_ids(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        in_ids(viewer, "invoice_id", where.invoice_id, Invoice, "invoiceId"),
        in_range("received_at", where.received_at),
        in_range("updated_at", where.updated_at),
    )


@allow(permission(*MAIL_STAFF))
@paged
def inbound_mails(
    viewer: Viewer, where: InboundMailWhere | None = None, sort: InboundMailSort | None = None
) -> Listing:
    """Incoming mails, newest first unless they are sorted."""
    condition = all_of(visible(InboundMail, viewer), _mail_filter(where, viewer))
    return Listing(InboundMail, condition, chosen("inbound-mail", _MAIL_SORTS, sort, _NEWEST_MAIL))


def _reason(viewer: Viewer, row: Row) -> str | None:
    why = reason_of(row)
    return None if why is None else why.told(Formats.of(viewer.locale, viewer.time_zone))


reason: Final = values.by_viewer(_reason)


@values.by_viewer
def can_clear(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may say that they have looked after a mail."""
    return root["state"] == InboundMailState.OPEN and clears_mail(viewer)


def _mail_filter(where: InboundMailWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("outcome", where.outcome),
        in_values("state", where.state),
        in_ids(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        in_ids(viewer, "order_id", where.order_id, Order, "orderId"),
        in_ids(viewer, "invoice_id", where.invoice_id, Invoice, "invoiceId"),
        in_range("received_at", where.received_at),
        in_range("updated_at", where.updated_at),
    )
