"""Lists of orders are sorted by number, visit and completion, where empty columns come last, and recommendations by time."""

from tortoise import migrations
from tortoise.migrations import operations as ops

LAST_MOMENT = "'9999-12-31 00:00:00+00:00'"
MOMENTS = ("scheduled_for", "completed_at")


async def index_moments(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Index the columns as their sort orders write them."""
    is_sqlite = schema_editor.client.capabilities.dialect == "sqlite"
    last = LAST_MOMENT if is_sqlite else f"TIMESTAMPTZ {LAST_MOMENT}"
    for column in MOMENTS:
        statement = f"CREATE INDEX orders_{column}_idx ON orders (COALESCE({column}, {last}), id)"
        await schema_editor.client.execute_script(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0034_no_partners")]

    initial = False

    operations = [
        ops.RunSQL("CREATE INDEX orders_number_or_last_idx ON orders (COALESCE(number, 2147483647), id)"),
        ops.RunPython(index_moments),
        ops.RunSQL("CREATE INDEX recommendations_posted_at_idx ON recommendations (posted_at, id)"),
    ]
