"""Every mail in every language: complete, one subject line, its link in both parts, and nobody's text as markup."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jinja2 import UndefinedError

from adapters.text.locales import CATALOGS, TEMPLATES, languages
from adapters.text.templates import mail_names, render
from tests.support.mail.samples import MOMENT, SAMPLES, URL, VARIANTS, sample

EVIL = "<script>alert(1)</script>\r\nBcc: x@victim.example <img src=x> {{ 7 * 7 }} %(name)s"
EVERY_MAIL: list[tuple[str, dict[str, Any]]] = [(name, {}) for name in SAMPLES] + VARIANTS


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]


def test_every_mail_has_a_sample() -> None:
    assert sorted(SAMPLES) == mail_names()


KEPT = ("url", "portal_url", "place_zone")
"""The values of data that are no texts of people."""


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
@pytest.mark.parametrize(("name", "changes"), EVERY_MAIL)
def test_a_mail_is_whole(name: str, changes: dict[str, Any], locale: str) -> None:
    mail = render(name, locale, "Europe/Berlin", sample(name, **changes))
    page = Page(mail.html)
    assert mail.subject.strip()
    assert "\n" not in mail.subject
    assert URL in mail.text
    assert page.links().count(URL) >= 2
    assert "https://portal.brightwell.example" in page.links()
    for part in (mail.text, page.text):
        assert "Moira Hargreaves" in part
        assert "Brightwell Repairs" in part
        assert not re.search(
            r"\bNone\b|[{}]{2}|\[\[|%\(|mj-", part.partition("@media")[0] if part is page.text else part
        )
    assert f'lang="{locale[:2]}"' in mail.html
    assert not {"link", "img", "script", "iframe"} & {tag for tag, _ in page.tags}, "a mail fetches nothing"
    assert not re.search(r"@import|url\(", mail.html), "a mail fetches nothing"
    assert "mj-" not in re.sub(r"mj-(outlook|column)[\w-]*", "", mail.html)
    assert '<meta name="color-scheme" content="light dark"' in mail.html
    assert "prefers-color-scheme: dark" in mail.html


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
@pytest.mark.parametrize(("name", "changes"), EVERY_MAIL)
def test_the_text_says_all_that_the_page_says(name: str, changes: dict[str, Any], locale: str) -> None:
    mail = render(name, locale, "Europe/Berlin", sample(name, **changes))
    text = " ".join(mail.text.split())
    for paragraph in re.findall(r"<p>(.*?)</p>", mail.html, re.DOTALL):
        assert " ".join(Page(paragraph).text.split()) in text
    for label, value in re.findall(r"<th scope=\"row\">(.*?)</th>\s*<td>(.*?)</td>", mail.html, re.DOTALL):
        assert f"{Page(label).text}: {Page(value).text}" in mail.text.splitlines()
    assert "\n\n\n" not in mail.text


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_nobodys_text_becomes_markup_or_a_second_line(name: str) -> None:
    plain = Page(render(name, "en", "UTC", sample(name)).html)
    evil = render(name, "en", "UTC", _with_evil_texts(sample(name)))
    page = Page(evil.html)
    assert "\n" not in evil.subject
    assert "\r" not in evil.subject
    assert "script" not in [tag for tag, _ in page.tags]
    assert "img" not in [tag for tag, _ in page.tags]
    assert "{{ 7 * 7 }}" in page.text
    # Line breaks in somebody's text are the only tags that may come on top.
    assert [tag for tag, _ in page.tags if tag != "br"] == [tag for tag, _ in plain.tags if tag != "br"]


def _with_evil_texts(data: Any) -> Any:
    """The same data with every free text spoilt; codes, links, zones, dates and amounts stay."""
    if isinstance(data, dict):
        return {key: value if key in KEPT else _with_evil_texts(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_evil_texts(value) for value in data]
    is_free = isinstance(data, str) and not re.fullmatch(r"[A-Z_]{3,}|[\d.]+|[\dT:+-]+", data)
    return f"{data} {EVIL}" if is_free else data


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_mail_says_what_it_lacks(name: str) -> None:
    given = sample(name)
    lacking = [key for key in given if key not in _unused(name)]
    assert len(lacking) >= 4
    for key in lacking:
        with pytest.raises(UndefinedError, match=key):
            render(name, "en", "UTC", {k: v for k, v in given.items() if k != key})


def _unused(name: str) -> set[str]:
    """The samples share some data that not every mail speaks of."""
    words = "".join(path.read_text() for path in (TEMPLATES / "email" / name).iterdir())
    words += "".join((TEMPLATES / "email" / part).read_text() for part in re.findall(r'include "(\w+\.\w+)"', words))
    return {key for key in SAMPLES[name] if not re.search(rf"\b{key}\b", words)}


def test_dates_and_amounts_are_the_readers_own() -> None:
    english = render("invoice_paid", "en-US", "America/New_York", sample("invoice_paid"))
    assert "$" not in english.text
    assert "€1,234.50" in english.text
    assert "April 1, 2026" in english.text
    german = render("invoice_paid", "de-DE", "Europe/Berlin", sample("invoice_paid"))
    assert "1.234,50\xa0€" in german.text
    assert "1. April 2026" in german.text


@pytest.mark.parametrize(
    ("locale", "zone", "words"),
    [
        ("en-GB", "Europe/London", "Saturday, 14 March 2026, 13:30 (London)"),
        ("en-US", "America/New_York", "Saturday, March 14, 2026, 9:30\u202fAM (New York)"),
        ("de-DE", "Europe/Berlin", "Samstag, 14. März 2026, 14:30 (Berlin)"),
        ("de-AT", "Pacific/Auckland", "Sonntag, 15. März 2026, 02:30 (Auckland)"),
        ("en", "UTC", "Saturday, 14 March 2026, 13:30 (UTC)"),
    ],
)
def test_moments_are_told_in_the_readers_zone(locale: str, zone: str, words: str) -> None:
    assert words in render("visit_scheduled", locale, zone, sample("visit_scheduled")).text


def test_the_day_of_a_visit_is_the_readers_day() -> None:
    late = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
    mail = render("visit_scheduled", "en-GB", "Asia/Tokyo", sample("visit_scheduled", scheduled_for=late))
    assert mail.subject == "SR-000145: visit on 15 March 2026"


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        render("password_changed", "en", "UTC", sample("password_changed", changed_at=MOMENT.replace(tzinfo=None)))


@pytest.mark.parametrize("locale", ["fr-FR", "zh-Hant-TW", "xx", "", "not a locale", "../../etc"])
def test_readers_of_other_languages_get_english_throughout(locale: str) -> None:
    mail = render("visit_scheduled", locale, "UTC", sample("visit_scheduled"))
    assert mail == render("visit_scheduled", "en", "UTC", sample("visit_scheduled"))


def test_line_breaks_in_a_note_stay() -> None:
    mail = render("note_added", "en", "UTC", sample("note_added", note="one\ntwo\r\nthree"))
    assert "  one\n  two\n  three\n" in mail.text.replace("\r\n", "\n")
    assert "one<br>two<br>three" in mail.html


def test_data_may_have_been_json() -> None:
    as_json = sample("visit_scheduled", scheduled_for="2026-03-14T13:30:00Z")
    assert render("visit_scheduled", "de", "Europe/Berlin", as_json) == render(
        "visit_scheduled", "de", "Europe/Berlin", sample("visit_scheduled")
    )


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_every_catalog_is_translated_completely(language: str) -> None:
    catalog = read_po(BytesIO((CATALOGS / f"{language}.po").read_bytes()), locale=language)
    for message in (each for each in catalog if each.id):
        translation = message.string or ""
        assert not message.fuzzy
        assert all([translation] if isinstance(translation, str) else translation)
        assert _placeholders(message.id) == _placeholders(translation)


def _placeholders(words: str | tuple[str, ...] | list[str]) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|{\w+}", words if isinstance(words, str) else " ".join(words)))
