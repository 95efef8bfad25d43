"""Tables as spreadsheets write and read them: CSV with any of their separators, and cells that are no formulas."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import zip_longest
from typing import BinaryIO, Final

BOM: Final = "\ufeff"
"""Begins a file that Excel is to read as UTF-8."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARKED_STARTS: Final = (*FORMULA_STARTS, "'", " ")
"""Cells that get a ' when they are written, which reading takes away: those with one too, and those whose blanks at the
start would not be read."""
MAX_LINE_LENGTH: Final = 1_000_000
"""Most bytes of a line; more is no line of such a file."""
_DELIMITERS: Final = ",;\t|"
_SEPARATOR_LINE: Final = re.compile(r"""(?P<quote>"?)sep=(?P<sign>\\t|\t|[^\w\s"])(?P=quote)[,;|\t]*""", re.IGNORECASE)


class NotReadable(Exception):
    """A file cannot be read from here on; the message says why."""


def escape_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: such a cell begins with '."""
    return f"'{cell}" if cell.startswith(MARKED_STARTS) else cell


def unescape_formula(cell: str) -> str:
    """A cell without what `escape_formula` has added."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(MARKED_STARTS) else cell


def read_lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a file in UTF-8, or in UTF-16 with its mark; raises NotReadable for what is neither.

    A line ends where computers end one; U+2028, NEL and form feed are text that somebody wrote.
    """
    start = file.read(2)
    file.seek(-len(start), 1)
    if start in (BOM_UTF16_LE, BOM_UTF16_BE):
        yield from _read_lines_of_utf16(file)
        return
    number = 0
    while line := file.readline(MAX_LINE_LENGTH + 1):
        number += 1
        if len(line) > MAX_LINE_LENGTH:
            raise NotReadable(f"line {number} is longer than {MAX_LINE_LENGTH} bytes")
        try:
            text = (_without_marks(line) if number == 1 else line).decode()
        except UnicodeDecodeError:
            raise NotReadable(f"line {number} is not UTF-8. Save the file in UTF-8") from None
        if number == 1 and "\0" in text:
            raise NotReadable("this is no text in UTF-8. Save the file as CSV in UTF-8")
        # Excel for old Macs ends lines with a carriage return alone.
        yield from re.split(r"(?<=\r)(?=[^\n])", text)


def _without_marks(line: bytes) -> bytes:
    # Programs that do not know the mark take it for text, and write another one before it.
    while line.startswith(BOM_UTF8):
        line = line.removeprefix(BOM_UTF8)
    return line


def _read_lines_of_utf16(file: BinaryIO) -> Iterator[str]:
    reader = TextIOWrapper(file, encoding="utf-16", newline="")
    try:
        yield from reader
    except UnicodeDecodeError:
        raise NotReadable("the file says that it is UTF-16, and is not") from None
    finally:
        if not file.closed:
            reader.detach()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have, and those that it must have."""

    known: Sequence[str]
    needed: Sequence[str]


def read_table(lines: Iterable[str], columns: Columns) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each row with the number of its last line, or why it is none; raises NotReadable where the file is no such table.

    Values are separated by whichever of comma, semicolon, tab and bar the heading has most of, or as a first line
    `sep=;` says. Columns and rows without anything in them are left out. A cell that is missing is "".
    """
    rest = iter(lines)
    heading, skipped = _first_row(rest)
    if separator := _SEPARATOR_LINE.fullmatch(heading.strip("\r\n ")):
        heading, more = _first_row(rest)
        skipped += more
    unquoted = re.sub(r'"[^"]*"', "", heading)
    sign = separator["sign"].replace("\\t", "\t") if separator else max(_DELIMITERS, key=unquoted.count)
    names = [_column(name, columns) for name in next(csv.reader([heading], delimiter=sign, skipinitialspace=True), [])]
    _expect_columns(names, columns)
    reader = csv.reader(rest, delimiter=sign, strict=True, skipinitialspace=True)
    while True:
        try:
            values = next(reader, None)
        except csv.Error as error:
            raise NotReadable(f"line {reader.line_num + skipped}: {error}") from None
        if values is None:
            return
        if any(value.strip() and not name for value, name in zip_longest(values, names, fillvalue="")):
            yield reader.line_num + skipped, "there are more values than columns"
        elif any(value.strip() for value in values):
            cells = {name: unescape_formula(value) for name, value in zip(names, values, strict=False) if name}
            yield reader.line_num + skipped, dict.fromkeys(columns.known, "") | cells


def _first_row(lines: Iterator[str]) -> tuple[str, int]:
    """The first row with anything in it, of several lines where a quotation goes on, and how many lines that took."""
    row, count, is_quoted = "", 0, False
    for line in lines:
        row, count = row + line, count + 1
        # The line alone is counted: to count all so far each time would take the square of its length.
        is_quoted ^= line.count('"') % 2 == 1
        if len(row) > MAX_LINE_LENGTH:
            raise NotReadable("a quotation in the heading does not end")
        if is_quoted:
            continue
        if row.strip(f"\r\n {_DELIMITERS}"):
            break
        row = ""
    return row, count


def _column(name: str, columns: Columns) -> str:
    """The column that is meant: E-Mail, Serial number and serialNumber are email and serial_number."""
    name = " ".join(name.lower().split())
    joined = re.sub(r"[\s_-]+", "", name)
    return next((column for column in columns.known if column.replace("_", "") == joined), name)


def _expect_columns(names: list[str], columns: Columns) -> None:
    allowed = ",".join(columns.known)
    named = [name for name in names if name]
    if missing := [name for name in columns.needed if name not in named]:
        raise NotReadable(f"there is no column {', '.join(missing)}. The columns are {allowed}")
    if unknown := [name for name in named if name not in columns.known]:
        raise NotReadable(f"columns that mean nothing: {', '.join(unknown)}. They are {allowed}")
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise NotReadable(f"the column {', '.join(twice)} is there twice")


def one_line(cell: str) -> str:
    """A cell in one line: whatever ends a line or a page in it becomes a space."""
    return re.sub(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", " ", cell)
