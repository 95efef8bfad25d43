"""Orders of a status by creation are read along an index to the end, and so are invoices on which staff decide."""

from tortoise import migrations

from models.core.migrating.operations import BuildIndex, DropIndex


class Migration(migrations.Migration):
    dependencies = [("models", "0047_sorted_by_change")]

    initial = False

    operations = [
        BuildIndex("orders_status_created_at_id_idx", "orders (status, created_at, id)"),
        DropIndex("orders_status_created_at_idx"),
        BuildIndex(
            "invoices_decided_by_staff_idx",
            """invoices (issued_at, id) WHERE approval_status = 'PENDING'
            AND (approval_mode = 'OPERATOR_APPROVES' OR needs_approver_since IS NOT NULL)""",
        ),
    ]
