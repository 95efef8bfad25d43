"""Global ids: opaque to clients, and bound to a type, so that an order's id never finds an invoice."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from uuid import UUID

from execution import opaque
from models.core.entity import Entity, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode, RequestError
from models.core.viewer import Viewer
from models.policy import find

E = TypeVar("E", bound=Entity)

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
    "Enquiry": 51,
    "Requirement": 52,
    "Viewing": 53,
    "Attendance": 54,
    "Offer": 55,
}
MAX_IDS: Final = 100
"""Each id costs a statement or two, while the database waits."""
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


def decode(global_id: str, typename: str) -> UUID | None:
    """The identifier in a global id of this type; None if it is anything else."""
    typed_key = decode_any(global_id)
    if typed_key is None or typed_key[0] != typename or not isinstance(typed_key[1], UUID):
        return None
    return typed_key[1]


def required_id(global_id: str, typename: str, field: str | Sequence[str] = "id") -> UUID:
    """The identifier in an id of a mutation's input; refuses with NOT_FOUND if it is not an id of this type."""
    key = decode(global_id, typename)
    if key is None:
        raise Refusal(RefusalCode.NOT_FOUND, "Nothing has this id.", field)
    return key


def required_ids(global_ids: Sequence[str], typename: str, field: str) -> list[UUID]:
    """The identifiers in ids of a mutation's input; refuses each with its place, and more than 100 with TOO_LONG."""
    if len(global_ids) > MAX_IDS:
        raise Refusal(RefusalCode.TOO_LONG, "Give at most {most} ids.", field, most=MAX_IDS)
    keys, faults = list[UUID](), Faults()
    for place, global_id in enumerate(global_ids):
        with faults.noted():
            keys.append(required_id(global_id, typename, (field, str(place))))
    faults.expect_none()
    return keys


async def find_node(
    model: type[E],
    global_id: str,
    viewer: Viewer,
    *,
    to: str,
    field: str | Sequence[str] = "id",
    version: int | None = None,
) -> E:
    """The row of an id in a mutation's input, allowed for the verb `to`.

    Refuses like `find`, and with STALE_VERSION if the client has seen a different version of the row.
    """
    row = await find(model, required_id(global_id, model.__name__, field), viewer, to=to, field=field)
    if version is not None:
        assert isinstance(row, VersionedEntity), f"{model.__name__} has no versions"
        row.expect_version(version)
    return row


async def find_named(
    model: type[E], global_id: str | None, viewer: Viewer, *, to: str, field: str, faults: Faults
) -> E | None:
    """The row of an id that an input may name, allowed for the verb `to`; None without an id, and notes a wrong one."""
    if global_id:
        with faults.noted():
            return await find_node(model, global_id, viewer, to=to, field=field)
    return None


async def find_each(
    model: type[E],
    global_ids: Sequence[str],
    viewer: Viewer,
    *,
    to: str,
    field: str,
    faults: Faults,
    check: Callable[[E, Sequence[str]], None] = lambda row, path: None,
) -> list[E]:
    """The rows of ids in a mutation's input, allowed for the verb `to`; notes each that is refused with its place.

    `check` refuses rows that are not fit, with the path of their id.
    """
    rows: list[E] = []
    with faults.noted():
        if len(global_ids) > MAX_IDS:
            raise Refusal(RefusalCode.TOO_LONG, "Give at most {most} ids.", field, most=MAX_IDS)
        for place, global_id in enumerate(global_ids):
            with faults.noted():
                path = (field, str(place))
                row = await find_node(model, global_id, viewer, to=to, field=path)
                check(row, path)
                rows.append(row)
    return rows


def filter_id(global_id: str | None, typename: str, argument: str) -> UUID | None:
    """The identifier in a filter; RequestError BAD_USER_INPUT if it is not an id of this type."""
    if global_id is None:
        return None
    key = decode(global_id, typename)
    if key is None:
        raise RequestError("BAD_USER_INPUT", "{argument}: not the id of {type}.", argument=argument, type=typename)
    return key


def filter_ids(global_ids: Sequence[str], typename: str, argument: str) -> list[UUID]:
    """The identifiers in a filter; RequestError BAD_USER_INPUT like `filter_id`, and for more than 100."""
    if len(global_ids) > MAX_IDS:
        raise RequestError("BAD_USER_INPUT", "{argument}: use at most {most} ids.", argument=argument, most=MAX_IDS)
    keys = (filter_id(each, typename, argument) for each in global_ids)
    return [key for key in keys if key is not None]
