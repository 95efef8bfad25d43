"""The words of an answer to a mail, apart from what it quotes and from the signature.

In doubt text is kept: a quotation too much is a blemish, a sentence too few is a loss. So a mail is divided only where
a mail program has marked what it quotes, or where what follows is evidently the mail that is answered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from adapters.mail.answered_mail import LOOKED_AT, Answered
from adapters.mail.lines import Line, Quoted, written
from adapters.mail.quotation_words import ADVERTISEMENT, Label
from adapters.mail.quotations import WRAPPED, Header, attribution_above, header_at, label_of

MAX_MARK_LENGTH: Final = 200
"""Longer lines are no advertisement."""
MAX_SIGNATURE_LENGTH: Final = 15
"""Signatures have so many lines at most."""
MIN_KNOWN_SHARE: Final = 0.6
"""If at least this share of a quotation is known to be ours, the rest has been written into it."""

_COMPARISON = re.compile(r"\s*>\s?[\d=<.,]")
_MARK_OF_SIGNATURE: Final = "-- "


@dataclass(frozen=True, slots=True)
class Reply:
    """The new words, and those taken for a quotation or a signature; each may be empty."""

    text: str
    quoted: str


def extract_reply(lines: Sequence[Line], answered: Answered) -> Reply:
    """The answer in a mail's lines, told apart from the rest by what is known of the mail that is answered."""
    return _Division(lines, answered).reply()


