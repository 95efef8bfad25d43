"""The approver can change at any time: there is always one, and they are notified."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import clock
from models.access import portal_access
from models.access.memberships import remove_membership, set_membership
from models.core.channels import Channel
from models.core.errors import Refusal
from models.core.viewer import SYSTEM, MembershipRole, Right
from models.invoices.approval import approve, hold
from models.invoices.approvers import hand_over
from models.invoices.audience import asked_of
from models.invoices.rows import ApprovalStatus, HoldSource, Invoice
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from models.people.customers import ApprovalMode, Customer
from models.people.memberships import Membership
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.invoicing import acme, as_contact, as_staff, contact, issued, key, opened
from tests.support.mutations import done, refused
from tests.support.server import Client


@pytest.fixture(autouse=True)
async def _house(database: str, tmp_path: Path, cast: Cast) -> AsyncIterator[None]:
    async with opened(database, tmp_path):
        ben = await contact(cast.ben)
        await shielded(
            set_membership,
            await acme(cast),
            ben,
            MembershipRole.MEMBER,
            Right.INVOICES | Right.INVOICE_APPROVAL,
            by=SYSTEM,
        )
        yield


async def mails(template: str) -> dict[str, int]:
    """The number of queued mails of a kind, by recipient."""
    told: dict[str, int] = {}
    for delivery in await Delivery.filter(channel=Channel.EMAIL, template=template):
        told[delivery.recipient] = told.get(delivery.recipient, 0) + 1
    return told


async def archive(cast: Cast) -> None:
    await portal_access.archive(await contact(cast.ben), None, by=as_staff(cast.sam))


async def revoke(cast: Cast) -> None:
    await portal_access.revoke(await contact(cast.ben), None, by=as_staff(cast.sam))


async def take_the_right(cast: Cast) -> None:
    await set_membership(
        await acme(cast), await contact(cast.ben), MembershipRole.MEMBER, Right.INVOICES, by=as_staff(cast.sam)
    )


async def leave(cast: Cast) -> None:
    membership = await Membership.get(customer_id=key(cast.acme, "Customer"), contact_id=key(cast.ben))
    await remove_membership(membership, by=as_staff(cast.sam))


@pytest.mark.parametrize("go", [archive, revoke, take_the_right, leave])
async def test_administrators_are_asked_when_the_approver_is_gone(
    cast: Cast, go: Callable[[Cast], Awaitable[None]]
) -> None:
    invoices = [await issued(cast, approver_id=key(cast.ben)) for _ in range(2)]
    decided = await issued(cast)
    await shielded(approve, decided, None, by=as_contact(cast, cast.ben))
    held = await issued(cast)
    await shielded(hold, held, HoldSource.PHONE, None, by=as_staff(cast.sam))
    assert await mails("invoice_awaiting_approval") == {cast.ben.email: 4}
    clock.advance(timedelta(hours=40))

    await shielded(go, cast)

    assert (await Customer.get(id=key(cast.acme, "Customer"))).approver_id is None
    for before in invoices:
        invoice = await Invoice.get(id=before.id)
        assert invoice.approver_id is None
        assert invoice.auto_approves_at is not None
        assert abs(invoice.auto_approves_at - clock.now() - timedelta(hours=48)) < timedelta(minutes=1)
        assert asked_of(as_contact(cast, cast.ann)).matches(vars(invoice))
    assert (await Invoice.get(id=held.id)).auto_approves_at is None
    assert (await Invoice.get(id=decided.id)).approver_id == key(cast.ben)
    # Each is told once, however many invoices wait; and Ann is asked for each that does.
    assert await mails("approver_changed") == {cast.ann.email: 1, cast.ben.email: 1}
    assert await mails("invoice_awaiting_approval") == {cast.ben.email: 4, cast.ann.email: 3}
    assert await Event.filter(kind=EventKind.INVOICE_APPROVER_CHANGED).count() == 3
    # The next invoice waits for whoever has the right.
    customer = await acme(cast)
    assert customer.approver_id is None


async def test_a_member_who_was_no_approver_leaves_unnoticed(cast: Cast) -> None:
    await issued(cast, approver_id=key(cast.ann))
    await shielded(leave, cast)
    assert await mails("approver_changed") == {}
    assert await Event.filter(kind=EventKind.INVOICE_APPROVER_CHANGED).count() == 0


async def test_another_right_or_role_is_no_loss(cast: Cast) -> None:
    await issued(cast, approver_id=key(cast.ben))
    ben, customer = await contact(cast.ben), await acme(cast)
    await shielded(set_membership, customer, ben, MembershipRole.MEMBER, Right.INVOICE_APPROVAL, by=SYSTEM)
    assert (await acme(cast)).approver_id == ben.id


async def test_an_invoice_is_handed_over_with_a_new_clock(cast: Cast) -> None:
    invoice = await issued(cast, approver_id=key(cast.ann))
    clock.advance(timedelta(hours=40))
    await shielded(hand_over, invoice, await contact(cast.ben), "On holiday.", by=as_contact(cast, cast.ann))
    invoice = await Invoice.get(id=invoice.id)
    assert invoice.approver_id == key(cast.ben)
    assert invoice.auto_approves_at is not None
    assert invoice.auto_approves_at > clock.now() + timedelta(hours=47)
    assert not asked_of(as_contact(cast, cast.ann)).matches(vars(invoice))
    assert await mails("invoice_awaiting_approval") == {cast.ann.email: 1, cast.ben.email: 1}
    event = await Event.get(kind=EventKind.INVOICE_APPROVER_CHANGED)
    assert (event.actor["name"], event.data["comment"]) == (cast.ann.name, "On holiday.")


async def test_an_invoice_is_handed_over_to_nobody_without_the_right(cast: Cast) -> None:
    invoice = await issued(cast, approver_id=key(cast.ben))
    for person in (cast.zoe, cast.tom, cast.ben):
        with pytest.raises(Refusal) as refused:
            await shielded(hand_over, invoice, await contact(person), by=as_staff(cast.sam))
        assert refused.value.field == ["approverId"]
    await shielded(approve, invoice, None, by=as_contact(cast, cast.ben))
    with pytest.raises(Refusal, match="awaits approval"):
        await shielded(hand_over, invoice, await contact(cast.ann), by=as_staff(cast.sam))
    assert (await Invoice.get(id=invoice.id)).approval_status is ApprovalStatus.APPROVED


async def test_a_mode_without_a_clock_gets_none_by_handing_over(cast: Cast) -> None:
    invoice = await issued(cast, mode=ApprovalMode.REVIEW_AND_APPROVE, approver_id=key(cast.ann))
    await shielded(hand_over, invoice, await contact(cast.ben), by=as_contact(cast, cast.ann))
    assert (await Invoice.get(id=invoice.id)).auto_approves_at is None


HAND_OVER = """mutation($id: ID!, $to: ID!) { invoiceHandOver(input: {id: $id, approverId: $to}) {
  invoice { approver { id } viewerCanApprove history(first: 1) { nodes { kind } } } userErrors { code field } } }"""


async def test_the_approver_hands_over_and_nobody_else_does(cast: Cast, ann: Client, ben: Client, sam: Client) -> None:
    invoice = await issued(cast, approver_id=key(cast.ann))
    node = encode("Invoice", invoice.id)
    refused = (await ben.data(HAND_OVER, {"id": node, "to": cast.ben.id}))["invoiceHandOver"]
    assert refused["userErrors"] == [{"code": "FORBIDDEN", "field": ["id"]}]
    done = (await ann.data(HAND_OVER, {"id": node, "to": cast.ben.id}))["invoiceHandOver"]
    assert done["userErrors"] == []
    assert done["invoice"] == {
        "approver": {"id": cast.ben.id},
        "viewerCanApprove": False,
        "history": {"nodes": [{"kind": "INVOICE_APPROVER_CHANGED"}]},
    }
    # A stranger does not exist for her; back again it goes by staff.
    stranger = (await ben.data(HAND_OVER, {"id": node, "to": cast.zoe.id}))["invoiceHandOver"]
    assert stranger["userErrors"] == [{"code": "NOT_FOUND", "field": ["approverId"]}]
    back = (await sam.data(HAND_OVER, {"id": node, "to": cast.ann.id}))["invoiceHandOver"]
    assert back["invoice"]["approver"] == {"id": cast.ann.id}


async def test_preferences_are_for_administrators_and_staff(cast: Cast, sam: Client, ann: Client, ben: Client) -> None:
    member = {"customerId": cast.acme, "contactId": cast.ben.id, "role": "MEMBER"}
    await done(sam, "membershipSet", **member, rights=["INVOICES", "INVOICE_APPROVAL"])
    given = {"customerId": cast.acme, "approverId": cast.ben.id}
    assert await refused(ben, "approvalPreferencesUpdate", **given) == "FORBIDDEN"
    await done(ann, "approvalPreferencesUpdate", **given)
    await done(sam, "approvalPreferencesUpdate", **given, mode="REVIEW_AND_APPROVE")
