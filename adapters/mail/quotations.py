"""The start of an earlier mail in a mail: its header as programs write it, or a line that says who wrote, and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.mail.answered_mail import Answered
from adapters.mail.lines import Line
from adapters.mail.quotation_words import LABELS, ORIGINAL, PASSED_ON, WROTE, Label

MAX_LINE_LENGTH: Final = 2000
"""Longer lines are nobody's attribution."""
MAX_LABEL_LENGTH: Final = 24
WRAPPED: Final = 4
"""An attribution goes over so many lines at most."""
MAX_HEADERS: Final = 30

_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_NAMED_ADDRESS = re.compile(r"[<(\[](?:mailto:)?[^\s<>@]{1,64}@[^\s<>@]{1,255}[>)\]]")
_TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.h時点时]\s?\d{2}(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)|[٠-٩]{4}")
_RULE = re.compile(r"[_-]{5,}|[_-]{2,}.{1,60}[_-]{2,}")


@dataclass(slots=True)
class Header:
    """The header of a mail within a mail: the lines that it takes, and what stands behind its labels."""

    start: int
    end: int
    values: dict[Label, str] = field(default_factory=dict)
    is_passed_on: bool = False
    """Whether a line above it says that the writer passes the mail on."""

    def quotes(self, answered: Answered, following: Sequence[Line]) -> bool:
        """Whether the mail is the one that is answered, or one between the same people about the same."""
        sender, receivers = self.values.get(Label.FROM, ""), self.values.get(Label.TO, "")
        if answered.names_us(sender) or (Label.DATE in self.values and answered.names_us(receivers)):
            return True
        if answered.is_known_by_words(following):
            return True
        is_whole = {Label.FROM, Label.DATE, Label.TO, Label.SUBJECT} <= self.values.keys()
        return is_whole and not self.is_passed_on and answered.is_its_subject(self.values[Label.SUBJECT])


def header_at(lines: Sequence[Line], number: int) -> Header | None:
    """The header of a mail that begins with this line, by a drawn line or by its first label; None where none does."""
    line = lines[number]
    if len(line.words) > MAX_LINE_LENGTH or line.is_empty:
        return None
    is_passed_on = PASSED_ON.fullmatch(line.words) is not None
    is_drawn = is_passed_on or ORIGINAL.fullmatch(line.words) is not None
    if not is_drawn and _labelled(line) is None:
        return None
    start = _next(lines, number + 1) if is_drawn else number
    header = _read(lines, start)
    header.start, header.is_passed_on = number, is_passed_on
    if is_drawn:
        header.end = max(header.end, number + 1)
        return header
    others = header.values.keys() - {Label.OTHER, Label.CC, Label.FROM}
    if Label.FROM not in header.values or len(others) < 2:
        return None
    header.start = _before_rule(lines, number)
    return header


def _read(lines: Sequence[Line], start: int) -> Header:
    """The labelled lines from here on; values may go over several lines, and lines may be double-spaced."""
    header, last, number = Header(start, start), None, start
    while number < min(len(lines), start + MAX_HEADERS) and len(lines[number].words) <= MAX_LINE_LENGTH:
        labelled = _labelled(lines[number])
        if labelled is not None and (labelled[0] not in header.values or labelled[0] is Label.OTHER):
            last = labelled[0]
            header.values[last] = labelled[1]
            header.end = number + 1
        elif labelled is not None:
            break
        elif lines[number].is_empty:
            following = _next(lines, number)
            if following > number + 1 or following >= len(lines) or _labelled(lines[following]) is None:
                break
        elif last in (Label.TO, Label.CC, Label.SUBJECT, Label.FROM) and _labelled_soon(lines, number):
            header.values[last] += f" {lines[number].words}"
        else:
            break
        number += 1
    return header


def label_of(line: Line) -> Label | None:
    """The label that a line begins with, if it is one of a mail's header."""
    labelled = _labelled(line)
    return labelled[0] if labelled else None


def _labelled_soon(lines: Sequence[Line], number: int) -> bool:
    return any(not line.is_empty and _labelled(line) is not None for line in lines[number + 1 : number + 4])


def _labelled(line: Line) -> tuple[Label, str] | None:
    colon = min((position for sign in ":：" if (position := line.words.find(sign, 0, 60)) >= 0), default=-1)
    if colon < 0:
        return None
    label = LABELS.get(line.words[:colon].strip(" *_\t\"'").casefold())
    return (label, line.words[colon + 1 :].strip(" *_\t")) if label else None


def _next(lines: Sequence[Line], number: int) -> int:
    """The next line from here on that says something."""
    while number < len(lines) and lines[number].is_empty:
        number += 1
    return number


def _before_rule(lines: Sequence[Line], number: int) -> int:
    """The place of the line that is drawn above a mail's header, or of the header."""
    above = number
    while above and lines[above - 1].is_empty:
        above -= 1
    return above - 1 if above and _RULE.fullmatch(lines[above - 1].words[:200].strip()) else number


def attribution_above(lines: Sequence[Line], end: int, answered: Answered, *, is_marked: bool) -> int:
    """The number of lines right above `end` that say who wrote what follows, and when; 0 if none do.

    `is_marked` is whether what follows is marked as quoted. Else it counts only as machines write it, and of our mail.
    """
    words, best = "", 0
    for length in range(1, min(WRAPPED, end) + 1):
        line = lines[end - length]
        if line.is_empty or len(line.words) > MAX_LINE_LENGTH:
            break
        if length == 1 and not line.words.rstrip("* ").endswith((":", "：")):
            break
        words = f"{line.words} {words}"
        if not _says_who_and_when(words, answered, is_marked=is_marked):
            continue
        if _DATE.search(words):
            return length
        best = best or length
    return best


def _says_who_and_when(words: str, answered: Answered, *, is_marked: bool) -> bool:
    has_date = _DATE.search(words) is not None
    if is_marked and has_date and _TIME.search(words) and _ADDRESS.search(words):
        return True
    if WROTE.search(words) is None:
        return False
    if is_marked:
        return has_date or answered.names_us(words) or _NAMED_ADDRESS.search(words) is not None
    is_whole = has_date and _TIME.search(words) is not None and _NAMED_ADDRESS.search(words) is not None
    return is_whole and answered.names_us(words)
