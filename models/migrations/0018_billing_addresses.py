"""Where a customer's invoices are addressed to."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0017_display_names")]

    initial = False

    operations = [ops.AddField("Customer", "billing_address", fields.JSONField(null=True))]
