"""Thumbnails: small pictures of pictures, made when somebody first asks and then kept in the storage."""

import asyncio
import io
import warnings
from typing import TYPE_CHECKING, Final
from uuid import UUID

from adapters.files import storage
from latchkey.budget import Budget
from latchkey.files.reading import StoredFile
from models.files.uploads import is_kept
from models.orders.attachments import PICTURES

if TYPE_CHECKING:
    from PIL.Image import Image

THUMBNAIL_TYPE: Final = "image/jpeg"
MAX_SIDE_LENGTH: Final = 320
MAX_BYTES: Final = 32 << 20
MAX_PIXELS: Final = 8_000_000
"""Of pictures that are decoded whole, with four bytes for each pixel."""
MAX_PIXELS_PROGRESSIVE: Final = 5_000_000
"""Of progressive JPEG, whose coefficients take up to six bytes for each pixel."""
MAX_PIXELS_BASELINE: Final = 120_000_000
"""Of other JPEG, which is read line by line and made smaller on the way."""

_drawing = Budget(1)


async def thumbnail_of(upload_id: UUID, content_type: str, size: int) -> bytes | None:
    """The thumbnail of a stored picture, a JPEG of at most 320 by 320; None where none can or should be made."""
    key = f"thumbnails/{upload_id}"
    stored = await storage.current().find(key)
    if stored is not None:
        return stored
    if content_type not in PICTURES or size > MAX_BYTES:
        return None
    file = await StoredFile.of_upload(upload_id)
    await _drawing.acquire(1)
    try:
        made = await asyncio.to_thread(_made, file, content_type.removeprefix("image/").upper())
    finally:
        _drawing.release(1)
    if made is not None:
        await storage.current().put(key, made)
        if not await is_kept(upload_id):
            await storage.current().delete([key])
            return None
    return made


def _made(file: StoredFile, decoder: str) -> bytes | None:
    from PIL import Image  # decoders take memory: not before the first picture

    try:
        with warnings.catch_warnings(), file.opened() as stream:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=[decoder]) as image:
                return _reduced(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None  # a damaged picture is still a file


def _reduced(image: "Image") -> bytes | None:
    from PIL import Image, ImageOps

    if image.width * image.height > _most_pixels(image):
        return None
    image.draft("RGB", (MAX_SIDE_LENGTH, MAX_SIDE_LENGTH))
    image.thumbnail((MAX_SIDE_LENGTH, MAX_SIDE_LENGTH))
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        upright = Image.new("RGB", layer.size, "white")
        upright.paste(layer, mask=layer)
    written = io.BytesIO()
    upright.convert("RGB").save(written, "JPEG", quality=80, optimize=True)
    return written.getvalue()


def _most_pixels(image: "Image") -> int:
    if image.format != "JPEG":
        return MAX_PIXELS
    return MAX_PIXELS_PROGRESSIVE if image.info.get("progressive") else MAX_PIXELS_BASELINE
