"""The people whom an invoice concerns: its readers, and those whose approval it asks."""

from models.core.scope import NOTHING, Not, Scope, all_of, among, any_of, equals, present
from models.core.viewer import SEES_INVOICES, Permission, Right, Viewer
from models.invoices.rows import CAN_BE_APPROVED, Invoice
from models.messages.audience import Group, Recipient, members_or_tenants, members_with, recipients
from models.messages.notifications import NotificationKind
from models.people.customers import ApprovalMode


def readers(invoice: Invoice) -> Group:
    """The active members of the customer who may see its invoices, and of a tenancy's invoice the tenants."""
    if invoice.tenancy_id is None:
        return members_with(invoice.customer_id, SEES_INVOICES)
    return members_or_tenants(invoice.customer_id, SEES_INVOICES, invoice.tenancy_id)


async def approvers(invoice: Invoice, kind: NotificationKind) -> list[Recipient]:
    """The approver, or without one every active member with the right; nobody if the operator approves."""
    if invoice.approval_mode is ApprovalMode.OPERATOR_APPROVES:
        return []
    able = await recipients(kind, members_with(invoice.customer_id, Right.INVOICE_APPROVAL))
    return [person for person in able if invoice.approver_id in (None, person.contact_id)]


def asked_of(viewer: Viewer) -> Scope:
    """The invoices whose approval is asked of a contact, or of a key of anybody's with the right, whatever their state;
    staff are never asked."""
    if viewer.is_staff:
        return NOTHING
    asks_anybody = Not(present("approver_id"))
    return all_of(
        viewer.of_customers(Right.INVOICE_APPROVAL),
        Not(among("approval_mode", [ApprovalMode.OPERATOR_APPROVES])),
        asks_anybody if viewer.is_key else any_of(asks_anybody, equals("approver_id", viewer.contact_id)),
    )


def awaits_decision_of(viewer: Viewer) -> Scope:
    """The invoices that can be approved and wait for the viewer.

    They wait for the contacts who are asked, and for staff if the operator approves or nobody of the customer can.
    """
    asked = asked_of(viewer)
    if viewer.may(Permission.MANAGE_INVOICES):
        asked = any_of(among("approval_mode", [ApprovalMode.OPERATOR_APPROVES]), present("needs_approver_since"))
    return all_of(CAN_BE_APPROVED, asked)
