"""Steps of migrations that the ORM does not know."""

from typing import Any

from tortoise.migrations import operations as ops


class RedescribeField(ops.AlterField):
    """A field that means something else now, and is the same column as before: an enum with other values.

    `AlterField` would make the table anew on SQLite, without its indexes and triggers.
    """

    async def database_forward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""

    async def database_backward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""
