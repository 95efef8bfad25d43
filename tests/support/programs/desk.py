"""Ways through the desk in a browser."""

from tests.support.programs.browser import Browser


async def answer(page: Browser, **fields: str) -> None:
    """Fill the fields of the open dialog, and send it."""
    for name, value in fields.items():
        await page.fill(f"dialog [name='{name}']", value)
    await page.click("dialog .go")
    await page.do("waitFor", {"state": "detached"}, on="dialog")


async def go(page: Browser, path: str) -> None:
    """Open another page of the desk as its links do, without a reload, and wait until all of it is there."""
    left = "document.querySelector('main h1').dataset.left = ''"
    await page.evaluate(
        f"{left}; history.pushState(null, '', '/desk{path}'); dispatchEvent(new PopStateEvent('popstate'))"
    )
    await page.see("main:not(:has(.loading)) h1:not([data-left])")
