"""Files as clients send and fetch them, for tests that need some."""

import asyncio
import io
import random
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from adapters.files import storage
from tests.support.server import Client

CREATE = """mutation($name: String!, $type: String!, $size: ByteCount!) {
  uploadCreate(input: {filename: $name, contentType: $type, size: $size}) {
    upload { id filename size received url tusUrl expiresAt isComplete } userErrors { code message field } } }"""
ATTACH = """mutation($order: ID!, $upload: ID!, $visibility: Visibility) {
  attachmentAdd(input: {orderId: $order, uploadId: $upload, visibility: $visibility}) {
    attachment { id filename contentType size sha256 visibility uploadedBy { name }
      download { url expiresAt filename contentType size } thumbnail { url filename contentType size } }
    userErrors { code message field } } }"""
UPLOAD = "query($id: ID!) { node(id: $id) { ... on Upload { received isComplete filename } } }"
CHUNK = "application/offset+octet-stream"


def pdf(size: int = 100_000) -> bytes:
    """Something that begins like a PDF, the same for the same size."""
    return b"%PDF-1.7\n" + random.Random(size).randbytes(size - 9)


def archive(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    """A ZIP file with entries of these names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        if first:
            file.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            file.writestr(name, "content", zipfile.ZIP_DEFLATED)
    return written.getvalue()


async def announce(by: Client, size: int, name: str = "report.pdf", kind: str = "application/pdf") -> dict[str, Any]:
    """An upload that was just created."""
    payload = (await by.data(CREATE, {"name": name, "type": kind, "size": size}))["uploadCreate"]
    assert payload["userErrors"] == [], payload
    upload: dict[str, Any] = payload["upload"]
    return upload


def bearer(by: Client, **more: str) -> dict[str, str]:
    """The headers of somebody's request; names are written with underscores."""
    return {"Authorization": f"Bearer {by.token}"} | {name.replace("_", "-"): value for name, value in more.items()}


async def put(by: Client, upload: dict[str, Any], content: bytes | AsyncIterator[bytes]) -> httpx.Response:
    """Send a whole file."""
    return await by.server.client.put(upload["url"], content=content, headers=bearer(by))


async def patch(
    by: Client, upload: dict[str, Any], offset: int, content: bytes | AsyncIterator[bytes], **more: str
) -> httpx.Response:
    """Send a piece by tus."""
    headers = bearer(by, tus_resumable="1.0.0", upload_offset=str(offset), content_type=CHUNK, **more)
    return await by.server.client.patch(upload["tusUrl"], content=content, headers=headers)


async def head(by: Client, upload: dict[str, Any]) -> httpx.Response:
    """Ask by tus how much has been received."""
    return await by.server.client.head(upload["tusUrl"], headers=bearer(by, tus_resumable="1.0.0"))


async def uploaded(by: Client, content: bytes, name: str = "report.pdf") -> dict[str, Any]:
    """A complete upload."""
    upload = await announce(by, len(content), name)
    answer = await put(by, upload, content)
    assert answer.status_code == 200, answer.text
    return upload


async def attached(
    by: Client, order: str, content: bytes, name: str = "report.pdf", visibility: str = "EVERYONE"
) -> dict[str, Any]:
    """A file on an order."""
    upload = await uploaded(by, content, name)
    payload = await attach(by, order, upload["id"], visibility)
    assert payload["userErrors"] == [], payload
    attachment: dict[str, Any] = payload["attachment"]
    return attachment


async def attach(by: Client, order: str, upload: str, visibility: str = "EVERYONE") -> dict[str, Any]:
    """The payload of attachmentAdd."""
    variables = {"order": order, "upload": upload, "visibility": visibility}
    payload: dict[str, Any] = (await by.data(ATTACH, variables))["attachmentAdd"]
    return payload


async def stored(folder: str = "uploads") -> list[str]:
    """The keys of what lies in the storage of the running server."""
    return [key async for key in storage.current().keys(folder)]


@asynccontextmanager
async def sending(
    method: str, url: str, headers: dict[str, str], content: bytes, of: int
) -> AsyncGenerator[asyncio.StreamReader]:
    """A request whose body is announced with `of` bytes and of which `content` was sent; its line breaks at the end."""
    address = httpx.URL(url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    lines = [f"{method} {address.raw_path.decode()} HTTP/1.1", f"Host: {address.host}", f"Content-Length: {of}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + content)
    await writer.drain()
    try:
        yield reader
    finally:
        writer.close()
        await writer.wait_closed()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds that only asking tells."""
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.01)
