"""API keys. Roles that may manage staff may manage partners too: nobody else could give this permission to a role."""

import orjson
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildModelIndex
from models.core.migration_operations import batches, placeholders


async def permit(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Give the new permission to the roles with MANAGE_STAFF."""
    client = schema_editor.client
    first, second = placeholders(client, 2)
    async for rows in batches(client, "staff_roles", ("permissions",)):
        for row in rows:
            permissions = orjson.loads(row["permissions"])
            if "MANAGE_STAFF" in permissions:
                given = orjson.dumps(sorted({*permissions, "MANAGE_PARTNERS"})).decode()
                statement = f"UPDATE staff_roles SET permissions = {first} WHERE id = {second}"
                await client.execute_query(statement, [given, row["id"]])


class Migration(migrations.Migration):
    dependencies = [("models", "0049_errors_of_messages")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ApiKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                ("name", fields.CharField(max_length=100)),
                ("scopes", fields.SmallIntField()),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("is_for_all", fields.BooleanField(default=False)),
                ("secret_hash", fields.CharField(unique=True, max_length=64)),
                ("hint", fields.CharField(max_length=20)),
                ("former_hash", fields.CharField(null=True, unique=True, max_length=64)),
                ("former_ends_at", UtcDatetimeField(null=True)),
                ("expires_at", UtcDatetimeField(null=True)),
                ("revoked_at", UtcDatetimeField(null=True)),
                ("last_used_at", UtcDatetimeField(null=True)),
                ("last_used_address", fields.CharField(null=True, max_length=64)),
                ("created_by", fields.JSONField()),
            ],
            options={
                "table": "api_keys",
                "app": "models",
                "indexes": [Index(fields=["created_at", "id"]), Index(fields=["updated_at", "id"])],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        ops.RunSQL("CREATE INDEX api_keys_customer_id_idx ON api_keys (customer_id)"),
        ops.CreateModel(
            name="ApiKeyCustomer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "api_key",
                    fields.ForeignKeyField(
                        "models.ApiKey",
                        source_field="api_key_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="key_customers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "api_key_customers",
                "app": "models",
                "unique_together": (("api_key", "customer"),),
                "pk_attr": "id",
            },
            bases=["Entity"],
        ),
        ops.RunSQL("CREATE INDEX api_key_customers_customer_id_idx ON api_key_customers (customer_id)"),
        ops.AddField(
            model_name="Upload",
            name="api_key_id",
            field=fields.UUIDField(null=True),
        ),
        BuildModelIndex(
            model_name="Upload",
            index=Index(fields=["api_key_id", "created_at"], name="uploads_api_key_id_created_at_idx"),
        ),
        ops.RunPython(permit),
    ]
