"""Passwords that people usually take: those of real leaks, everyday words, dates and their own names, with what they
add to fulfil a policy."""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from adapters.security.password_advice import ADVICE
from adapters.text.sentences import Sentence

_LISTS: Final = Path(__file__).parent / "password_lists"
_MIN_COMMON_LENGTH: Final = 4
"""Shorter ones of the list are syllables, which good passwords have too."""
_MIN_TORN_LENGTH: Final = 6
"""Letters of a word with digits within it: fewer come about by chance."""
_INITIALS: Final = 2
"""So many letters beside somebody's own words are initials."""
_MAX_OWN_WORDS: Final = 40
_MAX_OWN_WORD_LENGTH: Final = 40
_NATIONAL_DIGITS: Final = range(6, 12)
"""The last digits of a telephone number that somebody may write without what stands before them."""
_LEET: Final = str.maketrans("4@83690!1|$5+7", "aabeggoiilsstt")
_UNSHIFTED: Final = str.maketrans("!@#$%^&*()", "1234567890")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ß": "ss"})
_USUAL: Final = re.compile(r"[\W_]*(?:\d{0,4}|(?:19|20)\d{2}|\d*?(\d)\1+|\d{6}|\d{8})[\W_]*")
_LETTER: Final = r"[^\W\d_]"
_AROUND: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_CORE: Final = re.compile(rf"{_LETTER}.*{_LETTER}")
_TORN: Final = re.compile(rf"({_LETTER}+)([\W\d_]+)({_LETTER}+)")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)?\d{2}"
_BETWEEN: Final = r"[\W_]?"
_FULL_YEAR: Final = r"(?:19|20)\d{2}"
_WITH_YEAR: Final = re.compile(
    rf"[\W_]*(?:{_LETTER}{{0,3}}[\W_]*{_FULL_YEAR}|{_FULL_YEAR}[\W_]*{_LETTER}{{0,3}})[\W_]*"
)
_DATE: Final = re.compile(
    rf"{_LETTER}{{0,2}}(?:{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}|{_YEAR}{_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}"
    rf"|{_MONTH}{_BETWEEN}{_DAY}{_BETWEEN}{_YEAR}){_LETTER}{{0,2}}[\W_]*"
)


def usual_form_of(password: str, own: Iterable[str]) -> Sentence | None:
    """Why a password is one that many people had, a date, or of the person's `own` words, with no more than the usual
    added; None where it is not."""
    word = plain(password)
    if _DATE.fullmatch(word):
        return ADVICE["Dates are often easy to guess."]
    if _WITH_YEAR.fullmatch(word):
        return ADVICE["Recent years are easy to guess."]
    written = (word, word.translate(_LEET), word.translate(_UNSHIFTED), _CORE.sub(_letters_for_signs, word))
    for form in dict.fromkeys((*written, *(each[::-1] for each in written))):
        if form in _common():
            return ADVICE["This is a very common password."]
        if _is_common_word(form):
            return ADVICE["This is similar to a commonly used password."]
        rest = form
        for each in sorted(own, key=len, reverse=True):
            rest = rest.replace(each, "")
        if len(rest) < len(form) and _is_usual(re.sub(_LETTER, "", rest, count=_INITIALS)):
            return ADVICE["Names and words of your own are easy to guess."]
    return None


def own_pieces(words: Iterable[str]) -> list[str]:
    """The words as they are and in their parts: jo.hill@firm.example gives hill and firm too, a number its ends."""
    pieces: dict[str, None] = {}
    for word in words:
        whole = word[:_MAX_OWN_WORD_LENGTH].casefold()
        digits = re.sub(r"\D", "", whole)
        is_number = re.fullmatch(r"\+?[\d\s]+", whole) is not None
        ends = [digits[-length:] for length in _NATIONAL_DIGITS if is_number and len(digits) >= length]
        for piece in (whole, *re.split(r"[\W_]+", whole), *ends):
            if len(piece) >= 3:
                pieces[piece.encode("utf-8", "replace").decode()] = None
                pieces[plain(piece.encode("utf-8", "replace").decode())] = None
    return list(pieces)[:_MAX_OWN_WORDS]


def plain(text: str) -> str:
    """In lower case, without accents, and in the usual width."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # The breve stays: й is a key of its own.
    kept = (character for character in decomposed if character == "\u0306" or not "\u0300" <= character <= "\u036f")
    return unicodedata.normalize("NFC", "".join(kept))


def _letters_for_signs(core: re.Match[str]) -> str:
    """Between the first letter and the last only: what stands around is a year or a number."""
    return core[0].translate(_LEET)


def _is_common_word(form: str) -> bool:
    """Whether it is a common word, once or several times, with the usual around it or within it."""
    word = _AROUND.sub("", form)
    before, _, after = form.partition(word) if word else ("", "", "")
    if not (_is_usual(before) and _is_usual(after)):
        return False
    words = [word]
    if repeated := re.fullmatch(r"(.+?)[\W_]*\1+", word):
        words.append(repeated[1])
    if (torn := _TORN.fullmatch(word)) and _is_usual(torn[2]):
        if torn[1] == torn[3]:
            words.append(torn[1])
        if len(torn[1] + torn[3]) >= _MIN_TORN_LENGTH:
            words.append(torn[1] + torn[3])
    return any(len(candidate) >= _MIN_COMMON_LENGTH and candidate in _common() for candidate in words)


def _is_usual(added: str) -> bool:
    """Whether people add this to a word to fulfil a policy: some signs, a year, a date, a row of digits."""
    digits = re.sub(r"[\W_]+", "", added)
    return _USUAL.fullmatch(added) is not None or digits in "01234567890" or digits in "09876543210"


@cache
def _common() -> frozenset[str]:
    """Twenty thousand passwords of real leaks, and everyday words of ten languages, in lower case."""
    with gzip.open(_LISTS / "common_passwords.txt.gz", "rt", encoding="utf-8") as lines:
        leaked = {line.strip().lower() for line in lines}
    lines_of_words = (_LISTS / "everyday_words.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines_of_words if not line.startswith("#") for word in line.split()]
    return frozenset(leaked.union(*((plain(word), plain(word.translate(_UMLAUTS))) for word in words)))
