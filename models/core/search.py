"""Search: rows are found by the words that they and what they belong to consist of.

Words are made here and nowhere else, so that both databases find the same: SQLite by FTS5, PostgreSQL by tsvector. What
a row says of itself stands in its `search_words`. Triggers (migration 0005_search) bring it, with the words of its
asset, site and customer, into the table `<table>_search`, which no verb writes and no migration of the ORM knows.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Final, Self

from tortoise import fields

from adapters.database.client import is_sqlite
from adapters.database.reading import Reads, Statement
from models.core import text
from models.core.entity import VersionedEntity
from models.core.scope import NOTHING, Scope, SqlParams, all_of, any_of, one_of

NUMBER: Final = "№"
"""Begins a number in the index, №sr145. Nobody can type it: normalised it is "no"."""
OF_CUSTOMER: Final = "©"
"""Begins the words of an order's customer, who is not to be found by those who may not see which customer it is."""
MAX_WORDS: Final = 16
"""Words of a search that count."""
MAX_CHARACTERS: Final = 1000
"""Characters of a text or a search that count."""
FEW: Final = 5000
"""Up to this many rows that a search finds are read by their ids, with any other conditions."""
END_LENGTH: Final = 12
"""Characters of the end of a word that are in an index of ends, from where it begins."""
_REFERENCE: Final = re.compile(r"(sr|inv)?([0-9]{1,9})")


class Searchable(VersionedEntity):
    """A row that is found by the words in the columns `FOUND_BY`; creating and changing it keep them."""

    search_words: str | None = fields.TextField(null=True)
    FOUND_BY: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    async def save(self, *args: Any, **named: Any) -> None:
        """Write the row; a new one with its words."""
        if not self._saved_in_db:
            self.update_from_dict(self._words({}))
        await super().save(*args, **named)

    @classmethod
    def bulk_create(cls, objects: Iterable[Self], *args: Any, **named: Any) -> Any:
        """Write many new rows with their words."""
        rows = list(objects)
        for row in rows:
            row.update_from_dict(row._words({}))
        return super().bulk_create(rows, *args, **named)

    async def advance(self, **changes: Any) -> None:
        """Write `changes` and the words that they make; refuses with STALE_VERSION as every change does."""
        if not changes.keys().isdisjoint(self.FOUND_BY):
            changes |= self._words(changes)
        await super().advance(**changes)

    def _words(self, changes: Mapping[str, Any]) -> dict[str, str]:
        """The columns of words, as they are after these changes."""
        return {"search_words": document(*(changes.get(name, getattr(self, name)) for name in self.FOUND_BY))}


def document(*texts: str | None) -> str:
    """The words of some texts, each once, with a space between them.

    SN-1234/AB is found as sn, 1234, ab and, in one word, as sn1234ab; Müller as muller and mueller.
    """
    found: dict[str, None] = {}
    for each in texts:
        for spellings in _pieces(each or ""):
            for parts in spellings:
                found |= dict.fromkeys((*parts, "".join(parts)))
    return " ".join(found)


@dataclass(frozen=True, slots=True)
class Contains:
    """Rows whose column of words contains the text, which has letters, marks and digits alone and is folded."""

    column: str
    text: str

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.{self.column} LIKE {params.add(f'%{self.text}%')}"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return self.text in (row[self.column] or "")


def containing(column: str, search: str) -> Scope:
    """Rows whose column of words contains every word of `search`; none where `search` has no word.

    It looks at every row.
    """
    wanted = [
        any_of(
            *(all_of(*(Contains(column, part) for part in parts)) for parts in spellings),
            *(Contains(column, "".join(parts)) for parts in spellings),
        )
        for spellings in islice(_pieces(search), MAX_WORDS)
    ]
    return all_of(*wanted) if wanted else NOTHING


@dataclass(frozen=True, slots=True)
class Inside:
    """The rows that `containing` has; PostgreSQL finds them by an index of the ends of words (migration word_ends).

    SQLite has none, and looks at every row.
    """

    column: str
    search: str

    def sql(self, table: str, params: SqlParams) -> str:
        contains = containing(self.column, self.search).sql(table, params)
        if is_sqlite() or not (ends := self._ends()):
            return contains
        # The function is told last, as it takes longer than to look at the words.
        return f"({contains} AND word_ends({table}.{self.column}) @@ {params.add(ends)}::tsquery)"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return containing(self.column, self.search).matches(row)

    def _ends(self) -> str:
        """The same condition on the ends of words; of a longer one only as much as the index has."""
        wanted = []
        for spellings in islice(_pieces(self.search), MAX_WORDS):
            ways = [parts for found in spellings for parts in (found, ["".join(found)])]
            ends = [_TSQUERY.all_of.join(_TSQUERY.beginning.format(part[:END_LENGTH]) for part in way) for way in ways]
            wanted.append(f"({_TSQUERY.any_of.join(f'({each})' for each in dict.fromkeys(ends))})")
        return _TSQUERY.all_of.join(wanted)


