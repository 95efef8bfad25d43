"""Numbers that count are verified, and each counts for one person; codes by text that verify them.

Of the numbers that are there these count from now on: one that was used to hold an invoice by text, which whoever has
the phone did; and one of a person who never changed their own profile, so that staff wrote it down. Where that is so of
several people, it counts for none of them until somebody proves it, or staff vouch for it.
"""

from collections import defaultdict
from uuid import UUID

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from adapters import clock
from adapters.phone_numbers import one_form
from models.core.entity import UtcDatetimeField
from models.core.migration_operations import batches, placeholders

_ACTED = "SELECT DISTINCT contact_id, sender FROM sms_messages WHERE outcome IN ('HELD', 'ALREADY_HELD')"
_CHANGED_THEIR_PROFILE = """
SELECT DISTINCT contact_id FROM events WHERE kind = 'CONTACT_CHANGED' AND actor->>'kind' = 'CONTACT'
"""


async def verify(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Put every number into its one form, and verify those that somebody has proved or staff have written down."""
    client = schema_editor.client
    first, second, third = placeholders(client, 3)
    acted = {(_key(row["contact_id"]), one_form(row["sender"])) for row in await client.execute_query_dict(_ACTED)}
    changed = {_key(row["contact_id"]) for row in await client.execute_query_dict(_CHANGED_THEIR_PROFILE)}
    proved, written = defaultdict(list), defaultdict(list)
    async for rows in batches(client, "contacts", ("mobile", "archived_at")):
        for row in rows:
            if row["mobile"] is None:
                continue
            mobile = one_form(row["mobile"])
            if mobile != row["mobile"]:
                statement = f"UPDATE contacts SET mobile = {first} WHERE id = {second}"
                await client.execute_query(statement, [mobile, row["id"]])
            if row["archived_at"] is None and (_key(row["id"]), mobile) in acted:
                proved[mobile].append(row["id"])
            if row["archived_at"] is None and _key(row["id"]) not in changed:
                written[mobile].append(row["id"])
    now = UtcDatetimeField().to_db_value(clock.now(), None)
    for mobile in proved.keys() | written.keys():
        owners = proved[mobile] if len(proved[mobile]) == 1 else written[mobile]
        if len(owners) == 1 and len(proved[mobile]) < 2:
            statement = f"UPDATE contacts SET mobile_verified_at = {first} WHERE id = {second}"
            await client.execute_query(statement, [now, owners[0]])
    for row in await client.execute_query_dict("SELECT id, number FROM sms_opt_outs"):
        number = one_form(row["number"])
        if number != row["number"]:
            free = f"NOT EXISTS (SELECT 1 FROM sms_opt_outs WHERE number = {third})"
            statement = f"UPDATE sms_opt_outs SET number = {first} WHERE id = {second} AND {free}"
            await client.execute_query(statement, [number, row["id"], number])


def _key(value: UUID | str | None) -> str:
    return str(value)


class Migration(migrations.Migration):
    dependencies = [("models", "0021_tenures")]

    initial = False

    operations = [
        ops.AddField("Contact", "mobile_verified_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
        ops.CreateModel(
            name="MobileCode",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("contact_id", fields.UUIDField()),
                ("mobile", fields.CharField(max_length=20)),
                ("code_hash", fields.CharField(max_length=64)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("tries", fields.IntField(default=0)),
                ("ended_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mobile_codes",
                "app": "models",
                "indexes": [Index(fields=["contact_id", "created_at"]), Index(fields=["mobile", "created_at"])],
                "pk_attr": "id",
                "table_description": "A code that was sent to a number, for one person. Only a keyed hash of it is kept.",
            },
            bases=["Entity"],
        ),
        ops.RunPython(verify),
        ops.RunSQL("UPDATE sms_messages SET outcome = 'UNVERIFIED_NUMBER' WHERE outcome = 'SHARED_NUMBER'"),
        ops.RunSQL("CREATE INDEX mobile_codes_expires_at_idx ON mobile_codes (expires_at)"),
        ops.RunSQL(
            "CREATE UNIQUE INDEX contacts_verified_mobile_idx ON contacts (mobile) WHERE mobile_verified_at IS NOT NULL"
        ),
    ]
