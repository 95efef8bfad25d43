"""Archives: old orders leave the database whole, with all that is theirs, and come back as they were."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import settings
from adapters.files.storage import Storage
from latchkey.bulk.archives import take_out_archived, write_archive
from latchkey.migrate import known
from models.files.uploads import UploadPart
from models.log.unit_of_work import shielded
from models.messages.digests import DigestEntry
from models.messages.inbound_mails import InboundMail
from models.messages.sms_messages import SmsMessage
from models.old_orders import THEIRS, put_back
from models.table_copies import parents, tables
from models.tenancies.charges import RentCharge
from tests.support.cast import Cast
from tests.support.files import attached, pdf, stored, until
from tests.support.mutations import done
from tests.support.orders import move, new_order
from tests.support.programs.commands import Ended, latchkey
from tests.support.programs.processes import KEY
from tests.support.server import Client
from tests.support.sockets import live

WHOLE = """query($id: ID!) { node(id: $id) { ... on Order {
  id number status version createdAt updatedAt completedAt problemSummary asset { name } technicians { name }
  timeline(first: 50) { nodes { __typename id occurredAt actor { name } ... on Note { body visibility }
    ... on RecommendationAnswered { comment } } }
  attachments { nodes { id filename size sha256 removal { removedAt reason } } }
  recommendations { nodes { id status answerComment } }
  invoices { nodes { id number total { amount } balance { amount } lines { id description }
    payments { nodes { id reference } } creditNotes { id number lines { total { amount } } }
    history { nodes { actor { name } occurredAt } } } } } } }"""
INVOICE = "query($id: ID!) { node(id: $id) { ... on Invoice { lines { id } } } }"
FILE = "query($id: ID!) { node(id: $id) { ... on Order { attachments { nodes { download { url } } } } } }"
EVENTS = """{ events(last: 3) { nodes { kind ... on OrderArchiveEvent { orderId orderNumber invoiceIds } } } }"""
GONE = "subscription { events(kinds: [ORDER_ARCHIVED]) { ... on OrderArchiveEvent { orderId } } }"
LINES = [{"kind": "PART", "description": "Seal", "quantity": 2, "unitPrice": 100, "taxRate": 20}]
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


async def run(database: str, folder: Path, *arguments: str) -> Ended:
    """Run `latchkey` on the database of a running server."""
    return await latchkey(folder, *arguments, DATABASE_URL=database, DATA_DIR=str(folder), SECRET_KEY=KEY)


async def ran(database: str, folder: Path, *arguments: str) -> str:
    """The same, for what has to go well; gives what it printed."""
    ended = await run(database, folder, *arguments)
    assert ended.code == 0, ended.out + ended.err
    return ended.out


async def completed(sam: Client, order: str) -> str:
    """Bring a new order to its end; gives its id."""
    await move(sam, order, "IN_PROGRESS")
    await move(sam, order, "COMPLETED")
    return order


async def invoiced(sam: Client, cast: Cast, order: str) -> str:
    """Issue an invoice for an order; gives its id."""
    given = {"customerId": cast.acme, "orderId": order, "dueOn": "2030-01-31", "lines": LINES, "issue": True}
    made: str = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    return made


async def with_everything(sam: Client, ann: Client, rita: Client, cast: Cast) -> str:
    """A completed order with rows in every table that orders have rows in; gives its id."""
    order = await new_order(ann)
    await done(sam, "orderAssign", id=order, technicianIds=[rita.id])
    await attached(ann, order, pdf(3000))
    removed = await attached(ann, order, pdf(2000))
    await done(sam, "attachmentRemove", id=removed["id"], reason="Not theirs")
    await done(sam, "noteAdd", orderId=order, body="For the workshop", visibility="STAFF_ONLY")
    made = await done(sam, "recommendationCreate", "recommendation { id }", orderId=order, title="New element")
    given = {"id": made["recommendation"]["id"], "answer": "APPROVE", "comment": "Please do"}
    await done(ann, "recommendationRespond", **given)
    invoice = await invoiced(sam, cast, order)
    await done(sam, "invoiceHold", id=invoice, reason="Wait")
    await done(sam, "invoiceRelease", id=invoice)
    await done(sam, "invoiceApprove", id=invoice)
    [line] = (await sam.data(INVOICE, {"id": invoice}))["node"]["lines"]
    await done(
        sam, "invoiceCreditCreate", invoiceId=invoice, reason="Goodwill", lines=[{"lineId": line["id"], "amount": "40"}]
    )
    paid = {
        "amount": {"amount": "200", "currency": "EUR"},
        "method": "CASH",
        "reference": "R1",
        "receivedOn": datetime.now(UTC).date().isoformat(),
    }
    await done(sam, "paymentRecord", invoiceId=invoice, **paid)
    return await completed(sam, order)


async def test_an_old_order_goes_whole_and_comes_back_whole(
    sam: Client, ann: Client, rita: Client, cast: Cast, database: str, tmp_path: Path
) -> None:
    old = await with_everything(sam, ann, rita, cast)
    owed = await completed(sam, await new_order(ann))
    await invoiced(sam, cast, owed)
    running = await new_order(ann)
    before = (await sam.data(WHOLE, {"id": old}))["node"]
    invoices = [invoice["id"] for invoice in before["invoices"]["nodes"]]
    folder, file = settings.get().data_dir, tmp_path / "old.zip"
    files = await stored()
    async with live(ann.server, ann.token) as socket:
        stream = await socket.subscribe(GONE)
        assert "1 orders" in await ran(database, folder, "archive", str(file), "--before", TOMORROW)
        assert (await stream.next())["events"] == {"orderId": old}

    with ZipFile(file) as archive:
        [written] = [json.loads(line) for line in archive.read("orders.ndjson").splitlines()]
    assert {"orders", "order_technicians", "notes", "recommendations", "attachments", "uploads", "upload_parts"} < set(
        written
    )
    assert {"invoices", "invoice_lines", "invoice_holds", "payments", "credit_notes", "credit_note_lines"} < set(
        written
    )
    for gone in (old, *invoices):
        assert (await sam.data("query($id: ID!) { node(id: $id) { id } }", {"id": gone}))["node"] is None
    left = (await sam.data("{ orders { nodes { id } } }"))["orders"]["nodes"]
    assert {order["id"] for order in left} == {owed, running}
    await until(lambda: without_files(len(files) - 1))
    assert (await run(database, folder, "archive", str(file), "--before", TOMORROW)).code == 1
    assert "nothing was written" in await ran(database, folder, "archive", f"{file}2", "--before", TOMORROW)

    assert "1 orders are back" in await ran(database, folder, "unarchive", str(file))
    assert (await sam.data(WHOLE, {"id": old}))["node"] == before
    [found] = (await sam.data(FILE, {"id": old}))["node"]["attachments"]["nodes"][-1:]
    assert (await sam.server.client.get(found["download"]["url"])).content == pdf(3000)
    told = (await ann.data(EVENTS))["events"]["nodes"][-1]
    number = before["number"]
    assert told == {"kind": "ORDER_UNARCHIVED", "orderId": old, "orderNumber": number, "invoiceIds": invoices}
    assert "0 orders are back" in await ran(database, folder, "unarchive", str(file))


async def without_files(count: int) -> bool:
    """Whether so many files are left in the storage."""
    return len(await stored()) == count


async def test_an_order_that_changes_meanwhile_stays(sam: Client, ann: Client, tmp_path: Path) -> None:
    orders = [await completed(sam, await new_order(ann)) for _ in range(2)]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    last = await write_archive(tmp_path / "a.zip", Storage(settings.get().storage), tomorrow, known()[-1], ignore)
    await done(sam, "noteAdd", orderId=orders[0], body="It came back", visibility="STAFF_ONLY")
    assert await shielded(take_out_archived, last, tomorrow, ignore) == 1
    left = (await sam.data("{ orders { nodes { id } } }"))["orders"]["nodes"]
    assert [order["id"] for order in left] == [orders[0]]

    with ZipFile(tmp_path / "a.zip") as archive:
        written = [json.loads(line) for line in archive.read("orders.ndjson").splitlines()]
    for order in written:  # as a version would have written it that did not have this column yet
        del order["orders"][0]["of_property"]
    assert await shielded(put_back, written) == 1
    back = await sam.data("query($id: ID!) { node(id: $id) { ... on Order { ofProperty } } }", {"id": orders[1]})
    assert back["node"] == {"ofProperty": False}


def test_no_table_of_orders_is_forgotten() -> None:
    sent = {DigestEntry, InboundMail, SmsMessage}  # what was sent, and what came in, has its own end
    of_no_order = {RentCharge}  # its invoice is issued at once, and none of an order
    for model in tables():
        theirs = not parents(model).isdisjoint(THEIRS) or {"order_id", "invoice_id"} & set(
            model._meta.fields_db_projection
        )
        assert not theirs or model in {*THEIRS, *sent, *of_no_order, UploadPart}, model


def ignore(_count: int) -> None:
    """Progress that nobody looks at."""
