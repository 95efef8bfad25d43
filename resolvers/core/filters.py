"""Clients' filters and searches as conditions."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Final

from tortoise.models import Model

from models.core.errors import RequestError
from models.core.references import number_of_reference
from models.core.scope import EVERYTHING, Compared, Not, Scope, all_of, one_of, present, related
from models.core.search import Found
from models.core.viewer import Viewer
from models.policy import visible
from resolvers.core import ids
from resolvers.core.inputs import DateRange, DateTimeRange

MAX_SEARCH_LENGTH: Final = 200


def in_values(column: str, values: Sequence[Enum] | None) -> Scope:
    """Rows whose column has one of the values; every row for None."""
    return EVERYTHING if values is None else one_of(column, [value.value for value in values])


def in_ids(viewer: Viewer, column: str, global_ids: Sequence[str] | None, model: type[Model], argument: str) -> Scope:
    """Rows whose column holds one of these ids; every row for None.

    An id whose row the viewer may not see finds nothing: otherwise a filter would reveal its owner. RequestError
    BAD_USER_INPUT for an id of another type, and for more than 100 ids.
    """
    if global_ids is None:
        return EVERYTHING
    seen = visible(model, viewer)
    same = one_of(column, ids.filter_ids(global_ids, model.__name__, argument))
    return same if seen is EVERYTHING else all_of(same, related(column, model._meta.db_table, "id", seen))


def in_range(column: str, span: DateTimeRange | None) -> Scope:
    """Rows whose column lies within a range of time; every row for None."""
    conditions: list[Scope] = []
    if span is not None and span.gte is not None:
        conditions.append(Compared(column, ">=", span.gte))
    if span is not None and span.lt is not None:
        conditions.append(Compared(column, "<", span.lt))
    return all_of(*conditions)


def in_days(column: str, span: DateRange | None) -> Scope:
    """Rows whose column lies within a range of days, both included; every row for None."""
    conditions: list[Scope] = []
    if span is not None and span.gte is not None:
        conditions.append(Compared(column, ">=", span.gte))
    if span is not None and span.lte is not None:
        conditions.append(Compared(column, "<=", span.lte))
    return all_of(*conditions)


def in_references(column: str, references: Sequence[str] | None, prefix: str, argument: str) -> Scope:
    """Rows whose column holds the number of one of these references, like INV-000087; every row for None.

    RequestError BAD_USER_INPUT for more than 100; one that is no reference finds nothing.
    """
    if references is None:
        return EVERYTHING
    if len(references) > ids.MAX_IDS:
        raise RequestError("BAD_USER_INPUT", "{argument}: use at most {most}.", argument=argument, most=ids.MAX_IDS)
    numbers = [number_of_reference(each, prefix) for each in references]
    return one_of(column, [number for number in numbers if number is not None])


def is_present(column: str, expected: bool | None) -> Scope:
    """Rows whose column has a value, or (False) has none; every row for None."""
    return fulfils(present(column), expected)


def fulfils(condition: Scope, expected: bool | None) -> Scope:
    """Rows that meet a condition, or (False) do not; every row for None."""
    if expected is None:
        return EVERYTHING
    return condition if expected else Not(condition)


def normalised_search(search: str | None) -> str | None:
    """The text to search for, cut to the characters that count; None if it is blank."""
    return search[:MAX_SEARCH_LENGTH] if search and search.strip() else None


def search_filter(search: str | None, marks: Collection[str] = ()) -> Found | None:
    """The rows in which every word of a search begins a word; None for a blank search."""
    words = normalised_search(search)
    return Found(words, tuple(marks)) if words else None
