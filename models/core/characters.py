"""Characters that nobody sees, or that turn the direction of writing: names must not be told apart by them.

The two joiners stay where a script or an emoji needs them, and so do variation selectors after what they vary, and the
tags of the three flags that are made of them.
"""

import re
import unicodedata
from typing import Final

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_SHOWN_FORMATS: Final = frozenset(
    map(chr, (*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD))
)
"""Signs of Arabic, Syriac and Kaithi that are seen, although they count as formatting."""
_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
"""Fillers and blanks that count as letters, marks or signs."""
_NEVER_LETTERS: Final = frozenset((*range(0xFDD0, 0xFDF0), *range(0xFFF0, 0xFFF9), 0x2065))
_JOINING_SCRIPTS: Final = (
    range(0x0600, 0x1000), range(0x1000, 0x10A0), range(0x1700, 0x1C50), range(0x1CD0, 0x1D00), range(0xA800, 0xA960),
    range(0xA980, 0xAB00), range(0xABC0, 0xAC00), range(0x10A00, 0x12000), range(0x1E900, 0x1E960),
)  # fmt: skip
"""Arabic, Syriac, Indic and the other scripts whose letters join."""
_FLAGS: Final = re.compile(
    "\U0001f3f4(?:{})\U000e007f".format(
        "|".join("".join(chr(0xE0000 + ord(letter)) for letter in region) for region in ("gbeng", "gbsct", "gbwls"))
    )
)
"""The flags of England, Scotland and Wales."""
_EMOJI_BY_SELECTOR: Final = "‼⁉〰ℹ"
"""Emoji that are punctuation or a letter without the selector."""
_VIRAMA: Final = 9
"""The combining class of the signs that take a consonant's vowel away."""


def has_hidden(value: str) -> bool:
    """Whether there is a character that nobody sees or that turns the direction, a mark without a letter, or nothing
    that is seen at all."""
    value = _FLAGS.sub("\U0001f3f4", value)
    if not any(unicodedata.category(each)[0] in "LNPS" for each in value):
        return True
    return unicodedata.category(value[0])[0] == "M" or any(map(_is_hidden, value, " " + value, value[1:] + " "))


def _is_hidden(character: str, before: str, after: str) -> bool:
    if character.isascii():
        return not character.isprintable()
    if character in (_ZWJ, _ZWNJ):
        return not _may_join(character, before, after)
    if character in _BLANKS:
        return True
    number, category = ord(character), unicodedata.category(character)
    if 0xFE00 <= number <= 0xFE0F or 0x180B <= number <= 0x180F or 0xE0100 <= number <= 0xE01EF:
        return not _may_vary(character, before, after)
    if category == "Cn":
        # New letters and emoji are taken; what never will be one, or is ignored by design, is not.
        return number & 0xFFFE == 0xFFFE or number >= 0xE0000 or number in _NEVER_LETTERS
    return category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character not in _SHOWN_FORMATS


def _may_vary(selector: str, before: str, after: str) -> bool:
    """Whether a selector stands after what has variants: an emoji, a key with its cap, or a letter of such a script."""
    is_symbol = not before.isascii() and unicodedata.category(before) in ("So", "Sm")
    if selector in "\ufe0e\ufe0f":
        return is_symbol or before in _EMOJI_BY_SELECTOR or (before in "#*0123456789" and after == "\u20e3")
    script = unicodedata.name(before, "").split(" ")[0].split("-")[0]
    if "\u180b" <= selector <= "\u180f":
        return script == "MONGOLIAN"
    return is_symbol or script in ("CJK", "MYANMAR", "PHAGS")


def _may_join(joiner: str, before: str, after: str) -> bool:
    """Whether letters of a script that joins stand on both sides, or parts of an emoji."""
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if joiner == _ZWJ and (unicodedata.category(before) in ("So", "Sk") or before == "\ufe0f"):
        return unicodedata.category(after) in ("So", "Sk")
    return all(any(ord(each) in script for script in _JOINING_SCRIPTS) for each in (before, after))
