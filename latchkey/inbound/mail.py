"""A mail that came in, by the webhook or from standard input, on its way to a timeline, an invoice or to staff."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import BinaryIO, Final

import structlog
from jinja2 import UndefinedError

import settings
from adapters.mail.answered_mail import Answered
from adapters.mail.body import Content, Enclosure, read_content, why_left_out
from adapters.mail.html_text import html_to_text
from adapters.mail.parsing import Heading, Unreadable, read_heading
from adapters.text.locales import ENGLISH, Formats
from adapters.text.sentences import Sentence
from adapters.text.templates import Rendered
from latchkey.budget import Budget
from latchkey.files.mails import remove_mail, store_mail
from latchkey.files.receiving import remove_upload, store_upload
from latchkey.seats import Seats
from latchkey.worker.composing import compose_mail
from models.core.errors import Refusal
from models.core.viewer import Viewer
from models.correspondence.mail import (
    NOTHING_NEW,
    add_reply,
    answer_about_invoice,
    expect_answer,
    expect_letter,
    expect_order,
    not_kept,
    refuse,
)
from models.correspondence.mail_senders import NotTaken, expect_writer
from models.files.uploads import Upload, safe_name
from models.log.unit_of_work import retried, shielded
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import InboundMail, InboundMailOutcome, WholeMail, has_arrived
from models.messages.reply_addresses import Correspondent, correspondent_of
from models.orders.attachments import is_attached

log = structlog.get_logger()

OPENING: Final = Budget(1)
"""Mails that are opened at the same time in one process: each may take six times its size of memory."""
WRITERS: Final = Seats()
MAX_PER_WRITER: Final = 4
"""Most mails of one writer that wait to be opened, so that those of others find a place."""
MAX_FILES: Final = 50
"""So many files of one mail are kept."""
TOO_MANY: Final = Sentence("Too many files at once.")


class TooManyFromWriter(Exception):
    """As many mails of this writer as one may have are being opened already: bring it again later."""


async def receive_mail(file: BinaryIO, webhook_id: str | None = None) -> InboundMail | None:
    """Take one mail in, as it came; gives what became of it, None where it has come before.

    Raises Unreadable for what is no mail. Raises TooManyFromWriter, or Unavailable where the database or the storage is
    away: nothing has happened then, and the mail may be brought again.
    """
    heading = await asyncio.to_thread(read_heading, file)
    if await has_arrived(heading.key, webhook_id):
        return None
    to = await correspondent_of(heading.recipients)
    words: str | None = None
    mail: InboundMail | None = None
    whole: WholeMail | None = None
    try:
        await expect_letter(heading, to)
        words, whole = "", await store_mail(file)
        async with _opened(file, _writer(heading, to), to) as content:
            words = _words(content, to)
            mail = await _answer(content, heading, expect_answer(heading, to), whole, webhook_id)
    except NotTaken as refusal:
        why = refusal
        mail = await shielded(retried, lambda: refuse(heading, to, why, words, whole=whole, webhook_id=webhook_id))
    finally:
        if whole is not None and (mail is None or mail.id != whole.id):
            await remove_mail(whole)
    if mail is not None:
        log.info("a mail came in", inbound_mail=str(mail.id), outcome=mail.outcome.value)
    return mail


def _writer(heading: Heading, to: Correspondent | None) -> str:
    """The writer, as far as they can be told before the mail is opened."""
    if to is None or to.delivery is None:
        return heading.sender
    return str(to.contact_id or to.staff_id or to.delivery.id)


def _words(content: Content, to: Correspondent | None) -> str:
    """The text for staff of a mail that becomes nothing by itself: its words, and the names of its files, in the
    language of the person whom its address was given to."""
    files = [f"[{safe_name(enclosure.filename)}]" for enclosure in content.enclosures]
    formats = to.formats if to else Formats.of(ENGLISH, "UTC")
    files.append(not_kept(content.left_out, formats))
    return "\n\n".join(filter(None, [content.text, "\n".join(filter(None, files))]))


async def _answer(
    content: Content, heading: Heading, to: Correspondent, whole: WholeMail, webhook_id: str | None
) -> InboundMail | None:
    if to.order_id is None:
        words = _words(content, to)
        if not words:
            raise NotTaken(InboundMailOutcome.EMPTY, NOTHING_NEW)
        return await shielded(
            retried,
            lambda: answer_about_invoice(heading, to, content.text, words, whole=whole, webhook_id=webhook_id),
        )
    viewer = await expect_writer(heading, to)
    await expect_order(to, viewer)
    uploads: list[Upload] = []
    mail = None
    try:
        left_out = content.left_out + await _store_files(await _new_files(content, to), uploads, viewer)
        mail = await shielded(
            retried,
            lambda: add_reply(
                heading,
                to,
                content.text,
                uploads,
                quoted=content.quoted,
                left_out=left_out,
                whole=whole,
                webhook_id=webhook_id,
                by=viewer,
            ),
        )
    finally:
        if mail is None:
            for upload in uploads:
                await remove_upload(upload)
    return mail


@asynccontextmanager
async def _opened(file: BinaryIO, writer: str, to: Correspondent | None) -> AsyncIterator[Content]:
    """The words and files of the mail, within the block."""
    if not WRITERS.try_acquire(writer, MAX_PER_WRITER):
        raise TooManyFromWriter
    try:
        await OPENING.acquire(1)
        try:
            yield await asyncio.to_thread(_read, file, to)
        finally:
            OPENING.release(1)
    except Unreadable as error:
        raise NotTaken(InboundMailOutcome.REFUSED, error.reason) from None
    finally:
        WRITERS.release(writer)


def _read(file: BinaryIO, to: Correspondent | None) -> Content:
    delivery, reader = (to.delivery, to.person) if to else (None, None)
    return read_content(file, _answered_mail(delivery, reader.name if reader else None))


def _answered_mail(delivery: Delivery | None, reader: str | None) -> Answered:
    """The names, addresses and words of the mail; of one that is not kept any more, who we are.

    Its links need not be right: they are no evidence.
    """
    options = settings.get()
    words = _words_of(delivery) if delivery else None
    local, _, domain = (options.reply_address or "").partition("@")
    return Answered(
        names=(options.operator_name,),
        addresses=(options.mail_from, *((f"{local}+", f"{local}@{domain}") if domain else ())),
        subject=words.subject if words else "",
        text=f"{words.text}\n{html_to_text(words.html)}" if words else "",
        readers=tuple(filter(None, (reader, delivery.data.get("recipient_name") if delivery else None))),
    )


def _words_of(delivery: Delivery) -> Rendered | None:
    try:
        return compose_mail(delivery, str(delivery.data.get("url") or settings.get().portal_address), {})
    except UndefinedError as error:
        # It was sent by another version, whose templates asked for less.
        log.warning("what a mail said is not known any more", delivery=str(delivery.id), error=str(error))
        return None


async def _new_files(content: Content, to: Correspondent) -> list[Enclosure]:
    """The files of a mail, without the pictures in its text that came before: logos come with every mail."""
    assert to.order_id is not None, "files are kept with an order"
    return [
        enclosure
        for enclosure in content.enclosures
        if not enclosure.is_within_text
        or not await is_attached(to.order_id, sha256(enclosure.data).hexdigest(), to.visibility)
    ]


async def _store_files(enclosures: Sequence[Enclosure], uploads: list[Upload], viewer: Viewer) -> list[Sentence]:
    """Keep the files of a mail, each for itself; gives the names of those that are not, each with the reason."""
    left_out = [why_left_out(safe_name(enclosure.filename), TOO_MANY) for enclosure in enclosures[MAX_FILES:]]
    for enclosure in enclosures[:MAX_FILES]:
        try:
            uploads.append(await store_upload(enclosure.filename, enclosure.content_type, enclosure.data, by=viewer))
        except Refusal as refusal:
            left_out.append(why_left_out(safe_name(enclosure.filename), refusal.sentence))
    return left_out
