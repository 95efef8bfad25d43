"""What queries of incoming text messages read."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.messages.sms_messages import SMS_STAFF, SmsMessage
from models.people.contacts import Contact
from models.policy import visible
from resolvers.core.filters import among, between, of
from resolvers.core.paging import Key, Listing, Sort, page
from resolvers.core.rules import allow, permission
from resolvers.messages.inputs import SmsMessageWhere

_NEWEST: Final = Sort("sms-message", (Key("received_at", datetime), Key("id", UUID)), descending=True)


@allow(permission(*SMS_STAFF))
async def sms_messages(
    info: Info,
    where: SmsMessageWhere | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    """A page of the text messages that came in, newest first."""
    viewer = viewer_of(info)
    found = Listing(SmsMessage, all_of(visible(SmsMessage, viewer), _filter(where, viewer)), _NEWEST)
    return await page(info, found, first=first, after=after, last=last, before=before)


def _filter(where: SmsMessageWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        among("outcome", where.outcome),
        among("command", where.command),
        of(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        of(viewer, "invoice_id", where.invoice_id, Invoice, "invoiceId"),
        *between("received_at", where.received_at),
    )
