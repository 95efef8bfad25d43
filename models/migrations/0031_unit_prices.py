"""Unit prices have up to six digits after the point, and currencies the digits that ISO 4217 gives them.

Amounts used to have the digits of CLDR, which for some currencies are none, as their coins are out of use. Such amounts
are written again with the digits of the standard. Nothing is rounded: there are more digits than before.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.migration_operations import ChangeField, DropField

NONE_BEFORE = {
    "AFN": 2,
    "ALL": 2,
    "IQD": 3,
    "IRR": 2,
    "KPW": 2,
    "LAK": 2,
    "LBP": 2,
    "MGA": 2,
    "MMK": 2,
    "RSD": 2,
    "SOS": 2,
    "SYP": 2,
    "YER": 2,
}
"""Currencies that had no digits after the point, with those that they have."""

ALWAYS_NONE = """
    ADP BIF BYR CLP DJF ESP GNF ISK ITL JPY KMF KRW LUF MGF MRO PYG RWF SLL STD TMM TRL UGX UYI VND VUV XAF XOF XPF ZMK ZWD
"""
ALWAYS_THREE = "BHD JOD KWD LYD OMR TND"
ALWAYS_FOUR = "CLF UYW"
"""Currencies whose digits stay as they are; all others have two."""

OF_INVOICES = ("subtotal_minor", "tax_minor", "total_minor", "paid_minor")
OF_PARTS = {"invoice_lines": ("total_minor", "tax_minor"), "payments": ("amount_minor",)}


def unit_price(digits: int, is_sqlite: bool) -> str:
    """Minor units with so many digits as a decimal number, which SQLite keeps as text."""
    if not is_sqlite:
        return f"unit_price_minor / 1{'0' * digits}.0"
    sign, size, factor = "CASE WHEN unit_price_minor < 0 THEN '-' ELSE '' END", "abs(unit_price_minor)", 10**digits
    return f"{sign} || ({size} / {factor})" + (f" || printf('.%0{digits}d', {size} % {factor})" if digits else "")


def listed(codes: str) -> str:
    """Codes of currencies as a list in SQL."""
    return ", ".join(f"'{code}'" for code in codes.split())


async def rewrite(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Write unit prices as decimal numbers, and amounts with the digits of ISO 4217."""
    client = schema_editor.client
    is_sqlite = client.capabilities.dialect == "sqlite"
    none = f"{ALWAYS_NONE} {' '.join(NONE_BEFORE)}"
    kinds = {0: f"IN ({listed(none)})", 3: f"IN ({listed(ALWAYS_THREE)})", 4: f"IN ({listed(ALWAYS_FOUR)})"}
    kinds[2] = f"NOT IN ({listed(f'{none} {ALWAYS_THREE} {ALWAYS_FOUR}')})"
    for digits, condition in kinds.items():
        await client.execute_query(
            f"UPDATE invoice_lines SET unit_price = {unit_price(digits, is_sqlite)} "
            f"WHERE invoice_id IN (SELECT id FROM invoices WHERE currency {condition})"
        )
    for currency, digits in NONE_BEFORE.items():
        factor = 10**digits
        for table, names in OF_PARTS.items():
            changes = ", ".join(f"{name} = {name} * {factor}" for name in names)
            mine = f"invoice_id IN (SELECT id FROM invoices WHERE currency = '{currency}')"
            await client.execute_query(f"UPDATE {table} SET {changes} WHERE {mine}")
        changes = ", ".join(f"{name} = {name} * {factor}" for name in OF_INVOICES)
        await client.execute_query(f"UPDATE invoices SET {changes} WHERE currency = '{currency}'")
        await client.execute_query(
            f"UPDATE recommendations SET estimate_minor = estimate_minor * {factor} WHERE currency = '{currency}'"
        )


class Migration(migrations.Migration):
    dependencies = [("models", "0030_removals")]

    initial = False

    operations = [
        ops.AddField(
            model_name="InvoiceLine",
            name="unit_price",
            field=fields.DecimalField(null=True, max_digits=21, decimal_places=6),
        ),
        ops.RunPython(rewrite),
        ChangeField(
            model_name="InvoiceLine",
            name="unit_price",
            field=fields.DecimalField(max_digits=21, decimal_places=6),
        ),
        DropField(model_name="InvoiceLine", name="unit_price_minor"),
    ]
