"""Refusals about customers, contacts and staff."""

from datetime import date

from tests.support.attacks.bad_values import LONGER_THAN_ANY
from tests.support.mutations import done, new_contact, new_invoice
from tests.support.orders import new_order
from tests.support.refusals.stage import Stage


async def refuse(on: Stage) -> None:
    """Ask for what the state of people does not allow."""
    await _of_customers(on)
    await _of_contacts(on)
    await _of_staff(on)


async def _of_customers(on: Stage) -> None:
    sam, acme = on.sam, on.cast.acme
    await on.refused(sam, "customerCreate", "NOT_UNIQUE", "code", name="Other", currency="EUR", code="ACME")
    await on.refused(sam, "customerUpdate", "NOT_UNIQUE", "code", id=acme, code="ZENITH")
    await new_order(on.ann)
    await on.refused(sam, "customerArchive", "WRONG_STATE", "id", id=acme)
    await on.refused(sam, "customerArchive", "STALE_VERSION", "version", id=acme, version=99)
    await on.refused(sam, "customerRestore", "WRONG_STATE", "id", id=acme)
    await on.refused(sam, "customerRestore", "STALE_VERSION", "version", id=acme, version=99)


async def _of_contacts(on: Stage) -> None:
    sam, archived = on.sam, await on.archived_customer()
    jo, known = await new_contact(sam), await new_contact(sam, "Al Hill", "al@harbour.test")
    await done(sam, "portalAccessEnable", contactId=jo, username="taken@harbour.test")
    await on.refused(sam, "contactCreate", "NOT_UNIQUE", "email", name="Kim", email="taken@harbour.test")
    await on.refused(sam, "contactCreate", "WRONG_STATE", "customerId", name="Kim", customerId=archived)
    await on.refused(sam, "contactUpdate", "NOT_UNIQUE", "email", id=known, email="taken@harbour.test")
    await on.refused(sam, "contactUpdate", "EMAIL_REQUIRED", "email", id=jo, email=None)
    membership = {"contactId": jo, "role": "MEMBER", "rights": []}
    await on.refused(sam, "membershipSet", "WRONG_STATE", "customerId", customerId=archived, **membership)
    ben = {"customerId": on.cast.acme, "contactId": on.ben.id}
    await on.refused(sam, "membershipRemove", "TOO_LONG", "reason", **ben, reason=LONGER_THAN_ANY)
    await on.refused(sam, "membershipRemove", "STALE_VERSION", "version", **ben, version=99)
    await on.refused(sam, "contactErase", "LAST_ADMIN", "id", id=on.ann.id)
    other = await on.make("customer", name="Other", currency="GBP")
    approver = {"customerId": other, "contactId": on.tom.id, "role": "MEMBER", "rights": ["INVOICE_APPROVAL"]}
    await done(sam, "membershipSet", **approver)
    await new_invoice(sam, other, date(2030, 1, 1), issue=True)
    await on.refused(sam, "contactErase", "WRONG_STATE", "id", id=on.tom.id)
    await on.refused(sam, "contactErase", "STALE_VERSION", "version", id=known, version=99)
    await on.refused(sam, "contactArchive", "TOO_LONG", "reason", id=known, reason=LONGER_THAN_ANY)
    await on.refused(sam, "contactRestore", "WRONG_STATE", "id", id=known)
    await done(sam, "contactArchive", id=known)
    await on.refused(sam, "contactArchive", "WRONG_STATE", "id", id=known)


async def _of_staff(on: Stage) -> None:
    sam, cast = on.sam, on.cast
    roles = (await sam.data("{ staffRoles { id name } }"))["staffRoles"]
    workshop = next(role["id"] for role in roles if role["name"] == "Workshop")
    member = {"name": "Rita", "email": cast.rita.email, "roleId": workshop}
    await on.refused(sam, "staffInvite", "NOT_UNIQUE", "email", **member)
    await on.refused(sam, "staffUpdate", "LAST_ADMIN", "id", id=cast.sam.id, isActive=False)
    await on.refused(sam, "staffRoleSet", "NOT_UNIQUE", "name", name="Workshop", permissions=[])
    management = next(role["id"] for role in roles if role["name"] == "Management")
    await on.refused(sam, "staffRoleSet", "LAST_ADMIN", "id", id=management, name="Management", permissions=[])
    await on.refused(sam, "staffRoleRemove", "WRONG_STATE", "id", id=workshop)
    await on.refused(sam, "staffRoleRemove", "STALE_VERSION", "version", id=workshop, version=99)
