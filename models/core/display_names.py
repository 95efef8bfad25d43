"""Display names, made of the whole name of people who give none: the name that everybody sees."""

import re
import unicodedata
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES: Final = _set(
    """dr prof professor doctor mr mrs ms miss mx sir dame lord lady rev reverend hon capt captain col maj sgt lt
    ing dipl mag med phil jur rer nat habil hc univ herr herrn frau hr fr mme madame mlle mademoiselle monsieur maitre
    sr sra srta senor senora senorita don dona dott dottssa dottoressa sig sigra signor signora avv arch
    dhr mevr mevrouw meneer drs ir pan pani mgr phdr judr mudr rndr gospodin gospodja fru herre
    rabbi pastor ssa κ κα κος др гн гжа د"""
)
_AFTER_NAMES: Final = _set("jr sr junior senior ii iii iv phd md mba msc bsc ma dds esq cpa rn llm")
_COMPANIES: Final = _set("ltd limited llc inc plc gmbh ag kg ohg ug sa sarl srl spa bv nv oy ab as")
_SEVERAL: Final = _set("& + and und et y e en och og i")
_FAMILY: Final = _set("the family familie fam famille familia famiglia eheleute firma company team")
_PARTICLES: Final = _set("van von vom zu de der den di da del della du la le el al bin ibn abu ter ten af av")


def display_name_of(name: str) -> str:
    """The first name, if it can be recognised: not a title, not an initial, not the last name before a comma.

    "Dr. Jane Fox" and "Fox, Jane" are Jane; "Dr. Fox", "J. R. Fox", "The Foxes" and "Fox Ltd" stay whole.
    """
    name = re.sub(r"(?<=\w{2})\.(?=\w)", ". ", name) if "@" not in name else name
    last, _, behind = (part.strip() for part in name.partition(","))
    is_turned = bool(last and behind) and _plain(behind.split()[0].strip(",")) not in _AFTER_NAMES | _COMPANIES
    whole = f"{behind.partition(',')[0]} {last}" if is_turned else last or behind or name
    words = whole.split()
    rest = [word for word in words if not _is_title(word)]
    is_plain = len(rest) > 1 or len(words) == 1
    return rest[0] if rest and is_plain and _is_first_name(rest[0]) and not _is_no_person(words) else whole


def _is_no_person(words: list[str]) -> bool:
    return _plain(words[-1]) in _COMPANIES or not _SEVERAL.isdisjoint(words[:-1])


def _is_first_name(word: str) -> bool:
    if word in _PARTICLES or _plain(word) in _FAMILY or not word[0].isalpha():
        return False
    # Chinese, Japanese and Korean names begin with that of the family.
    is_family = unicodedata.name(word[0], "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))
    return not is_family and re.fullmatch(r"\w\.?(-?\w\.)*", word) is None


def _is_title(word: str) -> bool:
    """Whether it is a title, alone or in parts like Dipl.-Ing., or abbreviated as titles are."""
    is_known = _plain(word) in _TITLES or all(_plain(part) in _TITLES for part in word.split("-"))
    return is_known or (word.endswith(".") and len(_plain(word)) > 1)


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(each for each in decomposed if each.isalpha() or each in _SEVERAL)
