"""The mutations do what `viewerCan...` of customers, contacts, places, payments and portal access says."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters import clock
from tests.support.cast import Cast
from tests.support.mutations import act, done, new_contact, new_invoice
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

Build = Callable[[Client, Client, Cast], Awaitable[str]]
ADDRESS = {"line1": "1 Mill Lane", "city": "Leeds", "country": "GB"}
OVEN = {"name": "Oven"}


async def customer(sam: Client, ann: Client, cast: Cast) -> str:
    """A new customer that ann administers."""
    made = await done(sam, "customerCreate", "customer { id }", name="Harbour Cafe", currency="GBP")
    this: str = made["customer"]["id"]
    await done(sam, "membershipSet", customerId=this, contactId=cast.ann.id, role="ADMIN", rights=["ORDERS"])
    return this


async def customer_with_order(sam: Client, ann: Client, cast: Cast) -> str:
    this = await customer(sam, ann, cast)
    await new_order(sam, customerId=this)
    return this


async def customer_with_invoice(sam: Client, ann: Client, cast: Cast) -> str:
    this = await customer(sam, ann, cast)
    await new_invoice(sam, this, clock.now().date())
    return this


async def customer_with_request(sam: Client, ann: Client, cast: Cast) -> str:
    this = await customer(sam, ann, cast)
    colleague = {"name": "Jo Hill", "email": new_address()}
    await done(ann, "accessRequestCreate", customerId=this, kind="NEW_ACCOUNT", **colleague)
    return this


async def customer_with_invitation(sam: Client, ann: Client, cast: Cast) -> str:
    this = await customer(sam, ann, cast)
    await done(sam, "portalAccessEnable", contactId=await new_contact(sam, email=new_address(), customerId=this))
    return this


async def customer_with_invitation_elsewhere(sam: Client, ann: Client, cast: Cast) -> str:
    this = await customer(sam, ann, cast)
    jo = await new_contact(sam, email=new_address(), customerId=this)
    await done(sam, "membershipSet", customerId=cast.zenith, contactId=jo, role="MEMBER", rights=["ORDERS"])
    await done(sam, "portalAccessEnable", contactId=jo)
    return this


async def contact(sam: Client, ann: Client, cast: Cast) -> str:
    return await new_contact(sam, email=new_address(), customerId=cast.acme)


async def only_approver(sam: Client, ann: Client, cast: Cast) -> str:
    """Ann, whom alone an invoice awaits, and who does not administer Acme alone."""
    ben = {"customerId": cast.acme, "contactId": cast.ben.id, "role": "ADMIN", "rights": ["ORDERS"]}
    await done(sam, "membershipSet", **ben)
    await new_invoice(sam, cast.acme, clock.now().date(), issue=True)
    return cast.ann.id


async def site(sam: Client, ann: Client, cast: Cast) -> str:
    given = {"kind": "BUSINESS", "name": "Mill", "customerId": cast.acme, "address": ADDRESS}
    this: str = (await done(sam, "siteCreate", "site { id }", **given))["site"]["id"]
    return this


async def site_with_order(sam: Client, ann: Client, cast: Cast) -> str:
    this = await site(sam, ann, cast)
    await new_order(ann, kind="SERVICE_CALL", siteId=this)
    return this


async def site_with_people(sam: Client, ann: Client, cast: Cast) -> str:
    given = {"kind": "PROPERTY", "name": "Mill", "customerId": cast.acme, "address": ADDRESS}
    this: str = (await done(sam, "siteCreate", "site { id }", **given))["site"]["id"]
    await done(sam, "partySet", siteId=this, contactId=cast.tom.id, role="TENANT")
    return this


async def asset(sam: Client, ann: Client, cast: Cast) -> str:
    this: str = (await done(ann, "assetCreate", "asset { id }", siteId=cast.acme_site, **OVEN))["asset"]["id"]
    return this


async def asset_with_order(sam: Client, ann: Client, cast: Cast) -> str:
    this = await asset(sam, ann, cast)
    await new_order(ann, assetId=this, newAsset=None)
    return this


async def payment(sam: Client, ann: Client, cast: Cast) -> str:
    day = clock.now().date()
    paid = {"amount": {"amount": "1", "currency": "EUR"}, "method": "CASH", "receivedOn": day.isoformat()}
    invoice = await new_invoice(sam, cast.acme, day, issue=True)
    made = await done(sam, "paymentRecord", "payment { id }", invoiceId=invoice, **paid)
    this: str = made["payment"]["id"]
    return this


async def enabled(sam: Client, ann: Client, cast: Cast) -> str:
    this = await contact(sam, ann, cast)
    await done(sam, "portalAccessEnable", contactId=this, sendInvitation=False)
    return this


async def invited(sam: Client, ann: Client, cast: Cast) -> str:
    this = await contact(sam, ann, cast)
    await done(sam, "invitationSend", to={"contactId": this})
    return this


async def active(sam: Client, ann: Client, cast: Cast) -> str:
    return cast.ben.id


async def active_at_a_new_address(sam: Client, ann: Client, cast: Cast) -> str:
    await done(sam, "contactUpdate", id=cast.zoe.id, email="zoe@elsewhere.test")
    return cast.zoe.id


def after(build: Build, verb: str, key: str = "id", **more: Any) -> Build:
    """The state that a mutation makes of another."""

    async def built(sam: Client, ann: Client, cast: Cast) -> str:
        this = await build(sam, ann, cast)
        await done(sam, verb, **{key: this}, **more)
        return this

    return built


def new_address() -> str:
    """An address that nobody has yet."""
    return f"jo{next(NUMBERS)}@harbour.test"


NUMBERS = iter(range(10**6))
PLACE = {"Update": {"name": "New"}, "Archive": {}, "Restore": {}}
NOUNS: dict[str, tuple[dict[str, dict[str, Any]], list[Build]]] = {
    "Customer": (
        PLACE,
        [
            customer,
            customer_with_order,
            customer_with_invoice,
            customer_with_request,
            customer_with_invitation,
            customer_with_invitation_elsewhere,
            after(customer, "customerArchive"),
        ],
    ),
    "Contact": (
        {"Update": {"country": "DE"}, "Restore": {}, "Erase": {}, "Archive": {}},
        [contact, after(contact, "contactArchive"), after(contact, "contactErase"), only_approver],
    ),
    "Site": (PLACE, [site, site_with_order, site_with_people, after(site, "siteArchive")]),
    "Asset": (PLACE, [asset, asset_with_order, after(asset, "assetArchive")]),
    "Payment": ({"Reverse": {"reason": "So"}}, [payment, after(payment, "paymentReverse", reason="So")]),
}
"""The verbs of each type with the rest of their inputs, what ends a person last, and its states."""
ACCESS: dict[str, tuple[str, dict[str, Any]]] = {
    "Invite": ("invitationSend", {}),
    "CancelInvitation": ("invitationCancel", {}),
    "StartPasswordReset": ("passwordResetStart", {}),
    "Unlock": ("accountUnlock", {}),
    "ChangeUsername": ("usernameChange", {"username": "jo.hill"}),
    "Revoke": ("portalAccessRevoke", {}),
}
ACCESSES = [contact, enabled, invited, active_at_a_new_address, after(contact, "contactArchive"), active]
"""The verbs of portal access with their mutations, and its states: in the last, Ben loses his."""


async def works(by: Client, mutation: str, given: dict[str, Any]) -> bool:
    """Whether a mutation is refused, if at all, for another reason than the person and the state."""
    errors = (await act(by, mutation, **given))["userErrors"]
    return not any(error["code"] in ("FORBIDDEN", "WRONG_STATE") for error in errors)


@pytest.mark.parametrize("noun", NOUNS)
async def test_the_abilities_are_those_of_the_verbs(
    sam: Client, rita: Client, ann: Client, cast: Cast, noun: str
) -> None:
    verbs, states = NOUNS[noun]
    fields = " ".join(f"viewerCan{verb}" for verb in verbs)
    asked = f"query($id: ID!) {{ node(id: $id) {{ ... on {noun} {{ {fields} }} }} }}"
    for build in states:
        this = await build(sam, ann, cast)
        for by in (ann, rita, sam):
            said = (await by.data(asked, {"id": this}))["node"]
            if said is None:
                assert by is ann, build
                continue
            for verb, given in verbs.items():
                is_so = said[f"viewerCan{verb}"]
                row = await build(sam, ann, cast) if is_so else this
                assert await works(by, f"{noun.lower()}{verb}", {"id": row, **given}) == is_so, (build, by.name, verb)


async def test_the_abilities_of_portal_access_are_those_of_its_verbs(
    sam: Client, rita: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    fields = " ".join(f"viewerCan{verb}" for verb in ACCESS)
    asked = f"query($id: ID!) {{ contact(id: $id) {{ portalAccess {{ {fields} }} }} }}"
    for build in ACCESSES:
        this = await build(sam, ann, cast)
        for by in (ben, rita, sam):
            seen = (await by.data(asked, {"id": this}))["contact"]
            said = seen and seen["portalAccess"]
            if said is None:
                assert by is not sam, build
                said = {f"viewerCan{verb}": False for verb in ACCESS}
            for verb, (mutation, more) in ACCESS.items():
                is_so = said[f"viewerCan{verb}"]
                row = await build(sam, ann, cast) if is_so else this
                given = {"to": {"contactId": row}} if mutation == "invitationSend" else {"contactId": row}
                assert await works(by, mutation, given | more) == is_so, (build, by.name, verb)
