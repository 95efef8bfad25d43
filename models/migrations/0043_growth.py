"""Reads that looked at more rows the more there are have indexes: what is unread, outstanding, to be decided on or open,
a customer's invoices by issue, and orders by update within a time of creation, which the index itself knows."""

from tortoise import migrations

from models.core.migrating.operations import BuildIndex, DropIndex

BUILT = {
    "notifications_staff_id_unread_idx": "notifications (staff_id, created_at, id) WHERE read_at IS NULL",
    "notifications_contact_id_unread_idx": "notifications (contact_id, created_at, id) WHERE read_at IS NULL",
    "invoices_payment_status_due_on_idx": "invoices (payment_status, due_on, id, customer_id)",
    "invoices_approval_status_issued_at_idx": "invoices (approval_status, issued_at, id)",
    "invoices_customer_id_issued_or_created_idx": "invoices (customer_id, COALESCE(issued_at, created_at), id)",
    "recommendations_open_posted_at_idx": """recommendations (posted_at, id)
        WHERE status IN ('PENDING', 'CLARIFICATION_REQUESTED')""",
    "orders_updated_at_id_created_at_idx": "orders (updated_at, id, created_at)",
    "orders_customer_id_updated_at_id_created_at_idx": "orders (customer_id, updated_at, id, created_at)",
}
REPLACED = ("orders_updated_at_id_idx", "orders_customer_id_updated_at_idx")


class Migration(migrations.Migration):
    dependencies = [("models", "0042_order_references")]

    initial = False

    operations = [*(BuildIndex(*each) for each in BUILT.items()), *map(DropIndex, REPLACED)]
