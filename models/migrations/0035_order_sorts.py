"""Lists of orders are sorted by number, visit and completion, where empty columns come last, and recommendations by time."""

from tortoise import migrations

from models.core.migrating.operations import BuildIndex

LAST_MOMENT = "'9999-12-31 00:00:00+00:00'"
MOMENTS = ("scheduled_for", "completed_at")


class Migration(migrations.Migration):
    dependencies = [("models", "0034_no_partners")]

    initial = False

    operations = [
        BuildIndex("orders_number_or_last_idx", "orders (COALESCE(number, 2147483647), id)"),
        *(
            BuildIndex(
                f"orders_{column}_idx",
                f"orders (COALESCE({column}, TIMESTAMPTZ {LAST_MOMENT}), id)",
                sqlite=f"orders (COALESCE({column}, {LAST_MOMENT}), id)",
            )
            for column in MOMENTS
        ),
        BuildIndex("recommendations_posted_at_idx", "recommendations (posted_at, id)"),
    ]
