"""Orders of a status by creation are read along an index to the end, and so are invoices on which staff decide."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = (
    "CREATE INDEX orders_status_created_at_id_idx ON orders (status, created_at, id)",
    "DROP INDEX orders_status_created_at_idx",
    """CREATE INDEX invoices_decided_by_staff_idx ON invoices (issued_at, id) WHERE approval_status = 'PENDING'
        AND (approval_mode = 'OPERATOR_APPROVES' OR needs_approver_since IS NOT NULL)""",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0047_sorted_by_change")]

    initial = False

    operations = [ops.RunSQL(list(INDEXES))]
