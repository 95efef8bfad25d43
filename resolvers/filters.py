"""Filters and searches of clients as conditions."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from models import text
from models.orders import number_of_reference
from models.scope import EVERYTHING, Not, Scope, equals, one_of, present
from resolvers import ids

LONGEST_SEARCH: Final = 200


def among(column: str, values: Sequence[Enum] | None) -> Scope:
    """Rows whose column has one of the values; every row where the client gives no values."""
    return EVERYTHING if values is None else one_of(column, [value.value for value in values])


def of(column: str, global_id: str | None, typename: str, argument: str) -> Scope:
    """Rows whose column holds this id; RequestError BAD_USER_INPUT where it is no id of the type."""
    key = ids.filtered(global_id, typename, argument)
    return EVERYTHING if key is None else equals(column, key)


def has(column: str, wanted: bool | None) -> Scope:
    """Rows whose column has a value, or (False) has none; every row for None."""
    if wanted is None:
        return EVERYTHING
    return present(column) if wanted else Not(present(column))


def searched(search: str | None) -> str | None:
    """What is searched for, in the form in which names are compared; None where there is nothing to search for."""
    return text.key(search)[:LONGEST_SEARCH] if search and search.strip() else None


def numbered(words: str, prefix: str) -> list[Scope]:
    """The condition of a search for SR-000145, or for 145; empty where it is no number."""
    number = number_of_reference(words, prefix)
    if number is None and words.isascii() and words.isdigit() and len(words) <= 9:
        number = int(words)
    return [] if number is None else [equals("number", number)]
