"""Words that people type: trimmed, measured and put into the form they are compared in."""

import unicodedata
from typing import Final

from adapters.text.sentences import Sentence
from models.core.characters import has_hidden
from models.core.errors import Refusal, RefusalCode

SHORT, LONG = 200, 20_000
"""Most characters of a name or a title, and of a body."""
MAX_REASON_LENGTH: Final = 2000
"""Most characters of a reason."""
HIDDEN: Final = Sentence("Use characters that can be seen, and none that turn the direction of writing.")
KEY: Final = 254
"""Characters of a key: names that differ only after this many count as the same."""

_APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘‛ʼʹʻʽʾʿˈ`´′‵＇՚׳"), "'")
_PLAIN_LETTERS: Final = str.maketrans(
    {
        **dict(zip("øłđðħŧŋıĸƒȷɨʉəґىیکہٱ", "olddhtnikfjiueгييكها", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ة": "ه",
        "ـ": None,
    }
)
"""Letters without an accent that could be removed, and what people type who lack the right key."""

_TWO_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""Letters that are typed as two in German and the languages of the North, and as one without an accent elsewhere."""


def line(value: str, field: str, most: int = SHORT) -> str:
    """One line of text that must not be empty; refuses with REQUIRED, INVALID or TOO_LONG."""
    if len(value) > 10 * most:
        raise Refusal(RefusalCode.TOO_LONG, "Use at most {most} characters.", field, most=most)
    value = " ".join(value.split()) if not _has_control(value) else value
    if _has_control(value):
        raise Refusal(
            RefusalCode.INVALID, "Use one line of plain text, without line breaks or control characters.", field
        )
    if value and has_hidden(value):
        raise Refusal.of(RefusalCode.INVALID, HIDDEN, field)
    return _measured(value, field, most)


def optional_line(value: str | None, field: str, most: int = SHORT) -> str | None:
    """One line of text, or None if it is empty."""
    return line(value, field, most) if value and value.strip() else None


def body(value: str, field: str, most: int = LONG) -> str:
    """Text of several lines that must not be empty; refuses with REQUIRED or TOO_LONG."""
    return _measured(value.replace("\r\n", "\n").strip(), field, most)


def optional_body(value: str | None, field: str, most: int = LONG) -> str | None:
    """Text of several lines, or None if it is empty."""
    return body(value, field, most) if value and value.strip() else None


def reason(value: str | None) -> str | None:
    """The reason that somebody gave for a change, or None if it is empty."""
    return optional_body(value, "reason", MAX_REASON_LENGTH)


def key(value: str) -> str:
    """The form in which names are compared: compatibility-normalised (NFKC) and case-folded."""
    # Cut before and after: normalising takes time by the square of the length, and makes up to 18 characters of one.
    folded = unicodedata.normalize("NFKC", value.strip()[: 4 * KEY]).casefold()
    return unicodedata.normalize("NFKC", folded)[:KEY].rstrip()


def folded(value: str) -> str:
    """The form in which words are searched for: without accents, in lower case and plain letters, with one apostrophe.

    Marks that make another letter stay: vowels of Thai and Indic scripts, the voiced kana of Japanese.
    """
    plain = value.strip()[: 4 * KEY].translate(_APOSTROPHES)
    for _ in range(2):  # case-folding makes letters that are taken apart again
        plain = _unmarked(unicodedata.normalize("NFKD", plain)).casefold()
    plain = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in plain)
    return unicodedata.normalize("NFC", plain.translate(_PLAIN_LETTERS))[:KEY].rstrip()


def spelled_out(value: str) -> str:
    """The text with two letters for one that may be written so: Mueller for Müller."""
    return unicodedata.normalize("NFC", value[: 4 * KEY]).lower().translate(_TWO_LETTERS)


def _unmarked(decomposed: str) -> str:
    """Without accents above, below and through letters, and without the points of Hebrew and Arabic."""
    return "".join(each for each in decomposed if not _is_accent(unicodedata.combining(each)))


def _is_accent(combining_class: int) -> bool:
    return combining_class == 1 or 10 <= combining_class <= 36 or combining_class >= 200


def _has_control(value: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value)


def _measured(value: str, field: str, most: int) -> str:
    if not value:
        raise Refusal(RefusalCode.REQUIRED, "Fill this in.", field)
    if len(value) > most:
        raise Refusal(RefusalCode.TOO_LONG, "Use at most {most} characters.", field, most=most)
    return value
