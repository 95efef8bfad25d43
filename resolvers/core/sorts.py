"""Clients' choices of sort orders."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from execution.sorting import Key, Sort
from resolvers.core.inputs import SortDirection


class Choice(Protocol):
    """A client's choice of a sort order."""

    field: Any
    direction: SortDirection


def chosen(name: str, sorts: Mapping[Any, tuple[Key, ...]], choice: Choice | None, usual: Sort) -> Sort:
    """The order that a client chose of those of the list `name`; the usual one for None."""
    if choice is None:
        return usual
    return Sort(f"{name}-{choice.field.value}", sorts[choice.field], choice.direction is SortDirection.DESC)


def by_name_and_times(fields: type[Enum], name: str = "name_key") -> dict[Any, tuple[Key, ...]]:
    """The keys of the sort orders NAME, CREATED_AT and UPDATED_AT."""
    moments = {fields[each.upper()]: (Key(each, datetime), Key("id", UUID)) for each in ("created_at", "updated_at")}
    return {fields["NAME"]: (Key(name, str), Key("id", UUID)), **moments}


def by_times(fields: type[Enum], created: str) -> dict[Any, tuple[Key, ...]]:
    """The keys of the sort orders CREATED_AT, by the column `created`, and UPDATED_AT."""
    moments = {"CREATED_AT": created, "UPDATED_AT": "updated_at"}
    return {fields[name]: (Key(column, datetime), Key("id", UUID)) for name, column in moments.items()}
