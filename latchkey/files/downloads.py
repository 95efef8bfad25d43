"""GET /files/ID, /property-documents/ID and /exports/ID/NAME: the bytes of an attachment, of a document or of an
export, for the viewer that the address was signed for, if they may still see it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import Final
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from tortoise.models import Model

import settings
from adapters.errors import Unavailable
from latchkey.files.pieces import parts_of_file
from latchkey.files.ranges import NO_SUCH_BYTES, RangeNotSatisfiable, requested_range
from latchkey.files.reading import StoredFile
from latchkey.files.requests import answered, not_now, refused, rendering, transfer, viewer_of_address
from latchkey.files.thumbnails import THUMBNAIL_TYPE, thumbnail_of
from models.core.errors import Refusal, RefusalCode, RequestError
from models.core.rows import Row, select
from models.core.scope import all_of, equals
from models.core.viewer import Viewer
from models.market.listing_files import ListingFile
from models.orders.attachments import Attachment
from models.partners.exports import BulkExport
from models.policy import visible
from models.tenancies.documents import PropertyDocument
from resolvers.core import ids
from resolvers.core.ids import find_node
from resolvers.partners.exports import TYPES, filename

SLICE_SIZE: Final = 64 << 10
"""As much is handed to the connection at a time, so that a slow reader holds little."""
COLUMNS: Final = ("id", "filename", "content_type", "size", "sha256", "storage_key", "removed_at")
FILES: Final[tuple[type[Model], ...]] = (Attachment, ListingFile)
"""The tables of files."""
SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
"""Sent with every file: it comes from a stranger, and no browser may take it for a page of ours."""


@answered
async def download(request: Request) -> Response:
    """Send an attachment, a range of it, or with `size=thumbnail` a small picture of it."""
    attachment_id, query = request.path_params["id"], request.query_params
    viewer = await viewer_of_address(request)
    attachment = await _attachment(attachment_id, viewer)
    if "size" in query:
        if query["size"] != "thumbnail":
            raise Refusal(RefusalCode.INVALID, "The only other size is `thumbnail`.")
        async with rendering(request, viewer):
            return await _thumbnail(attachment)
    named = {
        "Content-Disposition": content_disposition(attachment["filename"]),
        "Content-Type": attachment["content_type"],
        "ETag": f'"{attachment["sha256"]}"',
    }
    opened = partial(StoredFile.of_upload, UUID(attachment["storage_key"]))
    return await stored_answer(request, viewer, named, attachment["size"], opened)


@answered
async def property_document(request: Request) -> Response:
    """Send a document of a property, or a range of it."""
    viewer = await viewer_of_address(request)
    document = await find_node(PropertyDocument, request.path_params["id"], viewer, to="see")
    named = {
        "Content-Disposition": content_disposition(document.filename),
        "Content-Type": document.content_type,
        "ETag": f'"{document.sha256}"',
    }
    opened = partial(StoredFile.of_upload, UUID(document.storage_key))
    return await stored_answer(request, viewer, named, document.size, opened)


@answered
async def export_file(request: Request) -> Response:
    """Send a file of an export, or a range of it."""
    viewer = await viewer_of_address(request)
    export = await find_node(BulkExport, request.path_params["id"], viewer, to="see")
    name = request.path_params["file"]
    file = next((each for each in export.files if filename(each["content"], export.form) == name), None)
    if file is None:
        raise Refusal(RefusalCode.NOT_FOUND, "There is no such file.")

    async def opened() -> StoredFile:
        return StoredFile(list(parts_of_file(export.file_folder(file["content"]), file["size"])))

    named = {
        "Content-Disposition": content_disposition(name),
        "Content-Type": TYPES[export.form],
        "ETag": f'"{export.id}-{export.claim}"',
    }
    return await stored_answer(request, viewer, named, file["size"], opened)


async def stored_answer(
    request: Request, viewer: Viewer, named: dict[str, str], size: int, opened: Callable[[], Awaitable[StoredFile]]
) -> Response:
    """The bytes of a stored file, or the range that is asked for, under the headers that name it."""
    headers = SAFE_HEADERS | {"Accept-Ranges": "bytes"} | named
    try:
        part = requested_range(request.headers, size, headers["ETag"])
    except RangeNotSatisfiable:
        answer = refused(request, 416, "BAD_USER_INPUT", NO_SUCH_BYTES)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    start, stop = part or (0, size)
    headers["Content-Length"] = str(stop - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD" or start == stop:
        return Response(status_code=status, headers=headers)
    return StoredResponse((await opened()).pieces(start, stop), status, headers, viewer)


async def _attachment(subject: str, viewer: Viewer) -> Row:
    for model in FILES:
        key = ids.decode(subject, model.__name__)
        rows = await select(model, COLUMNS, all_of(equals("id", key), visible(model, viewer))) if key else []
        if rows:
            break
    else:
        raise Refusal(RefusalCode.NOT_FOUND, "There is no such file.")
    if rows[0].get("removed_at") is not None:
        raise Refusal(RefusalCode.NOT_FOUND, "This file was removed.")
    return rows[0]


async def _thumbnail(attachment: Row) -> Response:
    picture = await thumbnail_of(UUID(attachment["storage_key"]), attachment["content_type"], attachment["size"])
    if picture is None:
        raise Refusal(RefusalCode.NOT_FOUND, "Of this file there is no thumbnail.")
    return Response(picture, headers=SAFE_HEADERS, media_type=THUMBNAIL_TYPE)


def content_disposition(filename: str) -> str:
    """To be saved under this name, by RFC 6266: in ASCII for old clients, in full for the others."""
    plain = filename.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


class StoredResponse(Response):
    """An answer whose bytes come from the storage as fast as they are read; it breaks off when the session ends."""

    def __init__(self, pieces: AsyncGenerator[bytes], status: int, headers: dict[str, str], viewer: Viewer) -> None:
        self._pieces = pieces
        self._viewer = viewer
        self._has_begun = False
        super().__init__(status_code=status, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; one that is not whole closes its connection, so that nobody takes it for whole."""
        request = Request(scope)
        try:
            async with transfer(request, self._viewer, partial(_disconnected, receive)):
                await self._send(send)
        except TimeoutError:
            return
        except (RequestError, Unavailable) as error:
            if not self._has_begun:
                await not_now(request, error)(scope, receive, send)

    async def _send(self, send: Send) -> None:
        async with aclosing(self._pieces) as pieces:
            async for piece in pieces:
                if not self._has_begun:
                    self._has_begun = True
                    await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                for start in range(0, len(piece), SLICE_SIZE):
                    async with asyncio.timeout(settings.get().stream_stall_seconds):
                        await send(_body(piece[start : start + SLICE_SIZE], more=True))
                del piece  # bytes are not kept by who waits for more
        await send(_body(b"", more=False))


def _body(content: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": more}


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
