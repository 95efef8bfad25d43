"""Filters and searches of clients as conditions."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Final

from tortoise.models import Model

from models.core.scope import EVERYTHING, Compared, Not, Scope, all_of, equals, one_of, present, related
from models.core.search import Found
from models.core.viewer import Viewer
from models.policy import visible
from resolvers.core import ids
from resolvers.core.inputs import DateTimeRange

MAX_SEARCH_LENGTH: Final = 200


def among(column: str, values: Sequence[Enum] | None) -> Scope:
    """Rows whose column has one of the values; every row where the client gives no values."""
    return EVERYTHING if values is None else one_of(column, [value.value for value in values])


def of(viewer: Viewer, column: str, global_id: str | None, model: type[Model], argument: str) -> Scope:
    """Rows whose column holds this id, and none where the viewer may not see what it is the id of: else a filter would
    tell whose something is. RequestError BAD_USER_INPUT where it is no id of the model."""
    key = ids.filtered(global_id, model.__name__, argument)
    if key is None:
        return EVERYTHING
    seen = visible(model, viewer)
    this = equals(column, key)
    return this if seen is EVERYTHING else all_of(this, related(column, model._meta.db_table, "id", seen))


def has(column: str, wanted: bool | None) -> Scope:
    """Rows whose column has a value, or (False) has none; every row for None."""
    if wanted is None:
        return EVERYTHING
    return present(column) if wanted else Not(present(column))


def between(column: str, given_range: DateTimeRange | None) -> list[Scope]:
    """The conditions of a range filter."""
    conditions: list[Scope] = []
    if given_range is not None and given_range.gte is not None:
        conditions.append(Compared(column, ">=", given_range.gte))
    if given_range is not None and given_range.lt is not None:
        conditions.append(Compared(column, "<", given_range.lt))
    return conditions


def having_words(search: str | None, marks: Collection[str] = ()) -> Found | None:
    """The rows in which every word that is searched for begins a word; None where nothing is searched for."""
    return Found(search[:MAX_SEARCH_LENGTH], tuple(marks)) if search and search.strip() else None
