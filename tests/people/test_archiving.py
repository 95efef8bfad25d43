"""Archived customers, sites and assets: they leave the lists, stay in what names them, and nothing new begins there."""

import asyncio
from typing import Any

import pytest

from adapters.mail.catcher import MailCatcher
from tests.support.cast import Cast
from tests.support.mutations import (
    accept,
    access,
    act,
    done,
    history,
    is_let_in,
    mail_to,
    new_contact,
    refused,
    token_in,
)
from tests.support.orders import move, new_order
from tests.support.server import Client, Server

LISTS = """query($customers: CustomerWhere, $sites: SiteWhere, $assets: AssetWhere, $words: String) {
  customers(where: $customers, search: $words) { nodes { name } } sites(where: $sites, search: $words) { nodes { name } }
  assets(where: $assets, search: $words) { nodes { name } } }"""
BY_ID = """query($id: ID!) { node(id: $id) { ... on Customer { name archivedAt version sites { totalCount } }
  ... on Site { name archivedAt version assets { totalCount } } ... on Asset { name archivedAt version } } }"""
EVENTS = """query($after: EventCursor!) { events(after: $after, kinds: [CUSTOMER_CHANGED, SITE_CHANGED, ASSET_CHANGED]) {
  nodes { kind ... on CustomerEvent { customer { name } reason } ... on SiteEvent { site { name } reason }
  ... on AssetEvent { asset { name } reason } } } }"""
LINES = [{"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9.50", "taxRate": "0"}]
ADDRESS = {"line1": "1 Mill Lane", "city": "Leeds", "country": "GB"}


async def listed(by: Client, is_archived: bool | None = False, **given: Any) -> dict[str, list[str]]:
    """The names in each list."""
    where = {"isArchived": is_archived}
    given |= {} if is_archived is False else {"customers": where, "sites": where, "assets": where}
    found = await by.data(LISTS, given)
    return {name: [each["name"] for each in page["nodes"]] for name, page in found.items()}


async def see(by: Client, node: str) -> dict[str, Any]:
    """A customer, site or asset by its id."""
    found: dict[str, Any] = (await by.data(BY_ID, {"id": node}))["node"]
    return found


async def sentences(by: Client, name: str, /, **given: Any) -> list[tuple[str, str]]:
    """The code and the message of each error of a refused mutation."""
    return [(each["code"], each["message"]) for each in (await act(by, name, **given))["userErrors"]]


async def new_asset(by: Client, **given: Any) -> str:
    """Add an oven; gives its id."""
    asset: str = (await done(by, "assetCreate", "asset { id }", name="Oven", **given))["asset"]["id"]
    return asset


