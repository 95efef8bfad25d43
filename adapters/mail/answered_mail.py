"""The mail that is answered, as far as it is known: the strongest evidence of what in the answer only quotes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from adapters.mail.lines import Line, lines_of_text
from adapters.mail.quotation_words import ANSWERS

SHORT: Final = 8
"""Fewer letters of our own words are nobody's evidence."""
TELLING: Final = 30
"""So many letters in a row are ours and not by chance the same."""
LOOKED_AT: Final = 30
"""Lines of a quotation that are compared with what we wrote."""

_BEHIND_A_NAME = re.compile(r"[<\[(].*")
_ADDRESSES = re.compile(r"<[^<>\s]{1,2000}>|\[(?:image|cid|mailto):[^\]\s]{1,500}\]")


@dataclass(frozen=True)
class Answered:
    """A mail of ours: the names and addresses that it came from, its subject, its words, and the names of its reader.

    Empty where nothing is known: then only marks of mail programs tell what is quoted.
    """

    names: Sequence[str] = ()
    addresses: Sequence[str] = ()
    subject: str = ""
    text: str = ""
    readers: Sequence[str] = ()

    def names_us(self, text: str) -> bool:
        """Whether a line of a header, or an attribution, names whom the mail came from."""
        lowered = text.casefold()
        if any(address.casefold() in lowered for address in self.addresses) or any(
            name.search(lowered) for name in self._names
        ):
            return True
        # Some programs leave the last words of a name out.
        shown = _BEHIND_A_NAME.sub("", lowered[:300]).strip(" \"'")
        return len(shown) > 3 and any(name.casefold().startswith(f"{shown} ") for name in self.names)

    @cached_property
    def _names(self) -> list[re.Pattern[str]]:
        return [re.compile(rf"(?<!\w){re.escape(name.casefold())}(?!\w)") for name in self.names if len(name) > 2]

    def is_its_subject(self, subject: str) -> bool:
        """Whether a subject is that of the mail, or tells of something of the same series, like SR-000145."""
        bare = ANSWERS.sub("", f" {subject.casefold()}", count=1).strip()
        own = ANSWERS.sub("", f" {self.subject.casefold()}", count=1).strip()
        if not bare or not own:
            return False
        series = re.match(r"\[?([a-z]{2,6}-)\d{3,}", own)
        return bare == own or (series is not None and re.match(rf"\[?{series[1]}\d{{3,}}", bare) is not None)

    @cached_property
    def _letters(self) -> str:
        return " ".join(_letters(line.words) for line in lines_of_text(self.text)).replace(" ", "")

    def is_ours(self, line: Line) -> bool:
        """Whether the words of a line stand in the mail, however the lines were broken."""
        letters = _letters(line.words)
        return len(letters) >= SHORT and letters in self._letters

    def is_known_by_words(self, lines: Sequence[Line]) -> bool:
        """Whether lines say what the mail said, by more than a greeting."""
        ours = [len(_letters(line.words)) for line in lines[:LOOKED_AT] if self.is_ours(line)]
        return sum(ours) >= TELLING and (len(ours) > 1 or max(ours) >= TELLING)

    def has(self, line: Line) -> bool:
        """Whether a line, as short as it may be, stands in the mail."""
        return _letters(line.words) in self._letters


def _letters(text: str) -> str:
    """A text's letters and digits, without the addresses that programs put behind links."""
    return "".join(character for character in _ADDRESSES.sub("", text[:2000]).casefold() if character.isalnum())
