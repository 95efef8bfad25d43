"""Tables of measurements in docs/performance.md, each between two marks, with the day."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def markdown(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table: words to the left in its first column, figures to the right in the others."""
    rule = ["---", *["--:"] * (len(headings) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (headings, rule, *lines))


def write(name: str, text: str) -> None:
    """Put a text between the marks of that name, and the day before it."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, _, rest = DOCUMENT.read_text().partition(begin)
    _, _, after = rest.partition(end)
    DOCUMENT.write_text(f"{before}{begin}\nMeasured on {datetime.now(UTC).date()}. {text}\n\n{end}{after}")
