"""Whole mails, as they came: kept beside what was made of them, and read by staff."""

import asyncio
from collections.abc import Iterator
from typing import BinaryIO, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from adapters.files import storage
from latchkey.files.downloads import SAFE_HEADERS, StoredResponse, content_disposition
from latchkey.files.reading import StoredFile
from latchkey.files.requests import answered, viewer_of_address
from models.core.errors import Refusal, RefusalCode
from models.files.uploads import Part
from models.messages.inbound_mails import InboundMail, WholeMail
from resolvers.core.ids import find_node

PIECE_SIZE: Final = 1 << 20
"""A mail lies in objects of so many bytes: mails are kept side by side, and each piece is in memory once."""


async def store_mail(file: BinaryIO) -> WholeMail:
    """Keep a mail under an identifier that is new; raises Unavailable where the storage is away."""
    key = uuid7()
    await asyncio.to_thread(file.seek, 0)
    size = 0
    while piece := await asyncio.to_thread(file.read, PIECE_SIZE):
        await storage.current().put(_key(key, size), piece)
        size += len(piece)
    return WholeMail(key, size)


async def remove_mail(whole: WholeMail) -> None:
    """Take the bytes of a mail out of the world."""
    await storage.current().delete([part.key for part in _parts(whole)])


@answered
async def whole_mail(request: Request) -> Response:
    """Send a mail as it came, to staff who see what came in."""
    viewer = await viewer_of_address(request)
    mail = await find_node(InboundMail, request.path_params["id"], viewer, to="see")
    if mail.whole_size is None:
        raise Refusal(RefusalCode.NOT_FOUND, "The whole mail is not kept any more.")
    headers = SAFE_HEADERS | {
        "Content-Disposition": content_disposition(mail.filename),
        "Content-Length": str(mail.whole_size),
        "Content-Type": InboundMail.MEDIA_TYPE,
    }
    if request.method == "HEAD":
        return Response(headers=headers)
    file = StoredFile(list(_parts(WholeMail(mail.id, mail.whole_size))))
    return StoredResponse(file.pieces(0, file.size), 200, headers, viewer)


def _parts(whole: WholeMail) -> Iterator[Part]:
    for start in range(0, whole.size, PIECE_SIZE):
        yield Part(start, min(PIECE_SIZE, whole.size - start), _key(whole.id, start))


def _key(mail_id: UUID, start: int) -> str:
    return f"mails/{mail_id}/{start:015}"
