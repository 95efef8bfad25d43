"""The lines that the text of a mail is made of, whether it came as plain text or as a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

MAX_TEXT_LENGTH: Final = 200_000
"""As many characters are looked at; what was written stands before what it answers to, or is not as long."""

_SIGNATURE: Final = "-- "
_MARKS = re.compile(r"[ \t]?>[> \t]*")
_INVISIBLE = dict.fromkeys((0x00, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007", " "))


class Quoted(IntEnum):
    """The certainty, by its form alone, that a line is quoted."""

    NO = 0
    INDENTED = 1
    """A part of a page that is moved in: writers do so, and some programs."""
    MARKED = 2
    """Plain text behind `>`, which is also a sign of arithmetic."""
    CERTAIN = 3
    """Marked as quoted by a mail program: a part of a page, or of text whose form says so."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands, without spaces at its end but for the mark of a signature; `words` is without `>`."""

    text: str
    words: str
    quoted: Quoted = Quoted.NO
    is_signature: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.words


BLANK: Final = Line("", "")


def plain(text: str) -> str:
    """Text without what is not seen, with one kind of space and one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE).translate(_SPACES)


def lines_of_text(text: str) -> list[Line]:
    """The lines of plain text."""
    return [_line(line) for line in plain(text[:MAX_TEXT_LENGTH]).split("\n")]


def lines_of_flowed_text(text: str, *, deletes_space: bool) -> list[Line]:
    """The lines of text of the form `format=flowed` (RFC 3676), joined where they go on; `>` is a sure mark in it."""
    joined: list[tuple[int, list[str]]] = []
    open_at = -1
    for line in plain(text[:MAX_TEXT_LENGTH]).split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        shown = content[:-1] if flows and deletes_space else content
        if open_at == depth and content != _SIGNATURE:
            joined[-1][1].append(shown)
        else:
            joined.append((depth, [shown]))
        open_at = depth if flows else -1
    return [_flowed_line(depth, "".join(pieces)) for depth, pieces in joined]


def _flowed_line(depth: int, content: str) -> Line:
    shown = content if content == _SIGNATURE else content.rstrip()
    if not depth:
        return Line(shown, shown.strip())
    return Line(f"{'>' * depth} {shown}".rstrip(), shown.strip(), Quoted.CERTAIN)


def _line(text: str) -> Line:
    marks = _MARKS.match(text)
    shown = text if text == _SIGNATURE else text.rstrip()
    return Line(shown, text[marks.end() :].strip(), Quoted.MARKED) if marks else Line(shown, shown.strip())


def written(lines: Iterable[str]) -> str:
    """The lines as a text, with at most one empty line in a row."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
