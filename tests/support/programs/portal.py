"""Ways through the portal in a browser."""

from tests.support.cast import PASSWORD
from tests.support.programs.browser import Browser
from tests.support.programs.pages import IS_WIDER_THAN_THE_WINDOW
from tests.support.server import Client


async def sign_in(page: Browser, person: Client, at: str = "/") -> None:
    """Open an address of the portal as somebody who is signed in already, and wait for its page."""
    await page.do("cookie", {"name": "latchkey_session", "value": person.token})
    await page.open(at)
    await page.see("header.top")


async def enter(page: Browser, person: Client) -> None:
    """Sign in where the portal asks for it."""
    await page.fill("input[name=username]", person.username)
    await page.fill("input[name=password]", PASSWORD)
    await page.press("Enter")
    await page.see("header.top")


async def expect_axe_to_be_silent(page: Browser) -> None:
    """Expect that axe finds nothing, and that nothing is wider than the window."""
    assert not (findings := await page.axe()), findings
    assert not await page.evaluate(IS_WIDER_THAN_THE_WINDOW)


async def expect_a_fine_page(page: Browser) -> None:
    """Expect the same, and that nothing was refused or logged since the page was opened."""
    await expect_axe_to_be_silent(page)
    assert not (noise := await page.noise()), noise


async def expect_it_in_the_dark_and_on_a_phone(page: Browser) -> None:
    """Expect that every text of a page of 1280 pixels stands out in dark too, and that it fits into 320."""
    await page.do("emulateMedia", {"colorScheme": "dark"})
    await page.do("setViewportSize", {"width": 320, "height": 740})
    assert not (findings := await page.axe("color-contrast")), findings
    assert not await page.evaluate(IS_WIDER_THAN_THE_WINDOW)
    await page.do("setViewportSize", {"width": 1280, "height": 740})
    await page.do("emulateMedia", {"colorScheme": "light"})
