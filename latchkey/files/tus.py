"""The tus resumable upload protocol 1.0 (https://tus.io/protocols/resumable-upload): core, creation, checksum,
expiration and termination."""

import hashlib
from base64 import b64decode
from binascii import Error
from collections.abc import AsyncIterator, Mapping
from datetime import UTC
from email.utils import format_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

import settings
from adapters.text.sentences import Sentence
from latchkey.files.receiving import remove_upload, store_bytes
from latchkey.files.requests import Endpoint, answered, body, own_upload, refused, sender, transfer
from models.core.errors import Refusal, RefusalCode
from models.files.uploads import Upload, open_upload
from models.log.unit_of_work import shielded
from resolvers.core import ids

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,expiration,checksum,termination"
CHECKSUMS: Final = ("sha256", "sha1", "md5")
CHUNK_TYPE: Final = "application/offset+octet-stream"
CHECKSUM_MISMATCH: Final = 460
_OTHER_CHECKSUM: Final = Sentence("The checksum is another: send these bytes again.")


class ChecksumMismatch(Exception):
    """The bytes that came are not those that were sent."""


class Tus:
    """An ASGI application for /tus, where uploads are announced, and for /tus/ID, where their bytes come in."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; every answer says which version it is of."""
        request = Request(scope, receive)
        response = await _respond(request)
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)


@answered
async def _respond(request: Request) -> Response:
    method = request.headers.get("x-http-method-override", request.method).upper()
    if method == "OPTIONS":
        return _options()
    if request.headers.get("tus-resumable") != VERSION:
        return Response(status_code=412, headers={"Tus-Version": VERSION})
    methods = _OF_UPLOAD if "id" in request.path_params else _OF_COLLECTION
    if method not in methods:
        return Response(status_code=405, headers={"Allow": ", ".join((*methods, "OPTIONS"))})
    try:
        return await methods[method](request)
    except ChecksumMismatch:
        return refused(request, CHECKSUM_MISMATCH, "BAD_USER_INPUT", _OTHER_CHECKSUM)


def _options() -> Response:
    return Response(
        status_code=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(settings.get().max_upload_bytes),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        },
    )


async def _create(request: Request) -> Response:
    viewer = await sender(request)
    metadata = _metadata(request.headers.get("upload-metadata", ""))
    upload = await shielded(
        open_upload,
        metadata.get("filename") or metadata.get("name") or "file",
        metadata.get("filetype") or metadata.get("type") or "application/octet-stream",
        _number(request, "upload-length"),
        by=viewer,
    )
    location = f"{settings.get().api}/tus/{ids.encode('Upload', upload.id)}"
    return Response(status_code=201, headers={"Location": location} | _expiry(upload))


async def _head(request: Request) -> Response:
    upload = await own_upload(request, await sender(request))
    headers = {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size)}
    return Response(headers=headers | _expiry(upload))


async def _patch(request: Request) -> Response:
    viewer = await sender(request)
    if request.headers.get("content-type") != CHUNK_TYPE:
        sentence = Sentence("The content type of a piece is {type}.", type=CHUNK_TYPE)
        return refused(request, 415, "BAD_USER_INPUT", sentence)
    upload = await own_upload(request, viewer)
    offset, length = _number(request, "upload-offset"), request.headers.get("content-length", "0")
    if upload.expires_at is None or (not upload.is_open and upload.completed_at is None):
        return refused(request, 410, "NOT_FOUND", Sentence("The upload has expired."))
    if offset != upload.received:
        raise Refusal(
            RefusalCode.STALE_VERSION,
            "{received} bytes have been received: go on from there.",
            received=upload.received,
        )
    if offset + int(length) > upload.size:
        raise Refusal(RefusalCode.TOO_LARGE, "The upload was announced with {size} bytes.", size=upload.size)
    source = body(request)
    checksum = request.headers.get("upload-checksum")
    if checksum is not None:
        source = _checked(source, checksum)
    if not upload.completed_at:
        async with transfer(request, viewer):
            await store_bytes(upload, source, piecemeal=checksum is None)
    return Response(status_code=204, headers={"Upload-Offset": str(upload.received)} | _expiry(upload))


async def _delete(request: Request) -> Response:
    upload = await own_upload(request, await sender(request))
    if upload.attached_at is not None:
        raise Refusal(RefusalCode.WRONG_STATE, "The file has been attached already.")
    await remove_upload(upload)
    return Response(status_code=204)


_OF_COLLECTION: Final[Mapping[str, Endpoint]] = {"POST": _create}
_OF_UPLOAD: Final[Mapping[str, Endpoint]] = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}


def _checked(source: AsyncIterator[bytes], checksum: str) -> AsyncIterator[bytes]:
    """The same bytes; raises ChecksumMismatch after the last one where they are not those that were sent."""
    algorithm, _, encoded = checksum.partition(" ")
    if algorithm not in CHECKSUMS:
        raise Refusal(RefusalCode.INVALID, "Checksums are made with {algorithms}.", algorithms=CHECKSUMS)
    expected, digest = _decoded(encoded, "Upload-Checksum"), hashlib.new(algorithm, usedforsecurity=False)

    async def pass_on() -> AsyncIterator[bytes]:
        async for chunk in source:
            digest.update(chunk)
            yield chunk
            del chunk
        if digest.digest() != expected:
            raise ChecksumMismatch

    return pass_on()


def _metadata(header: str) -> dict[str, str]:
    """The pairs of Upload-Metadata: keys, and values in Base64."""
    pairs = [part.strip().partition(" ") for part in header.split(",") if part.strip()]
    return {key: _decoded(value, "Upload-Metadata").decode("utf-8", "replace") for key, _, value in pairs}


def _decoded(value: str, header: str) -> bytes:
    try:
        return b64decode(value.strip(), validate=True)
    except (Error, ValueError):
        raise Refusal(RefusalCode.INVALID, "{header}: not Base64.", header=header) from None


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 16):
        raise Refusal(RefusalCode.INVALID, "{header}: a number of bytes is needed.", header=header.title())
    return int(value)


def _expiry(upload: Upload) -> dict[str, str]:
    if upload.expires_at is None:
        return {}
    return {"Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)}
