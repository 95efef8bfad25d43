"""Answers to our mail, what becomes of each, and who is notified.

| the mail                                                      | outcome               | the writer | staff      |
|---------------------------------------------------------------|-----------------------|------------|------------|
| is about an order                                             | ACCEPTED, as a note   | -          | as always  |
| is about an invoice, and its first line says to hold it       | HELD                  | is told    | as always  |
| ... which is on hold already                                  | ALREADY_HELD          | is told    | -          |
| ... which is decided, or taken back                           | TOO_LATE              | is told    | clear it   |
| says anything else about an invoice, or answers another mail  | MESSAGE               | is told    | clear it   |
| is about an order that they may not write on (any more)       | NOT_ALLOWED           | is told    | clear it   |
| is from an address that is not believed to be theirs          | WRONG_SENDER          | is told    | clear it   |
| is too long, or brings only files that are not taken          | REFUSED               | is told    | clear it   |
| has neither new words nor files                               | EMPTY                 | is told    | -          |
| failed DMARC, says the server that took it in                 | FAILED_AUTHENTICATION | -          | clear it   |
| came through a list, or as bulk mail                          | AUTOMATIC             | -          | clear it   |
| was written by a program: an absence note, a bounce           | AUTOMATIC             | -          | -          |
| went to an address whose mail is not kept any more            | UNKNOWN_ADDRESS       | -          | clear it   |
| went to no address that was made here, from somebody we know  | UNKNOWN_ADDRESS       | -          | clear it   |
| went to no address that was made here, from a stranger        | UNKNOWN_ADDRESS       | -          | -          |

A writer is told the same once a day for each address and thing: mail in between still waits for staff.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from adapters import clock
from adapters.mail.parsing import Heading
from adapters.mail.senders import Origin
from adapters.text.locales import Formats
from adapters.text.sentences import Sentence
from models.access.sessions import viewer_of_person
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.correspondence.mail_notices import notify_writer, pass_on
from models.correspondence.mail_senders import NotTaken, expect_sender, is_from_reader, known_person
from models.correspondence.sms_commands import parse_command
from models.files.uploads import Upload
from models.invoices.approval import hold
from models.invoices.rows import HoldSource, Invoice
from models.log.events import Visibility
from models.log.unit_of_work import unit_of_work
from models.messages.inbound_mails import (
    MAX_ID_LENGTH,
    MAX_TEXT_LENGTH,
    OUTCOMES_FOR_WRITER,
    InboundMail,
    InboundMailOutcome,
    InboundMailState,
    WholeMail,
    has_arrived,
    reason_columns,
)
from models.messages.reply_addresses import Correspondent, without_tokens
from models.messages.sms_messages import SmsCommand
from models.orders.attachments import add_attachment
from models.orders.notes import add_note
from models.orders.orders import Order
from models.policy import find

NO_ACCESS: Final = (RefusalCode.NOT_FOUND, RefusalCode.FORBIDDEN)
MAX_QUOTED_LENGTH: Final = 50_000
MAX_HOLD: Final = 2000
"""Characters of a mail that are kept as the reason of a hold."""
NOTHING_NEW: Final = Sentence("There is nothing in it but what it answers to.")
MAX_NAMED: Final = 20
"""Files that are named in the record of a mail as not kept; the note has all."""
_GREETING: Final = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:morgen|tag|abend)|moin|liebe[rs]?|lieber"
    r"|sehr geehrte[rs]?|bonjour|bonsoir|ch[eè]re?s?|madame|monsieur|hola|buenos d[ií]as|buenas tardes|estimad[oa]s?"
    r"|ciao|buongiorno|buonasera|gentile|egregio|beste|geachte|goedemorgen|goedemiddag|hej|b[aä]sta|ol[aá]|bom dia"
    r"|boa tarde|prezad[oa]s?|dzie[nń] dobry|cze[sś][cć]|szanown[iy]|dobr[yý] den)\b[^.?;:]{0,60}[,!.]?",
    re.IGNORECASE,
)


async def expect_letter(heading: Heading, to: Correspondent | None) -> None:
    """Raise NotTaken for a mail that nobody has to read, which is not opened."""
    is_suspect = heading.origin is Origin.PROGRAM or heading.dmarc == "fail"
    if to is None and (is_suspect or await known_person(heading.sender) is None):
        raise _unknown_address()
    if heading.origin is Origin.PROGRAM:
        raise NotTaken(InboundMailOutcome.AUTOMATIC, Sentence("A program wrote it."))


def expect_answer(heading: Heading, to: Correspondent | None) -> Correspondent:
    """The correspondent of the mail's address; raises NotTaken for a person's mail that answers nothing."""
    if to is None:
        raise _unknown_address()
    if to.delivery is None:
        raise NotTaken(InboundMailOutcome.UNKNOWN_ADDRESS, Sentence("The mail that it answers is not kept any more."))
    if heading.origin is Origin.LIST:
        raise NotTaken(InboundMailOutcome.AUTOMATIC, Sentence("It came through a list, or as bulk mail."))
    return to


def _unknown_address() -> NotTaken:
    return NotTaken(InboundMailOutcome.UNKNOWN_ADDRESS, Sentence("It went to no address that was given out here."))


async def expect_order(to: Correspondent, by: Viewer) -> Order:
    """The order that the mail is about; raises NotTaken if the writer may not write on it."""
    assert to.order_id is not None, "the mail is about an order"
    try:
        return await find(Order, to.order_id, by, to="note")
    except Refusal as refusal:
        raise _because(refusal) from None


def _because(refusal: Refusal) -> NotTaken:
    """The outcome of a mail whose order or note was refused."""
    is_closed = refusal.code in NO_ACCESS
    return NotTaken(InboundMailOutcome.NOT_ALLOWED if is_closed else InboundMailOutcome.REFUSED, refusal.sentence)


async def add_reply(
    heading: Heading,
    writer: Correspondent,
    body: str,
    uploads: Sequence[Upload],
    *,
    quoted: str,
    left_out: Sequence[Sentence],
    whole: WholeMail,
    webhook_id: str | None,
    by: Viewer,
) -> InboundMail | None:
    """Add the answer to the order's timeline, as if it had been written there; None if it was received before.

    Files without words become entries of their own. Names of files that were left out stand at the end of the note, in
    the language of its writer.
    Text that staff quote to a customer is not kept: their programs may quote more than the mail that they answer.
    Raises NotTaken.
    """
    body = "\n\n".join(filter(None, [without_tokens(body), not_kept(left_out, Formats.of(by.locale, by.time_zone))]))
    if not body and not uploads:
        raise NotTaken(InboundMailOutcome.EMPTY, NOTHING_NEW)
    try:
        async with unit_of_work():
            if await has_arrived(heading.key, webhook_id):
                return None
            order = await expect_order(writer, by)
            note_id = None
            if body:
                is_for_readers = not by.is_staff or writer.visibility is Visibility.STAFF_ONLY
                quoted_text = without_tokens(quoted)[:MAX_QUOTED_LENGTH] or None if is_for_readers else None
                note_id = (await add_note(order, body, writer.visibility, quoted_text=quoted_text, by=by)).id
            for upload in uploads:
                await add_attachment(order, upload, writer.visibility, note_id=note_id, is_news=note_id is None, by=by)
            reason = Sentence("Not kept: {files}", files=left_out[:MAX_NAMED]) if left_out else None
            return await _record(
                heading, writer, InboundMailOutcome.ACCEPTED, reason, webhook_id, whole=whole, note_id=note_id
            )
    except Refusal as refusal:
        raise _because(refusal) from None


async def answer_about_invoice(
    heading: Heading, to: Correspondent, body: str, words: str, *, whole: WholeMail, webhook_id: str | None
) -> InboundMail | None:
    """Hold the invoice that the mail is about if its reader says so; None if the mail has been received before.

    With files, which are no part of a hold, its `words` wait for staff too. Raises NotTaken for everything else, also
    for a mail about no order and no invoice: it is for staff to read.
    """
    await expect_sender(heading, to)
    viewer = await viewer_of_person(to.contact_id, to.staff_id) if to.person is not None else None
    if to.invoice_id is None or viewer is None or not is_from_reader(heading.sender, to):
        raise NotTaken(InboundMailOutcome.MESSAGE, Sentence("It is for a person to read."))
    parsed = parse_command(first_line(body))
    try:
        async with unit_of_work() as unit:
            if await has_arrived(heading.key, webhook_id):
                return None
            invoice = await find(Invoice, to.invoice_id, viewer, to="hold")
            if parsed.command is not SmsCommand.HOLD or parsed.numbers not in ((), (invoice.number,)):
                raise NotTaken(InboundMailOutcome.MESSAGE, Sentence("Its first line does not say to hold the invoice."))
            if not invoice.awaits_approval:
                raise NotTaken(InboundMailOutcome.TOO_LATE, Sentence("The invoice does not await approval any more."))
            outcome = InboundMailOutcome.ALREADY_HELD
            if not invoice.is_on_hold:
                outcome = InboundMailOutcome.HELD
                await hold(invoice, HoldSource.EMAIL, without_tokens(body)[:MAX_HOLD], by=viewer)
            more = _waiting(words) if words != body else {}
            mail = await _record(heading, to, outcome, None, webhook_id, whole=whole, **more)
            if mail.state is not None:
                await pass_on(unit, mail)
            await notify_writer(unit, mail, to)
            return mail
    except Refusal as refusal:
        why = Sentence("Its writer may not hold the invoice: {refusal}", refusal=refusal.sentence)
        raise NotTaken(InboundMailOutcome.MESSAGE, why) from None


def not_kept(left_out: Sequence[Sentence], formats: Formats) -> str:
    """A line for each file of a mail that was left out, for a reader with these formats."""
    return "\n".join(f"[{Sentence('Not kept: {files}', files=each).told(formats)}]" for each in left_out)


def first_line(body: str) -> str:
    """The line with the command: the first one with words in it, after a greeting."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return next((line for line in lines if not _GREETING.fullmatch(line)), "")


