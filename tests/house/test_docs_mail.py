"""The program of the operators' page that passes mail on does so as it stands there."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from tests.support.mail.inbound import ANN, MAILBOX, SECRET, SETTINGS, answer
from tests.support.repository import ROOT
from tests.support.server import Server

pytestmark = pytest.mark.settings(**SETTINGS)


async def test_a_mail_is_passed_on(server: Server, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operators.md").read_text()
    found = re.search(r"```python\n(# forward\.py.*?)```", page, re.DOTALL)
    assert found is not None
    program = tmp_path / "forward.py"
    program.write_text(found[1])
    mail = answer(MAILBOX, ANN)
    assert await _run(program, server.url, SECRET, mail) == (0, '{"outcome":"UNKNOWN_ADDRESS"}')
    assert await _run(program, server.url, SECRET, mail) == (0, '{"outcome":"SEEN_BEFORE"}')
    assert await _run(program, server.url, SECRET, b"no mail") == (65, "")
    assert await _run(program, server.url, SECRET[:-8], mail) == (75, "")
    assert await _run(program, "http://127.0.0.1:1", SECRET, mail) == (75, "")


async def _run(program: Path, url: str, secret: str, mail: bytes) -> tuple[int | None, str]:
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        str(program),
        env={"API_URL": url, "MAIL_WEBHOOK_SECRET": secret},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    out, _ = await asyncio.wait_for(started.communicate(mail), 60)
    return started.returncode, out.decode().strip()
