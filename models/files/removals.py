"""Files on their way out: objects of the storage that a worker removes, once nothing refers to them."""

from tortoise import fields

from adapters import clock
from models.core.entity import Entity, UtcDatetimeField
from models.log.unit_of_work import UnitOfWork, unit_of_work


class StorageRemoval(Entity):
    """An object of the storage that is to be removed, or, by a path that ends with `/`, all objects in a folder."""

    path = fields.CharField(max_length=255)
    created_at = UtcDatetimeField()

    class Meta:
        table = "storage_removals"


async def remove_from_storage(unit: UnitOfWork, *paths: str) -> None:
    """Have a worker remove these objects and folders after the unit of work, which wakes one."""
    now = clock.now()
    await StorageRemoval.bulk_create([StorageRemoval(path=path, created_at=now) for path in paths])
    unit.has_deliveries = True


async def due_removals(most: int) -> list[StorageRemoval]:
    """At most `most` removals, the oldest first."""
    return await StorageRemoval.all().order_by("id").limit(most)


async def end_removal(removal: StorageRemoval) -> None:
    """Forget a removal that is done."""
    async with unit_of_work():
        await StorageRemoval.filter(id=removal.id).delete()
