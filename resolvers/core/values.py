"""Resolvers of fields that depend on the row at hand alone."""

from collections.abc import Awaitable, Callable, Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from adapters.text.locales import Formats
from adapters.text.sentences import restored, told
from execution.compiled.shapes import Amount, ByViewer, GlobalId, Inside, Same, Value, shaped
from execution.context import Info, viewer_of
from models.core.money import decimal
from models.core.rows import Row
from models.core.viewer import Viewer
from models.log.global_ids import PREFIXES
from resolvers.core import ids


@shaped(Same())
def same_row(root: Row) -> Row:
    """The row itself, as the root value of a type that shows a part of it."""
    return root


@shaped(Inside())
def empty_row() -> Row:
    """An empty row, for types whose fields depend on the viewer alone."""
    return {}


def by_viewer(tell: Callable[[Viewer, Row], Any]) -> Callable[[Row, Info], Any]:
    """The resolver of a field that follows from the viewer and the row."""

    @shaped(ByViewer(tell))
    def resolve(root: Row, info: Info) -> Any:
        return tell(viewer_of(info), root)

    return resolve


def unless(
    hinders: Callable[[Viewer, Collection[UUID]], Awaitable[set[UUID]]], tell: Callable[[Viewer, Row], bool]
) -> Callable[[Row, Info], Awaitable[bool] | bool]:
    """The resolver of a field that is true if it follows from the viewer and the row, and the row is not among those
    that `hinders` finds for the viewer by their ids in other tables."""

    def resolve(root: Row, info: Info) -> Awaitable[bool] | bool:
        viewer = viewer_of(info)

        async def load(keys: list[UUID]) -> list[bool]:
            hindered = await hinders(viewer, keys)
            return [key not in hindered for key in keys]

        return tell(viewer, root) and info.context.loader(("unless", hinders), lambda: load).load(root["id"])

    return resolve


def column(name: str) -> Callable[[Row], Any]:
    """The resolver of a field that has another name than its column."""

    @shaped(Value(name))
    def resolve(root: Row) -> Any:
        return root[name]

    return resolve


def list_or_empty(name: str) -> Callable[[Row], Any]:
    """The resolver of a list in a payload; empty for a refused mutation, which has none."""

    def resolve(root: Row) -> Any:
        return root[name] or []

    return resolve


def fact(name: str, otherwise: Any = None) -> Callable[[Row], Any]:
    """The resolver of a fact that only some errors of a type have; `otherwise` stands for it in the others."""

    def resolve(root: Row) -> Any:
        return root.get(name, otherwise)

    return resolve


def event_data(name: str) -> Callable[[Row], Any]:
    """The resolver of a field in the data of an event; None if the event has no such data."""

    @shaped(Value("data", name))
    def resolve(root: Row) -> Any:
        return root["data"].get(name)

    return resolve


def words_told(root: Row, name: str, viewer: Viewer) -> str | None:
    """Words in the data of an event, as somebody wrote them, or a sentence in the viewer's language."""
    words = root["data"].get(name)
    return None if words is None else told(restored(words), Formats.of(viewer.locale, viewer.time_zone))


def event_words(name: str) -> Callable[[Row, Info], Any]:
    """The resolver of words in the data of an event; None if the event has none."""
    return by_viewer(lambda viewer, row: words_told(row, name, viewer))


def event_money(*names: str) -> Callable[[Row], Row | None]:
    """The resolver of an amount in the data of an event, under one of these names; None if it has no such data."""

    def resolve(root: Row) -> Row | None:
        amount = next((root["data"][name] for name in names if root["data"].get(name)), None)
        return amount and {"amount": Decimal(amount["amount"]), "currency": amount["currency"]}

    return resolve


def global_id(typename: str, column: str = "id") -> Callable[[Row], str]:
    """The resolver of a row's global id."""

    @shaped(GlobalId(PREFIXES[typename], column))
    def resolve(root: Row) -> str:
        return ids.encode(typename, root[column])

    return resolve


def global_id_if_any(typename: str, column: str) -> Callable[[Row], str | None]:
    """The resolver of a row's global id; None without one, as in the payload of a refused mutation."""

    def resolve(root: Row) -> str | None:
        return None if root[column] is None else ids.encode(typename, root[column])

    return resolve


def money(column: str) -> Callable[[Row], Row | None]:
    """The resolver of an amount that a column holds in minor units of the row's currency; None if it is empty."""

    @shaped(Amount(column))
    def resolve(root: Row) -> Row | None:
        minor, currency = root[column], root["currency"]
        return None if minor is None else {"amount": decimal(minor, currency), "currency": currency}

    return resolve


def trimmed_decimal(column: str) -> Callable[[Row], Decimal | None]:
    """The resolver of a number without the trailing zeros of its column; None if it is empty."""

    def resolve(root: Row) -> Decimal | None:
        value: Decimal | None = root[column]
        return None if value is None else value.normalize()

    return resolve
