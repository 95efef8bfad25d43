"""Sentences that the API says to people: English in the code, told in the language of whoever reads them."""

from collections.abc import Mapping
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
        told = translations(formats.language).gettext(self.english)
        return told.format_map(_Told(self.facts, formats)) if self.facts else told


class _Told(dict[str, str]):
    """Facts as a reader writes them, each when it is asked for."""

    def __init__(self, facts: Mapping[str, Any], formats: Formats) -> None:
        self._facts = facts
        self._formats = formats

    def __missing__(self, name: str) -> str:
        return _told(self._facts[name], self._formats)


def _told(fact: Any, formats: Formats) -> str:
    match fact:
        case Sentence():
            return fact.told(formats)
        case StrEnum():
            return names(formats.language, type(fact).__name__).get(fact.value, fact.value)
        case list() | tuple():
            told = [_told(each, formats) for each in fact]
            is_text = all(isinstance(each, Sentence) for each in fact)
            return " ".join(told) if is_text else format_list(told, "or", formats.locale)
        case datetime():
            return formats.moment(fact)
        case date():
            return formats.day(fact)
        case int() | Decimal():
            return formats.number(Decimal(fact))
        case _:
            return str(fact)
