"""Invoices have an index for their order by number, in which drafts come last, as if theirs were the next."""

from tortoise import migrations

from models.core.migrating.operations import BuildIndex


class Migration(migrations.Migration):
    dependencies = [("models", "0039_archived_places")]

    initial = False

    operations = [BuildIndex("invoices_number_or_last_idx", "invoices (COALESCE(number, 2147483647), id)")]
