"""Refusals about API keys."""

from tests.support.mutations import done
from tests.support.partners.keys import new_key
from tests.support.refusals.stage import Stage


async def refuse(on: Stage) -> None:
    """Ask for what the state of keys does not allow."""
    archived = await on.archived_customer()
    given = {"name": "Program", "scopes": ["READ_ORDERS"]}
    await on.refused(on.sam, "apiKeyCreate", "WRONG_STATE", "customerIds", **given, customerIds=[archived])
    await on.refused(on.sam, "apiKeyCreate", "REQUIRED", "customerIds", **given, customerIds=[])
    await on.refused(on.zoe, "apiKeyCreate", "REQUIRED", "customerIds", **given)
    await on.refused(on.ann, "apiKeyCreate", "FORBIDDEN", "scopes", **given | {"scopes": ["READ_INTERNAL"]})
    both = [on.cast.acme, on.cast.zenith]
    await on.refused(on.ann, "apiKeyCreate", "INVALID", "customerIds", **given, customerIds=both)
    key = (await new_key(on.ann, "DECIDE_INVOICES")).id
    await on.refused(on.sam, "apiKeyUpdate", "INVALID", "customerIds", id=key, customerIds=[on.cast.zenith])
    operators = (await new_key(on.sam, "READ_ORDERS")).id
    await on.refused(on.sam, "apiKeyUpdate", "WRONG_STATE", "customerIds", id=operators, customerIds=[archived])
    rights = {"customerId": on.cast.acme, "contactId": on.ann.id, "role": "ADMIN"}
    await done(on.sam, "membershipSet", **rights, rights=["ORDERS"])
    await on.refused(on.ann, "apiKeyUpdate", "FORBIDDEN", "scopes", id=key, scopes=["READ_INVOICES"])
    await on.refused(on.ann, "apiKeyRotate", "FORBIDDEN", "id", id=key, overlapSeconds=0)
    await done(on.sam, "membershipSet", **rights, rights=["ORDERS", "INVOICES", "INVOICE_APPROVAL"])
    for verb, more in (("Update", {"name": "Late"}), ("Rotate", {"overlapSeconds": 0}), ("Revoke", {})):
        await on.refused(on.ann, f"apiKey{verb}", "STALE_VERSION", "version", id=key, version=99, **more)
    await done(on.ann, "apiKeyRevoke", id=key)
    for verb, more in (("Update", {"name": "Late"}), ("Rotate", {"overlapSeconds": 0}), ("Revoke", {})):
        await on.refused(on.ann, f"apiKey{verb}", "WRONG_STATE", "id", id=key, **more)
