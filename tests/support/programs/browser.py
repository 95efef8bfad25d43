"""A real Chromium at the running app, for tests: commands go to a Node program that drives it by Playwright."""

import asyncio
import atexit
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
from subprocess import PIPE, Popen
from typing import Any

from tests.support.programs import installed

_NUMBERS = count()


class Browser:
    """The one page of somebody. Things on it are named by Playwright's selectors; each command waits until it can be
    done."""

    def __init__(self) -> None:
        self._who = next(_NUMBERS)

    async def do(self, method: str, *args: Any, on: str | None = None, frame: str | None = None) -> Any:
        """Call a method of the page, or of what `on` selects in it or in its frame; gives what it gave."""
        command = {"who": self._who, "do": method, "with": args, "on": on, "frame": frame}
        reply = await asyncio.to_thread(_answer, json.dumps(command))
        assert "error" not in reply, f"{method} {on or ''}: {reply['error']}"
        return reply["value"]

    async def open(self, path: str) -> None:
        """Go to an address, of this server when it begins with a slash."""
        await self.do("goto", path)

    async def fill(self, on: str, text: str) -> None:
        """Write into a field, in place of what is there."""
        await self.do("fill", text, on=on)

    async def click(self, on: str, frame: str | None = None) -> None:
        """Click on something."""
        await self.do("click", on=on, frame=frame)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the cursor is."""
        for key in keys:
            await self.do("press", key)

    async def paste(self, text: str) -> None:
        """Write text at once, wherever the cursor is."""
        await self.do("insertText", text)

    async def see(self, on: str) -> str:
        """Wait until something is visible; gives its text."""
        await self.do("waitFor", on=on)
        return " ".join(str(await self.do("innerText", on=on)).split())

    async def value(self, on: str) -> str:
        """The value of a field."""
        return str(await self.do("inputValue", on=on))

    async def evaluate(self, script: str) -> Any:
        """The value of an expression of JavaScript in the page."""
        return await self.do("evaluate", script)

    async def focused(self) -> str:
        """The id of the element that has the cursor."""
        return str(await self.evaluate("document.activeElement.id"))

    async def axe(self, *rules: str) -> list[str]:
        """The findings of axe-core about the page as it is, one line each; of all its rules, or of these."""
        findings: list[str] = await self.do("axe", *rules)
        return findings

    async def noise(self) -> list[str]:
        """The errors and warnings that the page logged, and its requests to other servers."""
        noise: list[str] = await self.do("noise")
        return noise


@asynccontextmanager
async def browser(url: str, *, width: int = 360, dark: bool = False, locale: str = "en-GB") -> AsyncIterator[Browser]:
    """A browser that nobody has used, of somebody's locale with a window of that width in pixels, at that server."""
    page = Browser()
    color_scheme = "dark" if dark else "light"
    await page.do("enter", {"url": url, "width": width, "colorScheme": color_scheme, "locale": locale})
    try:
        yield page
    finally:
        await page.do("leave")


def _answer(command: str) -> Any:
    driver = _driver()
    assert driver.stdin is not None
    assert driver.stdout is not None
    driver.stdin.write(f"{command}\n")
    driver.stdin.flush()
    return json.loads(driver.stdout.readline())


@cache
def _driver() -> Popen[str]:
    """The one Chromium of this process: it takes a second to start, and people in it know nothing of each other."""
    command = [installed.node(), "browser.mjs", installed.chromium()]
    driver = Popen(command, cwd=installed.CLIENTS, stdin=PIPE, stdout=PIPE, text=True)
    atexit.register(driver.communicate)
    return driver
