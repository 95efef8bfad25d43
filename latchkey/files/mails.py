"""Whole mails, as they came: kept beside what was made of them, and read by staff."""

import asyncio
from typing import BinaryIO
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from adapters.files import storage
from latchkey.files.downloads import SAFE_HEADERS, StoredResponse, content_disposition
from latchkey.files.pieces import PIECE_SIZE, PieceWriter, parts_of_file
from latchkey.files.reading import StoredFile
from latchkey.files.requests import answered, viewer_of_address
from models.core.errors import Refusal, RefusalCode
from models.messages.inbound_mails import InboundMail, WholeMail
from resolvers.core.ids import find_node


async def store_mail(file: BinaryIO) -> WholeMail:
    """Keep a mail under an identifier that is new; raises Unavailable where the storage is away."""
    key = uuid7()
    writer = PieceWriter(_folder(key))
    await asyncio.to_thread(file.seek, 0)
    while piece := await asyncio.to_thread(file.read, PIECE_SIZE):
        await writer.write(piece)
    return WholeMail(key, await writer.close())


async def remove_mail(whole: WholeMail) -> None:
    """Take the bytes of a mail out of the world."""
    await storage.current().delete([part.key for part in parts_of_file(_folder(whole.id), whole.size)])


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
    file = StoredFile(list(parts_of_file(_folder(mail.id), mail.whole_size)))
    return StoredResponse(file.pieces(0, file.size), 200, headers, viewer)


def _folder(mail_id: UUID) -> str:
    return f"mails/{mail_id}"
