"""Answers to mail as programs send them, and the mail server that posts them to us, signed."""

import base64
import hmac
import re
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx

from adapters import clock
from adapters.mail.catcher import CaughtMail, MailCatcher
from tests.support.mutations import done
from tests.support.server import Client, Server

MAILBOX = "reply@in.example.com"
KEY = b"a key of more than 24 bytes, for tests"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
SETTINGS: dict[str, Any] = {"reply_address": MAILBOX, "mail_webhook_secret": SECRET}
ANN = "Ann Archer <ann@people.test>"
WATCH = """subscription($id: ID!) { orderEvents(orderId: $id) { ... on OrderEntryAdded { kind actor { name }
  entry { ... on Note { body attachments { filename } } } } } }"""
PROGRESS = """mutation($id: ID!) { orderStatusChange(input: {id: $id, status: IN_PROGRESS}) { userErrors { code } } }"""
TIMELINE = """query($id: ID!) { order(by: {id: $id}) { timeline(first: 50) { nodes { kind visibility actor { kind name }
  ... on Note { body attachments { filename contentType size sha256 visibility } }
  ... on AttachmentAdded { attachment { filename } } } } } }"""
MAILS = """query($where: InboundMailWhere) { inboundMails(where: $where) { totalCount nodes { id receivedAt messageId sender
  subject outcome reason text state toldAt clearedAt clearedBy { name } contact { id } staffMember { id } order { id }
  invoice { id } } } }"""


def signed(body: bytes, key: bytes = KEY, at: float | None = None, /, **changes: str) -> dict[str, str]:
    """The headers with which a mail server posts a mail; `changes` replace some, with underscores in their names."""
    given = {
        "webhook-id": f"msg_{uuid4().hex}",
        "webhook-timestamp": str(int(at or clock.now().timestamp())),
        "content-type": "message/rfc822",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    text = f"{given['webhook-id']}.{given['webhook-timestamp']}.".encode() + body
    mark = base64.b64encode(hmac.new(key, text, sha256).digest()).decode()
    return {"webhook-signature": f"v1,{mark}"} | given


async def post(server: Server, body: bytes, **changes: str) -> httpx.Response:
    """Post a mail, rightly signed but for `changes` to the headers."""
    headers = [(name.encode(), value.encode("latin-1")) for name, value in signed(body, **changes).items()]
    return await server.client.post("/webhooks/mail", content=body, headers=headers)


async def outcome(server: Server, body: bytes) -> str:
    """Post a mail; gives what became of it."""
    answer = await post(server, body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["outcome"])


def answer(
    to: str | CaughtMail,
    sender: str,
    text: str | None = "Please use the back door.",
    *,
    page: str | None = None,
    files: dict[str, tuple[str, bytes]] | None = None,
    **headers: str,
) -> bytes:
    """An answer to a mail or an address, quoting what it answers; files by their names, with type and content."""
    message = EmailMessage(policy=SMTP)
    quoted = ""
    if isinstance(to, CaughtMail):
        said = "\n".join(f"> {line}" for line in to.text.splitlines())
        quoted = f"\n\nOn Tue, 3 Mar 2026 at 10:15, Latchkey <portal@latchkey.test> wrote:\n\n{said}\n"
        headers = {"In-Reply-To": to.message_id, "Subject": f"Re: {to.subject}"} | headers
    usual = {
        "From": sender,
        "To": to.reply_to if isinstance(to, CaughtMail) else to,
        "Subject": "Re: your order",
        "Message-ID": f"<{uuid4().hex}@people.test>",
    }
    for name, value in (usual | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        message[name] = value
    if text is not None:
        message.set_content(f"{text}{quoted}")
    if page is not None:
        message.add_alternative(page, subtype="html")
    for name, (kind, content) in (files or {}).items():
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


async def told(server: Server, sam: Client, order: str, email: str) -> CaughtMail:
    """Move an order along; gives the mail that somebody gets of it."""
    assert await sam.data(PROGRESS, {"id": order}) == {"orderStatusChange": {"userErrors": []}}
    return await mail_about(server.mail, email, "In progress")


async def mail_about(catcher: MailCatcher, email: str, subject: str) -> CaughtMail:
    """The first mail to an address whose subject holds these words."""
    return await catcher.wait_for(lambda mail: email in mail.to and subject.lower() in mail.subject.lower())


async def wants_mail(by: Client, kind: str = "NOTE_ADDED") -> None:
    """Staff get no mail unless they want some."""
    await done(by, "notificationPreferencesUpdate", preferences=[{"kind": kind, "email": True}])


async def notes(by: Client, order: str) -> list[dict[str, Any]]:
    """The notes on an order's timeline, newest first as it is."""
    found = (await by.data(TIMELINE, {"id": order}))["order"]["timeline"]["nodes"]
    return [each for each in found if each["kind"] == "NOTE"]


async def mails(by: Client, **where: Any) -> list[dict[str, Any]]:
    """The incoming mails, newest first, as staff see them."""
    found: list[dict[str, Any]] = (await by.data(MAILS, {"where": where}))["inboundMails"]["nodes"]
    return found


def token_of(mail: CaughtMail) -> str:
    """The token in the address that a mail is answered to."""
    found = re.search(r"<reply\+([a-z2-7]{48})@in\.example\.com>", mail.reply_to)
    assert found is not None, mail.reply_to
    return found[1]
