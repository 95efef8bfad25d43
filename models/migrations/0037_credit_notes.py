"""Credit notes, which take back a part of an invoice or all of it, with numbers of their own."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migration_operations import AddCheck


class Migration(migrations.Migration):
    dependencies = [("models", "0036_erased_contacts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="CreditNote",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("number", fields.IntField(unique=True)),
                (
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="credit_notes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reason", fields.TextField()),
                ("subtotal_minor", fields.BigIntField()),
                ("tax_minor", fields.BigIntField()),
                ("total_minor", fields.BigIntField()),
                ("issued_at", UtcDatetimeField()),
                ("issued_by", fields.JSONField()),
            ],
            options={"table": "credit_notes", "app": "models", "pk_attr": "id"},
            bases=["Entity"],
        ),
        ops.RunSQL("CREATE INDEX credit_notes_invoice_id_idx ON credit_notes (invoice_id)"),
        ops.CreateModel(
            name="CreditNoteLine",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "credit_note",
                    fields.ForeignKeyField(
                        "models.CreditNote",
                        source_field="credit_note_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "invoice_line",
                    fields.ForeignKeyField(
                        "models.InvoiceLine",
                        source_field="invoice_line_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="credits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.IntField()),
                ("quantity", fields.DecimalField(null=True, max_digits=14, decimal_places=4)),
                ("total_minor", fields.BigIntField()),
                ("tax_minor", fields.BigIntField()),
            ],
            options={
                "table": "credit_note_lines",
                "app": "models",
                "unique_together": (("credit_note", "position"),),
                "pk_attr": "id",
            },
            bases=["Entity"],
        ),
        ops.RunSQL("CREATE INDEX credit_note_lines_invoice_line_id_idx ON credit_note_lines (invoice_line_id)"),
        ops.AddField(
            model_name="Invoice",
            name="credited_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        AddCheck("invoices", "credited", "{row}credited_minor >= 0 AND {row}credited_minor <= {row}total_minor"),
        AddCheck(
            "credit_notes",
            "amounts",
            "{row}total_minor > 0 AND {row}total_minor = {row}subtotal_minor + {row}tax_minor",
        ),
        ops.RunSQL("INSERT INTO counters (name, value) VALUES ('credit_note', 0)"),
    ]
