"""Refusals about invoices, payments and approval."""

from tests.support.mutations import done
from tests.support.refusals.stage import Stage

LINE = {"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9.50", "taxRate": "0"}


async def refuse(on: Stage) -> None:
    """Ask for what the state of invoices does not allow."""
    await _of_upserts(on)
    sam, ann = on.sam, on.ann
    archived = await on.archived_customer()
    lines = {"dueOn": "2030-01-01", "lines": [LINE]}
    await on.refused(sam, "invoiceCreate", "WRONG_STATE", "customerId", customerId=archived, **lines)
    made = await done(sam, "invoiceCreate", "invoice { id lines { id } }", customerId=on.cast.acme, **lines)
    issued, line = made["invoice"]["id"], made["invoice"]["lines"][0]["id"]
    draft = await on.make("invoice", customerId=on.cast.acme, **lines, issue=False)

    await on.refused_reference("invoice", draft, customerId=on.cast.acme, **lines)
    await on.refused(sam, "invoiceIssue", "WRONG_STATE", "id", id=issued)
    await on.refused(sam, "invoiceHandOver", "INVALID", "approverId", id=issued, approverId=on.ben.id)
    await on.refused(sam, "invoiceHandOver", "STALE_VERSION", "version", id=issued, approverId=on.ann.id, version=99)
    await on.refused(sam, "invoiceHandOver", "WRONG_STATE", "id", id=draft, approverId=on.ann.id)
    await on.refused(
        sam, "approvalPreferencesUpdate", "INVALID", "approverId", customerId=on.cast.acme, approverId=on.ben.id
    )
    await on.refused(ann, "invoiceRelease", "WRONG_STATE", "id", id=issued)
    await done(ann, "invoiceHold", id=issued)
    await on.refused(ann, "invoiceRelease", "REQUIRED", "holdIds", id=issued, holdIds=[])
    await on.refused(ann, "invoiceApprove", "WRONG_STATE", "id", id=issued)
    await on.refused(sam, "invoiceDecline", "WRONG_STATE", "id", id=draft)
    await on.refused(sam, "invoiceHold", "WRONG_STATE", "id", id=draft)

    await on.refused(sam, "invoiceHold", "STALE_VERSION", "version", id=issued, version=99)
    no_price = [LINE | {"unitPrice": "0.000000001"}]
    await on.refused(sam, "invoiceUpdate", "WRONG_STATE", "id", id=issued, dueOn="2030-01-02")
    await on.refused(sam, "invoiceUpdate", "STALE_VERSION", "version", id=draft, version=99)
    await on.refused(sam, "invoiceUpdate", "REQUIRED", "lines", id=draft, lines=[])
    await on.refused(sam, "invoiceUpdate", "INVALID", "lines.0.unitPrice", id=draft, lines=no_price)
    await on.refused(sam, "invoicesApprove", "NOT_FOUND", "items.0.id", items=[{"id": "garbage"}])
    await on.refused(sam, "invoicesApprove", "INVALID", "items.1.id", items=[{"id": issued}] * 2)
    await on.refused(sam, "invoicesApprove", "STALE_VERSION", "items.0.version", items=[{"id": issued, "version": 99}])
    await on.refused(sam, "invoicesApprove", "WRONG_STATE", "items.0.id", items=[{"id": issued}])

    await on.refused(sam, "invoiceVoid", "REQUIRED", "reason", id=issued, reason=" ")
    reason = {"reason": "Wrong"}
    await on.refused(sam, "invoiceCreditCreate", "WRONG_STATE", "invoiceId", invoiceId=draft, **reason)
    await on.refused(sam, "invoiceCreditCreate", "REQUIRED", "lines", invoiceId=issued, **reason, lines=[])
    twice = [{"lineId": line, "quantity": "2"}]
    await on.refused(sam, "invoiceCreditCreate", "INVALID", "lines.0.quantity", invoiceId=issued, **reason, lines=twice)
    missing = [{"lineId": "garbage"}]
    await on.refused(
        sam, "invoiceCreditCreate", "NOT_FOUND", "lines.0.lineId", invoiceId=issued, **reason, lines=missing
    )

    paid = {
        "amount": {"amount": "1", "currency": "EUR"},
        "method": "CASH",
        "receivedOn": "2026-01-01",
        "reference": "A",
    }
    await on.refused(sam, "paymentRecord", "WRONG_STATE", "invoiceId", invoiceId=draft, **paid)
    payment = (await done(sam, "paymentRecord", "payment { id }", invoiceId=issued, **paid))["payment"]["id"]
    await on.refused(sam, "paymentRecord", "NOT_UNIQUE", "reference", invoiceId=issued, **paid)
    await on.refused(sam, "invoiceVoid", "WRONG_STATE", "id", id=issued, **reason)
    await done(sam, "paymentReverse", id=payment, **reason)
    await on.refused(sam, "paymentReverse", "WRONG_STATE", "id", id=payment, **reason)


async def _of_upserts(on: Stage) -> None:
    item = {"externalReference": "U-1", "customerId": on.cast.acme, "dueOn": "2030-01-31", "lines": [LINE]}
    changed = {"dueOn": "2030-02-28"}
    other = {"customerId": on.cast.zenith}
    await on.refused_upserts("invoicesUpsert", "WRITE_INVOICES", item | {"issue": False}, changed, **other)
    await done(on.sam, "invoicesUpsert", items=[item])
    at = "items.0.externalReference"
    await on.refused(on.sam, "invoicesUpsert", "WRONG_STATE", at, items=[item | changed])
