"""The plain form in which the words of incoming texts are compared."""

import unicodedata
from typing import Final

MAX_SMS_LENGTH: Final = 1600
"""Characters of a text that are looked at, and kept."""

_FORMS: Final = str.maketrans("’‘`–—‐‑“”„‟«»″「」『』", "'''----" + '"' * 11)
_SKIN_TONES: Final = dict.fromkeys(range(0x1F3FB, 0x1F400))


def plain(text: str) -> str:
    """In small letters without accents and one line, with one form of digits, quotes, dashes and hands."""
    folded = unicodedata.normalize("NFKC", text[:MAX_SMS_LENGTH]).casefold().translate(_FORMS).translate(_SKIN_TONES)
    spaced = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in folded)
    apart = unicodedata.normalize("NFD", spaced)
    return " ".join("".join(each for each in apart if unicodedata.category(each) != "Mn").split())


def bare(words: str) -> str:
    """Plain words without punctuation and symbols."""
    kept = "".join(each if unicodedata.category(each)[0] in "LNM" or each == "'" else " " for each in words)
    return " ".join(filter(None, (word.strip("'") for word in kept.split())))
