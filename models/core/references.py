"""References: numbers of orders and invoices as people write them, SR-000145 and INV-000087, and external references.

The latter are the ids that rows have in other systems, by which programs find them again. A migration adds a unique
index to each table that has them.
"""

from typing import Final
from uuid import UUID

from models.core import text
from models.core.entity import VersionedEntity
from models.core.errors import Refusal, RefusalCode

MAX_EXTERNAL: Final = 100
_FIELD: Final = "externalReference"


def order_reference(number: int | None) -> str:
    """An order's number as people write it: SR-000145, or DRAFT if it has none yet."""
    return "DRAFT" if number is None else f"SR-{str(number).zfill(6)}"


def number_of_reference(reference: str, prefix: str) -> int | None:
    """The number in SR-000145 or INV-000087, in upper or lower case; None for any other text."""
    head, _, digits = reference.strip().upper().rpartition("-")
    return int(digits) if head == prefix and digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


async def checked_external_reference(
    model: type[VersionedEntity], value: str | None, *, owner: UUID | None = None
) -> str | None:
    """The reference as it is kept, or None if it is empty; refuses with NOT_UNIQUE one that another row than `owner`
    has."""
    reference = text.optional_line(value, _FIELD, MAX_EXTERNAL)
    if reference is not None and await model.filter(external_reference=reference).exclude(id=owner).exists():
        raise Refusal(
            RefusalCode.NOT_UNIQUE,
            "The external reference {reference} is taken. Give another one, or clear it where it is.",
            _FIELD,
            reference=reference,
        )
    return reference


def kept_form(value: str) -> str | None:
    """The form in which a reference is kept; None for what no row can have as its reference."""
    try:
        return text.optional_line(value, _FIELD, MAX_EXTERNAL)
    except Refusal:
        return None
