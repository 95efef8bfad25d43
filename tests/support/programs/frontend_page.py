"""The programs of docs/frontend.md and of the pages in docs/frontend/, written to a folder as they stand there, and run."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.cast import PASSWORD
from tests.support.programs.installed import CLIENTS, node
from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "frontend.md").read_text()
PAGES = {"frontend": PAGE} | {path.stem: path.read_text() for path in sorted((ROOT / "docs" / "frontend").glob("*.md"))}


def programs_of(page: str) -> dict[str, str]:
    """The programs of a page by the names that they begin with."""
    found = re.findall(r"^```(?:js|tsx?|python)\n(?://|#) (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return dict(found)


PROGRAMS = {name: text for page in PAGES.values() for name, text in programs_of(page).items()}

# What browsers have and this Node lacks: sockets, and a memory for cookies.
BROWSER = """
import WebSocket from 'ws';
globalThis.WebSocket = WebSocket;
const { fetch } = globalThis;
let cookie;
globalThis.fetch = async (url, init) => {
  const keeps = init?.credentials === 'include';
  const response = await fetch(url, { ...init, headers: { ...init?.headers, ...(keeps && cookie && { cookie }) } });
  if (keeps && response.headers.has('set-cookie')) cookie = response.headers.get('set-cookie').split(';')[0];
  return response;
};
"""
TO_JAVASCRIPT = (
    "--strict --target es2022 --module esnext --moduleResolution bundler --jsx react-jsx --allowJs --skipLibCheck "
    "--types node --outDir built"
)


def write_programs(folder: Path, others: dict[str, str]) -> None:
    """Put the programs of the page into a folder, with the packages that they import and with `others`."""
    (folder / "node_modules").symlink_to(CLIENTS / "node_modules")
    files = {"browser.mjs": BROWSER, "package.json": '{"type": "module"}', **PROGRAMS, **others}
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def write_config(folder: Path, url: str, token: str) -> None:
    """Write the `config.mjs` that the page leaves to its readers."""
    (folder / "config.mjs").write_text(f"export const url = '{url}';\nexport const token = () => '{token}';\n")


async def compile_programs(folder: Path, *sources: str) -> str:
    """Check the types of TypeScript and turn it into JavaScript; returns what the compiler complains of."""
    compiler = await asyncio.create_subprocess_exec(
        node(), "node_modules/typescript/bin/tsc", *TO_JAVASCRIPT.split(), *sources, cwd=folder, stdout=PIPE
    )
    output, _ = await asyncio.wait_for(compiler.communicate(), 60)
    for source in sources:
        name = f"{source.partition('.')[0]}.js"
        if (folder / "built" / name).exists():
            (folder / "built" / name).rename(folder / name)
    return output.decode()


@asynccontextmanager
async def running(folder: Path, name: str, *arguments: str, url: str, token: str = "") -> AsyncIterator[Process]:
    """A program in the folder at work; ended with the block."""
    if name.endswith(".py"):
        command = [sys.executable, name]
    else:
        write_config(folder, url, token)
        command = [node(), "--import", "./browser.mjs", name, *arguments]
    environment = os.environ | {"LATCHKEY_URL": url, "LATCHKEY_TOKEN": token, "PASSWORD": PASSWORD}
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environment, stdin=PIPE, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(process: Process) -> str:
    """The next line that the program prints."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    assert line, "the program ended without another word"
    return line.decode().strip()
