"""Sentences that the API says to people: English in the code, told in the language of whoever reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from babel.lists import format_list

from adapters.text.locales import ENGLISH, Formats, names, translations


class Sentence:
    """A constant English sentence, or several; braces in it name facts.

    Facts are numbers, days, moments, texts that stay as they are, values of enumerations (told by their names in
    templates/names.jinja, if they are there), other sentences, and lists: sentences one after another, and anything
    else as alternatives.
    """

    def __init__(self, english: str, /, **facts: Any) -> None:
        self.english = english
        self.facts = facts

    def about(self, **facts: Any) -> "Sentence":
        """The same sentence with these facts."""
        return Sentence(self.english, **facts)

    def __str__(self) -> str:
        return self.told(Formats.of(ENGLISH, "UTC"))

    def told(self, formats: Formats) -> str:
        """The sentence in the language of a reader, and the facts in their formats."""
        words = translations(formats.language).gettext(self.english)
        return words.format_map(_Told(self.facts, formats)) if self.facts else words


@dataclass(frozen=True, slots=True)
class _Named:
    """The value of an enumeration, whose class is not known here any more."""

    enumeration: str
    value: str


def kept(fact: Any) -> Any:
    """A fact, such as a sentence, as JSON from which `restored` makes it again, to be told in any language.

    Of a sentence it has the facts that the sentence names. Texts, whole numbers and None are themselves.
    """
    match fact:
        case Sentence():
            named = re.findall(r"{(\w+)}", fact.english)
            return {"sentence": fact.english, "facts": {name: kept(fact.facts[name]) for name in named}}
        case StrEnum():
            return {"enumeration": type(fact).__name__, "value": fact.value}
        case list() | tuple():
            return [kept(each) for each in fact]
        case datetime():
            return {"moment": fact.isoformat()}
        case date():
            return {"day": fact.isoformat()}
        case int() | None:
            return fact
        case Decimal():
            return {"number": str(fact)}
        case _:
            return str(fact)


def restored(data: Any) -> Any:
    """The fact of which `kept` made this."""
    match data:
        case {"sentence": english, "facts": facts}:
            return Sentence(english, **{name: restored(fact) for name, fact in (facts or {}).items()})
        case {"enumeration": enumeration, "value": value}:
            return _Named(enumeration, value)
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"number": number}:
            return Decimal(number)
        case list():
            return [restored(each) for each in data]
        case _:
            return data


class _Told(dict[str, str]):
    """Facts as a reader writes them, each when it is asked for."""

    def __init__(self, facts: Mapping[str, Any], formats: Formats) -> None:
        self._facts = facts
        self._formats = formats

    def __missing__(self, name: str) -> str:
        return told(self._facts[name], self._formats)


def told(fact: Any, formats: Formats) -> str:
    """A fact, such as a sentence, in the language and the formats of a reader."""
    match fact:
        case Sentence():
            return fact.told(formats)
        case _Named():
            return names(formats.language, fact.enumeration).get(fact.value, fact.value)
        case StrEnum():
            return names(formats.language, type(fact).__name__).get(fact.value, fact.value)
        case list() | tuple():
            each_told = [told(each, formats) for each in fact]
            is_text = all(isinstance(each, Sentence) for each in fact)
            return " ".join(each_told) if is_text else format_list(each_told, "or", formats.locale)
        case datetime():
            return formats.moment(fact)
        case date():
            return formats.day(fact)
        case int() | Decimal():
            return formats.number(Decimal(fact))
        case _:
            return str(fact)
