"""Tables of an HTML mail: a row of short cells is one line, in which they stay apart."""

from dataclasses import dataclass, field
from typing import Final

from adapters.mail_lines import Line

BETWEEN: Final = " | "


@dataclass(slots=True)
class _Table:
    """A table that has not ended, with the places in the lines where the cells of its row begin."""

    cells: list[int] = field(default_factory=list)


class Tables:
    """The tables that are open while the lines of a page are read; rows of the innermost are put together there."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._open: list[_Table] = []

    def take(self, tag: str) -> None:
        """Go on at the start or end of a table, a row or a cell; all that was said before is in the lines."""
        if tag == "table":
            self._open.append(_Table())
        elif not self._open:
            return
        elif tag in ("td", "th"):
            self._open[-1].cells.append(len(self._lines))
        elif tag in ("tr", "/tr"):
            self._end_row()
        elif tag == "/table":
            self._end_row()
            self._open.pop()

    def _end_row(self) -> None:
        cells, self._open[-1].cells = self._open[-1].cells, []
        if len(cells) < 2 or len(self._lines) - cells[0] > 3 * len(cells):
            return
        ends = [*cells[1:], len(self._lines)]
        said = [[line for line in self._lines[start:end] if line.words] for start, end in zip(cells, ends, strict=True)]
        if any(len(each) > 1 for each in said) or not any(said):
            return
        row = [each[0] for each in said if each]
        joined = BETWEEN.join(line.words for line in row)
        self._lines[cells[0] :] = [Line(joined, joined, row[0].quoted, row[0].is_signature)]
