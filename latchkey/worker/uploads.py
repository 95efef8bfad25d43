"""What nobody attached in time is removed, and what broken requests have left behind with it."""

from typing import Final

from adapters import clock
from adapters.files import storage
from latchkey.files.receiving import remove_upload
from models.files.uploads import GRACE, Upload
from models.log.unit_of_work import shielded

AT_A_TIME: Final = 20
"""So few, as messages wait for the same worker."""


async def expire_uploads() -> int:
    """Remove the uploads that expired an hour ago or earlier, at most 20 of them; gives how many it looked at.

    Of those that are attached only the objects go that were never recorded: what a killed process had written.
    """
    due = await Upload.filter(expires_at__lt=clock.now() - GRACE).order_by("expires_at").limit(AT_A_TIME)
    for upload in due:
        if upload.attached_at is None:
            await remove_upload(upload)
        else:
            recorded = {part.key for part in await upload.parts()}
            stray = [key async for key in storage.current().keys(upload.folder) if key not in recorded]
            await storage.current().delete(stray)
            await shielded(upload.keep_for_good)
    return len(due)
