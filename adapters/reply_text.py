"""What somebody wrote in answer to a mail: without what they quoted, and without their signature.

The rules go by lines and know how the common programs quote in English, German and French. In doubt text is kept: a
quotation too much is a blemish, a sentence too few is a loss.
"""

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 200_000
"""As many characters are looked at; what was written stands before what it answers to, or is not as long."""
LONGEST_LINE: Final = 2000
"""Longer lines are nobody's attribution."""
LONGEST_MARK: Final = 200
"""Longer lines are no advertisement."""
WRAPPED: Final = 4
"""An attribution goes over so many lines at most."""

_QUOTED = re.compile(r"[ \t]?>")
_SEPARATOR = re.compile(
    r"\s*>?\s*-{2,}\s*(original message|original appointment|forwarded message|ursprüngliche nachricht|"
    r"originalnachricht|original-nachricht|weitergeleitete nachricht|message d['’]origine|message original|"
    r"message transféré)\s*-{2,}\s*",
    re.IGNORECASE,
)
_BY = re.compile(r"[\s*]*(from|von|de|expéditeur)\s?\*?\s?:.*\S", re.IGNORECASE)
_FIELD = re.compile(r"[\s*]*(sent|date|to|cc|gesendet|datum|an|envoyé|à)\s?\*?\s?:.*", re.IGNORECASE)
_SUBJECT = re.compile(r"[\s*]*(subject|betreff|objet)\s?\*?\s?:.*", re.IGNORECASE)
_RULE = re.compile(r"\s*[_-]{5,}\s*")
_WROTE = re.compile(r"\b(wrote|writes|schrieb|hat geschrieben|geschrieben|a écrit)\b", re.IGNORECASE)
_SINCE = re.compile(r"\s*(on|am|le|at|vom)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_TIME = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d{2}\b")
_SENT_FROM = re.compile(
    r"\s*(sent from (my|outlook|yahoo|mail|proton|samsung)|sent with|sent via|get outlook for|"
    r"von meinem .{1,40} gesendet|gesendet (von|mit|aus)|diese nachricht wurde von meinem|holen sie sich outlook|"
    r"envoyé (de|depuis|à partir|avec)|obtenez outlook|téléchargez outlook|télécharger outlook)\b.*",
    re.IGNORECASE,
)
_INVISIBLE = dict.fromkeys((0x00, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007", " "))


def reply_of(text: str) -> str:
    """What was written anew in a mail's text; empty where that is nothing."""
    lines = [line.rstrip() for line in _plain(text).split("\n")]
    lines = _without_signature(_without_quotes(lines[: _end(lines)]))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(text: str) -> str:
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_INVISIBLE).translate(_SPACES)


def _end(lines: Sequence[str]) -> int:
    """Where everything that follows is an earlier mail: at a separator, at its headers, at an attribution."""
    for number, line in enumerate(lines):
        if len(line) > LONGEST_LINE:
            continue
        if _SEPARATOR.fullmatch(line):
            return number
        if _BY.fullmatch(line) and _is_heading(lines[number + 1 : number + 8]):
            return _before_rule(lines, number)
        length = _attribution(lines, number)
        if length and _SINCE.match(line) and not _is_quoted(lines, number + length):
            return number
    return len(lines)


def _is_heading(following: Sequence[str]) -> bool:
    """Whether the lines after a sender are the rest of a mail's headers."""
    short = [line for line in following if len(line) <= LONGEST_LINE]
    return any(map(_SUBJECT.fullmatch, short)) and any(map(_FIELD.fullmatch, short))


def _before_rule(lines: Sequence[str], number: int) -> int:
    """The place of the line that is drawn above a mail's headers, or of the headers."""
    above = number
    while above and not lines[above - 1].strip():
        above -= 1
    return above - 1 if above and _RULE.fullmatch(lines[above - 1]) else number


def _attribution(lines: Sequence[str], number: int) -> int:
    """How many lines from here on say who wrote what follows, and when; 0 where they do not."""
    said = ""
    for length, line in enumerate(lines[number : number + WRAPPED], start=1):
        if not line.strip() or len(line) > LONGEST_LINE or _QUOTED.match(line):
            return 0
        said = f"{said} {line}"
        if line.endswith(":"):
            who_and_when = _ADDRESS.search(said), _TIME.search(said)
            return length if any(who_and_when) and (_WROTE.search(said) or all(who_and_when)) else 0
    return 0


def _is_quoted(lines: Sequence[str], number: int) -> bool:
    """Whether the next line that is not empty is a quoted one."""
    while number < len(lines) and not lines[number].strip():
        number += 1
    return number < len(lines) and _QUOTED.match(lines[number]) is not None


def _without_quotes(lines: Sequence[str]) -> list[str]:
    """The lines that are not quoted, wherever they stand, and not the attribution of a quotation either."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        if _QUOTED.match(lines[number]):
            number += 1
            if kept and kept[-1]:
                kept.append("")
            continue
        length = _attribution(lines, number)
        if length and _is_quoted(lines, number + length):
            number += length
            continue
        kept.append(lines[number])
        number += 1
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    """The lines up to the mark of a signature, and without the advertisement of a program or telephone at the end."""
    end = lines.index("--") if "--" in lines else len(lines)
    while end and (not lines[end - 1] or (len(lines[end - 1]) < LONGEST_MARK and _SENT_FROM.fullmatch(lines[end - 1]))):
        end -= 1
    return lines[:end]
