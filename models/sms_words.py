"""What an incoming text says: a command, and the invoice it names. Nothing is looked up here.

Placing a hold is safe and can be undone, so many words mean it; approving is not, so no word does.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class SmsCommand(StrEnum):
    """What somebody wants who writes a text."""

    HOLD = "HOLD"
    APPROVE = "APPROVE"
    STOP = "STOP"
    START = "START"
    HELP = "HELP"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it was understood. `numbers` are those of invoices, without their zeros, each once."""

    command: SmsCommand
    numbers: tuple[int, ...] = ()


LONGEST: Final = 1600

_STOP: Final = frozenset(
    {"stop", "stopp", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out"}
)
_START: Final = frozenset({"start", "unstop", "subscribe", "optin", "opt in"})
_HELP: Final = frozenset({"help", "info", "hilfe", "?"})
_APPROVE: Final = frozenset({"yes", "ok", "okay", "ja", "y"})

_RELEASES: Final = re.compile(
    r"\b(?:release|releasing|unhold|un-hold|off hold|lift|remove|freigeben bitte|aufheben)\b"
    r"|\b(?:no|not|don't|do not|dont|never|without)\s+(?:\w+\s+){0,3}?hold\b"
)
_HOLDS: Final = re.compile(
    r"\b(?:hold|holding|on-hold|halt|wait|pause|anhalten|warten|zurückstellen)\b"
    r"|\b(?:don't|do not|dont|not|nicht|never)\s+(?:yet\s+|to\s+|be\s+)?(?:approve|approved|pay|freigeben|genehmigen)\b"
    r"|\bnot yet\b|\bnoch nicht\b"
    r"|^(?:please )?stop(?:p)?\b"
)
_APPROVES: Final = re.compile(
    r"\b(?:approve|approved|approving|approval|accept|agreed|confirm|freigeben|freigabe|genehmigt?)\b"
)
_NAMED: Final = re.compile(
    r"(?:\binv(?:oice)?s?|\brechnung(?:en)?|\bno|\bnr|\bnum(?:ber)?|#)(?:\s*(?:no|nr|number))?"
    r"[\s.:#-]*(\d{1,9})(?![\d.,:/]*\d)"
)
_FILLERS: Final = frozenset(
    {"please", "pls", "plz", "bitte", "hi", "hello", "thanks", "thank", "you", "danke"}
    | {"hold", "halt", "wait", "pause", "stop", "anhalten"}
    | {"put", "on", "the", "this", "it", "and", "auf", "die", "und"}
    | {"invoice", "invoices", "inv", "rechnung", "diese"}
)
_FORMS: Final = str.maketrans("’‘`–—‐‑", "'''----")


def understood(text: str) -> Said:
    """What an incoming text says."""
    words = _plain(text)
    bare = words.strip(" .!,;:'\"-")
    if bare in _STOP:
        return Said(SmsCommand.STOP)
    if bare in _START:
        return Said(SmsCommand.START)
    if bare in _HELP or words.strip() == "?":
        return Said(SmsCommand.HELP)
    if bare in _APPROVE:
        return Said(SmsCommand.APPROVE)
    numbers = _numbers(words)
    if _RELEASES.search(words):
        return Said(SmsCommand.OTHER, numbers)
    holds, approves = _HOLDS.search(words), _APPROVES.search(words)
    if holds and (not approves or holds.start() <= approves.start()) and not words.rstrip().endswith("?"):
        return Said(SmsCommand.HOLD, numbers)
    if approves and not holds:
        return Said(SmsCommand.APPROVE, numbers)
    return Said(SmsCommand.OTHER, numbers)


def _plain(text: str) -> str:
    """In small letters and one line, with the plain forms of digits, quotes and dashes."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    folded = folded.translate(_FORMS)
    return " ".join("".join(each if unicodedata.category(each)[0] != "C" else " " for each in folded).split())


def _numbers(words: str) -> tuple[int, ...]:
    """Numbers that are called an invoice's; a bare one where nothing else is said that it could belong to."""
    named = [int(found) for found in _NAMED.findall(words)]
    if not named:
        tokens = [token.strip(".,;:!'\"-") for token in words.replace(",", " ").split()]
        rest = [token for token in tokens if token and token not in _FILLERS]
        if rest and all(token.isascii() and token.isdigit() and len(token) <= 9 for token in rest):
            named = [int(token) for token in rest]
    return tuple(number for number in dict.fromkeys(named) if number)
