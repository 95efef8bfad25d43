"""Who was asked to approve each invoice, and since when nobody could be.

An invoice without anybody who can answer loses its clock. It, and one that was released after it had been paid and
kept no clock, has no `asked`: the worker asks for these anew, or tells staff (models/invoices/approvers.py, `ask_where_nobody_was`).
"""

from collections import defaultdict

import orjson
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField

PENDING = """payment_status IN ('OUTSTANDING', 'PAID') AND approval_status = 'PENDING'
AND approval_mode <> 'OPERATOR_APPROVES'"""
STUCK = "approval_mode = 'REVIEW_THEN_AUTO_APPROVE' AND open_holds = 0 AND auto_approves_at IS NULL"
ABLE = """SELECT m.customer_id, m.contact_id FROM memberships m JOIN contacts c ON c.id = m.contact_id
JOIN accounts a ON a.contact_id = m.contact_id WHERE (m.rights & 8) <> 0 AND c.archived_at IS NULL
AND a.username IS NOT NULL AND a.activated_at IS NOT NULL ORDER BY m.contact_id"""


async def fill(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Note who can answer as asked; take the clock from what nobody can."""
    client = schema_editor.client
    able = defaultdict(list)
    for row in (await client.execute_query(ABLE))[1]:
        able[str(row["customer_id"])].append(str(row["contact_id"]))
    _, groups = await client.execute_query(f"SELECT DISTINCT customer_id, approver_id FROM invoices WHERE {PENDING}")
    for group in groups:
        approver = group["approver_id"] and str(group["approver_id"])
        asked = [contact for contact in able[str(group["customer_id"])] if approver in (None, contact)]
        theirs = f"approver_id = '{approver}'" if approver else "approver_id IS NULL"
        where = f"{PENDING} AND customer_id = '{group['customer_id']}' AND {theirs}"
        if asked:
            named = orjson.dumps(asked).decode()
            await client.execute_query(f"UPDATE invoices SET asked = '{named}' WHERE {where} AND NOT ({STUCK})")
        else:
            await client.execute_query(f"UPDATE invoices SET auto_approves_at = NULL WHERE {where}")


class Migration(migrations.Migration):
    dependencies = [("models", "0013_folded_words")]

    initial = False

    operations = [
        ops.AddField("Invoice", "asked", fields.JSONField(null=True)),
        ops.AddField("Invoice", "needs_approver_since", UtcDatetimeField(null=True)),
        ops.RunPython(fill),
        ops.RunSQL(
            "CREATE INDEX invoices_needs_approver_since_idx ON invoices (needs_approver_since) "
            "WHERE needs_approver_since IS NOT NULL"
        ),
    ]
