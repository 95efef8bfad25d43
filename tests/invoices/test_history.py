"""The history of an invoice: every fact with who, when, in which capacity and from where, and nobody can change it."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from adapters import clock
from adapters.database.client import execute
from models.access.memberships import set_membership
from models.core.viewer import SYSTEM, MembershipRole, Right
from models.invoices.rows import Invoice
from models.log.unit_of_work import shielded
from models.people.customers import ApprovalMode
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.invoicing import acme, contact, issued, key
from tests.support.mutations import done, refused
from tests.support.server import Client, Server
from tests.support.sms_provider import ANN, say
from tests.support.sockets import live

HISTORY = """query($id: ID!) { invoice(by: {id: $id}) { history(first: 100) { totalCount nodes {
  id kind occurredAt actor { kind name contact { id } } detail capacity holdSource clock autoApprovesAt
  approver { kind name contact { id } } amount { amount currency } origin { peer userAgent } } } } }"""


async def history(by: Client, invoice: Invoice) -> list[dict[str, Any]]:
    """The history of an invoice as somebody sees it, oldest first."""
    found = await by.data(HISTORY, {"id": encode("Invoice", invoice.id)})
    entries: list[dict[str, Any]] = found["invoice"]["history"]["nodes"]
    assert found["invoice"]["history"]["totalCount"] == len(entries)
    return entries[::-1]


def told(entries: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """The kinds, actors and these fields of entries."""
    return [(each["kind"].removeprefix("INVOICE_"), each["actor"]["name"], *map(each.get, names)) for each in entries]


async def let_ben_approve(cast: Cast) -> None:
    """Give Ben the right."""
    right = Right.INVOICES | Right.INVOICE_APPROVAL
    await shielded(set_membership, await acme(cast), await contact(cast.ben), MembershipRole.MEMBER, right, by=SYSTEM)


def name(entry: dict[str, Any]) -> str | None:
    """The approver from an entry on."""
    asked: dict[str, str] | None = entry["approver"]
    return asked["name"] if asked else None


async def test_every_fact_is_there_with_who_and_the_clock(cast: Cast, sam: Client, ann: Client, ben: Client) -> None:
    await let_ben_approve(cast)
    before = clock.now()
    invoice = await issued(cast, approver_id=key(cast.ann))
    this = encode("Invoice", invoice.id)
    await done(ann, "invoiceHold", id=this, reason="Wrong price")
    await done(sam, "invoiceHold", id=this, source="PHONE", reason="She called")
    await done(sam, "invoiceRelease", id=this, comment="Settled")
    await done(ann, "invoiceHandOver", id=this, approverId=cast.ben.id, comment="On holiday")
    await done(sam, "contactArchive", id=cast.ben.id)
    await done(ann, "invoiceApprove", id=this, comment="Fine")
    today = clock.now().date().isoformat()
    payment = {"amount": "100.00", "currency": "EUR"}
    await done(sam, "paymentRecord", invoiceId=this, amount=payment, method="CARD", receivedOn=today)

    entries = await history(ann, invoice)
    assert told(entries, "capacity", "holdSource", "clock", "detail") == [
        ("ISSUED", "Sam Sutton", None, None, "STARTED", None),
        ("HELD", "Ann", None, "PORTAL", "PAUSED", "Wrong price"),
        ("HELD", "Sam Sutton", None, "PHONE", None, "She called"),
        ("RELEASED", "Sam Sutton", None, None, "STARTED_ANEW", "Settled"),
        ("APPROVER_CHANGED", "Ann", None, None, "STARTED_ANEW", "On holiday"),
        ("APPROVER_CHANGED", "Sam Sutton", None, None, "STARTED_ANEW", None),
        ("APPROVED", "Ann", "APPROVER", None, "STOPPED", "Fine"),
        ("PAID", "Sam Sutton", None, None, None, "100.00 EUR"),
    ]
    # Asked, handed over, and fallen back on whoever has the right.
    assert [name(each) for each in entries] == ["Ann", None, None, None, "Ben", None, None, None]
    assert entries[0]["approver"]["contact"] == {"id": cast.ann.id}
    assert [each["amount"] for each in entries] == [None] * 7 + [payment]
    assert [each["autoApprovesAt"] is not None for each in entries] == [
        True,
        False,
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    ends_at = datetime.fromisoformat(entries[0]["autoApprovesAt"])
    assert timedelta() <= ends_at - before - timedelta(hours=48) < timedelta(minutes=5)
    times = [datetime.fromisoformat(each["occurredAt"]) for each in entries]
    assert times == sorted(times)
    assert before <= times[0] <= times[-1] <= clock.now()


async def test_declining_and_voiding_are_facts_too(cast: Cast, sam: Client, ann: Client) -> None:
    invoice = await issued(cast)
    this = encode("Invoice", invoice.id)
    await done(ann, "invoiceDecline", id=this, comment="Not ours")
    await done(sam, "invoiceVoid", id=this, reason="A mistake")
    assert told(await history(ann, invoice), "capacity", "clock", "detail") == [
        ("ISSUED", "Sam Sutton", None, "STARTED", None),
        ("DECLINED", "Ann", "APPROVER", "STOPPED", "Not ours"),
        ("VOIDED", "Sam Sutton", None, None, "A mistake"),
    ]
    running = await issued(cast)
    await done(sam, "invoiceVoid", id=encode("Invoice", running.id), reason="A mistake")
    assert (await history(ann, running))[-1]["clock"] == "STOPPED"
    disputed = encode("Invoice", (await issued(cast)).id)
    await done(ann, "invoiceHold", id=disputed, reason="Not ours")
    await done(sam, "invoiceVoid", id=disputed, reason="A mistake")
    query = "query($id: ID!) { invoice(by: {id: $id}) { isOnHold holds { releasedAt } } }"
    shown = (await ann.data(query, {"id": disputed}))["invoice"]
    assert (shown["isOnHold"], [bool(hold["releasedAt"]) for hold in shown["holds"]]) == (False, [True])
    assert await refused(ann, "invoiceRelease", id=disputed) == "WRONG_STATE"


@pytest.mark.parametrize("mode", [ApprovalMode.OPERATOR_APPROVES, ApprovalMode.REVIEW_AND_APPROVE])
@pytest.mark.parametrize(("verb", "kind"), [("invoiceApprove", "APPROVED"), ("invoiceDecline", "DECLINED")])
async def test_decisions_of_staff_for_the_customer_are_shown_as_such(
    cast: Cast, sam: Client, ann: Client, mode: ApprovalMode, verb: str, kind: str
) -> None:
    invoice = await issued(cast, mode=mode, approver_id=key(cast.ann))
    await done(sam, verb, id=encode("Invoice", invoice.id), comment="As agreed by phone")
    entries = await history(ann, invoice)
    assert told(entries, "capacity", "clock", "detail") == [
        ("ISSUED", "Sam Sutton", None, None, None),
        (kind, "Sam Sutton", "OPERATOR", None, "As agreed by phone"),
    ]
    assert entries[1]["actor"] == {"kind": "STAFF", "name": "Sam Sutton", "contact": None}
    # Where the operator decides, nobody of the customer is asked.
    assert name(entries[0]) == (None if mode is ApprovalMode.OPERATOR_APPROVES else "Ann")


async def test_decisions_of_the_clock_are_shown_as_such(cast: Cast, server: Server, sam: Client, ann: Client) -> None:
    invoice = await issued(cast)
    async with live(server, ann.token) as socket:
        after = (await ann.data("{ eventCursor }"))["eventCursor"]
        query = "subscription($after: EventCursor!) { invoiceEvents(after: $after) { ... on PortalEvent { kind } } }"
        stream = await socket.subscribe(query, {"after": after})
        await done(ann, "invoiceHold", id=encode("Invoice", invoice.id))
        await done(ann, "invoiceRelease", id=encode("Invoice", invoice.id))
        clock.advance(timedelta(hours=49))
        while (await stream.next())["invoiceEvents"].get("kind") != "INVOICE_APPROVED":
            pass
    entry = (await history(sam, invoice))[-1]
    assert told([entry], "capacity", "clock") == [("APPROVED", "System", "AUTOMATIC", "STOPPED")]
    assert (entry["actor"]["kind"], entry["origin"]) == ("SYSTEM", None)


async def test_a_hold_by_text_message_names_who_sent_it(cast: Cast, sam: Client, ann: Client) -> None:
    await contact(cast.ann, mobile=ANN)
    invoice = await issued(cast)
    await say("HOLD")
    for by in (sam, ann):
        entry = (await history(by, invoice))[-1]
        assert told([entry], "holdSource", "clock", "detail") == [("HELD", "Ann", "SMS", "PAUSED", "HOLD")]
        assert (entry["actor"]["contact"], entry["origin"]) == ({"id": cast.ann.id}, None)


async def test_the_origin_is_for_staff_who_manage_invoices(
    cast: Cast, server: Server, sam: Client, rita: Client, ann: Client
) -> None:
    invoice = await issued(cast)
    query = (
        f'mutation {{ invoiceApprove(input: {{id: "{encode("Invoice", invoice.id)}"}}) {{ userErrors {{ code }} }} }}'
    )
    headers = {"Authorization": f"Bearer {ann.token}", "User-Agent": "Pocket/1.0 " + "x" * 400}
    await server.client.post("/graphql", json={"query": query}, headers=headers)
    entry = (await history(sam, invoice))[-1]
    assert entry["origin"] == {"peer": "127.0.0.1", "userAgent": headers["User-Agent"][:300]}
    for by in (ann, rita):
        for seen in await history(by, invoice):
            assert seen["origin"] is None


async def test_the_history_is_for_colleagues_and_no_strangers(
    cast: Cast, sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client
) -> None:
    invoice = await issued(cast)
    await done(ann, "invoiceApprove", id=encode("Invoice", invoice.id))
    entries = await history(ann, invoice)
    assert await history(ben, invoice) == entries
    ids = [each["id"] for each in entries]
    for by in (zoe, tom):
        assert (await by.data(HISTORY, {"id": encode("Invoice", invoice.id)}))["invoice"] is None
        assert (await by.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}))["nodes"] == [None, None]


async def test_the_end_of_a_draft_is_for_staff(cast: Cast, sam: Client, ann: Client) -> None:
    lines = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 1, "taxRate": 0}]
    given = {"customerId": cast.acme, "dueOn": "2030-01-01", "lines": lines, "issue": False}
    draft = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    await done(sam, "invoiceVoid", id=draft, reason="Never sent")
    found = (await sam.data(HISTORY, {"id": draft}))["invoice"]["history"]["nodes"]
    assert sorted(told(found, "detail")) == [("DRAFTED", "Sam Sutton", None), ("VOIDED", "Sam Sutton", "Never sent")]
    assert (await ann.data("query($id: ID!) { node(id: $id) { id } }", {"id": found[0]["id"]}))["node"] is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = '{}' WHERE kind = 'INVOICE_APPROVED'",
        "UPDATE events SET data = '{}' WHERE invoice_id IS NOT NULL",
        "UPDATE events SET occurred_at = occurred_at, invoice_id = NULL",
        "DELETE FROM events WHERE kind = 'INVOICE_APPROVED'",
        "DELETE FROM events",
    ],
)
async def test_nothing_in_it_can_be_changed_or_deleted(cast: Cast, sam: Client, ann: Client, statement: str) -> None:
    invoice = await issued(cast)
    await done(ann, "invoiceApprove", id=encode("Invoice", invoice.id))
    before = await history(sam, invoice)
    with pytest.raises((OperationalError, asyncpg.RaiseError), match="append-only"):
        await execute(statement)
    assert await history(sam, invoice) == before


async def test_the_history_stays_when_people_change(cast: Cast, sam: Client, ann: Client) -> None:
    invoice = await issued(cast, approver_id=key(cast.ann))
    before = await history(sam, invoice)
    await contact(cast.ann, display_name="Annabel")
    await shielded(Invoice.filter(id=invoice.id).update, approver_id=None)
    after = await history(sam, invoice)
    assert after == before
    assert name(after[1]) == "Ann"
