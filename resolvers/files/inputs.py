"""Inputs of uploads."""

from resolvers.core.declare import IDEMPOTENCY_KEY, about, input_type
from resolvers.core.scalars import ByteCount


@input_type
class UploadCreateInput:
    """A file to upload."""

    filename: str = about("The file name.")
    content_type: str = about(
        "The declared media type, like `image/jpeg`; the one detected from the content takes precedence."
    )
    size: ByteCount = about("The size of the file in bytes.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
