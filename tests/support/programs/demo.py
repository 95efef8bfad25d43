"""The demo's three months, which take seconds to tell: once per run, then copied."""

from collections.abc import Callable
from pathlib import Path

from adapters import wakeups
from adapters.database.client import close_database
from latchkey.demo.seed import is_seeded, seed
from latchkey.migrate import migrate
from models.core.database import open_database
from tests.support import databases


async def copy_of_demo(kind: databases.Kind, folder: Path) -> str:
    """A database of one's own with the demo in it; gives its URL."""
    return await databases.create_copy(kind, folder, "demo", seed_demo)


async def seed_demo(url: str, progress: Callable[[float], None] = lambda done: None) -> None:
    """Put the demo into an empty database; `progress` is told how much is done, from 0 to 1."""
    await migrate(url)
    await open_database(url)
    wakeups.use(wakeups.Wakeups())
    try:
        assert not await is_seeded()
        await seed(progress)
        assert await is_seeded()
    finally:
        await close_database()
