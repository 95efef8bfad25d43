"""The mutations of uploads."""

from typing import Any

from execution.context import Info, viewer_of
from models.files.uploads import open_upload
from resolvers.core.mutations import mutation
from resolvers.core.rules import REQUESTS_WORK
from resolvers.files.inputs import UploadCreateInput


@mutation(REQUESTS_WORK, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID REQUIRED TOO_LARGE TOO_LONG TOO_MANY_ATTEMPTS")
async def upload_create(info: Info, input: UploadCreateInput) -> dict[str, Any]:
    """Announce a file to upload."""
    upload = await open_upload(input.filename, input.content_type, input.size, by=viewer_of(info))
    return {"upload_id": upload.id}
