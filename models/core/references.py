"""References: numbers of orders and invoices as people write them, SR-000145 and INV-000087, and external references.

The latter are the ids that rows have in other systems, by which programs find them again. Those of the operator, which
staff and the operator's API keys give, are in a column of each table, with a unique index that a migration adds. Those
of a customer's programs are in a table of their own.
"""

from typing import Any, Final
from uuid import UUID

from tortoise import fields

from models.core import text
from models.core.entity import Entity, VersionedEntity
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer

MAX_EXTERNAL: Final = 100
_FIELD: Final = "externalReference"


def order_reference(number: int | None) -> str:
    """An order's number as people write it: SR-000145, or DRAFT if it has none yet."""
    return "DRAFT" if number is None else f"SR-{str(number).zfill(6)}"


def number_of_reference(reference: str, prefix: str) -> int | None:
    """The number in SR-000145 or INV-000087, in upper or lower case; None for any other text."""
    head, _, digits = reference.strip().upper().rpartition("-")
    return int(digits) if head == prefix and digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


class PartnerReference(Entity):
    """The id that a row of some table has for the programs of a customer, the owner of their API keys."""

    owner_id: UUID = fields.UUIDField()
    table_name = fields.CharField(max_length=20)
    row_id: UUID = fields.UUIDField()
    reference = fields.CharField(max_length=100)

    class Meta:
        table = "partner_references"
        unique_together = (("owner_id", "table_name", "reference"), ("row_id", "owner_id"))


def is_operators(viewer: Viewer) -> bool:
    """Whether the external references of a viewer are those of the operator: staff, and keys that staff made."""
    return viewer.is_staff or (viewer.is_key and viewer.owner_id is None)


async def reference_columns(
    model: type[VersionedEntity], row_id: UUID, value: str | None, *, by: Viewer
) -> dict[str, Any]:
    """The column that keeps the external reference of a row, which may be new, or None if it is empty; none for that of
    a customer's program, which is written here.

    Refuses with NOT_UNIQUE one that another row has.
    """
    reference = text.optional_line(value, _FIELD, MAX_EXTERNAL)
    if is_operators(by):
        same = model.filter(external_reference=reference).exclude(id=row_id)
        _expect_free(reference, is_taken=reference is not None and await same.exists())
        return {"external_reference": reference}
    of_owner = PartnerReference.filter(owner_id=by.owner_id)
    table = model._meta.db_table
    taken = of_owner.filter(table_name=table, reference=reference).exclude(row_id=row_id)
    _expect_free(reference, is_taken=await taken.exists())
    await of_owner.filter(row_id=row_id).delete()
    if reference is not None:
        await PartnerReference.create(owner_id=by.owner_id, table_name=table, row_id=row_id, reference=reference)
    return {}


def _expect_free(reference: str | None, *, is_taken: bool) -> None:
    if is_taken:
        raise Refusal(
            RefusalCode.NOT_UNIQUE,
            "The external reference {reference} is taken. Give another one, or clear it where it is.",
            _FIELD,
            reference=reference,
        )


def kept_form(value: str) -> str | None:
    """The form in which a reference is kept; None for what no row can have as its reference."""
    try:
        return text.optional_line(value, _FIELD, MAX_EXTERNAL)
    except Refusal:
        return None
