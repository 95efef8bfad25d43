"""Reply addresses: each stands for one mail, and so for its reader and the order or invoice it is about.

The token in it is the identifier of the mail's delivery and a signature over it, in letters and digits that may change
their case on the way. Its holder can do nothing with it but write to it.
"""

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import settings
from adapters.mail.addresses import address_key
from adapters.text.locales import ENGLISH, Formats
from models.log.events import NewEvent, Visibility
from models.messages.deliveries import Delivery
from models.people.contacts import Contact
from models.people.staff import StaffMember

SIGNATURE: Final = 14
"""Bytes of the signature: with the 16 of the identifier they make 48 letters, and none is left over."""
MAX_TRIED: Final = 10
"""Tokens of one mail that are looked at."""

_TOKEN = re.compile(r"\+([a-z2-7]{48})(?=@)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """The person whom a reply address was given to, and the order or invoice that their answers are about.

    `delivery` is the mail that it stood in, None if that is not kept any more. `person` is None if the mail names no
    recipient.
    """

    delivery: Delivery | None
    person: Contact | StaffMember | None = None
    order_id: UUID | None = None
    invoice_id: UUID | None = None
    visibility: Visibility = Visibility.EVERYONE

    @property
    def contact_id(self) -> UUID | None:
        """The contact's id; None for a member of staff."""
        return self.person.id if isinstance(self.person, Contact) else None

    @property
    def staff_id(self) -> UUID | None:
        """The member of staff's id; None for a contact."""
        return self.person.id if isinstance(self.person, StaffMember) else None

    @property
    def formats(self) -> Formats:
        """The language and the formats of the person; English ones if there is none."""
        return Formats.of(self.person.locale, self.person.time_zone) if self.person else Formats.of(ENGLISH, "UTC")


def answerable(event: NewEvent, data: Mapping[str, Any], staff_id: UUID | None) -> dict[str, Any]:
    """The data by which a delivery about `event` can be answered: its thread, and whom and what answers are about."""
    about: dict[str, Any] = {"staff_id": str(staff_id) if staff_id else None, "visibility": event.visibility.value}
    if event.invoice_id is not None and len(data.get("invoices", ())) < 2:
        return {"thread": f"invoice.{event.invoice_id}", "answers": {"invoice_id": str(event.invoice_id), **about}}
    if event.invoice_id is None and event.order_id is not None:
        return {"thread": f"order.{event.order_id}", "answers": {"order_id": str(event.order_id), **about}}
    return {"answers": about}


def reply_address(delivery: Delivery) -> str | None:
    """The reply address of a mail; None if that is its sender, and nobody reads it.

    Answers to a mail about no order or invoice go to SUPPORT_EMAIL, if there is one.
    """
    options = settings.get()
    if "reply_to" in delivery.data:
        return str(delivery.data["reply_to"])
    if options.reply_address is None or (options.support_email is not None and not _subject(delivery)):
        return options.support_email
    local, _, domain = options.reply_address.partition("@")
    signed = delivery.id.bytes + _signature(delivery.id.bytes)
    return f"{local}+{b32encode(signed).decode().lower()}@{domain}"


def reader_of_answers(delivery: Delivery) -> str | None:
    """The readers of an answer: of an order's notes STAFF_ONLY, CUSTOMER if staff answer to everyone, ORDER if
    customers do; the WRITER of a mail that came in; else STAFF, or None if nobody reads it."""
    options, answers = settings.get(), delivery.data.get("answers", {})
    if "reply_to" in delivery.data:
        return "WRITER"
    if options.reply_address is None or "order_id" not in answers:
        return "STAFF" if options.reply_address or options.support_email else None
    if answers["visibility"] == Visibility.STAFF_ONLY:
        return "STAFF_ONLY"
    return "CUSTOMER" if answers["staff_id"] else "ORDER"


def holds_by_reply(delivery: Delivery) -> bool:
    """Whether an answer can put the invoice that the mail is about on hold."""
    return settings.get().reply_address is not None and "invoice_id" in delivery.data.get("answers", {})


def _subject(delivery: Delivery) -> bool:
    answers = delivery.data.get("answers", {})
    return "order_id" in answers or "invoice_id" in answers


async def correspondent_of(recipients: str) -> Correspondent | None:
    """The correspondent of the first reply address in the text; None if it has none that was made here."""
    mailbox = settings.get().reply_address
    if mailbox is None:
        return None
    local, _, domain = mailbox.partition("@")
    pattern = re.compile(
        rf"(?<![\w.+-]){re.escape(local)}\+([a-z2-7]{{48}})@{re.escape(domain)}(?![\w.-])", re.IGNORECASE
    )
    for match in list(pattern.finditer(recipients))[:MAX_TRIED]:
        signed = b32decode(match[1].upper())
        if hmac.compare_digest(_signature(signed[:16]), signed[16:]):
            return await _of_delivery(UUID(bytes=signed[:16]))
    return None


async def _of_delivery(delivery_id: UUID) -> Correspondent:
    delivery = await Delivery.get_or_none(id=delivery_id)
    if delivery is None:
        return Correspondent(None)
    answers = delivery.data.get("answers", {})
    order_id, invoice_id, staff_id = (_uuid(answers.get(name)) for name in ("order_id", "invoice_id", "staff_id"))
    person: Contact | StaffMember | None = None
    if staff_id is not None:
        person = await StaffMember.get_or_none(id=staff_id)
    elif delivery.contact_id is not None:
        person = await Contact.get_or_none(id=delivery.contact_id)
    return Correspondent(
        delivery, person, order_id, invoice_id, Visibility(answers.get("visibility", Visibility.EVERYONE))
    )


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def comes_back(address: str) -> bool:
    """Whether mail to the address would come to us again."""
    options = settings.get()
    own = {address_key(each) for each in (options.mail_from, options.reply_address) if each}
    local, at, domain = address_key(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}" in own


def without_tokens(text: str) -> str:
    """The text with the tokens in addresses of ours blotted out."""
    return _TOKEN.sub("+…", text)


def _signature(identifier: bytes) -> bytes:
    return hmac.new(settings.get().secret, b"reply\0" + identifier, sha256).digest()[:SIGNATURE]
