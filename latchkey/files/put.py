"""PUT /uploads/ID: a whole file in one request."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from latchkey.files.receiving import store_whole
from latchkey.files.requests import answered, body, own_upload, sender, transfer
from models.core.errors import Refusal, RefusalCode


@answered
async def put_upload(request: Request) -> Response:
    """Take in all bytes of an upload, in place of what came before; where it breaks off nothing is left behind."""
    viewer = await sender(request)
    upload = await own_upload(request, viewer)
    if not upload.is_open:
        raise Refusal(RefusalCode.WRONG_STATE, "This upload is complete already, or has expired.")
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > upload.size:
        raise Refusal(RefusalCode.TOO_LARGE, "The upload was announced with {size} bytes.", size=upload.size)
    async with transfer(request, viewer):
        await store_whole(upload, body(request))
    return JSONResponse(
        {
            "id": request.path_params["id"],
            "filename": upload.filename,
            "contentType": upload.content_type,
            "size": upload.size,
            "sha256": upload.sha256,
        },
        headers={"Cache-Control": "no-store"},
    )
