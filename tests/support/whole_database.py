"""Everything that a database and a storage hold, to look for what must not be there any more."""

from adapters.database.client import fetch, is_sqlite
from adapters.files import storage

_TABLES_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'table'"
_TABLES_POSTGRESQL = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"


async def places_of(*texts: str) -> list[str]:
    """The tables and the objects of the storage in which one of the texts stands, in any column, in any case."""
    found = []
    for table in await fetch(_TABLES_SQLITE if is_sqlite() else _TABLES_POSTGRESQL):
        row_text = "*" if is_sqlite() else "each::text"
        rows = await fetch(f"SELECT {row_text} FROM {table['name']} AS each")
        shown = " ".join(_shown(value) for row in rows for value in dict(row).values())
        found += [table["name"]] if any(_stands(text, shown) for text in texts) else []
    async for key in storage.current().keys(""):
        content = await storage.current().find(key) or b""
        if any(_stands(text, f"{key} {_shown(content)}") for text in texts):
            found.append(key)
    return found


def _stands(text: str, among: str) -> bool:
    return text.lower() in among.lower()


def _shown(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