def _pieces(given: str) -> Iterator[list[list[str]]]:
    """The text between blanks, in each of its spellings, folded, as runs of letters, marks and digits."""
    for piece in given[:MAX_CHARACTERS].split():
        spellings = (_parts(spelling) for spelling in (piece, text.spelled_out(piece)))
        if found := [parts for parts in spellings if parts]:
            yield found if found[0] != found[-1] else found[:1]


def _parts(piece: str) -> list[str]:
    return "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in text.folded(piece)).split()


@dataclass(frozen=True, slots=True)
class _Language:
    """The SQL of a condition on words."""

    all_of: str
    any_of: str
    beginning: str
    whole: str


_FTS5: Final = _Language(" AND ", " OR ", '"{}"*', '"{}"')
_TSQUERY: Final = _Language(" & ", " | ", "'{}':*", "'{}'")


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in which every word of `search` begins a word; none where `search` has no word.

    Of SN-1234 only the last part may be the beginning of a longer one; it is also found as sn1234, and 145 and
    SR-000145 also as that number. `marks` are the marks of words that are searched beside those without a mark.
    """

    search: str
    marks: Collection[str] = ()

    def sql(self, table: str, params: SqlParams) -> str:
        ids = self._ids(table, params)
        return f"{table}.id IN ({ids})" if ids else "1 = 0"

    def matches(self, row: Mapping[str, Any]) -> bool:
        raise TypeError("whether words are found has to be asked of the database")

    def by_ids(self, table: str) -> Reads[Scope]:
        """The same rows by their ids, if they are few.

        PostgreSQL can only guess how many rows have a word. If it guesses too high, it goes through all rows in the
        order of the list until it has a page of them.
        """
        params = SqlParams()
        ids = self._ids(table, params)
        if not ids:
            return one_of("id", ())
        as_wanted = "" if is_sqlite() else "MATERIALIZED"  # else the limit would make it go through all rows here
        before, rest = f"WITH found (id) AS {as_wanted} ({ids}) ", f"FROM found LIMIT {FEW + 1}"
        (records,) = yield [(Statement(["id"], rest, params.values, before=before, is_planned_anew=True), {})]
        return one_of("id", [key for (key,) in records]) if len(records) <= FEW else self

    def _ids(self, table: str, params: SqlParams) -> str:
        """The statement that finds the ids; empty where there is nothing to find."""
        wanted, index = self._written(_FTS5 if is_sqlite() else _TSQUERY), f"{table}_search"
        if not wanted:
            return ""
        if is_sqlite():
            return f"""SELECT {index}_rows.row_id FROM {index} JOIN {index}_rows ON {index}_rows.id = {index}.rowid
                WHERE {index} MATCH {params.add(wanted)}"""
        return f"SELECT {index}.id FROM {index} WHERE {index}.words @@ {params.add(wanted)}::tsquery"

    def _written(self, language: _Language) -> str:
        """The condition on words. It holds letters, marks and digits alone, so that nothing has to be quoted."""
        conditions, left = [], MAX_WORDS
        for spellings in _pieces(self.search):
            if left > 0:
                ways = [way for parts in spellings for way in self._ways(parts[:left], language)]
                conditions.append(f"({language.any_of.join(ways)})")
                left -= max(map(len, spellings))
        return language.all_of.join(conditions)

    def _ways(self, parts: list[str], language: _Language) -> Iterator[str]:
        joined = "".join(parts)
        *whole, last = parts
        # In PostgreSQL, what begins like a frequent word costs as much as all rows that have it; a whole word does not.
        words = [*(self._forms(part, language.whole, language) for part in whole), self._beginning(last, language)]
        yield f"({language.all_of.join(words)})"
        if len(parts) > 1:
            yield self._beginning(joined, language)
        if reference := _REFERENCE.fullmatch(joined):
            prefix, number = reference.groups()
            for each in (prefix,) if prefix else ("sr", "inv"):
                yield language.whole.format(f"{NUMBER}{each}{int(number)}")

    def _beginning(self, word: str, language: _Language) -> str:
        return self._forms(word, language.beginning, language)

    def _forms(self, word: str, form: str, language: _Language) -> str:
        forms = (form.format(mark + word) for mark in ("", *self.marks))
        return f"({language.any_of.join(forms)})"
