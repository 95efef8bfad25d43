"""Upserts: the rows that a program knows by ids of its own are made, or changed where they differ, each by itself."""

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from adapters.errors import Conflict
from execution.context import Info, viewer_of
from models.core import text
from models.core.entity import VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.references import MAX_EXTERNAL, kept_form
from resolvers.core.declare import describe
from resolvers.core.external_references import row_named
from resolvers.core.mutations import one_by_one

MAX_ITEMS: Final = 200
_FIELD: Final = "externalReference"


class Item(Protocol):
    """One of several rows as they are to be."""

    external_reference: str


T = TypeVar("T", bound=Item)


class UpsertOutcome(StrEnum):
    """The outcomes of an upsert."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"


describe(
    UpsertOutcome,
    "The outcomes of an upsert.",
    CREATED="Nothing had the external reference: it was created.",
    CHANGED="It was there, and was changed where it differed.",
    UNCHANGED="It was there and as given, or it has been written before with the same idempotency key.",
)

Written = tuple[UUID, UpsertOutcome]


async def upsert_each(
    info: Info,
    name: str,
    input: Any,
    items: Sequence[T],
    model: type[VersionedEntity],
    write: Callable[[T, UUID | None], Awaitable[Written]],
) -> dict[str, Any]:
    """The payload of a mutation: for each of the `items` of its input the outcome with the identifier of the row, or
    both None with its errors. `write` gets an item with the identifier of its row, None if there is none.

    Refuses with REQUIRED no items, with TOO_LONG more than 200, and with INVALID an external reference that another
    item has.
    """
    _expect_each_once(items)
    outcomes: dict[str, UpsertOutcome] = {}
    viewer = viewer_of(info)

    async def written(item: T) -> UUID:
        reference = text.line(item.external_reference, _FIELD, MAX_EXTERNAL)
        known = await row_named(model, reference, viewer)
        try:
            row_id, outcomes[item.external_reference] = await write(item, known)
        except Refusal as refusal:
            for each in refusal.faults:
                each.field = each.field or [_FIELD]
            if known is None and await row_named(model, reference, viewer) is not None:
                raise Conflict("somebody else has created the row meanwhile") from refusal
            raise
        return row_id

    results = await one_by_one(info, name, input, "items", written)
    key = f"{model.__name__.lower()}_id"
    return {
        "results": [
            {
                key: row_id,
                "outcome": row_id and outcomes.get(item.external_reference, UpsertOutcome.UNCHANGED),
                "user_errors": errors,
            }
            for item, (row_id, errors) in zip(items, results, strict=True)
        ]
    }


def expect_given(input: object, **names: str) -> None:
    """Refuse with REQUIRED each of these fields that the input lacks; they are named as in the contract."""
    faults = Faults()
    for name, field in names.items():
        with faults.noted():
            if getattr(input, name) is None:
                raise Refusal(
                    RefusalCode.REQUIRED, "Nothing has this external reference, and a new row needs this.", field
                )
    faults.expect_none()


def _expect_each_once(items: Sequence[Item]) -> None:
    if not items:
        raise Refusal(RefusalCode.REQUIRED, "Give at least one item.", "items")
    if len(items) > MAX_ITEMS:
        raise Refusal(RefusalCode.TOO_LONG, "Give at most {most} items.", "items", most=MAX_ITEMS)
    seen, faults = set[str](), Faults()
    for place, item in enumerate(items):
        reference = kept_form(item.external_reference) or item.external_reference
        with faults.noted():
            if reference in seen:
                raise Refusal(
                    RefusalCode.INVALID,
                    "Another item has this external reference.",
                    ("items", str(place), _FIELD),
                )
            seen.add(reference)
    faults.expect_none()
