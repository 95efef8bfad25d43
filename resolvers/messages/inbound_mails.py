"""What queries of incoming mail read, and the mutation that clears one."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.messages.inbound_mails import CLEAR_MAIL, MAIL_STAFF, InboundMail
from models.orders.orders import Order
from models.people.contacts import Contact
from models.policy import find, visible
from resolvers.core import ids
from resolvers.core.filters import among, of
from resolvers.core.mutations import mutation
from resolvers.core.paging import Key, Listing, Sort, page
from resolvers.core.rules import allow, permission
from resolvers.messages.inbound_mail_inputs import InboundMailClearInput, InboundMailWhere
from resolvers.orders.orders import between

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


@mutation(permission(*CLEAR_MAIL))
async def inbound_mail_clear(info: Info, input: InboundMailClearInput) -> dict[str, Any]:
    """Say that somebody has looked after a mail."""
    mail = await find(InboundMail, ids.wanted(input.id, "InboundMail"), viewer_of(info), to="clear")
    await mail.clear(by=viewer_of(info))
    return {"inbound_mail_id": mail.id}


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
