"""A customer's orders of a status are found and counted along an index, however many others the customer has."""

from tortoise import migrations

from models.core.migrating.operations import BuildIndex


class Migration(migrations.Migration):
    dependencies = [("models", "0059_partner_references")]

    initial = False

    operations = [
        BuildIndex("orders_customer_id_status_created_at_id_idx", "orders (customer_id, status, created_at, id)"),
    ]
