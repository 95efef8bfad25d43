"""Reads that looked at more rows the more there are have indexes: what is unread, outstanding, to be decided on or open,
a customer's invoices by issue, and orders by update within a time of creation, which the index itself knows."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = (
    "CREATE INDEX notifications_staff_id_unread_idx ON notifications (staff_id, created_at, id) WHERE read_at IS NULL",
    "CREATE INDEX notifications_contact_id_unread_idx ON notifications (contact_id, created_at, id) WHERE read_at IS NULL",
    "CREATE INDEX invoices_payment_status_due_on_idx ON invoices (payment_status, due_on, id, customer_id)",
    "CREATE INDEX invoices_approval_status_issued_at_idx ON invoices (approval_status, issued_at, id)",
    """CREATE INDEX invoices_customer_id_issued_or_created_idx
        ON invoices (customer_id, COALESCE(issued_at, created_at), id)""",
    """CREATE INDEX recommendations_open_posted_at_idx ON recommendations (posted_at, id)
        WHERE status IN ('PENDING', 'CLARIFICATION_REQUESTED')""",
    "CREATE INDEX orders_updated_at_id_created_at_idx ON orders (updated_at, id, created_at)",
    "CREATE INDEX orders_customer_id_updated_at_id_created_at_idx ON orders (customer_id, updated_at, id, created_at)",
    "DROP INDEX orders_updated_at_id_idx",
    "DROP INDEX orders_customer_id_updated_at_idx",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0042_order_references")]

    initial = False

    operations = [ops.RunSQL(list(INDEXES))]
