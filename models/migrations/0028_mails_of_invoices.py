"""Mails that came in are found by their invoice: 0015_mail_for_staff added the column without its index."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0027_two_spellings")]

    initial = False

    operations = [ops.RunSQL("CREATE INDEX inbound_mails_invoice_id_idx ON inbound_mails (invoice_id)")]
