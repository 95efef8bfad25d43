"""Orders in files, and the commands that write and read them, for tests of both."""

from pathlib import Path

from tests.support.programs.commands import Ended, latchkey
from tests.support.programs.processes import KEY

HEAD = "number,reference,status,kind,customer_code,site,asset,serial_number,summary,created_at,completed_at\n"


async def run(folder: Path, database: str, *arguments: str) -> Ended:
    """Run `latchkey orders` on that database."""
    return await latchkey(folder, "orders", *arguments, DATABASE_URL=database, SECRET_KEY=KEY)


async def imported(folder: Path, database: str, text: str, *options: str, name: str = "jobs.csv") -> Ended:
    """Import a file with that text."""
    (folder / name).write_bytes(text.encode())
    return await run(folder, database, "import", name, *options)
