"""The reader's language: which there are, their catalogs, and days, moments and amounts as the reader writes them."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import Format, NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
CATALOGS = TEMPLATES / "locale"
ENGLISH = "en"
BRITISH = "en-GB"


@cache
def languages() -> tuple[str, ...]:
    """The languages that messages and documents are written in."""
    return tuple(sorted({ENGLISH, *(path.stem for path in CATALOGS.glob("*.po"))}))


_english = Locale.parse(BRITISH, sep="-")


def use_english(locale: str) -> None:
    """Write dates and numbers as in this English, a BCP 47 tag, for readers of whose English no country is known."""
    global _english
    _english = Locale.parse(locale, sep="-")
    _written.cache_clear()


@lru_cache
def _written(locale: str) -> Locale:
    """The locale in which a reader with that one (BCP 47) is written to."""
    try:
        written = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return _english
    is_known = written.language in languages() and (written.language != ENGLISH or written.territory is not None)
    return written if is_known else _english


def language_of(locale: str) -> str:
    """The language that a reader with that locale (BCP 47) is written to in: theirs where there are words for it."""
    return Formats.of(locale, "UTC").language


def asked_language(accepted: str) -> str:
    """The language that an Accept-Language header prefers of those there are, in the order it lists them."""
    asked = [part.partition(";")[0].strip().partition("-")[0].lower() for part in accepted[:200].split(",")]
    return next((language for language in asked if language in languages()), ENGLISH)


@lru_cache
def translations(language: str) -> NullTranslations:
    """The catalog of a language; English needs none, as the templates are in it."""
    if language == ENGLISH:
        return NullTranslations()
    with (CATALOGS / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


@dataclass(frozen=True)
class Formats:
    """Dates, times and numbers as one reader writes them: in their locale and zone."""

    locale: Locale
    zone: ZoneInfo

    @classmethod
    def of(cls, locale: str, zone: str) -> "Formats":
        """From a BCP 47 tag and an IANA name. A language that there are no words for is answered in English, in whose
        formats the dates then are too: they must not differ from the words. English without a country is that of
        `use_english`, so that nobody reads American dates who does not ask for them."""
        return cls(_written(locale), ZoneInfo(zone))

    @cached_property
    def _format(self) -> Format:
        return Format(self.locale, self.zone)

    @property
    def tag(self) -> str:
        """The locale as a BCP 47 tag."""
        return str(self.locale).replace("_", "-")

    @property
    def language(self) -> str:
        """The language of the words."""
        return str(self.locale.language)

    def moment(self, moment: datetime | str, length: str = "full") -> str:
        """A moment in the reader's zone, which is named, as there is no telling where it is read."""
        when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        if when.tzinfo is None:
            raise ValueError("A moment needs its zone")
        day = self._format.date(when.astimezone(self.zone), length)
        place = get_timezone_location(self.zone, locale=self.locale, return_city=True)
        return f"{day}, {self._format.time(when, 'short')} ({place})"

    def short_moment(self, moment: datetime | str) -> str:
        """A moment soon, in the reader's zone, in as few characters as can be: 16 Mar 14:30."""
        when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        day = format_skeleton("MMMd", when, self.zone, locale=self.locale)
        return f"{day} {self._format.time(when, 'short')}"

    def day(self, day: date | str) -> str:
        """A calendar day; of a moment, the day it is in the reader's zone."""
        if not day:
            raise ValueError("A day is missing")
        when = datetime.fromisoformat(day) if isinstance(day, str) else day
        if isinstance(when, datetime) and when.tzinfo is not None:
            when = when.astimezone(self.zone)
        return self._format.date(when, "long")

    def money(self, money: Mapping[str, Any]) -> str:
        """{"amount": Decimal or text, "currency": str} with the currency's sign and all the digits of the amount."""
        amount = Decimal(money["amount"])
        digits = len(format(amount, "f").partition(".")[2])
        usual = self.locale.currency_formats["standard"].pattern
        # By itself Babel shows the digits of CLDR, which for some currencies are fewer than there are.
        shown = re.sub(r"0\.0+", f"0.{'0' * digits}" if digits else "0", usual)
        return format_currency(amount, money["currency"], shown, self.locale, currency_digits=False)

    def number(self, value: Decimal) -> str:
        """A number with the digits it has."""
        return format_decimal(_plain(value), locale=self.locale, decimal_quantization=False)

    def percent(self, value: Decimal) -> str:
        """20 as 20 %."""
        return format_percent(_plain(value) / 100, locale=self.locale, decimal_quantization=False)


def _plain(value: Decimal) -> Decimal:
    """Without zeros at the end, and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


@lru_cache
def names(language: str, kind: str) -> Mapping[str, str]:
    """The names that people read for the values of an enumeration, such as OrderStatus; empty if they are not told."""
    table = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
    return getattr(_words_in("names.jinja", language), table, {})


@dataclass(frozen=True)
class DocumentWords:
    """Labels, the states and the methods of payment, and the ways of approval, each under its name in the code."""

    labels: dict[str, str]
    states: dict[str, str]
    methods: dict[str, str]
    approvals: dict[str, str]


@lru_cache
def document_words(language: str) -> DocumentWords:
    """The words of documents: templates/pdf/words.jinja in that language."""
    words = _words_in("pdf/words.jinja", language)
    return DocumentWords(words.labels, words.states, words.methods, words.approvals)


@lru_cache
def page_words(language: str) -> dict[str, str]:
    """The words of the pages that links in mails lead to, by their names: templates/pages/words.jinja."""
    words: dict[str, str] = _words_in("pages/words.jinja", language).words
    return words


def _words_in(template: str, language: str) -> Any:
    environment = Environment(  # noqa: S701 - words of our own, set as text
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment.get_template(template).module
