"""The programs of docs/partners.md verify webhooks as they stand there."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from datetime import timedelta
from pathlib import Path
from typing import Final

import orjson

from adapters import clock
from adapters.security.signatures import signed_headers
from tests.support.programs.frontend_page import programs_of
from tests.support.programs.installed import node
from tests.support.repository import ROOT

PROGRAMS: Final = programs_of((ROOT / "docs" / "partners.md").read_text())
IN_PYTHON: Final = """
import json, sys
from verify import verified
for line in sys.stdin:
    secret, headers, body = json.loads(line)
    try:
        print(verified(secret, headers, body.encode()))
    except ValueError:
        print("refused")
"""
IN_NODE: Final = """
import { createInterface } from 'node:readline';
import { verified } from './verify.mjs';
for await (const line of createInterface({ input: process.stdin })) {
  const [secret, headers, body] = JSON.parse(line);
  try {
    console.log(verified(secret, headers, Buffer.from(body)));
  } catch {
    console.log('refused');
  }
}
"""
SECRET, FORMER, OTHER = (f"whsec_{letter * 32}" for letter in "ABC")
BODY: Final = '{"type":"TEST","data":{"name":"Café"}}'


async def test_both_programs_tell_our_messages_from_others(tmp_path: Path) -> None:
    for name, text in {**PROGRAMS, "in_python.py": IN_PYTHON, "in_node.mjs": IN_NODE}.items():
        (tmp_path / name).write_text(text)
    right = signed_headers("one", clock.now(), BODY.encode(), [SECRET])
    both = signed_headers("two", clock.now(), BODY.encode(), [SECRET, FORMER])
    old = signed_headers("old", clock.now() - timedelta(minutes=6), BODY.encode(), [SECRET])
    asked = [
        (SECRET, right, BODY),
        (FORMER, both, BODY),
        (SECRET, both, BODY),
        (OTHER, both, BODY),
        (SECRET, right, BODY + " "),
        (SECRET, right | {"webhook-id": "two"}, BODY),
        (SECRET, right | {"webhook-signature": "v1,"}, BODY),
        (SECRET, old, BODY),
    ]
    lines = b"\n".join(map(orjson.dumps, asked))
    expected = ["one", "two", "two", *["refused"] * 5]
    assert await said(tmp_path, lines, sys.executable, "in_python.py") == expected
    assert await said(tmp_path, lines, node(), "in_node.mjs") == expected


async def said(folder: Path, given: bytes, *command: str) -> list[str]:
    """The lines that a program writes when it reads these."""
    process: Process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdin=PIPE, stdout=PIPE, env={"PATH": os.environ["PATH"]}
    )
    output, _ = await asyncio.wait_for(process.communicate(given), 60)
    return output.decode().split()
