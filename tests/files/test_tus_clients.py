"""The official tus clients send files over a line that breaks, and go on by themselves."""

import asyncio
import hashlib
import io
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from tusclient.client import TusClient

from tests.support.databases import ON_SQLITE
from tests.support.files import announce, attach, pdf
from tests.support.orders import new_order
from tests.support.programs.installed import CLIENTS, node
from tests.support.server import Client

MIB = 1 << 20
CONTENT = pdf(12 * MIB + 5)
BREAKS_AFTER = 7 * MIB

pytestmark = ON_SQLITE


@asynccontextmanager
async def line_that_breaks(url: str, after: int) -> AsyncIterator[str]:
    """Another address for `url`, whose line breaks once, when that many bytes have passed on to the server."""
    passed, server = 0, urlsplit(url)
    connections: set[asyncio.Task[None] | None] = set()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.current_task())
        far_reader, far_writer = await asyncio.open_connection(server.hostname, server.port)

        async def pass_on() -> None:
            nonlocal passed
            while data := await reader.read(64 * 1024):
                before, passed = passed, passed + len(data)
                if before < after <= passed:
                    writer.transport.abort()
                    return
                far_writer.write(data)
                await far_writer.drain()

        async def pass_back() -> None:
            while data := await far_reader.read(64 * 1024):
                writer.write(data)
                await writer.drain()

        ways = [asyncio.create_task(pass_on()), asyncio.create_task(pass_back())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (writer, far_writer):
                end.close()
                with suppress(OSError):
                    await end.wait_closed()
            connections.discard(asyncio.current_task())

    listener = await asyncio.start_server(connect, "127.0.0.1", 0)
    try:
        port = listener.sockets[0].getsockname()[1]
        yield server._replace(netloc=f"127.0.0.1:{port}").geturl()
        assert passed > len(CONTENT), "everything went over this line"
    finally:
        listener.close()
        await asyncio.gather(*filter(None, connections))


async def is_whole(by: Client, upload: dict[str, Any]) -> bool:
    """Whether an upload may be attached, and holds what was sent."""
    payload = await attach(by, await new_order(by), upload["id"])
    assert payload["userErrors"] == []
    sha256: str = payload["attachment"]["sha256"]
    return sha256 == hashlib.sha256(CONTENT).hexdigest()


async def test_tus_js_client_goes_on(ann: Client, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(CONTENT)
    upload = await announce(ann, len(CONTENT))
    async with line_that_breaks(upload["tusUrl"], BREAKS_AFTER) as url:
        program = await asyncio.create_subprocess_exec(
            node(), "tus.mjs", url, ann.token, str(file), cwd=CLIENTS, stdout=PIPE
        )
        output, _ = await asyncio.wait_for(program.communicate(), 60)
    requests = orjson.loads(output)["requests"]
    assert requests[:2] == ["HEAD", "PATCH"]
    assert requests[-2:] == ["HEAD", "PATCH"]
    assert len(requests) >= 4
    assert await is_whole(ann, upload)


@pytest.mark.parametrize("checksum", [False, True], ids=["plain", "with checksums"])
async def test_tuspy_goes_on(ann: Client, checksum: bool) -> None:
    upload = await announce(ann, len(CONTENT))
    async with line_that_breaks(upload["tusUrl"], BREAKS_AFTER) as url:
        options = {"url": url, "retries": 5, "retry_delay": 0, "upload_checksum": checksum}
        await asyncio.to_thread(send, url, ann.token, **options)
    assert await is_whole(ann, upload)


async def test_tuspy_announces_by_itself(ann: Client) -> None:
    url = await asyncio.to_thread(send, f"{ann.server.url}/tus", ann.token, metadata={"filename": "report.pdf"})
    assert await is_whole(ann, {"id": url.rpartition("/")[2]})


def send(server: str, token: str, **options: Any) -> str:
    """Send the content by tuspy, which waits for each answer; gives where to."""
    client = TusClient(server, headers={"Authorization": f"Bearer {token}"})
    uploader = client.uploader(file_stream=io.BytesIO(CONTENT), chunk_size=5 * MIB, **options)
    uploader.upload()
    return str(uploader.url)
