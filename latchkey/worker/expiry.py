"""Files that nobody needs any more are removed from the storage, a few at a time: messages wait for the same worker."""

from datetime import timedelta
from typing import Final

import settings
from adapters import clock
from adapters.files import storage
from latchkey.files.mails import remove_mail
from latchkey.files.receiving import remove_upload
from models.files.removals import due_removals, end_removal
from models.files.uploads import end_expiry, expired_uploads, parts_of
from models.log.unit_of_work import shielded
from models.messages.inbound_mails import WholeMail, mark_bytes_removed, old_whole_mails
from models.partners.exports import remove_expired_exports

MAX_UPLOADS: Final = 20
MAX_MAILS: Final = 100
MAX_REMOVALS: Final = 20
MAX_EXPORTS: Final = 20


async def expire_uploads() -> int:
    """Remove the uploads that expired an hour ago or earlier, at most 20 of them; gives how many it looked at.

    Of those that are attached only the objects go that were never recorded: what a killed process had written.
    """
    uploads = await expired_uploads(MAX_UPLOADS)
    for upload in uploads:
        if upload.attached_at is None:
            await remove_upload(upload)
        else:
            recorded = {part.key for part in await parts_of(upload.id)}
            stray = [key async for key in storage.current().keys(upload.folder) if key not in recorded]
            await storage.current().delete(stray)
            await shielded(end_expiry, upload)
    return len(uploads)


async def remove_files() -> None:
    """Remove at most 20 objects and folders of files that people have removed."""
    for removal in await due_removals(MAX_REMOVALS):
        is_folder = removal.path.endswith("/")
        keys = [key async for key in storage.current().keys(removal.path)] if is_folder else [removal.path]
        await storage.current().delete(keys)
        await shielded(end_removal, removal)


async def expire_exports() -> int:
    """Delete bulk exports whose time is over, at most 20; gives how many. Their files follow as removals."""
    return await shielded(remove_expired_exports, MAX_EXPORTS)


async def expire_mails() -> int:
    """Remove whole mails that are older than KEEP_INBOUND_MAILS_DAYS, at most 100; gives how many.

    What waits for staff stays until it is cleared.
    """
    days = settings.get().keep_inbound_mails_days
    mails = await old_whole_mails(clock.now() - timedelta(days=days), MAX_MAILS) if days else []
    for mail in mails:
        assert mail.whole_size is not None, "only such are read"
        await remove_mail(WholeMail(mail.id, mail.whole_size))
        await shielded(mark_bytes_removed, mail)
    return len(mails)
