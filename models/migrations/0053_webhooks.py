"""Webhooks, and the deliveries of events to them with their tries."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.partners.webhooks import WebhookDeliveryStatus


class Migration(migrations.Migration):
    dependencies = [("models", "0052_word_ends")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Webhook",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                (
                    "api_key",
                    fields.ForeignKeyField(
                        "models.ApiKey",
                        source_field="api_key_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("customer_id", fields.UUIDField(null=True)),
                ("url", fields.CharField(max_length=2000)),
                ("kinds", fields.JSONField(null=True)),
                ("selection", fields.TextField(null=True)),
                ("secret_seed", fields.CharField(max_length=64)),
                ("former_seed", fields.CharField(null=True, max_length=64)),
                ("former_ends_at", UtcDatetimeField(null=True)),
                ("position", fields.BigIntField()),
                ("due_at", UtcDatetimeField()),
                ("claim", fields.IntField(default=0)),
                ("failures", fields.IntField(default=0)),
                ("failing_since", UtcDatetimeField(null=True)),
                ("paused_at", UtcDatetimeField(null=True)),
                ("created_by", fields.JSONField()),
            ],
            options={
                "table": "webhooks",
                "app": "models",
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                    Index(fields=["customer_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        BuildIndex("webhooks_api_key_id_idx", "webhooks (api_key_id)"),
        ops.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("updated_at", UtcDatetimeField()),
                (
                    "webhook",
                    fields.ForeignKeyField(
                        "models.Webhook",
                        source_field="webhook_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.BigIntField(null=True)),
                ("kind", fields.CharField(null=True, max_length=32)),
                ("status", fields.CharEnumField(enum_type=WebhookDeliveryStatus, max_length=9)),
                ("attempts", fields.IntField(default=0)),
                ("created_at", UtcDatetimeField()),
                ("due_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "webhook_deliveries",
                "app": "models",
                "unique_together": (("webhook", "position"),),
                "indexes": [
                    Index(fields=["updated_at", "id"]),
                    Index(fields=["created_at", "id"]),
                    Index(fields=["webhook_id", "created_at", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["DatedEntity"],
        ),
        BuildIndex("webhook_deliveries_due_at_idx", "webhook_deliveries (due_at) WHERE due_at IS NOT NULL"),
        ops.CreateModel(
            name="WebhookTry",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "delivery",
                    fields.ForeignKeyField(
                        "models.WebhookDelivery",
                        source_field="delivery_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("tried_at", UtcDatetimeField()),
                ("milliseconds", fields.IntField()),
                ("http_status", fields.IntField(null=True)),
                ("answer", fields.TextField(null=True)),
                ("error", fields.JSONField(null=True)),
            ],
            options={"table": "webhook_tries", "app": "models", "pk_attr": "id"},
            bases=["Entity"],
        ),
        BuildIndex("webhook_tries_delivery_id_idx", "webhook_tries (delivery_id)"),
    ]
