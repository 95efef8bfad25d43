"""Invoices have an index for their order by number, in which drafts come last, as if theirs were the next."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0039_archived_places")]

    initial = False

    operations = [ops.RunSQL("CREATE INDEX invoices_number_or_last_idx ON invoices (COALESCE(number, 2147483647), id)")]
