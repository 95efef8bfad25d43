"""Silence is taken for consent only of somebody who was asked and could have answered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import clock
from latchkey.worker.relay import Worker
from models.access import address_changes, portal_access
from models.access.accounts import Account
from models.access.memberships import set_membership
from models.access.notification_settings import set_preference
from models.core.channels import Channel
from models.core.errors import Refusal
from models.core.viewer import MembershipRole, Right
from models.invoices.approval import approve, hold, release
from models.invoices.approvers import (
    ask_who_can_now_everywhere,
    hand_over,
    replace_missed_approver,
)
from models.invoices.audience import asked_of
from models.invoices.rows import ApprovalStatus, HoldSource, Invoice
from models.log.events import Event, EventKind, Visibility
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Delivery, mark_dead
from models.messages.notifications import Notification, NotificationKind
from models.people.customers import ApprovalMode
from tests.support.cast import Cast, Person
from tests.support.invoicing import acme, as_contact, as_staff, contact, issued, key, opened
from tests.support.mutations import done
from tests.support.server import Client

ASKS = "invoice_awaiting_approval"


@pytest.fixture
async def house(database: str, tmp_path: Path, cast: Cast) -> AsyncIterator[None]:
    """Acme, whose invoices Ann and Ben may approve."""
    async with opened(database, tmp_path, review_reminder_hours=0, approval_reminder_days=0, overdue_reminder_days=[]):
        await give_right(cast, cast.ben)
        yield


async def give_right(cast: Cast, person: Person, rights: Right = Right.INVOICES | Right.INVOICE_APPROVAL) -> None:
    member, role = await contact(person), MembershipRole.MEMBER
    await shielded(set_membership, await acme(cast), member, role, rights, by=as_staff(cast.sam))


async def deactivate(*people: Person) -> None:
    """As if they had only been invited."""
    await Account.filter(contact_id__in=[key(person) for person in people]).update(activated_at=None)


async def activate(person: Person) -> None:
    await Account.filter(contact_id=key(person)).update(activated_at=clock.now())
    await shielded(ask_who_can_now_everywhere, key(person))


async def asked(invoice: Invoice) -> list[str]:
    """To whom a message has gone that asks for the approval of this invoice, in their order."""
    queued = await Delivery.filter(template=ASKS).order_by("queued_at", "id")
    return [delivery.recipient for delivery in queued if delivery.data["asks"] == str(invoice.id)]


async def fails(delivery: Delivery) -> None:
    """The message is given up, as the worker does that."""

    async def give_up() -> None:
        async with unit_of_work():
            await mark_dead(delivery, "550 No such user")
            await replace_missed_approver(delivery)

    await shielded(give_up)


async def told_staff(invoice: Invoice) -> int:
    told = Notification.filter(kind=NotificationKind.INVOICE_NEEDS_APPROVER, subject_id=invoice.id)
    assert not await told.filter(staff_id=None).exists()
    events = await Event.filter(kind=EventKind.INVOICE_NEEDS_APPROVER, invoice_id=invoice.id)
    assert all(event.visibility is Visibility.STAFF_ONLY for event in events)
    assert len(events) == await told.count()
    return len(events)


async def clock_of(invoice: Invoice) -> tuple[bool, bool]:
    """Whether the clock runs, for a whole review from now; and whether the invoice needs an approver."""
    now = await Invoice.get(id=invoice.id)
    if now.auto_approves_at is not None:
        assert abs(now.auto_approves_at - clock.now() - timedelta(hours=48)) < timedelta(minutes=1)
    return now.auto_approves_at is not None, now.needs_approver_since is not None


RUNS, STOPPED, NEEDED = (True, False), (False, False), (False, True)


@pytest.mark.usefixtures("house")
class TestAtIssue:
    async def test_an_approver_without_an_active_account_is_not_waited_for(self, cast: Cast) -> None:
        await deactivate(cast.ben)
        invoice = await issued(cast, approver_id=key(cast.ben))
        assert (await asked(invoice), await clock_of(invoice)) == ([cast.ann.email], RUNS)
        assert asked_of(as_contact(cast, cast.ann)).matches(vars(invoice))
        assert await told_staff(invoice) == 0

    async def test_an_invoice_nobody_can_answer_waits_and_staff_are_told(self, cast: Cast) -> None:
        await deactivate(cast.ann, cast.ben)
        invoice = await issued(cast, approver_id=key(cast.ben))
        await shielded(hold, invoice, HoldSource.PHONE, None, by=as_staff(cast.sam))
        await shielded(release, invoice, None, by=as_staff(cast.sam))
        assert (await asked(invoice), await clock_of(invoice), await told_staff(invoice)) == ([], NEEDED, 1)
        clock.advance(timedelta(days=30))
        await Worker().run_due()
        assert (await Invoice.get(id=invoice.id)).approval_status is ApprovalStatus.PENDING
        await shielded(approve, await Invoice.get(id=invoice.id), "By phone.", by=as_staff(cast.sam))
        assert await clock_of(invoice) == STOPPED

    async def test_a_member_who_wants_no_notifications_is_not_asked(self, cast: Cast) -> None:
        await deactivate(cast.ben)
        ann = as_contact(cast, cast.ann)
        await shielded(set_preference, NotificationKind.INVOICE_ISSUED, email=False, in_app=False, by=ann)
        invoice = await issued(cast)
        assert await clock_of(invoice) == NEEDED
        await shielded(set_preference, NotificationKind.INVOICE_ISSUED, email=True, by=ann)
        assert (await asked(invoice), await clock_of(invoice)) == ([cast.ann.email], RUNS)

    async def test_nobody_is_missed_where_the_operator_approves(self, cast: Cast) -> None:
        await deactivate(cast.ann, cast.ben)
        invoice = await issued(cast, mode=ApprovalMode.OPERATOR_APPROVES)
        assert (await clock_of(invoice), await told_staff(invoice)) == (STOPPED, 0)


@pytest.mark.usefixtures("house")
class TestLater:
    async def test_the_last_approver_to_go_stops_the_clock(self, cast: Cast) -> None:
        invoice = await issued(cast)
        assert sorted(await asked(invoice)) == [cast.ann.email, cast.ben.email]
        await shielded(portal_access.revoke, await contact(cast.ben), None, by=as_staff(cast.sam))
        assert (len(await asked(invoice)), await clock_of(invoice)) == (2, RUNS)
        await shielded(portal_access.revoke, await contact(cast.ann), None, by=as_staff(cast.sam))
        assert (len(await asked(invoice)), await clock_of(invoice), await told_staff(invoice)) == (2, NEEDED, 1)

    async def test_members_not_yet_asked_are_asked_when_the_others_go(self, cast: Cast) -> None:
        await deactivate(cast.ben)
        invoice = await issued(cast)
        clock.advance(timedelta(hours=40))
        await activate(cast.ben)
        assert await asked(invoice) == [cast.ann.email]
        await shielded(portal_access.revoke, await contact(cast.ann), None, by=as_staff(cast.sam))
        assert (await asked(invoice), await clock_of(invoice)) == ([cast.ann.email, cast.ben.email], RUNS)

    @pytest.mark.parametrize("how", ["activates", "gets the right"])
    async def test_a_new_approver_is_asked_about_invoices_left_waiting(self, cast: Cast, how: str) -> None:
        await deactivate(cast.ann, cast.ben)
        await give_right(cast, cast.ben, Right.INVOICES)
        waits, held = await issued(cast), await issued(cast)
        await shielded(hold, held, HoldSource.PHONE, None, by=as_staff(cast.sam))
        clock.advance(timedelta(days=9))
        if how == "activates":
            await activate(cast.ann)
        else:
            await activate(cast.ben)
            assert await asked(waits) == []
            await give_right(cast, cast.ben)
        person = cast.ann if how == "activates" else cast.ben
        for invoice, expected in ((waits, RUNS), (held, STOPPED)):
            assert (await asked(invoice), await clock_of(invoice)) == ([person.email], expected)

    async def test_an_invoice_is_handed_only_to_a_person_who_can_answer(self, cast: Cast) -> None:
        await deactivate(cast.ben)
        invoice = await issued(cast)
        with pytest.raises(Refusal) as refused:
            await shielded(hand_over, invoice, await contact(cast.ben), by=as_contact(cast, cast.ann))
        assert refused.value.field == ["approverId"]

    async def test_messages_that_do_not_get_through_ask_nobody(self, cast: Cast) -> None:
        invoice = await issued(cast)
        first, second = await Delivery.filter(template=ASKS).order_by("recipient")
        await fails(first)
        assert (len(await asked(invoice)), await clock_of(invoice)) == (2, RUNS)
        await fails(second)
        assert (len(await asked(invoice)), await clock_of(invoice), await told_staff(invoice)) == (2, NEEDED, 1)
        # At another address she is asked again.
        ann = await contact(cast.ann)
        await shielded(
            address_changes.revise_contact_and_access, ann, email="ann@elsewhere.test", by=as_staff(cast.sam)
        )
        assert ((await asked(invoice))[2:], await clock_of(invoice)) == (["ann@elsewhere.test"], RUNS)

    async def test_others_decide_when_the_approver_is_not_reached(self, cast: Cast) -> None:
        invoice = await issued(cast, approver_id=key(cast.ben))
        await fails(await Delivery.get(template=ASKS))
        assert (await asked(invoice), await clock_of(invoice)) == ([cast.ben.email, cast.ann.email], RUNS)
        now = await Invoice.get(id=invoice.id)
        assert asked_of(as_contact(cast, cast.ann)).matches(vars(now))

    async def test_a_text_that_does_not_get_through_is_followed_by_a_mail(self, cast: Cast) -> None:
        invoice = await issued(cast, approver_id=key(cast.ben))
        text = await Delivery.get(template=ASKS)
        await Delivery.filter(id=text.id).update(channel=Channel.SMS, recipient="+447911123456")
        await fails(await Delivery.get(id=text.id))
        assert (await asked(invoice), await clock_of(invoice)) == (["+447911123456", cast.ben.email], RUNS)
        await fails(await Delivery.get(template=ASKS, channel=Channel.EMAIL))
        assert (await asked(invoice))[2:] == [cast.ann.email]

    async def test_the_clock_approves_nothing_that_nobody_can_answer(self, cast: Cast) -> None:
        invoice = await issued(cast)
        await deactivate(cast.ann, cast.ben)
        clock.advance(timedelta(hours=49))
        await Worker().run_due()
        assert (await clock_of(invoice), await told_staff(invoice)) == (NEEDED, 1)
        assert (await Invoice.get(id=invoice.id)).approval_status is ApprovalStatus.PENDING


WAITING = "id autoApprovesAt needsApproverSince approver { id } history(first: 9) { nodes { kind } }"


async def test_staff_see_what_waits_for_nobody_and_choose(cast: Cast, sam: Client, ann: Client) -> None:
    alone = {"email": "fay@people.test", "name": "Fay Finch", "displayName": "Fay"}
    customer = (await done(sam, "customerCreate", "customer { id }", name="Finch", currency="EUR"))["customer"]["id"]
    fay = (await done(sam, "contactCreate", "contact { id }", **alone))["contact"]["id"]
    await done(sam, "membershipSet", customerId=customer, contactId=fay, role="ADMIN", rights=["INVOICE_APPROVAL"])
    said = "warnings { code customer { id } }"
    given = {"customerId": customer, "mode": "REVIEW_THEN_AUTO_APPROVE", "approverId": fay}
    chosen = await done(sam, "approvalPreferencesUpdate", said, **given)
    assert chosen["warnings"] == [{"code": "APPROVER_CANNOT_ANSWER", "customer": {"id": customer}}]
    lines = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 1, "taxRate": 0}]
    made = await done(
        sam,
        "invoiceCreate",
        f"{said} invoice {{ {WAITING} }}",
        customerId=customer,
        dueOn="2030-01-01",
        lines=lines,
    )
    assert [each["code"] for each in made["warnings"]] == ["NO_APPROVER"]
    this = made["invoice"]
    assert (this["autoApprovesAt"], this["approver"], this["needsApproverSince"] is None) == (None, None, False)
    kinds = [each["kind"] for each in this["history"]["nodes"]]
    assert kinds == ["INVOICE_NEEDS_APPROVER", "INVOICE_ISSUED", "INVOICE_DRAFTED"]
    lists = """{ needed: invoices(where: {needsApprover: true}) { nodes { id } }
      mine: invoices(where: {awaitingMyApproval: true}) { nodes { id } }
      notifications(first: 9) { nodes { kind title } } }"""
    found = await sam.data(lists)
    assert found["needed"]["nodes"] == found["mine"]["nodes"] == [{"id": this["id"]}]
    assert {"kind": "INVOICE_NEEDS_APPROVER", "title": "Nobody can approve INV-000001"} in found["notifications"][
        "nodes"
    ]
    assert (await ann.data(lists))["needed"]["nodes"] == []
    await done(sam, "invoiceApprove", id=this["id"])
    found = await sam.data(lists)
    assert found["needed"]["nodes"] == found["mine"]["nodes"] == []