async def refuse(
    heading: Heading,
    to: Correspondent | None,
    why: NotTaken,
    words: str | None,
    *,
    whole: WholeMail | None,
    webhook_id: str | None,
) -> InboundMail | None:
    """Record a mail that became nothing by itself, and notify staff and its writer; None if it was received before.

    Its `words` and the whole mail are kept if staff have to read it."""
    async with unit_of_work() as unit:
        if await has_arrived(heading.key, webhook_id):
            return None
        is_open = words is not None and why.outcome is not InboundMailOutcome.EMPTY
        mail = await _record(
            heading,
            to,
            why.outcome,
            why.reason,
            webhook_id,
            whole=whole if is_open else None,
            **(_waiting(words or "") if is_open else {}),
        )
        if is_open:
            await pass_on(unit, mail)
        if to is not None and why.outcome in OUTCOMES_FOR_WRITER:
            await notify_writer(unit, mail, to)
        return mail


def _waiting(words: str) -> dict[str, Any]:
    """The columns of a mail that waits for staff."""
    return {"text": without_tokens(words)[:MAX_TEXT_LENGTH] or None, "state": InboundMailState.OPEN}


async def _record(
    heading: Heading,
    to: Correspondent | None,
    outcome: InboundMailOutcome,
    reason: Sentence | None,
    webhook_id: str | None,
    *,
    whole: WholeMail | None,
    **more: Any,
) -> InboundMail:
    kept: dict[str, Any] = {"id": whole.id, "whole_size": whole.size} if whole else {}
    return await InboundMail.create(
        **kept,
        received_at=clock.now(),
        message_key=heading.key,
        webhook_id=webhook_id,
        message_id=heading.message_id[:MAX_ID_LENGTH],
        sender=without_tokens(heading.sender),
        subject=without_tokens(heading.subject)[:300],
        outcome=outcome,
        **reason_columns(reason),
        contact_id=to.contact_id if to else None,
        staff_id=to.staff_id if to else None,
        order_id=to.order_id if to else None,
        invoice_id=to.invoice_id if to else None,
        **more,
    )
