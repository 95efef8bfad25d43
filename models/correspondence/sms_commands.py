"""The command in an incoming text, and the invoice it names. Nothing is read from the database here.

Placing a hold is safe and can be undone, so many words mean it; approving is not, so no word does. Any words that ask
for no more texts opt out; but "stop" with an invoice after it is about the invoice.
"""

import re
from dataclasses import dataclass
from typing import Final

from models.core.plain_text import bare, plain
from models.correspondence.sms_phrases import COURTESIES, HELP, OPT_IN, OPT_OUT, OPT_OUT_SENTENCE, YES
from models.correspondence.sms_reactions import Reaction, own_words, reaction
from models.messages.sms_messages import SmsCommand


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """The command in a text. `numbers` are those of invoices, without their zeros, each once."""

    command: SmsCommand
    numbers: tuple[int, ...] = ()


_RELEASES: Final = re.compile(
    r"\b(?:release|releasing|unhold|un-hold|off hold|lift|remove|freigeben bitte|aufheben)\b"
    r"|\b(?:no|not|don't|do not|dont|never|without)\s+(?:\w+\s+){0,3}?hold\b"
)
_APPROVING: Final = (
    r"(?:approve|approved|approving|pay|paid|accept|freigeben|genehmigen|bezahlen|approuver|aprobar|approvare|aprovar)"
)
_HOLDS: Final = re.compile(
    r"\b(?:hold|holding|on-hold|halt|wait|pause|anhalten|warten|zuruckstellen)\b"
    rf"|\b(?:don't|do not|dont|not|nicht|never|ne pas|n'approuvez|no|non|nao)\s+(?:yet\s+|to\s+|be\s+)?{_APPROVING}\b"
    r"|\bnot yet\b|\bnoch nicht\b|\bpas encore\b|\btodavia no\b|\bnon ancora\b|\bainda nao\b|\bnog niet\b"
    r"|\b(?:attendez|attendre|en attente|espere|esperar|aspettate|aspettare|aguarde|aguardar|wachten)\b"
    r"|\b(?:dispute|disputed|disputing|contest|object to|reject|rejected|decline|declined)\b"
    r"|\b(?:beanstande|beanstanden|widerspreche|widersprechen)\b"
    r"|^(?:please )?(?:stopp?|stoppen|arretez?)\b(?=.*\b(?:it|that|this|das|inv\w*|rechnung\w*|bill|facture|factura|\d+"
    r"|payments?|paying|approval|approving|amount|price|charge|wrong(?! number)|incorrect|mistake|check|question|first"
    r"|order|ordered|freigabe|zahlung|betrag|falsch)\b)"
    r"|^(?:please )?(?:cancel|revoke)\b(?=.*\b(?:inv\b|inv\d|invoice|rechnung|approval))"
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


def parse_command(text: str) -> ParsedCommand:
    """The command in an incoming text, and the invoices that it names."""
    words = plain(text)
    if reacted := reaction(words):
        return ParsedCommand(SmsCommand.REACT if reacted is Reaction.AGREES else SmsCommand.OTHER)
    words = own_words(words)
    numbers = _numbers(words)
    # "Stop. Thank you" is "stop".
    phrase = " ".join(COURTESIES.sub(" ", bare(words)).split())
    if phrase in OPT_OUT or OPT_OUT_SENTENCE.search(words):
        return ParsedCommand(SmsCommand.STOP, numbers)
    if phrase in OPT_IN:
        return ParsedCommand(SmsCommand.START)
    if phrase in HELP or re.fullmatch(r"[\s?]*\?[\s?]*", words):
        return ParsedCommand(SmsCommand.HELP)
    if words.strip(" .!,;:'\"-") in YES:
        return ParsedCommand(SmsCommand.APPROVE)
    if _RELEASES.search(words):
        return ParsedCommand(SmsCommand.OTHER, numbers)
    holds, approves = _HOLDS.search(words), _APPROVES.search(words)
    if holds and (not approves or holds.start() <= approves.start()) and not words.rstrip().endswith("?"):
        return ParsedCommand(SmsCommand.HOLD, numbers)
    if approves and not holds:
        return ParsedCommand(SmsCommand.APPROVE, numbers)
    return ParsedCommand(SmsCommand.OTHER, numbers)


def _numbers(words: str) -> tuple[int, ...]:
    """Numbers that are named as an invoice's; a bare one if nothing else is said that it could belong to."""
    named = [int(digits) for digits in _NAMED.findall(words)]
    if not named:
        tokens = [token.strip(".,;:!'\"-") for token in words.replace(",", " ").split()]
        rest = [token for token in tokens if token and token not in _FILLERS]
        if rest and all(token.isascii() and token.isdigit() and len(token) <= 9 for token in rest):
            named = [int(token) for token in rest]
    return tuple(number for number in dict.fromkeys(named) if number)