async def test_an_archived_asset_leaves_lists_and_stays_in_its_orders(sam: Client, ann: Client, cast: Cast) -> None:
    asset = await new_asset(ann, siteId=cast.acme_site)
    order = await new_order(ann, assetId=asset, newAsset=None)
    open_orders = "Orders are not finished. Complete or cancel them first."
    assert await sentences(sam, "assetArchive", id=asset) == [("WRONG_STATE", open_orders)]
    for status in ("IN_PROGRESS", "COMPLETED"):
        await move(sam, order, status)
    now = (await ann.data("{ eventCursor }"))["eventCursor"]
    archived = await done(
        sam, "assetArchive", "asset { version archivedAt }", id=asset, version=1, reason="Sold", idempotencyKey="a"
    )
    assert archived["asset"]["version"] == 2 and archived["asset"]["archivedAt"]
    again = await done(sam, "assetArchive", "asset { version }", id=asset, version=1, reason="Sold", idempotencyKey="a")
    assert again["asset"]["version"] == 2
    for by in (sam, ann):
        assert (await listed(by))["assets"] == (await listed(by, words="oven"))["assets"] == []
        assert (await listed(by, True))["assets"] == (await listed(by, None))["assets"] == ["Oven"]
        assert (await by.data('{ search(query: "oven", types: [ASSET]) { __typename } }'))["search"] == []
    assert (await see(ann, cast.acme_site))["assets"]["totalCount"] == 0
    found = await ann.data("query($id: ID!) { order(by: {id: $id}) { asset { name archivedAt } } }", {"id": order})
    assert found["order"]["asset"] == {"name": "Oven", "archivedAt": archived["asset"]["archivedAt"]}
    found = await ann.data('{ orders(search: "oven") { totalCount } }')
    assert found["orders"]["totalCount"] == 1

    # Nothing new begins with it, and the order that was finished stays so.
    refusal = ("WRONG_STATE", "This is archived. Restore it first.")
    given = {"kind": "SERVICE_CALL", "problemSummary": "Cold"}
    assert await sentences(ann, "orderCreate", assetId=asset, **given) == [refusal]
    assert await sentences(sam, "orderStatusChange", id=order, status="IN_PROGRESS", comment="Again") == [refusal]
    other = await new_order(ann)
    assert await sentences(ann, "orderUpdate", id=other, assetId=asset) == [refusal]
    assert await sentences(sam, "assetArchive", id=asset) == [refusal]

    await done(sam, "assetRestore", id=asset, version=2)
    assert await refused(sam, "assetRestore", id=asset) == "WRONG_STATE"
    assert (await listed(ann))["assets"].count("Oven") == 1
    await done(ann, "orderCreate", assetId=asset, **given)
    told = (await sam.data(EVENTS, {"after": now}))["events"]["nodes"]
    asset_event = {"kind": "ASSET_CHANGED", "asset": {"name": "Oven"}}
    assert told == [asset_event | {"reason": "Sold"}, asset_event | {"reason": None}]
    told = (await ann.data(EVENTS, {"after": now}))["events"]["nodes"]
    assert told == [asset_event | {"reason": None}] * 2


async def test_an_archived_site_takes_no_work_and_no_people(
    sam: Client, ann: Client, tom: Client, zoe: Client, cast: Cast
) -> None:
    ended = "People have roles on the property that have not ended. End or remove these first."
    assert await sentences(sam, "siteArchive", id=cast.quay_street) == [("WRONG_STATE", ended)]
    order = await new_order(tom, siteId=cast.quay_street)
    told = await sentences(sam, "siteArchive", id=cast.quay_street, reason="x" * 2001)
    assert [code for code, _ in told] == ["TOO_LONG", "WRONG_STATE", "WRONG_STATE"]
    await done(sam, "orderCancel", id=order, reason="Sold")
    role = {"siteId": cast.quay_street, "contactId": tom.id, "role": "TENANT"}
    await done(sam, "partySet", **role, startsOn="2020-01-01", endsOn="2020-12-31")
    now = (await zoe.data("{ eventCursor }"))["eventCursor"]
    await done(sam, "siteArchive", id=cast.quay_street, reason="Sold")
    assert (await listed(zoe))["sites"] == (await listed(zoe, words="quay"))["sites"] == []
    assert (await listed(zoe, True))["sites"] == ["12 Quay Street"]
    assert (await see(zoe, cast.zenith))["sites"]["totalCount"] == 0
    assert (await see(zoe, cast.quay_street))["archivedAt"]
    refusal = ("WRONG_STATE", "This is archived. Restore it first.")
    given = {"kind": "SERVICE_CALL", "problemSummary": "Cold", "siteId": cast.quay_street}
    assert await sentences(zoe, "orderCreate", **given) == [refusal]
    assert await sentences(zoe, "assetCreate", name="Boiler", siteId=cast.quay_street) == [refusal]
    asset = await new_asset(zoe)
    assert await sentences(zoe, "assetUpdate", id=asset, siteId=cast.quay_street) == [refusal]
    assert await sentences(sam, "partySet", **role) == [refusal]
    told = (await zoe.data(EVENTS, {"after": now}))["events"]["nodes"]
    assert told == [{"kind": "SITE_CHANGED", "site": {"name": "12 Quay Street"}, "reason": None}]
    assert (await ann.data(EVENTS, {"after": now}))["events"]["nodes"] == []
    await done(sam, "siteRestore", id=cast.quay_street)
    assert (await listed(zoe))["sites"] == ["12 Quay Street"]
    await done(sam, "partySet", **role)


