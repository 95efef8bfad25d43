"""Inputs of uploads."""

from resolvers.core.declare import about, input_type
from resolvers.core.scalars import ByteCount


@input_type
class UploadCreateInput:
    """A file that is going to be sent."""

    filename: str = about("Its name.")
    content_type: str = about("What it is said to be, like `image/jpeg`; the content has the last word.")
    size: ByteCount = about("How long it is.")
