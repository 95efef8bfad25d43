"""Filters and searches of clients as conditions."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Final

from models.scope import EVERYTHING, Not, Scope, equals, one_of, present
from models.search import Found
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


def having_words(search: str | None, marks: Collection[str] = ()) -> Found | None:
    """The rows in which every word that is searched for begins a word; None where nothing is searched for."""
    return Found(search[:LONGEST_SEARCH], tuple(marks)) if search and search.strip() else None