async def test_a_customer_is_archived_once_everything_is_settled(
    sam: Client, ann: Client, cast: Cast, catcher: MailCatcher
) -> None:
    draft = await new_order(ann, asDraft=True)
    given = {"customerId": cast.acme, "dueOn": "2030-01-31", "lines": LINES}
    invoice = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    asked = await done(
        ann,
        "accessRequestCreate",
        "accessRequest { id }",
        customerId=cast.acme,
        kind="DEACTIVATION",
        contactId=cast.ben.id,
    )
    guest = await new_contact(sam, customerId=cast.acme, role="MEMBER")
    await done(sam, "invitationSend", to={"contactId": guest})
    assert await sentences(sam, "customerArchive", id=cast.acme) == [
        ("WRONG_STATE", "Orders are not finished. Complete or cancel them first."),
        ("WRONG_STATE", "Invoices are not issued, paid or decided on. Settle or void them first."),
        ("WRONG_STATE", "Access requests are open. Grant or refuse them first."),
        ("WRONG_STATE", "Members have open invitations. Cancel these first."),
    ]
    await done(sam, "orderCancel", id=draft, reason="Sold")
    # Paid, but nobody has decided on it.
    received = {"amount": {"amount": "9.50", "currency": "EUR"}, "method": "CARD", "receivedOn": "2026-01-31"}
    await done(sam, "paymentRecord", invoiceId=invoice, **received)
    await done(sam, "accessRequestResolve", id=asked["accessRequest"]["id"], grant=False, comment="He stays.")
    await done(sam, "invitationCancel", contactId=guest)
    assert await refused(sam, "customerArchive", id=cast.acme) == "WRONG_STATE"
    await done(sam, "invoiceApprove", id=invoice)
    await done(sam, "customerArchive", id=cast.acme)


