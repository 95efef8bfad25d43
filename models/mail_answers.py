"""Answers to mail about an order: who may give one, and what becomes of it.

| the mail                                                  | outcome               | the writer is told |
|-----------------------------------------------------------|-----------------------|--------------------|
| went to no address that was made here                     | UNKNOWN_ADDRESS       | no                 |
| was written by a program: an absence note, a bounce       | AUTOMATIC             | no                 |
| is not from the address of whom the answer is expected of | WRONG_SENDER          | no                 |
| failed DMARC, says the server that took it in             | FAILED_AUTHENTICATION | no                 |
| is about an order that they may not write on (any more)   | NOT_ALLOWED           | yes                |
| has neither new words nor files                           | EMPTY                 | yes                |
| is too long, or brings only files that are not taken      | REFUSED               | yes                |
| is anything else                                          | ACCEPTED              | no                 |
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from adapters import clock
from adapters.addresses import address_key
from adapters.mail_in import Heading
from adapters.mail_origin import Origin
from models.attachments import Attachment
from models.contacts import Contact
from models.deliveries import Delivery
from models.errors import Refusal, RefusalCode
from models.inbound_mails import LONGEST_ID, LONGEST_REASON, TOLD, InboundMail, InboundMailOutcome
from models.notes import Note
from models.orders import Order
from models.policy import find
from models.reply_addresses import Correspondent, without_tokens
from models.sessions import viewer_of_person
from models.uploads import Upload
from models.viewer import Viewer
from models.work import Work, unit_of_work

NO_ACCESS: Final = (RefusalCode.NOT_FOUND, RefusalCode.FORBIDDEN)


class NotTaken(Exception):
    """The mail becomes no note; `reason` says why, to people."""

    def __init__(self, outcome: InboundMailOutcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason

    @classmethod
    def because(cls, refusal: Refusal) -> "NotTaken":
        """What a refusal of the order, or of the note, makes of the mail."""
        is_closed = refusal.code in NO_ACCESS
        return cls(InboundMailOutcome.NOT_ALLOWED if is_closed else InboundMailOutcome.REFUSED, refusal.message)


async def expect_writer(heading: Heading, to: Correspondent | None) -> tuple[Correspondent, Viewer]:
    """Whoever may answer, as they stand now; raises NotTaken where this is somebody else, or nobody."""
    if to is None:
        raise NotTaken(InboundMailOutcome.UNKNOWN_ADDRESS, "It went to no address that was given out here.")
    if heading.origin is not Origin.PERSON:
        raise NotTaken(InboundMailOutcome.AUTOMATIC, "A program wrote it.")
    if to.person.email is None or not _is_same(heading.sender, to.person.email):
        raise NotTaken(InboundMailOutcome.WRONG_SENDER, "It is not from the person to whom the address was given.")
    if heading.dmarc == "fail":
        raise NotTaken(InboundMailOutcome.FAILED_AUTHENTICATION, "The receiving server says that it failed DMARC.")
    viewer = await viewer_of_person(to.contact_id, to.staff_id)
    if viewer is None:
        raise NotTaken(InboundMailOutcome.NOT_ALLOWED, "The writer has no access to the portal any more.")
    try:
        await find(Order, to.order_id, viewer, to="note")
    except Refusal as refusal:
        raise NotTaken.because(refusal) from None
    return to, viewer


def _is_same(one: str, other: str) -> bool:
    """Whether these are the same mailbox: in whatever case, and however the domain's name is written."""
    return address_key(one) == address_key(other)


async def accept(
    heading: Heading,
    writer: Correspondent,
    body: str,
    uploads: Sequence[Upload],
    *,
    left_out: Sequence[str],
    by: Viewer,
    webhook_id: str | None,
) -> InboundMail | None:
    """Put the answer on the order's timeline, as if it had been written there; None where it has come before.

    Files without words become entries of their own. Names of files that were left out stand at the end of the note.
    Raises NotTaken.
    """
    body = "\n\n".join(filter(None, [without_tokens(body), "\n".join(f"[Not kept: {each}]" for each in left_out)]))
    if not body and not uploads:
        raise NotTaken(InboundMailOutcome.EMPTY, "There is nothing in it but what it answers to.")
    try:
        async with unit_of_work():
            if await InboundMail.has_come(heading.key, webhook_id):
                return None
            order = await find(Order, writer.order_id, by, to="note")
            note_id = None
            if body:
                event = await Note.add(order, body, writer.visibility, by=by)
                note_id = UUID(event.data["note_id"])
            for upload in uploads:
                await Attachment.add(order, upload, writer.visibility, by=by, note_id=note_id, is_news=note_id is None)
            reason = f"Not kept: {'; '.join(left_out)}" if left_out else None
            return await _record(heading, writer, InboundMailOutcome.ACCEPTED, reason, webhook_id, note_id=note_id)
    except Refusal as refusal:
        raise NotTaken.because(refusal) from None


async def refuse(
    heading: Heading, to: Correspondent | None, why: NotTaken, *, webhook_id: str | None
) -> InboundMail | None:
    """Write down that a mail was not taken, and tell its writer where that is somebody; None where it has come before.

    Nobody is answered but who was written to: an address can be forged, and its owner did nothing.
    """
    async with unit_of_work() as work:
        if await InboundMail.has_come(heading.key, webhook_id):
            return None
        mail = await _record(heading, to, why.outcome, why.reason, webhook_id)
        if to is not None and why.outcome in TOLD and not await mail.was_told_lately():
            await _tell(work, to, heading, why)
        return mail


async def _record(
    heading: Heading,
    to: Correspondent | None,
    outcome: InboundMailOutcome,
    reason: str | None,
    webhook_id: str | None,
    **more: Any,
) -> InboundMail:
    return await InboundMail.create(
        received_at=clock.now(),
        message_key=heading.key,
        webhook_id=webhook_id,
        message_id=heading.message_id[:LONGEST_ID],
        sender=without_tokens(heading.sender),
        subject=without_tokens(heading.subject)[:300],
        outcome=outcome,
        reason=reason[:LONGEST_REASON] if reason else None,
        contact_id=to.contact_id if to else None,
        staff_id=to.staff_id if to else None,
        order_id=to.order_id if to else None,
        **more,
    )


async def _tell(work: Work, to: Correspondent, heading: Heading, why: NotTaken) -> None:
    person = to.person
    assert person.email is not None, "it is where the mail came from"
    await Delivery.queue_email(
        work,
        "reply_refused",
        to=person.email,
        name=person.display_name if isinstance(person, Contact) else person.name,
        locale=person.locale,
        time_zone=person.time_zone,
        contact_id=to.contact_id,
        outcome=why.outcome.value,
        detail=why.reason,
        reply_subject=without_tokens(heading.subject)[:300],
    )
