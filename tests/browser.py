"""A real Chromium at the running app, for tests: commands go to a Node program that drives it by Playwright."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests import programs


class Browser:
    """One open page. Things on it are named by Playwright's selectors; each command waits until it can be done."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def do(self, method: str, *args: Any, on: str | None = None, frame: str | None = None) -> Any:
        """Call a method of the page, or of what `on` selects in it or in its frame; gives what it gave."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        command = {"do": method, "with": args, "on": on, "frame": frame}
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self._process.stdin.drain()
        reply = json.loads(await self._process.stdout.readline())
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

    async def see(self, on: str) -> str:
        """Wait until something is visible; gives its text."""
        await self.do("waitFor", on=on)
        return " ".join(str(await self.do("innerText", on=on)).split())

    async def value(self, on: str) -> str:
        """What stands in a field."""
        return str(await self.do("inputValue", on=on))

    async def evaluate(self, script: str) -> Any:
        """The value of an expression of JavaScript in the page."""
        return await self.do("evaluate", script)

    async def focused(self) -> str:
        """The id of the element that has the cursor."""
        return str(await self.evaluate("document.activeElement.id"))

    async def noise(self) -> list[str]:
        """What the page logged as errors and warnings, and what it fetched from other servers."""
        noise: list[str] = await self.do("noise")
        return noise


@asynccontextmanager
async def browser(url: str, *, width: int = 360, dark: bool = False, locale: str = "en-GB") -> AsyncIterator[Browser]:
    """A fresh Chromium of somebody's locale with a window of that width in pixels, at the server of that address."""
    arguments = (programs.chromium(), url, str(width), "dark" if dark else "light", locale)
    process = await asyncio.create_subprocess_exec(
        programs.node(), "browser.mjs", *arguments, cwd=programs.CLIENTS, stdin=PIPE, stdout=PIPE, limit=2**24
    )
    try:
        yield Browser(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
