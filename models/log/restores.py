"""Restores: backups that were put in the place of the database.

What was done between the backup and the restore is lost to the database but not to the world. So until somebody says
that it may, no worker does what the restored rows say is due, and no API key of before works.
"""

from tortoise import fields

from models.core.entity import Entity, UtcDatetimeField


class Restore(Entity):
    """A backup that was put back; `taken_at` is null where its age is not known."""

    taken_at = UtcDatetimeField(null=True)
    restored_at = UtcDatetimeField()
    is_released = fields.BooleanField(default=False)

    class Meta:
        table = "restores"


async def is_held() -> bool:
    """Whether due work waits for a word after a restore."""
    return await Restore.filter(is_released=False).exists()
