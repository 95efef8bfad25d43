"""Orders in files: the columns, and how a row is written and read as CSV and as a line of JSON (NDJSON)."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from adapters.files.spreadsheets import Columns, escape_formula, read_table
from models.core.references import order_reference
from models.orders.lifecycle import OrderPriority

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
"""The columns of an exported file; a file to import may leave columns out."""
REQUIRED_COLUMNS: Final = ("status", "kind", "summary", "created_at")
"""The columns that every row needs, besides a number or a reference, and a customer or a site."""
Row = dict[str, str]
"""The values of a row by column, "" if it has none."""
_MOMENTS: Final = ("created_at", "updated_at", "scheduled_for", "completed_at")


def row_of(order: Mapping[str, Any]) -> Row:
    """The row of an order that `export_pages` has read."""
    row = {name: "" if order[name] is None else str(order[name]) for name in COLUMNS}
    row |= {name: _moment(order[name]) for name in _MOMENTS}
    row["priority"] = OrderPriority(order["priority"]).name
    # A draft has no number. Its identifier tells it from others when it is imported.
    row["reference"] = row["reference"] or ("" if order["number"] else str(order["id"]))
    row["number"] = order_reference(order["number"]) if order["number"] else ""
    return row


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def csv_lines(
    rows: Iterable[Mapping[str, str]], *, heading: bool, delimiter: str = ",", columns: Sequence[str] = COLUMNS
) -> str:
    """Rows as CSV, in which no cell is taken for a formula by a spreadsheet: such a cell begins with '."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    if heading:
        writer.writerow(columns)
    writer.writerows([escape_formula(row[name]) for name in columns] for row in rows)
    return written.getvalue()


def json_lines(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as NDJSON: an object a line, null where there is no value."""
    return "".join(orjson.dumps({name: row[name] or None for name in COLUMNS}).decode() + "\n" for row in rows)


def read_csv(lines: Iterable[str]) -> Iterator[tuple[int, Row | str]]:
    """Each row with the number of its last line, or why it is none; raises NotReadable where it is no such CSV."""
    return read_table(lines, Columns(COLUMNS, REQUIRED_COLUMNS))


def read_json(lines: Iterable[str]) -> Iterator[tuple[int, Row | str]]:
    """Each row with the number of its line, or why it is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _object(line)


def _object(line: str) -> Row | str:
    try:
        values: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"this is no JSON: {error}"
    if not isinstance(values, dict):
        return "a line has to be an object"
    if unknown := [name for name in values if name not in COLUMNS]:
        return f"{unknown[0]} means nothing. The names are {', '.join(COLUMNS)}"
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            return f"{name}: use a text, or null"
    return {name: "" if values.get(name) is None else str(values[name]) for name in COLUMNS}
