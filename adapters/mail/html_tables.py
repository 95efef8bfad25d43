"""Tables of an HTML mail: a row of short cells is one line, in which they stay apart."""

from typing import Final

from adapters.mail.lines import Line

BETWEEN: Final = " | "


class Tables:
    """The tables that are open while the lines of a page are read; rows of the innermost are put together there."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._rows: list[list[int]] = []
        """The row that goes on in each table that is open: the places in the lines where its cells begin."""

    def feed(self, tag: str) -> None:
        """Go on at the start or end of a table, a row or a cell; all that was said before is in the lines."""
        if tag == "table":
            self._rows.append([])
        elif not self._rows:
            return
        elif tag in ("td", "th"):
            self._rows[-1].append(len(self._lines))
        elif tag in ("tr", "/tr"):
            self._end_row()
        elif tag == "/table":
            self._end_row()
            self._rows.pop()

    def _end_row(self) -> None:
        cells, self._rows[-1] = self._rows[-1], []
        if len(cells) < 2 or len(self._lines) - cells[0] > 3 * len(cells):
            return
        ends = [*cells[1:], len(self._lines)]
        filled = [
            [line for line in self._lines[start:end] if line.words] for start, end in zip(cells, ends, strict=True)
        ]
        if any(len(cell) > 1 for cell in filled) or not any(filled):
            return
        row = [cell[0] for cell in filled if cell]
        joined = BETWEEN.join(line.words for line in row)
        self._lines[cells[0] :] = [Line(joined, joined, row[0].quoted, row[0].is_signature)]
