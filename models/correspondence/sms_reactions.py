"""Words in an incoming text that are not its writer's: what a phone sends for a reaction, and what is quoted.

A reaction reaches phones without the feature as a text that repeats the one it is about: `Liked “Reply HOLD, …”`,
`👍 to “…”`, `Hat „…“ mit „Gefällt mir“ markiert`. What is repeated are our words, and no command.
All texts here are in the plain form of `models.core.plain_text`: small letters without accents, straight quotes.
"""

import re
import unicodedata
from enum import Enum, auto
from typing import Final

QUOTE: Final = '"'
MAX_WORDS_AROUND: Final = 6
"""Words of a reaction before the text that it repeats, and after it."""
QUOTED_WORDS: Final = 4
"""A quotation of this many words is a passage of somebody else's; fewer may be a word that is stressed."""


class Reaction(Enum):
    """Whether a reaction agrees, as most do, or is one that a person should see."""

    AGREES = auto()
    DISAGREES = auto()


_DISAGREES: Final = re.compile(
    r"\b(?:disliked|questioned|emphasi[sz]ed|gefallt mir nicht|hinterfragt|betont|hervorgehoben|fragezeichen)\b"
    r"|\bn'(?:a pas )?aim|\bno (?:le|me) gust|\bnon (?:e )?piac|\bnao gostou|\bniet leuk|\bogilla|\bquestion mark\b"
    r"|[👎❓❔❗‼⁉😡😠🤔😕☹]"
)
_VERBS: Final = re.compile(
    r"(?:dis)?liked|loved|laughed at|emphasi[sz]ed|questioned|hearted"
    r"|reacted\b.*|removed (?:an?|the|his|her) .*|removed \W+ from"
    r"|(?:das )?gefallt(?: mir| ihm| ihr)?(?: nicht)?|liebt|lacht uber|betont|hinterfragt"
    r"|(?:hat|reagierte|reaktion)\b.*"
    r"|(?:n')?(?:a )?(?:pas )?(?:aime|adore|reagi|souligne)\b.*|a (?:ri|mis)\b.*|n'a pas aime"
    r"|(?:no )?(?:le|me|te) (?:gust|encant)\w+|se rio de|enfatizo|cuestiono|reacciono\b.*"
    r"|(?:non )?(?:e )?piaciuto|adorato|ha (?:messo|riso|reagito|enfatizzato)\b.*"
    r"|(?:nao )?gostou de|curtiu|amou|adorou|riu de|enfatizou|questionou|reagiu\b.*"
    r"|von(?:d|dt)|heeft\b.*|leuk gevonden|lachte om|benadrukte"
    r"|(?:o)?gillade|alskade|skrattade at|betonade|ifragasatte|reagerade\b.*"
    r"|syntes (?:ikke )?godt om|elskede|lo (?:ad|av)|likte|elsket|reagerte\b.*|reagerede\b.*"
    r"|polubion\w*|polubil\w*|lubi|zareagowa\w*\b.*|libi se|libilo se"
)
_WITHOUT_QUOTATION: Final = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S+ to) (?:an?|the|your|this) "
    r"(?:image|picture|photo|video|movie|message|text|attachment|sticker|link|file|audio message|voice message)"
)
_SINGLE_QUOTED: Final = re.compile(r"^([^\"']+) '([^\"]*?)'?$")
_AFTER: Final = re.compile(
    r"(?:.* )?(?:markiert|gegeben|reagiert|geliebt|entfernt|gefallt (?:mir|ihm|ihr)(?: nicht)?|gefallen)"
    r"|(?:.* )?(?:leuk|geweldig|niet leuk|gereageerd)|.*(?:ました|了|표시함)"
)


def reaction(words: str) -> Reaction | None:
    """The reaction that a text stands for; None if a person wrote it."""
    around = _around(_SINGLE_QUOTED.sub(r'\1 "\2"', words))
    if around is None:
        return Reaction.AGREES if _WITHOUT_QUOTATION.fullmatch(words.strip(" .")) else None
    before, quoted, after = around
    if max(len(before.split()), len(after.split())) > MAX_WORDS_AROUND or not quoted:
        return None
    is_one = _AFTER.fullmatch(after) if after else _VERBS.fullmatch(before) or _has_emoji(before)
    if not is_one:
        return None
    # In "Hat „…“ mit „Gefällt mir nicht“ markiert" the verdict is a quotation too: the last one.
    verdict = f"{before} {quoted.rpartition(QUOTE)[2] if QUOTE in quoted else ''} {after}"
    return Reaction.DISAGREES if _DISAGREES.search(verdict) else Reaction.AGREES


def own_words(words: str) -> str:
    """The text without a passage that it quotes; all of it if it says nothing else."""
    around = _around(words)
    if around is None or len(around[1].split()) < QUOTED_WORDS:
        return words
    return f"{around[0]} {around[2]}".strip(" .,;:!-") or words


def _around(words: str) -> tuple[str, str, str] | None:
    """Before, within and after the first quote and the last one, which may have been cut off with the end."""
    before, opening, rest = words.partition(QUOTE)
    if not opening:
        return None
    quoted, closing, after = rest.rpartition(QUOTE)
    if not closing:
        quoted, after = rest, ""
    return before.strip(), quoted.strip(), after.strip(" .")


def _has_emoji(words: str) -> bool:
    return any(unicodedata.category(each) == "So" for each in words)
