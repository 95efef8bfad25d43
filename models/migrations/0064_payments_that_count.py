"""The last payment that counts for an invoice is found in an index: figures ask for it of every paid invoice."""

from tortoise import migrations

from models.core.migrating.operations import BuildIndex


class Migration(migrations.Migration):
    dependencies = [("models", "0063_listings")]

    initial = False

    operations = [
        BuildIndex(
            "payments_invoice_id_received_on_idx", "payments (invoice_id, received_on) WHERE reversed_at IS NULL"
        ),
    ]
