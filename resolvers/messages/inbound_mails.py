"""What queries of incoming mail read."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.messages.inbound_mails import MAIL_STAFF, InboundMail
from models.orders.orders import Order
from models.people.contacts import Contact
from models.policy import visible
from resolvers.core.filters import among, between, of
from resolvers.core.paging import Key, Listing, Sort, page
from resolvers.core.rules import allow, permission
from resolvers.messages.inputs import InboundMailWhere

_NEWEST: Final = Sort("inbound-mail", (Key("received_at", datetime), Key("id", UUID)), descending=True)


@allow(permission(*MAIL_STAFF))
async def inbound_mails(
    info: Info,
    where: InboundMailWhere | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    """A page of the mails that came in, newest first."""
    viewer = viewer_of(info)
    found = Listing(InboundMail, all_of(visible(InboundMail, viewer), _filter(where, viewer)), _NEWEST)
    return await page(info, found, first=first, after=after, last=last, before=before)


def _filter(where: InboundMailWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        among("outcome", where.outcome),
        among("state", where.state),
        of(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        of(viewer, "order_id", where.order_id, Order, "orderId"),
        of(viewer, "invoice_id", where.invoice_id, Invoice, "invoiceId"),
        *between("received_at", where.received_at),
    )
