"""Orders in files: the columns, and how a row is written and read as CSV and as a line of JSON (NDJSON)."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

COLUMNS: Final = (
    "number",
    "reference",
    "status",
    "kind",
    "priority",
    "customer_code",
    "customer",
    "currency",
    "site",
    "site_kind",
    "site_line1",
    "site_line2",
    "site_city",
    "site_region",
    "site_postal_code",
    "site_country",
    "asset",
    "serial_number",
    "manufacturer",
    "model",
    "summary",
    "detail",
    "created_at",
    "updated_at",
    "scheduled_for",
    "completed_at",
)
"""What a file tells of each order; a file to import may leave columns out."""
NEEDED: Final = ("status", "kind", "summary", "created_at")
"""The columns that every row needs, besides a number or a reference, and a customer or a site."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
LONGEST_LINE: Final = 1_000_000
"""Most bytes of a line; more is no line of such a file."""

Row = dict[str, str]
"""The values of a row by column, "" where there is none."""


class NotReadable(Exception):
    """A file cannot be read from here on; the message says why."""


def csv_lines(rows: Iterable[Mapping[str, str]], *, heading: bool) -> str:
    """Rows as CSV, in which no cell is taken for a formula by a spreadsheet: such a cell begins with '."""
    written = io.StringIO()
    writer = csv.writer(written)
    if heading:
        writer.writerow(COLUMNS)
    writer.writerows([_harmless(row[name]) for name in COLUMNS] for row in rows)
    return written.getvalue()


def _harmless(cell: str) -> str:
    # What begins with ' itself gets another one, so that reading it takes away what writing it has added.
    return f"'{cell}" if cell.startswith((*FORMULA_STARTS, "'")) else cell


def _as_it_was(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*FORMULA_STARTS, "'")) else cell


def json_lines(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as NDJSON: an object a line, null where there is no value."""
    return "".join(orjson.dumps({name: row[name] or None for name in COLUMNS}).decode() + "\n" for row in rows)


def read_csv(lines: Iterable[str]) -> Iterator[tuple[int, Row | str]]:
    """Each row with the number of its last line, or why it is none; raises NotReadable where the file is no such CSV.

    Values are separated by commas or, where the heading has more of these, by semicolons.
    """
    given = iter(lines)
    heading = next(given, "")
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    names = [name.strip().lower() for name in next(csv.reader([heading], delimiter=delimiter), [])]
    _expect_columns(names)
    reader = csv.reader(given, delimiter=delimiter, strict=True)
    while True:
        try:
            values = next(reader, None)
        except csv.Error as error:
            raise NotReadable(f"line {reader.line_num + 1}: {error}") from None
        if values is None:
            return
        if len(values) > len(names):
            yield reader.line_num + 1, "there are more values than columns"
        elif any(values):
            cells = {name: _as_it_was(value) for name, value in zip(names, values, strict=False)}
            yield reader.line_num + 1, dict.fromkeys(COLUMNS, "") | cells


def _expect_columns(names: list[str]) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        raise NotReadable(f"there is no column {', '.join(missing)}. The columns are {','.join(COLUMNS)}")
    if unknown := [name or "(without a name)" for name in names if name not in COLUMNS]:
        raise NotReadable(f"columns that mean nothing: {', '.join(unknown)}. They are {','.join(COLUMNS)}")
    if len(set(names)) < len(names):
        raise NotReadable("a column is there twice")


def read_json(lines: Iterable[str]) -> Iterator[tuple[int, Row | str]]:
    """Each row with the number of its line, or why it is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _object(line)


def _object(line: str) -> Row | str:
    try:
        found: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"this is no JSON: {error}"
    if not isinstance(found, dict):
        return "a line has to be an object"
    if unknown := [name for name in found if name not in COLUMNS]:
        return f"{unknown[0]} means nothing. The names are {', '.join(COLUMNS)}"
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            return f"{name}: use a text, or null"
    return {name: "" if found.get(name) is None else str(found[name]) for name in COLUMNS}
