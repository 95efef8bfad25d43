"""The parts that tables share: identifiers, times in UTC and of changes, and change by compare-and-set."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

from tortoise import fields
from tortoise.manager import Manager
from tortoise.models import Model, ModelMeta
from tortoise.queryset import QuerySet, UpdateQuery
from uuid_utils.compat import uuid7

from adapters import clock
from adapters.database.client import execute
from models.core.errors import Refusal, RefusalCode


class UtcDatetimeField(fields.DatetimeField[Any]):
    """An aware datetime, stored in UTC: SQLite keeps the offset that a value came with, and would sort by it."""

    def to_db_value(self, value: Any, instance: Any) -> Any:
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"{self.model_field_name}: a datetime without an offset")
            value = value.astimezone(UTC)
        return super().to_db_value(value, instance)


class _WithoutComments(ModelMeta):
    """Tortoise seeks comments on columns in the source of each model, which takes a fifth of a second at the start."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> ModelMeta:
        return super().__new__(cls, name, bases, attrs | {"_no_comments": True})


class Entity(Model, metaclass=_WithoutComments):
    """A table with a time-ordered identifier (UUIDv7)."""

    id: UUID = fields.UUIDField(primary_key=True, default=uuid7)

    class Meta:
        abstract = True


class _Dated(QuerySet[Any]):
    """Rows of a table; to update them is a change of each, now."""

    def update(self, **changes: Any) -> UpdateQuery:
        return super().update(**{"updated_at": clock.now()} | changes)


class DatedManager(Manager):
    """The way to the rows of a table whose every change moves `updated_at`."""

    def get_queryset(self) -> QuerySet[Any]:
        """All rows of the table."""
        return _Dated(self._model)


class DatedEntity(Entity):
    """A row that changes without a version. Its `Meta` has a `DatedManager`.

    `updated_at` is the time of the last change, and of a row without changes that of its creation, in the column that
    `ADDED_AT` names.
    """

    updated_at: datetime = UtcDatetimeField()
    ADDED_AT: ClassVar[str] = "created_at"

    class Meta:
        abstract = True

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"updated_at": values.get(self.ADDED_AT)} | values)

    async def save(self, *, update_fields: Iterable[str] | None = None, **named: Any) -> None:  # type: ignore[override]
        """Write the row, or these columns of it; of one that is there already, this is a change."""
        if self._saved_in_db:
            self.updated_at = clock.now()
            update_fields = update_fields and [*update_fields, "updated_at"]
        await super().save(update_fields=update_fields, **named)


class VersionedEntity(Entity):
    """A row that changes: `version` counts its changes, and every change names the version it is based on.

    `updated_at` is the time of the last change, and of a row without changes that of its creation.
    """

    version: int = fields.IntField(default=1)
    created_at: datetime = UtcDatetimeField()
    updated_at: datetime = UtcDatetimeField()

    class Meta:
        abstract = True

    def __init__(self, **values: Any) -> None:
        created_at = values.get("created_at") or clock.now()
        super().__init__(**{"created_at": created_at, "updated_at": created_at} | values)

    def expect_version(self, version: int | None) -> Self:
        """Refuse with STALE_VERSION if the client has seen another version; None accepts any."""
        if version is not None and version != self.version:
            raise Refusal(
                RefusalCode.STALE_VERSION,
                "This has changed since: it is at version {current_version}.",
                "version",
                row=self,
                current_version=self.version,
            )
        return self

    @classmethod
    def expect_version_of(cls, row: Self | None, version: int | None) -> None:
        """Refuse like `expect_version`, also if the client has seen a version of a row that is no longer there."""
        if row is not None:
            row.expect_version(version)
        elif version is not None:
            raise Refusal(RefusalCode.STALE_VERSION, "This has been removed since.", "version", current_version=None)

    async def advance(self, **changes: Any) -> None:
        """Write `changes` if the row is still at this version, else refuse with STALE_VERSION."""
        changes = {"updated_at": clock.now()} | changes
        columns = self._meta.fields_map
        values = {name: columns[name].to_db_value(value, self) for name, value in changes.items()}
        statement = _update(type(self), tuple(changes))
        if not await execute(statement, {"own_id": self.id, "own_version": self.version} | values):
            found = await type(self).get_or_none(pk=self.id)
            raise Refusal(
                RefusalCode.STALE_VERSION,
                "This was changed by somebody else at the same moment. Try again.",
                row=self,
                current_version=found and found.version,
            )
        self.version += 1
        for name, value in changes.items():
            setattr(self, name, value)


@cache
def _update(model: type[VersionedEntity], names: tuple[str, ...]) -> str:
    """The statement that changes these columns of a row that is still at its version."""
    changes = "".join(f", {model._meta.fields_db_projection[name]} = :{name}" for name in names)
    table = model._meta.db_table
    return f"UPDATE {table} SET version = version + 1{changes} WHERE id = :own_id AND version = :own_version"
