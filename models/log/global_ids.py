"""Global ids: opaque to clients, and bound to a type, so that an order's id never finds an invoice."""

from typing import Final
from uuid import UUID

from adapters.text import opaque

_CODES = {
    "Customer": 1,
    "Contact": 2,
    "Membership": 3,
    "Session": 4,
    "StaffMember": 5,
    "StaffRole": 6,
    "Site": 7,
    "Party": 8,
    "Asset": 9,
    "Order": 10,
    "Recommendation": 11,
    "Invoice": 12,
    "Attachment": 13,
    "Notification": 14,
    "Delivery": 15,
    "AccessRequest": 16,
    "Upload": 17,
    "TimelineEntry": 18,
    "PortalActivity": 19,
    "InvoiceActivity": 20,
    "SmsMessage": 21,
    "InboundMail": 22,
    "Viewer": 23,
    "Overview": 24,
    "Payment": 25,
    "InvoiceLine": 26,
    "InvoiceHold": 27,
    "CreditNote": 28,
    "ApiKey": 29,
    "Webhook": 30,
    "WebhookDelivery": 31,
    "BulkExport": 32,
    "Listing": 48,
    "ListingFile": 49,
    "ListingActivity": 50,
    "Tenancy": 33,
    "RentCharge": 34,
    "PropertyDocument": 35,
    "TenancyActivity": 36,
    "Enquiry": 51,
    "Requirement": 52,
    "Viewing": 53,
    "Attendance": 54,
    "Offer": 55,
}
_NAMES = {code: name for name, code in _CODES.items()}
PREFIXES: Final = {name: bytes([code]) for name, code in _CODES.items()}
"""The first byte of the ids of each type."""


def encode(typename: str, key: UUID | int) -> str:
    """The global id of a row: from its identifier, or its position in the log."""
    return opaque.encode(PREFIXES[typename] + (key.bytes if isinstance(key, UUID) else key.to_bytes(8, "big")))


def decode_any(global_id: str) -> tuple[str, UUID | int] | None:
    """The type and the key in a global id; None if it is not a global id."""
    try:
        data = opaque.decode(global_id)
    except ValueError:
        return None
    typename = _NAMES.get(data[0]) if data else None
    if typename is None:
        return None
    if len(data) == 17:
        return typename, UUID(bytes=data[1:])
    return (typename, int.from_bytes(data[1:], "big")) if len(data) == 9 and data[1] < 0x80 else None