class _Division:
    """Each line of a mail is the writer's or not; `_edges` are places where somebody else's mail begins."""

    def __init__(self, lines: Sequence[Line], answered: Answered) -> None:
        self._lines = lines
        self._answered = answered
        self._is_left_out = [False] * len(lines)
        self._is_passed_on = [False] * len(lines)
        self._edges: set[int] = {len(lines)}
        self._quotes_us = False

    def reply(self) -> Reply:
        self._leave_out_quotations()
        self._leave_out_signatures()
        # What is left out leaves a gap.
        kept = written("" if is_out else self._shown(number) for number, is_out in enumerate(self._is_left_out))
        quoted = written(line.text for line, is_out in zip(self._lines, self._is_left_out, strict=True) if is_out)
        return Reply(kept.strip(), quoted.strip())

    def _shown(self, number: int) -> str:
        line = self._lines[number]
        return line.words if self._is_passed_on[number] and line.quoted else line.text

    def _leave_out(self, start: int, end: int) -> None:
        self._is_left_out[start:end] = [True] * (end - start)
        self._edges.add(start)

    def _leave_out_quotations(self) -> None:
        number = 0
        while number < len(self._lines):
            header = header_at(self._lines, number)
            if header is not None:
                number = self._read_header(header)
            elif self._lines[number].quoted and not self._is_passed_on[number]:
                number = self._read_block(number)
            elif self._is_attribution_of_all_below(number):
                return
            else:
                number += 1

    def _read_header(self, header: Header) -> int:
        """Leave out our mail below its header; what others wrote, and the writer passes on, stays."""
        lines, first = self._lines, self._lines[header.start]
        end = self._end_of_block(header.start) if first.quoted else len(lines)
        if header.quotes(self._answered, self._own_words(header, end)):
            self._leave_out(header.start, end)
            self._keep_inserted_lines(header.end, end)
            return end
        self._edges.add(header.start)
        if header.is_passed_on or first.quoted:
            passed_on = self._end_of_block(header.end) if header.end < len(lines) else header.end
            for number in range(header.start, passed_on):
                self._is_passed_on[number] = True
        return max(header.end, header.start + 1)

    def _own_words(self, header: Header, end: int) -> list[Line]:
        """The words right below a mail's header, up to the first that are quoted."""
        words: list[Line] = []
        for line in self._lines[header.end : min(end, header.end + LOOKED_AT)]:
            if line.quoted > self._lines[header.start].quoted or label_of(line) is Label.FROM:
                break
            words.append(line)
        return words

    def _end_of_block(self, number: int) -> int:
        """The end of the quoted lines from here on; empty lines between them belong to them."""
        end = number
        while number < len(self._lines) and (self._lines[number].quoted or self._lines[number].is_empty):
            number += 1
            if self._lines[number - 1].quoted:
                end = number
        return end

    def _read_block(self, start: int) -> int:
        lines, end = self._lines, self._end_of_block(start)
        above = start
        while above and lines[above - 1].is_empty:
            above -= 1
        length = attribution_above(lines, above, self._answered, is_marked=True)
        header = next(
            (begun for number in range(start, min(start + 4, end)) if (begun := header_at(lines, number))), None
        )
        if header is not None and not length:
            return self._read_header(header)
        if length or self._is_quotation(start, end, lines[above - 1] if above else None):
            self._leave_out(above - length, end)
            self._quotes_us = True
            if lines[start].quoted is Quoted.CERTAIN:
                self._keep_inserted_lines(self._after_attribution(start, end), end)
        return end

    def _after_attribution(self, start: int, end: int) -> int:
        """The first of the quoted words: some programs mark the line above them as a part of the quotation."""
        for number in range(start, min(start + WRAPPED, end)):
            if attribution_above(self._lines, number + 1, self._answered, is_marked=True):
                return number + 1
        return start

    def _is_quotation(self, start: int, end: int, above: Line | None) -> bool:
        """Whether quoted lines that nobody is named above are one, by what they say and how they stand there."""
        lines = [line for line in self._lines[start:end] if not line.is_empty]
        sure = max(line.quoted for line in lines) if lines else Quoted.CERTAIN
        if sure is Quoted.CERTAIN or any(map(self._answered.is_ours, lines[:50])):
            return True
        if sure is Quoted.INDENTED or all(_COMPARISON.match(line.text) for line in lines):
            return False
        if attribution_above(self._lines, start + 1, self._answered, is_marked=True) or any(
            line.text.lstrip().startswith((">>", "> >")) for line in lines
        ):
            return True
        if self._quotes_us:
            return True
        is_introduced = above is not None and above.words.endswith((":", "："))
        return len(lines) > 1 and not is_introduced and any(line.text.lstrip().startswith("> ") for line in lines)

    def _is_attribution_of_all_below(self, number: int) -> bool:
        """Leave out all from here on where this line ends an attribution of our mail whose lines have no marks."""
        if not self._lines[number].words.endswith(":"):
            return False
        length = attribution_above(self._lines, number + 1, self._answered, is_marked=False)
        start = number + 1 - length
        if not length or (start and not self._lines[start - 1].is_empty):
            return False
        if next((line.quoted for line in self._lines[number + 1 :] if not line.is_empty), Quoted.NO):
            return False
        self._leave_out(start, len(self._lines))
        self._keep_inserted_lines(number + 1, len(self._lines))
        return True

    def _keep_inserted_lines(self, start: int, end: int) -> None:
        """Keep the lines between ours, where most are known to be ours, up to the next mail below."""
        number = start
        while number < end and header_at(self._lines, number) is None:
            number += 1
        filled = [place for place in range(start, number) if not self._lines[place].is_empty]
        foreign = [place for place in filled if not self._answered.has(self._lines[place])]
        letters = sum(len(self._lines[place].words) for place in filled)
        if letters and sum(len(self._lines[place].words) for place in foreign) <= letters * (1 - MIN_KNOWN_SHARE):
            for place in foreign:
                self._is_left_out[place] = (
                    ADVERTISEMENT.fullmatch(self._lines[place].words[:MAX_MARK_LENGTH]) is not None
                )

    def _leave_out_signatures(self) -> None:
        marked = [number for number, line in enumerate(self._lines) if line.is_signature]
        if any(not line.is_empty for line in self._remaining() if not line.is_signature):
            for number in marked:
                self._is_left_out[number] = True
        for start, end in self._pieces():
            self._leave_out_signature(start, end)

    def _remaining(self) -> list[Line]:
        return [line for line, is_out in zip(self._lines, self._is_left_out, strict=True) if not is_out]

    def _pieces(self) -> list[tuple[int, int]]:
        """The starts and ends of the writer's own lines, between those of others."""
        pieces, start = [], 0
        for number in range(len(self._lines) + 1):
            if number in self._edges or self._is_left_out[number]:
                if number > start:
                    pieces.append((start, number))
                start = number + (number < len(self._lines) and self._is_left_out[number])
        return pieces

    def _leave_out_signature(self, start: int, end: int) -> None:
        """Leave out what stands below the last mark of a signature, and advertisements at the end."""
        for number in range(end - 1, start - 1, -1):
            if self._is_mark_of_signature(number, end):
                self._is_left_out[number:end] = [True] * (end - number)
                end = number
                break
        last = end - 1
        while last >= start:
            words = self._lines[last].words
            if len(words) > MAX_MARK_LENGTH or (words and not ADVERTISEMENT.fullmatch(words)):
                break
            if words:
                self._is_left_out[last:end] = [True] * (end - last)
            last -= 1

    def _is_mark_of_signature(self, number: int, end: int) -> bool:
        line = self._lines[number]
        if line.text not in (_MARK_OF_SIGNATURE, "--"):
            return False
        following = (self._lines[place].words for place in range(number + 1, end))
        below = list(islice(filter(None, following), MAX_SIGNATURE_LENGTH + 1))
        if len(below) > MAX_SIGNATURE_LENGTH:
            return False
        # Without its space, it may be drawn between two points.
        names = [name.casefold() for name in self._answered.readers]
        return line.text == _MARK_OF_SIGNATURE or (bool(below) and below[0].casefold() in names)
