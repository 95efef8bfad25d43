"""Payments have a kind of method and can be reversed.

The texts that named the method become kinds where they name one; what a text says beyond that stays in `method`.
"""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import Backfill, BuildModelIndex
from models.invoices.payments import PaymentMethod

WORDS = {
    PaymentMethod.BANK_TRANSFER: (
        "bank transfer",
        "transfer",
        "wire transfer",
        "wire",
        "bank",
        "sepa",
        "bacs",
        "überweisung",
        "Überweisung",
        "banküberweisung",
    ),
    PaymentMethod.CARD: ("card", "credit card", "debit card", "karte", "kreditkarte", "ec-karte", "girocard"),
    PaymentMethod.CASH: ("cash", "bar", "barzahlung"),
    PaymentMethod.CHEQUE: ("cheque", "check", "scheck"),
    PaymentMethod.DIRECT_DEBIT: ("direct debit", "sepa direct debit", "lastschrift", "sepa-lastschrift"),
    PaymentMethod.ONLINE: ("online", "online payment", "paypal", "stripe"),
}
"""The texts that name a kind; the first of each says nothing more than the kind."""

_TEXT = "lower(trim(method))"


def _filled() -> list[Backfill]:
    """The steps that set the kinds, and empty the texts that say nothing more."""
    kinds = " ".join(
        f"WHEN {_TEXT} IN ({', '.join(map(repr, words))}) THEN '{kind.value}'" for kind, words in WORDS.items()
    )
    said = ", ".join(repr(words[0]) for words in WORDS.values())
    return [
        Backfill("payments", f"method_kind = CASE {kinds} ELSE 'OTHER' END"),
        Backfill("payments", "method = ''", f"{_TEXT} IN ({said})"),
    ]


class Migration(migrations.Migration):
    dependencies = [("models", "0032_row_times")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Payment",
            name="method_kind",
            field=fields.CharEnumField(db_default=PaymentMethod.OTHER, enum_type=PaymentMethod, max_length=13),
        ),
        *_filled(),
        ops.AddField(
            model_name="Payment",
            name="reversal_reason",
            field=fields.TextField(null=True),
        ),
        ops.AddField(
            model_name="Payment",
            name="reversed_at",
            field=UtcDatetimeField(null=True),
        ),
        ops.AddField(
            model_name="Payment",
            name="reversed_by",
            field=fields.JSONField(null=True),
        ),
        BuildModelIndex(
            model_name="Payment",
            index=Index(fields=["invoice_id", "received_on", "id"], name="payments_invoice_id_received_on_id_idx"),
        ),
    ]
