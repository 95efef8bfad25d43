"""Fields that are made of the row at hand, and of nothing else."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from models.core.money import decimal
from models.core.rows import Row
from resolvers.core import ids


def itself(root: Row) -> Row:
    """The row once more, as the source of a type that shows a part of it."""
    return root


def always() -> Row:
    """The source of a type whose fields are made of who asks."""
    return {}


def value(name: str) -> Callable[[Row], Any]:
    """The resolver of a field that has another name than its column."""

    def resolve(root: Row) -> Any:
        return root[name]

    return resolve


def recorded(name: str) -> Callable[[Row], Any]:
    """The resolver of a field that an event carries in its data; None where it carries none."""

    def resolve(root: Row) -> Any:
        return root["data"].get(name)

    return resolve


def global_id(typename: str, column: str = "id") -> Callable[[Row], str]:
    """The resolver of a row's global id."""

    def resolve(root: Row) -> str:
        return ids.encode(typename, root[column])

    return resolve


def money(column: str) -> Callable[[Row], Row | None]:
    """The resolver of an amount that is kept in minor units of the row's currency; None where there is none."""

    def resolve(root: Row) -> Row | None:
        minor, currency = root[column], root["currency"]
        return None if minor is None else {"amount": decimal(minor, currency), "currency": currency}

    return resolve


def recorded_money(name: str) -> Callable[[Row], Row | None]:
    """The resolver of an amount that an event carries in its data; None where it carries none."""

    def resolve(root: Row) -> Row | None:
        told = root["data"].get(name)
        return told and {"amount": Decimal(told["amount"]), "currency": told["currency"]}

    return resolve
