"""The outcomes of mails are told in the language of whoever reads them, also long after, and mails in their reader's."""

from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
import pytest

from adapters import clock
from adapters.text.locales import Formats
from adapters.text.sentences import Sentence, kept, restored, told
from models.messages.inbound_mails import InboundMail, InboundMailOutcome
from models.orders.lifecycle import OrderStatus
from models.people.contacts import Contact
from models.people.staff import StaffMember
from tests.support.files import pdf
from tests.support.invoicing import key
from tests.support.mail import inbound
from tests.support.mail.inbound import ANN, answer, mail_about, mails, notes, outcome
from tests.support.orders import new_order
from tests.support.server import Client, Server

pytestmark = pytest.mark.settings(**inbound.SETTINGS)


async def in_german(contact: Client, member: Client) -> None:
    """Let a contact and a member of staff read German."""
    await Contact.filter(id=key(contact)).update(locale="de-AT")
    await StaffMember.filter(email=member.email).update(locale="de")


async def reasons(*readers: Client) -> list[str]:
    """The reason for the outcome of the last mail, as each of them reads it."""
    return [(await mails(reader))[0]["reason"] for reader in readers]


@pytest.mark.settings(max_upload_bytes=2000)
async def test_reasons_are_told_to_each_reader_in_their_language(
    server: Server, sam: Client, rita: Client, ann: Client, ben: Client
) -> None:
    order = await new_order(ann)
    mail = await inbound.told(server, sam, order, "ann@people.test")
    await in_german(ann, rita)
    files = {"setup.exe": ("application/pdf", b"MZ" + bytes(range(256))), "large.pdf": ("application/pdf", pdf(3000))}
    assert await outcome(server, answer(mail, ANN, "Siehe Anlage", files=files)) == "ACCEPTED"
    assert await reasons(sam, rita) == [
        "Not kept: setup.exe: Files of this type are not taken. large.pdf: A file may have at most 2,000 bytes.",
        (
            "Nicht übernommen: setup.exe: Dateien dieser Art werden nicht angenommen. "
            "large.pdf: Eine Datei darf höchstens 2.000 Bytes groß sein."
        ),
    ]
    [note] = await notes(ben, order)
    assert note["body"].splitlines()[2:] == [
        "[Nicht übernommen: setup.exe: Dateien dieser Art werden nicht angenommen.]",
        "[Nicht übernommen: large.pdf: Eine Datei darf höchstens 2.000 Bytes groß sein.]",
    ]
    assert await outcome(server, answer(mail, ANN, "viele Wörter\n" * 3000)) == "REFUSED"
    assert await reasons(sam, rita) == ["Use at most 20,000 characters.", "Verwenden Sie höchstens 20.000 Zeichen."]
    refusal = await mail_about(server.mail, "ann@people.test", "kam nicht an")
    assert "Der Grund: Verwenden Sie höchstens 20.000 Zeichen." in refusal.text
    assert "Verwenden Sie höchstens 20.000 Zeichen." in refusal.html
    for english in ("Use at most", "reason", "Your reply", "passed"):
        assert english not in refusal.text + refusal.html
    # Ben reads English, whoever the mail that he answers was written to.
    assert await outcome(server, answer(mail, "ben@people.test", "many words\n" * 3000)) == "REFUSED"
    assert "Use at most 20,000 characters." in (await mail_about(server.mail, "ben@people.test", "was not added")).text


async def test_reasons_of_earlier_mails_are_still_read(sam: Client, rita: Client, ann: Client) -> None:
    await in_german(ann, rita)
    for reason in ("Not kept: {a}.exe: Files of this type are not taken.", "It came through a list, or as bulk mail."):
        await InboundMail.create(
            received_at=clock.now(),
            message_key=reason,
            message_id="",
            sender="ann@people.test",
            subject="Re: your order",
            outcome=InboundMailOutcome.REFUSED,
            reason=reason,
        )
    read = [each["reason"] for reader in (sam, rita) for each in await mails(reader)]
    assert read == [
        "It came through a list, or as bulk mail.",
        "Not kept: {a}.exe: Files of this type are not taken.",
        "Sie kam über eine Liste oder als Massenmail.",
        "Not kept: {a}.exe: Files of this type are not taken.",
    ]


def test_a_sentence_is_the_same_after_it_was_kept() -> None:
    facts = {
        "number": 20_000,
        "price": Decimal("1.50"),
        "day": date(2026, 3, 1),
        "moment": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "status": OrderStatus.CANCELLED,
        "allowed": [OrderStatus.DRAFT, OrderStatus.SUBMITTED],
        "text": "{number} {other}",
        "nothing": None,
        "advice": [Sentence("Use at least one letter."), Sentence("Use at least one digit.")],
        "why": Sentence("Use at most {most} characters.", most=10),
    }
    words = " ".join(f"{{{name}}}" for name in facts)
    sentence = Sentence(words, **facts, unnamed=object())
    data = orjson.loads(orjson.dumps(kept(sentence)))
    for locale in ("de", "en-GB"):
        formats = Formats.of(locale, "Europe/Vienna")
        assert told(restored(data), formats) == sentence.told(formats)
    assert "Storniert" in told(restored(data), Formats.of("de", "UTC"))
