"""Rows without a version tell when they were added and when they changed last."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any, Final

import pytest

from adapters import clock
from adapters.database.client import close_database, execute, fetch
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.entity import DatedEntity, DatedManager
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.inbound_mails import InboundMail, InboundMailOutcome, InboundMailState
from models.messages.sms_messages import SmsCommand, SmsMessage, SmsOutcome
from resolvers.core.ids import decode, encode
from tests.support.cast import Cast
from tests.support.files import announce, attached, pdf, put
from tests.support.mutations import done, new_contact, new_invoice
from tests.support.orders import new_order
from tests.support.partners.keys import new_key
from tests.support.partners.webhooks import new_webhook, relay
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

Change = Callable[[], Awaitable[Any]]
Made = Callable[[Client, Cast], Awaitable[tuple[str, Change]]]
"""A new row of sam's, and what changes it."""
NUMBERS: Final = count()


async def attachment(sam: Client, cast: Cast) -> tuple[str, Change]:
    file = await attached(sam, await new_order(sam, customerId=cast.acme), pdf())
    return file["id"], lambda: done(sam, "attachmentRemove", id=file["id"])


async def delivery(sam: Client, cast: Cast) -> tuple[str, Change]:
    await done(sam, "passwordResetStart", contactId=cast.ann.id)
    sent = await sam.data("{ deliveries { nodes { id } } }")
    this = sent["deliveries"]["nodes"][0]["id"]

    async def retry() -> None:
        dead = {"status": DeliveryStatus.DEAD, "updated_at": clock.now() - timedelta(days=1)}
        await Delivery.filter(id=decode(this, "Delivery")).update(**dead)
        await done(sam, "deliveryRetry", id=this)

    return this, retry


async def inbound_mail(sam: Client, cast: Cast) -> tuple[str, Change]:
    mail = await shielded(
        InboundMail.create,
        received_at=clock.now(),
        message_key=str(next(NUMBERS)),
        message_id="",
        sender="jo@harbour.test",
        subject="Cold",
        outcome=InboundMailOutcome.MESSAGE,
        state=InboundMailState.OPEN,
    )
    this = encode("InboundMail", mail.id)
    return this, lambda: done(sam, "inboundMailClear", id=this)


async def invoice_hold(sam: Client, cast: Cast) -> tuple[str, Change]:
    invoice = await new_invoice(sam, cast.acme, clock.now().date(), issue=True)
    made = await done(sam, "invoiceHold", "invoice { holds { id } }", id=invoice, reason="Wait", source="PHONE")
    return made["invoice"]["holds"][0]["id"], lambda: done(sam, "invoiceRelease", id=invoice)


async def invoice_line(sam: Client, cast: Cast) -> tuple[str, Change]:
    invoice = await new_invoice(sam, cast.acme, clock.now().date())
    read = "query($id: ID!) { invoice(by: {id: $id}) { lines { id } } }"
    this = (await sam.data(read, {"id": invoice}))["invoice"]["lines"][0]["id"]
    line = {"id": this, "kind": "PART", "description": "Pump", "quantity": "1", "unitPrice": "1", "taxRate": "0"}
    return this, lambda: done(sam, "invoiceUpdate", id=invoice, lines=[line])


async def notification(sam: Client, cast: Cast) -> tuple[str, Change]:
    ann = sam.server.client_of(cast.ann)
    await done(ann, "noteAdd", orderId=await new_order(ann), body="Cold")
    told = await sam.data("{ notifications(where: {kind: NOTE_ADDED}) { nodes { id } } }")
    this = told["notifications"]["nodes"][0]["id"]
    return this, lambda: done(sam, "notificationsMarkRead", ids=[this])


async def payment(sam: Client, cast: Cast) -> tuple[str, Change]:
    day = clock.now().date()
    given = {"amount": {"amount": "1", "currency": "EUR"}, "method": "CASH", "receivedOn": day.isoformat()}
    invoice = await new_invoice(sam, cast.acme, day, issue=True)
    made = await done(sam, "paymentRecord", "payment { id }", invoiceId=invoice, **given)
    return made["payment"]["id"], lambda: done(sam, "paymentReverse", id=made["payment"]["id"], reason="So")


async def session(sam: Client, cast: Cast) -> tuple[str, Change]:
    who = "{ viewer { sessions { nodes { id } } } }"
    return (await sam.data(who))["viewer"]["sessions"]["nodes"][0]["id"], lambda: sam.data(who)


async def sms_message(sam: Client, cast: Cast) -> tuple[str, Change]:
    jo = await new_contact(sam, email=None)
    text = await shielded(
        SmsMessage.create,
        provider_id=str(next(NUMBERS)),
        sender="+447911123456",
        recipient="+447911999999",
        body="HOLD",
        received_at=clock.now(),
        command=SmsCommand.HOLD,
        outcome=SmsOutcome.NO_SUCH_INVOICE,
        contact_id=decode(jo, "Contact"),
    )
    return encode("SmsMessage", text.id), lambda: done(sam, "contactErase", id=jo)


async def upload(sam: Client, cast: Cast) -> tuple[str, Change]:
    announced = await announce(sam, 100_000)
    return announced["id"], lambda: put(sam, announced, pdf())


async def webhook_delivery(sam: Client, cast: Cast) -> tuple[str, Change]:
    hook = await new_webhook(sam, (await new_key(sam, "READ_EVENTS")).id, "http://127.0.0.1:9/events")
    test = await done(sam, "webhookTest", "webhookDelivery { id }", id=hook["id"])
    return test["webhookDelivery"]["id"], relay


