"""Text out of bytes: by the labels that browsers know, and by looking where a label is missing or wrong."""

import codecs
import re
from typing import Final

import webencodings

UTF_8: Final = "utf-8"
WESTERN: Final = "cp1252"

_LARGER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"}
"""Codes under whose names programs write the larger ones that hold them."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MANY_BYTES: Final = frozenset(
    ("gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "euc_jis_2004", "johab", "hz", "cp950", "cp874")
)
"""Codes in which a short word may look like UTF-8; in UTF-8 their letters take three bytes each."""
_MORE: Final = re.compile(r"(?:cp|iso|mac|gb|big5|euc|koi8|shift_jis|hz|johab|kz|ptcp|tis|utf-(?:8|16|32)).*")
"""Codes that Python has and browsers lack. UTF-7 is not among them: it hides markup from those who look for it."""
_NUMBERED: Final = re.compile(r"(?:x-)?(?:windows|ibm|dos|ms|cp)[-_]?(\d+)")
"""Pages of code by their number, as programs call them."""


def decoded(data: bytes, label: str | None = None, *, otherwise: str | None = None) -> str:
    """Text in the charset `label`, unless it is evidently in another; without one, or a known one, as it looks.

    `otherwise` is the label that the rest of the mail has. Never fails: what is in no code has replacement characters.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark) and (text := _strictly(data, codec)) is not None:
            return text
    named = codec_of(label)
    if named and named.startswith("utf-16") and b"\0" not in data:
        named = None
    looks_like_utf_8 = _strictly(data, UTF_8)
    if looks_like_utf_8 is not None and _is_utf_8(looks_like_utf_8, named):
        return looks_like_utf_8
    for candidate in (named, _escaped(data), codec_of(otherwise)):
        if candidate and (text := _strictly(data, candidate)) is not None:
            return text
    if named == "iso2022_jp":
        # Windows writes letters of its own between those of the standard; the code of 2004 has them.
        return data.replace(b"\x1b$B", b"\x1b$(Q").decode("iso2022_jp_2004", "replace")
    if named in (None, UTF_8):
        return _damaged_utf_8(data) or data.decode(WESTERN, "replace")
    return data.decode(named, "replace")


def codec_of(label: str | None) -> str | None:
    """Python's codec for a label of the WHATWG's list, or for another that mail has; None where it is unknown."""
    name = (label or "").strip().strip("\"'").lower()
    if not name or not name.isascii():
        return None
    encoding = webencodings.lookup(name)
    if encoding is not None and encoding.name not in ("replacement", "x-user-defined"):
        codec = str(encoding.codec_info.name)
        return _LARGER.get(codec.replace("-", "_"), codec)
    page = _NUMBERED.fullmatch(name)
    for candidate in (f"cp{page[1]}" if page else name, name.removeprefix("x-")):
        try:
            codec = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        if _MORE.fullmatch(codec):
            return _LARGER.get(codec, codec)
    return None


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (LookupError, ValueError):
        return None


def _is_utf_8(text: str, named: str | None) -> bool:
    """Whether bytes that are valid UTF-8 are that, whatever they are said to be: in few other codes that can happen."""
    beyond = [character for character in text if character > "\x7f"]
    if named in (None, UTF_8):
        return bool(beyond) or "\x1b" not in text
    if not beyond:
        return False
    return named not in _MANY_BYTES or all(character >= "\u0800" for character in beyond)


def _escaped(data: bytes) -> str | None:
    """The code that switches by escape sequences, where there are some."""
    if b"\x1b$)C" in data:
        return "iso2022_kr"
    return "iso2022_jp_ext" if b"\x1b$" in data or b"\x1b(" in data else None


def _damaged_utf_8(data: bytes) -> str | None:
    """UTF-8 of which some was lost on the way, where most of it is right."""
    text = data.decode(UTF_8, "replace")
    right = sum(character > "\x7f" and character != "\ufffd" for character in text)
    return text if right > text.count("\ufffd") else None
