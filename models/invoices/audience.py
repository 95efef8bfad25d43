"""Who of a customer is told of its invoices, and who is asked to approve one."""

from typing import TYPE_CHECKING

from models.core.viewer import SEES_INVOICES, Right
from models.messages.notifications import NotificationKind, Recipient, members_with
from models.people.customers import ApprovalMode

if TYPE_CHECKING:
    from models.invoices.rows import Invoice


async def readers(invoice: "Invoice", kind: NotificationKind) -> list[Recipient]:
    """The active members of the customer who may see its invoices."""
    return await members_with(invoice.customer_id, SEES_INVOICES, kind)


async def approvers(invoice: "Invoice", kind: NotificationKind) -> list[Recipient]:
    """Who may approve it: the approver, or where none is named every active member with the right; nobody where the
    operator approves."""
    if invoice.approval_mode is ApprovalMode.OPERATOR_APPROVES:
        return []
    able = await members_with(invoice.customer_id, Right.INVOICE_APPROVAL, kind)
    return [person for person in able if invoice.approver_id in (None, person.contact_id)]
