"""Where a mail about an order is answered to: an address that stands for the mail, and so for its order and reader.

The token in it is the identifier of the mail's delivery and a signature over it, in letters and digits that may change
their case on the way. Who has it can do nothing with it but write to it; from another address that is refused.
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
from models.contacts import Contact
from models.deliveries import Delivery
from models.events import Event, Visibility
from models.staff import StaffMember

SIGNATURE: Final = 14
"""Bytes of the signature: with the 16 of the identifier they make 48 letters, and none is left over."""
MOST_TRIED: Final = 10
"""So many tokens of one mail are looked at."""

_TOKEN = re.compile(r"\+([a-z2-7]{48})(?=@)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Whom an address was given to, with the mail that it stood in, and who reads what they write to it."""

    delivery: Delivery
    person: Contact | StaffMember
    order_id: UUID
    visibility: Visibility

    @property
    def contact_id(self) -> UUID | None:
        """The contact, where it is one."""
        return self.person.id if isinstance(self.person, Contact) else None

    @property
    def staff_id(self) -> UUID | None:
        """The member of staff, where it is one."""
        return self.person.id if isinstance(self.person, StaffMember) else None


def answerable(event: Event, data: Mapping[str, Any], staff_id: UUID | None) -> dict[str, Any]:
    """What a delivery keeps of the event that it tells with `data`: its thread, and what answering it needs.

    Nothing for what is about no single order or invoice.
    """
    if event.invoice_id is not None and len(data.get("invoices", ())) < 2:
        return {"thread": f"invoice.{event.invoice_id}"}
    if event.invoice_id is not None or event.order_id is None:
        return {}
    return {
        "thread": f"order.{event.order_id}",
        "answers": {
            "order_id": str(event.order_id),
            "staff_id": str(staff_id) if staff_id else None,
            "visibility": event.visibility.value,
        },
    }


def reply_address(delivery: Delivery) -> str | None:
    """Where the mail is answered to; None where nothing comes in, or it is about no order."""
    mailbox = settings.get().reply_address
    if mailbox is None or "answers" not in delivery.data:
        return None
    local, _, domain = mailbox.partition("@")
    signed = delivery.id.bytes + _signature(delivery.id.bytes)
    return f"{local}+{b32encode(signed).decode().lower()}@{domain}"


def reader_of_answers(delivery: Delivery) -> str | None:
    """Who reads what is answered: STAFF_ONLY, CUSTOMER where staff answer to everyone, ORDER where customers do."""
    if reply_address(delivery) is None:
        return None
    answers = delivery.data["answers"]
    if answers["visibility"] == Visibility.STAFF_ONLY:
        return "STAFF_ONLY"
    return "CUSTOMER" if answers["staff_id"] else "ORDER"


async def correspondent_of(recipients: str) -> Correspondent | None:
    """Whom the first address of ours in the text was given to; None where there is none that was made here."""
    mailbox = settings.get().reply_address
    if mailbox is None:
        return None
    local, _, domain = mailbox.partition("@")
    wanted = re.compile(
        rf"(?<![\w.+-]){re.escape(local)}\+([a-z2-7]{{48}})@{re.escape(domain)}(?![\w.-])", re.IGNORECASE
    )
    for found in list(wanted.finditer(recipients))[:MOST_TRIED]:
        signed = b32decode(found[1].upper())
        if hmac.compare_digest(_signature(signed[:16]), signed[16:]):
            return await _of_delivery(UUID(bytes=signed[:16]))
    return None


async def _of_delivery(delivery_id: UUID) -> Correspondent | None:
    delivery = await Delivery.get_or_none(id=delivery_id)
    answers = delivery.data.get("answers") if delivery else None
    if delivery is None or answers is None:
        return None
    person = (
        await StaffMember.get_or_none(id=UUID(answers["staff_id"]))
        if answers["staff_id"]
        else await Contact.get_or_none(id=delivery.contact_id)
    )
    if person is None:
        return None
    return Correspondent(delivery, person, UUID(answers["order_id"]), Visibility(answers["visibility"]))


def without_tokens(text: str) -> str:
    """The text with the tokens in addresses of ours blotted out."""
    return _TOKEN.sub("+…", text)


def _signature(identifier: bytes) -> bytes:
    return hmac.new(settings.get().secret, b"reply\0" + identifier, sha256).digest()[:SIGNATURE]
