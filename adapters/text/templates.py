"""Mails and texts from templates: a mail is a folder with MJML and text, told in the reader's language and formats.

The templates are English; every other language is a gettext catalog in templates/locale. MJML becomes HTML once per
template and language and process, before any data is near it; data goes in afterwards, escaped.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from adapters.text.locales import TEMPLATES, Formats, translations
from adapters.text.sentences import restored, told


@dataclass(frozen=True)
class Rendered:
    """A mail's words: a subject of one line, the plain text, and the HTML page."""

    subject: str
    text: str
    html: str


def mail_names() -> list[str]:
    """Every mail there is: the names that `render` takes."""
    return sorted(path.parent.name for path in (TEMPLATES / "email").glob("*/subject.txt"))


def render(template: str, locale: str, zone: str, data: Mapping[str, Any]) -> Rendered:
    """The mail called `template` for a reader with that locale (BCP 47) and time zone (IANA).

    A locale in a language that there are no words for is answered in English. `data` is plain: texts, aware datetimes,
    dates, {"amount": Decimal, "currency": str}, and lists and dicts of these; datetimes and amounts may also be the
    texts that JSON makes of them. A name that the template needs and data lacks raises jinja2.UndefinedError.
    """
    formats = Formats.of(locale, zone)
    language = formats.language
    values = {**data, "language": language, "formats": formats}
    subject = render_subject(template, locale, zone, data)
    text = _text_environment(language).get_template(f"{template}/body.txt").render(values)
    html = _html_environment(language).get_template(f"{template}/body.mjml").render(values, subject=subject)
    return Rendered(subject, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html)


def render_subject(template: str, locale: str, zone: str, data: Mapping[str, Any]) -> str:
    """The subject of the mail called `template`, in one line; locale, zone and data are as for `render`."""
    formats = Formats.of(locale, zone)
    words = _text_environment(formats.language).get_template(f"{template}/subject.txt")
    return " ".join(words.render({**data, "formats": formats}).split())


@lru_cache
def sms_names() -> frozenset[str]:
    """Every text message there is: the names that `render_sms` takes."""
    return frozenset(path.stem for path in (TEMPLATES / "sms").glob("*.txt"))


def render_sms(template: str, locale: str, zone: str, data: Mapping[str, Any]) -> str:
    """The text message called `template`, in one line; locale, zone and data are as for `render`."""
    formats = Formats.of(locale, zone)
    words = _text_environment(formats.language, "sms").get_template(f"{template}.txt")
    return " ".join(words.render({**data, "formats": formats}).split())


@lru_cache
def _text_environment(language: str, folder: str = "email") -> Environment:
    return _prepared(
        Environment(
            loader=FileSystemLoader(TEMPLATES / folder),
            autoescape=False,  # noqa: S701 - this is for plain text, where nothing is markup
            trim_blocks=True,
            lstrip_blocks=True,
            # What is included ends its own last line, so that the next fact begins one.
            keep_trailing_newline=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        ),
        language,
    )


@lru_cache
def _html_environment(language: str) -> Environment:
    return _prepared(
        Environment(
            loader=FunctionLoader(_page),
            autoescape=True,
            # Style sheets may say "{#id" without meaning a comment.
            comment_start_string="{##",
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        ),
        language,
    )


def _prepared(environment: Environment, language: str) -> Environment:
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {"datetime": _datetime, "short_datetime": _short_datetime, "date": _date, "there": _there}
    environment.filters |= {"money": _money, "lines": _lines, "whole": _whole, "mailto": _mailto, "told": _told}
    names = Environment(  # noqa: S701 - values of a table, escaped where they are used
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    names.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals["names"] = names.get_template("names.jinja").module
    return environment


@lru_cache
def _layouts() -> Environment:
    """The first of two passes: puts MJML together, by [% %] and [[ ]], and leaves {% %} and {{ }} for the second."""
    return Environment(  # noqa: S701 - only our own MJML passes here, data comes in the second pass
        loader=FileSystemLoader(TEMPLATES / "email"),
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


@lru_cache
def _html(name: str) -> str:
    # Without fonts of its own: MJML would have them fetched from Google, who would learn of each reading.
    import mrml  # takes memory, and only a process that sends mail needs it

    options = mrml.RenderOptions(fonts={})
    return mrml.to_html(_layouts().get_template(name).render(), render_options=options).content


def _page(name: str) -> tuple[str, str, Callable[[], bool]]:
    return _html(name), name, lambda: True


@pass_context
def _datetime(context: Context, moment: datetime | str) -> str:
    return _formats(context).moment(moment)


@pass_context
def _short_datetime(context: Context, moment: datetime | str) -> str:
    return _formats(context).short_moment(moment)


@pass_context
def _there(context: Context, moment: datetime | str, zone: str) -> str:
    """A moment by the clock of a place, whose zone is named."""
    return replace(_formats(context), zone=ZoneInfo(zone)).moment(moment)


@pass_context
def _date(context: Context, day: date | str) -> str:
    return _formats(context).day(day)


@pass_context
def _money(context: Context, money: Mapping[str, Any]) -> str:
    return _formats(context).money(money)


@pass_context
def _told(context: Context, fact: Any) -> str:
    """A sentence as data keep it, in the reader's language; a text is itself."""
    return told(restored(fact), _formats(context))


def _formats(context: Context) -> Formats:
    formats: Formats = context["formats"]
    return formats


def _lines(text: str) -> Markup:
    """Somebody's text for HTML, with its line breaks kept."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def _whole(number: str) -> Markup:
    """A number like SR-000145 for HTML, which is not broken at its hyphen."""
    return Markup('<span style="white-space:nowrap">{}</span>').format(number)


def _mailto(address: str) -> Markup:
    """An e-mail address for HTML, which one writes to by a click."""
    return Markup('<a href="mailto:{0}">{0}</a>').format(address)
