"""The mutations of uploads."""

from typing import Any

from execution.context import Info, viewer_of
from models.core import text
from models.core.viewer import KeyScope
from models.files.uploads import MAX_TYPE, open_upload
from resolvers.core.forms import fields
from resolvers.core.mutations import mutation
from resolvers.core.rules import REQUESTS_WORK
from resolvers.files.inputs import UploadCreateInput


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID REQUIRED TOO_LARGE TOO_LONG TOO_MANY_ATTEMPTS",
    form=fields(content_type=lambda value, field: text.line(value, field, MAX_TYPE)),
)
async def upload_create(info: Info, input: UploadCreateInput) -> dict[str, Any]:
    """Announce a file to upload."""
    upload = await open_upload(input.filename, input.content_type, input.size, by=viewer_of(info))
    return {"upload_id": upload.id}
