"""Mail comes in by the webhook and by the command: believed with its signature, limited in size, for staff alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from standardwebhooks import Webhook

import settings
from adapters import clock
from adapters.database.client import fetch
from latchkey.app import create_app
from latchkey.worker.relay import Worker
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.inbound_mails import InboundMail
from models.messages.reply_addresses import reply_address
from settings import Settings
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import pdf
from tests.support.invoicing import key, opened
from tests.support.mail.inbound import (
    ANN,
    KEY,
    MAILBOX,
    SECRET,
    SETTINGS,
    WATCH,
    answer,
    mails,
    notes,
    outcome,
    post,
    signed,
    token_of,
    told,
)
from tests.support.mail.smtp import Answers, smtp_server
from tests.support.orders import new_order
from tests.support.programs import forking
from tests.support.programs.processes import environment
from tests.support.repository import ROOT
from tests.support.server import Client, Server, listening, serving
from tests.support.sockets import live

pytestmark = pytest.mark.settings(**SETTINGS)


async def test_the_signature_is_that_of_the_standard(server: Server) -> None:
    raw = answer(MAILBOX, ANN)
    at = datetime.now(UTC)
    mark = Webhook(SECRET).sign("msg_1", at, raw.decode())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "content-type": "message/rfc822"}
    marks = [("v1,AAAA " + mark, 200), (mark + " v2,AAAA", 200), ("v1a," + mark[3:], 403), ("v1,AAAA", 403), ("", 403)]
    for given, status in marks:
        posted = await server.client.post(
            "/webhooks/mail", content=raw, headers={**headers, "webhook-signature": given}
        )
        assert posted.status_code == status, given


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"webhook_signature": "é".encode().decode("latin-1")}, 403),
        ({"webhook_signature": "v1"}, 403),
        ({"webhook_id": ""}, 403),
        ({"webhook_id": "x" * 256}, 403),
        ({"webhook_timestamp": "soon"}, 403),
        ({"webhook_timestamp": "1e9"}, 403),
        ({"webhook_timestamp": "9" * 400}, 403),
        ({"webhook_timestamp": "1"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": ""}, 415),
        ({"content_encoding": "gzip"}, 415),
        ({"content_type": "Message/RFC822; charset=utf-8"}, 200),
    ],
)
async def test_a_wrong_request_has_a_status_that_says_so(server: Server, changes: dict[str, str], status: int) -> None:
    posted = await post(server, answer(MAILBOX, ANN), **changes)
    assert posted.status_code == status
    assert await InboundMail.all().count() == (status == 200)


async def test_a_mail_is_believed_for_five_minutes_and_with_our_key_alone(server: Server) -> None:
    now = clock.now().timestamp()
    for at, key_used, status in (
        (now - 290, KEY, 200),
        (now + 290, KEY, 200),
        (now - 310, KEY, 403),
        (now + 310, KEY, 403),
        (now, b"another", 403),
    ):
        raw = answer(MAILBOX, ANN)
        posted = await server.client.post("/webhooks/mail", content=raw, headers=signed(raw, key_used, at))
        assert posted.status_code == status
    raw = answer(MAILBOX, ANN)
    posted = await server.client.post("/webhooks/mail", content=raw + b"x", headers=signed(raw))
    assert posted.status_code == 403


@pytest.mark.settings(max_inbound_mail_bytes=2000)
async def test_one_byte_too_many_is_too_much(server: Server) -> None:
    raw = answer(MAILBOX, ANN, "x")
    raw += b"x" * (2000 - len(raw))
    assert await outcome(server, raw) == "UNKNOWN_ADDRESS"
    assert (await post(server, raw + b"x")).status_code == 413

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield raw[:1000]

    posted = await server.client.post("/webhooks/mail", content=unannounced(), headers=signed(raw))
    assert posted.status_code == 413
    assert (await server.client.get("/webhooks/mail")).status_code == 405


@ON_SQLITE
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"no header",
        bytes(range(256)) * 10,
        b"\xff\xfe: \x00\r\n\r\n",
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Type: multipart/mixed\r\n\r\nno parts",
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n\xff\x00",
        b'From: ann@people.test\r\nTo: {to}\r\nContent-Type: text/plain; charset="\x00"\r\n\r\na\x00b\xed\xa0\x80',
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Transfer-Encoding: base64\r\n\r\n====a",
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin",
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?x?q?\xff?=\r\n\r\nhi",
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Type: text/plain; name*=utf-8''%ff\r\n\r\nhi",
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Type: text/plain; name*=a; name*0*=utf-8''b\r\n\r\nhi",
        b"From: ann@people.test\r\nTo: {to}\r\nContent-Type: text/plain; charset*=\x00''b\r\n\r\nhi",
        b"From: ann@people.test\r\nTo: {to}\r\nSubject: \xf0\x9f\x98\x80\x00 =?utf-16?b?2AA=?=\r\nMessage-ID: <\x00\xff>\r\n\r\nhi",
        b'From: ann@people.test\r\nTo: {to}\r\nContent-Disposition: attachment; filename="\x00/\xff"\r\n\r\nhi',
    ],
)
async def test_no_mail_is_a_fault(server: Server, sam: Client, ann: Client, raw: bytes) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    posted = await post(server, raw.replace(b"{to}", mail.reply_to.encode()))
    assert posted.status_code in (200, 400), posted.text
    assert await mails(sam) is not None


@pytest.mark.parametrize("secret", [None, SECRET])
async def test_the_reply_address_needs_both_settings(database: str, tmp_path: Path, secret: str | None) -> None:
    with listening() as listener:
        change: dict[str, Any] = {"reply_address": None} if secret else {"mail_webhook_secret": None}
        settings.use(Settings(**SETTINGS | {"database_url": database, "data_dir": tmp_path} | change))
        async with serving(create_app(), listener) as running:
            assert (await post(running, answer(MAILBOX, ANN))).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mail_webhook_secret", "secret"),
        ("mail_webhook_secret", "whsec_c2hvcnQ="),
        ("mail_webhook_secret", "whsec_" + "!" * 40),
        ("reply_address", "reply"),
        ("reply_address", "Reply@in.example.com"),
        ("reply_address", "a-long-mailbox-name@in.example.com"),
    ],
)
def test_a_wrong_setting_is_refused(name: str, value: str) -> None:
    given: dict[str, Any] = {name: value}
    with pytest.raises(ValidationError):
        Settings(**given)


async def test_the_address_stands_in_the_mail_and_nowhere_else(
    server: Server, sam: Client, ann: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    token = token_of(mail)
    own = f"reply+{token}@in.example.com"
    assert await outcome(server, answer(mail, ANN, f"I write to {own}.", Subject=f"To {own}")) == "ACCEPTED"
    assert await outcome(server, answer(mail, own)) == "WRONG_SENDER"
    shown = json.dumps(await sam.data("{ deliveries(first: 100) { nodes { id recipient template lastError } } }"))
    shown += json.dumps(await mails(sam)) + json.dumps(await notes(ann, order))
    for table in ("deliveries", "events", "inbound_mails", "notes", "notifications", "uploads"):
        shown += str([dict(row) for row in await fetch(f"SELECT * FROM {table}")])
    printed = capfd.readouterr()
    assert token not in shown + printed.out + printed.err
    assert "reply+…@in.example.com" in shown
    assert ann.id not in token and len(own.partition("@")[0]) <= 64
    anonymous = await server.client.post(
        "/graphql", json={"query": "{ viewer { kind } }"}, headers={"Authorization": f"Bearer {token}"}
    )
    assert anonymous.status_code == 401, "it opens nothing"


async def test_a_server_that_repeats_the_address_does_not_put_it_on_record(
    database: str, tmp_path: Path, cast: Cast
) -> None:
    async with opened(database, tmp_path, **SETTINGS):
        delivery = await Delivery.create(
            channel="EMAIL",
            recipient="ann@people.test",
            template="note_added",
            data={
                "recipient_name": "Ann",
                "order_number": "SR-000001",
                "order_summary": "It squeaks",
                "actor_name": "Sam",
                "note": "Hello",
                "url": "http://portal.test/orders/SR-000001",
                "answers": {"invoice_id": str(UUID(int=1)), "staff_id": None, "visibility": "EVERYONE"},
            },
            locale="en",
            time_zone="UTC",
            contact_id=key(cast.ann),
            queued_at=clock.now(),
            due_at=clock.now(),
        )
        address = reply_address(delivery)
        async with smtp_server(Answers(data=f"554 5.7.1 Bad header Reply-To: {address}")) as listening:
            await Worker(f"smtp://{listening}?starttls=never").run_due()
        dead = await Delivery.get(id=delivery.id)
        assert dead.status is DeliveryStatus.DEAD and dead.last_error is not None
        assert "Reply-To: reply+…@in.example.com" in dead.last_error


async def test_staff_alone_see_incoming_mail(
    server: Server, sam: Client, rita: Client, ann: Client, cast: Cast
) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    await outcome(server, answer(mail, ANN))
    [record] = await mails(rita, contactId=cast.ann.id)
    assert await mails(rita, contactId=cast.ben.id) == []
    node = "query($id: ID!) { node(id: $id) { ... on InboundMail { outcome } } }"
    assert await rita.data(node, {"id": record["id"]}) == {"node": {"outcome": "ACCEPTED"}}
    assert await ann.data(node, {"id": record["id"]}) == {"node": None}
    forbidden = await ann.graphql("{ inboundMails { totalCount } }")
    assert forbidden["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@ON_SQLITE
async def test_the_command_takes_a_mail_from_a_pipe(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path, **SETTINGS):
        pass
    env = environment(tmp_path, database_url=database, **SETTINGS)
    assert (await _piped(env, answer(MAILBOX, ANN)))[:2] == (
        0,
        "UNKNOWN_ADDRESS It went to no address that was given out here.",
    )
    assert (await _piped(env, b"no mail"))[0] == 65
    assert (await _piped(env | {"MAX_INBOUND_MAIL_BYTES": "2000"}, answer(MAILBOX, ANN, "x" * 3000)))[0] == 65
    assert (await _piped(env | {"REPLY_ADDRESS": ""}, answer(MAILBOX, ANN)))[0] == 75
    assert (await _piped(env | {"REPLY_ADDRESS": "Nobody"}, answer(MAILBOX, ANN)))[0] == 75
    assert (await _piped(env | {"DATABASE_URL": "postgresql://x:y@127.0.0.1:1/none"}, answer(MAILBOX, ANN)))[0] == 75


async def test_a_mail_from_a_pipe_is_treated_as_one_from_the_webhook(
    server: Server, database: str, sam: Client, ann: Client, tmp_path: Path
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    env = environment(tmp_path, database_url=database, **SETTINGS)
    reply = answer(mail, ANN, "By the pipe", files={"plan.pdf": ("application/pdf", pdf(100))})
    async with live(server, ann.token) as socket:
        stream = await socket.subscribe(WATCH, {"id": order})
        assert await _piped(env, reply) == (0, "ACCEPTED", "")
        assert (await stream.next())["orderEvents"]["entry"]["attachments"] == [{"filename": "plan.pdf"}]
    assert await _piped(env, reply) == (0, "SEEN_BEFORE", "")
    assert await outcome(server, reply) == "SEEN_BEFORE"
    [note] = await notes(ann, order)
    assert note["body"] == "By the pipe"


async def _piped(env: dict[str, str], raw: bytes) -> tuple[int, str, str]:
    """Run `latchkey mail receive` with a mail on its standard input; gives how it ended and what it said."""
    started = await forking.start(("mail", "receive"), env, ROOT)
    out, err = await asyncio.wait_for(started.communicate(raw), 60)
    assert started.returncode is not None
    complaints = "" if started.returncode == 0 else err.decode()
    return started.returncode, out.decode().strip(), complaints