async def test_members_who_belong_nowhere_else_lose_their_access(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    # Ben also lives in a house; Di belongs to another customer that is archived first.
    await done(sam, "partySet", siteId=cast.quay_street, contactId=ben.id, role="TENANT")
    made = await done(sam, "customerCreate", "customer { id }", name="Gone Ltd", currency="EUR")
    di = await new_contact(sam, "Di Moss", "di@harbour.test", customerId=made["customer"]["id"], role="MEMBER")
    await done(sam, "membershipSet", customerId=cast.acme, contactId=di, role="MEMBER", rights=[])
    await done(sam, "invitationSend", to={"contactId": di})
    of_di = await accept(server, token_in(await mail_to(catcher, "di@harbour.test", "activate")))
    await done(sam, "approvalPreferencesUpdate", customerId=cast.acme, approverId=ann.id)
    await done(sam, "customerArchive", id=made["customer"]["id"])
    assert await is_let_in(server, of_di)

    archived = await done(
        sam, "customerArchive", "customer { archivedAt memberships { totalCount } }", id=cast.acme, reason="Sold"
    )
    assert archived["customer"]["archivedAt"] and archived["customer"]["memberships"]["totalCount"] == 3
    assert [await is_let_in(server, token) for token in (ann.token, of_di, ben.token)] == [False, False, True]
    assert (await access(sam, ann.id))["status"] == (await access(sam, di))["status"] == "DISABLED"
    last = (await history(sam, ann.id))[-1]
    assert (last["kind"], last["detail"]) == ("ACCESS_REVOKED", "Sold")
    # What was, Ben still finds.
    assert (await see(ben, cast.acme))["name"] == "Acme Bakery"

    await done(sam, "customerRestore", id=cast.acme)
    assert await refused(sam, "customerRestore", id=cast.acme) == "WRONG_STATE"
    assert (await access(sam, ann.id))["status"] == "DISABLED"
    told = await sam.data(
        "query($id: [ID!]) { deliveries(where: {contactId: $id}) { nodes { template } } }", {"id": ann.id}
    )
    assert "approver_changed" not in {each["template"] for each in told["deliveries"]["nodes"]}


async def test_an_archived_customer_hides_its_places_and_begins_nothing(
    sam: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await done(sam, "membershipSet", customerId=cast.zenith, contactId=ben.id, role="MEMBER", rights=["ORDERS"])
    asset = await new_asset(sam, customerId=cast.acme, siteId=cast.acme_site)
    now = (await ben.data("{ eventCursor }"))["eventCursor"]
    await done(sam, "customerArchive", id=cast.acme)
    left = {"customers": ["Zenith Lettings"], "sites": ["12 Quay Street"], "assets": []}
    gone = {"customers": ["Acme Bakery"], "sites": ["Acme Bakehouse"], "assets": ["Oven"]}
    for by in (sam, ben):
        assert await listed(by) == left
        assert await listed(by, True) == gone
        assert await listed(by, None) == {name: sorted(left[name] + gone[name]) for name in left} | {
            "customers": ["Acme Bakery", "Zenith Lettings"]
        }
        assert await listed(by, words="acme") == {"customers": [], "sites": [], "assets": []}
    assert await see(ben, asset) | {"version": 1} == {"name": "Oven", "archivedAt": None, "version": 1}
    told = (await ben.data(EVENTS, {"after": now}))["events"]["nodes"]
    assert told == [{"kind": "CUSTOMER_CHANGED", "customer": {"name": "Acme Bakery"}, "reason": None}]

    refusal = [("WRONG_STATE", "This is archived. Restore it first.")]
    given = {"kind": "SERVICE_CALL", "problemSummary": "Cold"}
    for place in ({"customerId": cast.acme}, {"siteId": cast.acme_site}, {"assetId": asset}):
        assert await sentences(ben, "orderCreate", **given, **place) == refusal
        assert await sentences(ben, "orderCreate", **given, **place, asDraft=True) == refusal
    own = {"customerId": cast.acme}
    assert await sentences(sam, "siteCreate", **own, name="Mill", address=ADDRESS) == refusal
    assert await sentences(sam, "assetCreate", **own, name="Oven") == refusal
    assert await sentences(sam, "contactCreate", **own, name="Jo") == refusal
    assert await sentences(sam, "membershipSet", **own, contactId=zoe.id, role="MEMBER", rights=[]) == refusal
    assert await sentences(sam, "invoiceCreate", **own, dueOn="2030-01-31", lines=LINES) == refusal
    assert await sentences(sam, "assetUpdate", **own, id=await new_asset(zoe)) == refusal
    await done(sam, "customerRestore", id=cast.acme)
    await done(ben, "orderCreate", **given, siteId=cast.acme_site)


@pytest.mark.parametrize("name", ["customer", "site", "asset"])
async def test_archiving_is_for_staff_who_may(
    sam: Client, rita: Client, ann: Client, zoe: Client, cast: Cast, name: str
) -> None:
    row = {"customer": cast.acme, "site": cast.acme_site}.get(name) or await new_asset(ann)
    for verb in ("Archive", "Restore"):
        assert await refused(ann, f"{name}{verb}", id=row) == "FORBIDDEN"
        assert await refused(zoe, f"{name}{verb}", id=row) == "FORBIDDEN"
        assert await refused(sam, f"{name}{verb}", id=cast.ann.id) == "NOT_FOUND"
        assert await refused(sam, f"{name}{verb}", id=row, version=7) == "STALE_VERSION"
        expected = "FORBIDDEN" if name != "asset" else {"Archive": None, "Restore": None}[verb]
        told = await sentences(rita, f"{name}{verb}", id=row)
        assert [code for code, _ in told] == ([expected] if expected else [])


async def test_an_order_and_the_end_of_its_customer_do_not_cross(sam: Client, ben: Client, cast: Cast) -> None:
    """Either the order is there first, and the customer stays, or the order is refused."""
    await done(sam, "membershipSet", customerId=cast.zenith, contactId=ben.id, role="MEMBER", rights=["ORDERS"])
    given = {"kind": "SERVICE_CALL", "problemSummary": "Cold", "siteId": cast.acme_site}
    for _ in range(4):
        made, archived = await asyncio.gather(
            act(ben, "orderCreate", "order { id }", **given), act(sam, "customerArchive", id=cast.acme)
        )
        assert bool(made["userErrors"]) != bool(archived["userErrors"]), (made, archived)
        if made["userErrors"]:
            await done(sam, "customerRestore", id=cast.acme)
        else:
            await done(sam, "orderCancel", id=made["order"]["id"], reason="Again")