ROWS: Final[dict[str, Made]] = {
    "Attachment": attachment,
    "Delivery": delivery,
    "InboundMail": inbound_mail,
    "InvoiceHold": invoice_hold,
    "InvoiceLine": invoice_line,
    "Notification": notification,
    "Payment": payment,
    "Session": session,
    "SmsMessage": sms_message,
    "Upload": upload,
    "WebhookDelivery": webhook_delivery,
}
UNCHANGING: Final = {"ListingFile"}
"""Rows that are added and removed, and nothing in between."""


def test_every_kind_of_them_is_made_here() -> None:
    dated = DatedEntity.__subclasses__()
    assert {model.__name__ for model in dated} == ROWS.keys() | UNCHANGING
    assert all(isinstance(model._meta.manager, DatedManager) for model in dated)


@pytest.mark.parametrize("name", ROWS)
async def test_a_row_tells_when_it_was_added_and_changed(name: str, sam: Client, cast: Cast) -> None:
    this, change = await ROWS[name](sam, cast)
    read = f"query($id: ID!) {{ node(id: $id) {{ ... on {name} {{ createdAt updatedAt }} }} }}"
    before = (await sam.data(read, {"id": this}))["node"]
    # Somebody of the cast has signed in long before.
    assert name == "Session" or before["createdAt"] == before["updatedAt"]
    clock.advance(timedelta(minutes=6))
    await change()
    after = (await sam.data(read, {"id": this}))["node"]
    assert after["createdAt"] == before["createdAt"] and after["updatedAt"] > before["updatedAt"]


LISTS: Final = {
    "Delivery": "deliveries",
    "InboundMail": "inboundMails",
    "Notification": "notifications",
    "SmsMessage": "smsMessages",
}


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_is_filtered_and_sorted_by_the_last_change(name: str, sam: Client, cast: Cast) -> None:
    first, change = await ROWS[name](sam, cast)
    clock.advance(timedelta(minutes=1))
    second, _ = await ROWS[name](sam, cast)
    clock.advance(timedelta(minutes=1))
    since = clock.now().isoformat()
    await change()
    query = f"""query($where: {name}Where, $sort: {name}Sort) {{
      {LISTS[name]}(where: $where, sort: $sort) {{ nodes {{ id }} }} }}"""

    async def listed(field: str, direction: str, **where: Any) -> list[str]:
        given = {"sort": {"field": field, "direction": direction}, "where": {"updatedAt": where}}
        found = (await sam.data(query, given))[LISTS[name]]["nodes"]
        return [each["id"] for each in found if each["id"] in (first, second)]

    assert await listed("UPDATED_AT", "ASC") == await listed("CREATED_AT", "DESC") == [second, first]
    assert await listed("UPDATED_AT", "DESC") == await listed("CREATED_AT", "ASC") == [first, second]
    assert await listed("UPDATED_AT", "ASC", gte=since) == [first]
    assert await listed("UPDATED_AT", "ASC", lt=since) == [second]


OLD: Final = "0192f0c1-2a80-7000-8000-00000000000"
FIRST, LAST = "2025-01-02 03:04:05", "2025-02-03 04:05:06"


@pytest.mark.migrated_to("0045_reasons_of_mails")
async def test_older_rows_are_given_their_times(older_database: str) -> None:
    await open_database(older_database, 1)
    try:
        times = f"'{FIRST}+00:00', '{FIRST}+00:00'"
        await execute(
            f"""INSERT INTO customers (id, version, name, name_key, code, currency, approval_mode, approval_channel,
            created_at, updated_at) VALUES ('{OLD}1', 1, 'Old', 'old', 'OLD', 'EUR', 'REVIEW_AND_APPROVE', 'EMAIL', {times})"""
        )
        await execute(
            f"""INSERT INTO invoices (id, version, customer_id, currency, payment_status, approval_status, approval_mode,
            due_on, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at, updated_at) VALUES
            ('{OLD}2', 1, '{OLD}1', 'EUR', 'DRAFT', 'NOT_ASKED', 'REVIEW_AND_APPROVE', '2025-03-01', 1, 0, 1, 0, 0, {times})"""
        )
        await execute(
            f"""INSERT INTO invoice_lines (id, invoice_id, position, kind, description, quantity, unit_price, tax_rate,
            total_minor, tax_minor) VALUES ('{OLD}3', '{OLD}2', 1, 'PART', 'Seal', 1, 1, 0, 1, 0)"""
        )
        for number, released_at in ((4, f"'{LAST}+00:00'"), (5, "NULL")):
            await execute(
                f"""INSERT INTO invoice_holds (id, invoice_id, source, placed_at, placed_by, released_at) VALUES
                ('{OLD}{number}', '{OLD}2', 'PHONE', '{FIRST}+00:00', '{{}}', {released_at})"""
            )
    finally:
        await close_database()
    await migrate(older_database)
    await open_database(older_database, 1)
    try:
        [line] = await fetch("SELECT created_at, updated_at FROM invoice_lines")
        holds = await fetch("SELECT updated_at FROM invoice_holds ORDER BY id")
        assert [str(each)[:19] for each in tuple(line)] == [FIRST, FIRST]
        assert [str(each["updated_at"])[:19] for each in holds] == [LAST, FIRST]
    finally:
        await close_database()
