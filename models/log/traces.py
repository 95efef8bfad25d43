"""Traces of a person: their names, addresses and numbers in texts, and their name beside their id in data."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson

from adapters.database.client import is_sqlite
from models.core.scope import SqlParams


@dataclass(frozen=True)
class Traces:
    """Texts that are replaced by a pseudonym where they stand alone, in upper or lower case, and the id of an actor."""

    person: UUID
    texts: frozenset[str]
    pseudonym: str

    def left_in(self, *columns: str) -> "TracesLeft":
        """The rows in which one of these columns of text or data may have a trace."""
        return TracesLeft(columns, (*sorted(self.texts), str(self.person)))

    def removed_from(self, value: Any) -> Any:
        """A text or data without the traces: actors of this id have the pseudonym for a name."""
        if isinstance(value, str):
            return self._pattern.sub(self.pseudonym, value)
        if isinstance(value, list):
            return [self.removed_from(item) for item in value]
        if not isinstance(value, dict):
            return value
        left = {name: self.removed_from(item) for name, item in value.items()}
        return left | {"name": self.pseudonym} if self.is_actor(value) else left

    def is_actor(self, value: Any) -> bool:
        """Whether it is the person, as rows and events keep who acted."""
        return isinstance(value, dict) and value.get("id") == str(self.person) and "name" in value

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.texts, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TracesLeft:
    """Rows in which one of the columns contains one of the texts, as part of a word too: a rough look that is exact
    enough not to read every row."""

    columns: Collection[str]
    texts: Collection[str]

    def sql(self, table: str, params: SqlParams) -> str:
        # SQLite knows upper and lower case of ASCII alone; in data, quotes and backslashes are escaped.
        spelled = [form for text in self.texts for form in (text, text.lower(), text.upper())]
        forms = dict.fromkeys([*spelled, *(orjson.dumps(form).decode()[1:-1] for form in spelled)])
        patterns = [params.add("%" + re.sub(r"([\\%_])", r"\\\1", form) + "%") for form in forms]
        like = "{}.{} LIKE {} ESCAPE '\\'" if is_sqlite() else "{}.{}::text ILIKE {} ESCAPE '\\'"
        return "(" + " OR ".join(like.format(table, name, each) for name in self.columns for each in patterns) + ")"

    def matches(self, row: Mapping[str, Any]) -> bool:
        raise TypeError("whether a column has a trace has to be asked of the database")
