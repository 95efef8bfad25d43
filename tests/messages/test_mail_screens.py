"""Every mail in a real browser: on a phone, on a desk, in the light and in the dark, with words of any length."""

from typing import Any

import pytest

from adapters.text.templates import render
from tests.support.mail.samples import SAMPLES, VARIANTS, sample
from tests.support.programs.browser import Browser, browser
from tests.support.programs.pages import FAINT_TEXTS, IS_WIDER_THAN_THE_WINDOW

EVERY_MAIL: list[tuple[str, dict[str, Any]]] = [(name, {}) for name in SAMPLES] + VARIANTS
LOCALES = ("en-GB", "de-DE")
LONG_WORD = "Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz" * 2
CUT_OFF = """[...document.querySelectorAll("h1, p, a, td, th, .card div")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 80))"""
"""What reaches beyond the window; mails hide what they cannot show."""
BUTTON = """(() => {
  const button = [...document.querySelectorAll("a")].find((link) => link.textContent.trim() === "%s");
  const { width, height } = button.closest("table").getBoundingClientRect();
  return { width, height, color: getComputedStyle(button).backgroundColor, size: getComputedStyle(button).fontSize };
})()"""


async def expect_it_reads_well(page: Browser, name: str, locale: str, data: dict[str, Any]) -> None:
    """Shows the mail; nothing sticks out, is cut off, or is faint."""
    await page.do("setContent", render(name, locale, "Europe/Berlin", data).html)
    found = await page.evaluate(f"({{wider: {IS_WIDER_THAN_THE_WINDOW}, cut: {CUT_OFF}, faint: {FAINT_TEXTS}}})")
    assert found == {"wider": False, "cut": [], "faint": []}, name


@pytest.mark.parametrize(("width", "dark"), [(360, True), (800, False)])
async def test_every_mail_reads_well(width: int, dark: bool) -> None:
    async with browser("about:blank", width=width, dark=dark) as page:
        for locale in LOCALES:
            for name, changes in EVERY_MAIL:
                await expect_it_reads_well(page, name, locale, sample(name, **changes))
        assert await page.noise() == []


async def test_words_of_any_length_stay_in_the_window() -> None:
    async with browser("about:blank") as page:
        for name in SAMPLES:
            await expect_it_reads_well(page, name, "de-DE", _with_long_words(sample(name)))


def _with_long_words(data: Any) -> Any:
    """The same data with a word in every free text that no line is long enough for."""
    if isinstance(data, dict):
        return {key: value if key.endswith(("url", "zone")) else _with_long_words(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_long_words(value) for value in data]
    is_free = isinstance(data, str) and any(character.islower() for character in data)
    return f"{data} {LONG_WORD}" if is_free else data


@pytest.mark.parametrize("dark", [False, True])
async def test_the_button_of_an_invitation_is_large_and_green(dark: bool) -> None:
    async with browser("about:blank", dark=dark) as page:
        for locale, words in (("en-GB", "Accept invitation"), ("de-DE", "Einladung annehmen")):
            await page.do("setContent", render("invitation", locale, "Europe/Berlin", sample("invitation")).html)
            button = await page.evaluate(BUTTON % words)
            assert button["width"] >= 300 and button["height"] >= 48
            assert (button["color"], button["size"]) == ("rgb(21, 128, 61)", "18px")
