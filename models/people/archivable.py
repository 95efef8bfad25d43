"""Rows that can be archived: they leave lists and searches, and stay where other rows name them."""

from datetime import datetime
from typing import Final

from models.core.entity import UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.scope import Not, Scope, present
from models.core.search import Searchable

NOT_ARCHIVED: Final[Scope] = Not(present("archived_at"))
"""Rows that are not archived themselves."""


class Archivable(Searchable):
    """A row that may be archived; `archived_at` is None if it is not."""

    archived_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        abstract = True

    def expect_present(self, field: str = "id") -> None:
        """Refuse with WRONG_STATE if it is archived."""
        if self.archived_at is not None:
            raise Refusal(RefusalCode.WRONG_STATE, "This is archived. Restore it first.", field)

    def expect_archived(self) -> None:
        """Refuse with WRONG_STATE if it is not archived."""
        if self.archived_at is None:
            raise Refusal(RefusalCode.WRONG_STATE, "This is not archived.", "id")
