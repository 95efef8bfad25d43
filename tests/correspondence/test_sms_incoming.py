"""Text messages in: each is acted on once, in a way that is defined for all, and leaves a record."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError

from adapters import clock
from adapters.text.locales import languages
from latchkey.worker.relay import Worker
from models.core.channels import Channel
from models.core.money import Money
from models.correspondence.sms import IncomingSms, receive_sms
from models.invoices.approval import approve, release
from models.invoices.payments import PaymentMethod, record_payment
from models.invoices.rows import HoldSource, Invoice, InvoiceHold
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.notifications import Notification, NotificationKind
from models.messages.opt_outs import is_opted_out
from models.messages.sms_messages import SmsMessage, SmsOutcome
from models.people.customers import ApprovalMode
from models.people.memberships import Membership
from tests.support.cast import Cast
from tests.support.invoicing import as_contact, as_staff, contact, issued, key
from tests.support.sms_provider import ANN, OURS, STRANGER, Provider, answers, say, texting, told_staff


@pytest.fixture(autouse=True)
async def _house(database: str, tmp_path: Path, provider: Provider, cast: Cast) -> AsyncIterator[None]:
    async with texting(database, tmp_path, provider, cast):
        yield


@pytest.mark.parametrize("text", ["HOLD", "hold INV-000001", "Please hold 1", "don't approve yet"])
async def test_the_word_hold_places_a_hold(cast: Cast, text: str) -> None:
    invoice = await issued(cast)
    message = await say(text)
    assert (message.outcome, message.invoice_id, message.contact_id) == (SmsOutcome.HELD, invoice.id, key(cast.ann))
    hold = await InvoiceHold.get(invoice_id=invoice.id)
    assert (hold.source, hold.reason, hold.placed_by["name"]) == (HoldSource.SMS, text, "Ann")
    invoice = await Invoice.get(id=invoice.id)
    assert (invoice.open_holds, invoice.auto_approves_at) == (1, None)
    held = "Invoice INV-000001 is on hold and will not be approved until it is released."
    assert await answers() == [f"{held} To release it, sign in: https://portal.test"]
    again = await say(text)
    assert again.outcome is SmsOutcome.ALREADY_HELD
    assert await InvoiceHold.filter(invoice_id=invoice.id).count() == 1


@pytest.mark.parametrize("text", ["HOLD", "HOLD INV-000001"])
async def test_the_word_hold_holds_a_paid_invoice_too(cast: Cast, text: str) -> None:
    invoice = await issued(cast)
    total = Money(invoice.total_minor, invoice.currency)
    await shielded(record_payment, invoice, total, PaymentMethod.CARD, None, clock.now().date(), by=as_staff(cast.sam))
    assert (await say(text)).outcome is SmsOutcome.HELD
    assert (await Invoice.get(id=invoice.id)).open_holds == 1


async def test_the_word_hold_alone_needs_exactly_one_pending_invoice(cast: Cast) -> None:
    assert (await say("HOLD")).outcome is SmsOutcome.NO_SUCH_INVOICE
    await issued(cast)
    await issued(cast)
    assert (await say("HOLD")).outcome is SmsOutcome.AMBIGUOUS_INVOICE
    assert (await say("HOLD 2")).outcome is SmsOutcome.HELD
    # The other one is now the only one that could be meant.
    message = await say("HOLD")
    assert message.outcome is SmsOutcome.HELD
    assert message.invoice_id == (await Invoice.get(number=1)).id
    assert (await answers())[1] == (
        "Several invoices await approval: INV-000001, INV-000002. Reply HOLD and the number of the one you mean."
    )
    # One notification for each of the two that were not understood, to Sam alone, who manages invoices.
    assert await told_staff() == 2


async def test_two_numbers_are_not_one(cast: Cast) -> None:
    await issued(cast)
    await issued(cast)
    assert (await say("HOLD 1 and 2")).outcome is SmsOutcome.AMBIGUOUS_INVOICE
    assert await InvoiceHold.all().count() == 0


async def test_a_text_without_a_number_means_an_invoice_asked_about(cast: Cast) -> None:
    await Membership.filter(contact_id=key(cast.ben)).update(rights=15)
    await issued(cast, approver_id=key(cast.ben))
    await issued(cast, mode=ApprovalMode.OPERATOR_APPROVES, approver_id=None)
    assert (await say("HOLD")).outcome is SmsOutcome.NO_SUCH_INVOICE
    # By number it may be held by whoever has the right, as in the portal.
    assert (await say("HOLD 1")).outcome is SmsOutcome.HELD


@pytest.mark.parametrize("text", ["HOLD", "HOLD 1"])
async def test_a_hold_after_approval_is_told_to_be_late(cast: Cast, text: str) -> None:
    invoice = await issued(cast)
    await shielded(approve, invoice, None, by=as_contact(cast, cast.ann))
    message = await say(text)
    assert (message.outcome, message.invoice_id) == (SmsOutcome.TOO_LATE, invoice.id)
    assert (await answers())[0].startswith("Invoice INV-000001 is already approved, so it could not be put on hold.")
    assert await told_staff() == 1
    assert await InvoiceHold.all().count() == 0


async def test_a_strangers_invoice_does_not_exist(cast: Cast) -> None:
    await issued(cast)
    await contact(cast.zoe, mobile=STRANGER)
    message = await say("HOLD 1", STRANGER)
    assert (message.outcome, message.invoice_id) == (SmsOutcome.NO_SUCH_INVOICE, None)
    assert await answers(STRANGER) == [
        "There is no invoice INV-000001 that you can put on hold. Your invoices are in the portal: https://portal.test"
    ]
    # Ben belongs to Acme, without the right to approve.
    await contact(cast.ben, mobile="+447911000111")
    assert (await say("HOLD 1", "+447911000111")).outcome is SmsOutcome.NO_SUCH_INVOICE


async def test_approving_needs_signing_in(cast: Cast) -> None:
    invoice = await issued(cast)
    assert (await say("APPROVE INV-000001")).outcome is SmsOutcome.SENT_TO_PORTAL
    assert (await Invoice.get(id=invoice.id)).approval_status.value == "PENDING"
    assert "https://portal.test" in (await answers())[0]


async def test_stop_ends_texts_and_start_begins_them_again(cast: Cast) -> None:
    await issued(cast)
    assert (await say("STOP")).outcome is SmsOutcome.OPTED_OUT
    assert (await say("Stop")).outcome is SmsOutcome.OPTED_OUT
    # It is not a hold, and nothing is answered: but a HOLD still counts.
    assert (await say("HOLD")).outcome is SmsOutcome.HELD
    assert await answers() == []
    assert (await say("START")).outcome is SmsOutcome.OPTED_IN
    assert len(await answers()) == 1


async def test_an_unclear_text_is_answered_once_a_day_and_always_passed_on(cast: Cast) -> None:
    texts = ["Ok thanks", "The amount puzzles us", "Hm"]
    assert {(await say(text)).outcome for text in texts} == {SmsOutcome.NOT_UNDERSTOOD}
    assert len(await answers()) == 1
    told = await Notification.filter(kind=NotificationKind.SMS_RECEIVED).order_by("created_at", "id")
    assert [each.body for each in told] == texts
    assert {each.staff_id for each in told} == {key(cast.sam, "StaffMember")}
    assert ANN in told[0].title
    # Staff who never said otherwise are mailed of it.
    assert await Delivery.filter(template="sms_received", recipient=cast.sam.email).count() == 3
    with clock.moved_to(clock.now() + timedelta(days=1, minutes=1)):
        await say("Still there?")
    assert len(await answers()) == 2
    assert [(await say("HELP")).outcome for _ in range(2)] == [SmsOutcome.HELPED] * 2
    assert len(await answers()) == 4


async def test_a_reaction_to_a_text_is_no_command(cast: Cast) -> None:
    await issued(cast)
    for text in ("Liked “To stop that, reply HOLD 1”", "Hat „HOLD 1“ mit „Gefällt mir“ markiert"):
        assert (await say(text)).outcome is SmsOutcome.REACTED
    assert (await answers(), await told_staff(), await InvoiceHold.all().count()) == ([], 0, 0)
    assert (await say("Disliked “To stop that, reply HOLD 1”")).outcome is SmsOutcome.NOT_UNDERSTOOD
    assert (await told_staff(), await InvoiceHold.all().count()) == (1, 0)


async def test_an_opt_out_in_a_sentence_holds_nothing(cast: Cast) -> None:
    await issued(cast)
    for text in ("Stop. Thank you", "please stop texting me", "REVOKE", "Arrêt", "Keine SMS mehr"):
        assert (await say(text)).outcome is SmsOutcome.OPTED_OUT
        assert await is_opted_out(ANN)
        assert (await say("UNSTOP")).outcome is SmsOutcome.OPTED_IN
    assert (await InvoiceHold.all().count(), await told_staff()) == (0, 0)
    # What is said of an invoice on the way is for a person.
    assert (await say("Stop texting me about INV-000001, hold it")).outcome is SmsOutcome.OPTED_OUT
    assert await told_staff() == 1


@pytest.mark.parametrize("language", languages())
async def test_answers_reach_their_sender_with_several_invoices_open(
    cast: Cast, provider: Provider, language: str
) -> None:
    await contact(cast.ann, locale=language)
    for _ in range(3):
        await issued(cast)
    outcomes = [
        ("HOLD", SmsOutcome.AMBIGUOUS_INVOICE),
        ("HOLD 1 and 2", SmsOutcome.AMBIGUOUS_INVOICE),
        ("HOLD 2", SmsOutcome.HELD),
        ("HOLD 2", SmsOutcome.ALREADY_HELD),
        ("HOLD 9", SmsOutcome.NO_SUCH_INVOICE),
        ("YES", SmsOutcome.SENT_TO_PORTAL),
        ("HELP", SmsOutcome.HELPED),
        ("Who is this?", SmsOutcome.NOT_UNDERSTOOD),
        ("START", SmsOutcome.OPTED_IN),
    ]
    for text, outcome in outcomes:
        assert (await say(text)).outcome is outcome
    expected = await answers()
    assert len(expected) == len(outcomes)
    while await Worker().run_due():
        pass
    sent = [text["Body"] for text in provider.texts if text["To"] == ANN]
    assert sorted(body for body in sent if body in expected) == sorted(expected)
    assert "INV-000001, INV-000002, INV-000003" in expected[0]
    assert await Delivery.filter(channel=Channel.SMS).exclude(status=DeliveryStatus.SENT).count() == 0


async def test_the_same_message_counts_once(cast: Cast) -> None:
    invoice = await issued(cast)
    message = IncomingSms("SM-one", ANN, OURS, "HOLD")
    results = await asyncio.gather(*(shielded(receive_sms, message) for _ in range(10)), return_exceptions=True)
    done = [result for result in results if isinstance(result, SmsMessage)]
    assert len(done) == 1
    assert all(result is None or isinstance(result, IntegrityError) for result in results if result not in done)
    assert await shielded(receive_sms, message) is None
    await shielded(release, await Invoice.get(id=invoice.id), None, by=as_staff(cast.sam))
    assert await shielded(receive_sms, message) is None
    assert (await Invoice.get(id=invoice.id)).open_holds == 0
    assert await SmsMessage.all().count() == 1


async def test_a_hold_that_fails_leaves_nothing_behind(cast: Cast) -> None:
    await issued(cast)

    async def interrupted() -> None:
        async with unit_of_work():
            await receive_sms(IncomingSms("SM-two", ANN, OURS, "HOLD"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await shielded(interrupted)
    assert await SmsMessage.all().count() == 0
    assert await InvoiceHold.all().count() == 0
