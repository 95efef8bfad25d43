"""A PostgreSQL that waits for its disk, as in production, and databases of any size in it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

import settings
from adapters.database.client import close_database
from bench import seed
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.viewer import SYSTEM, Permission
from models.invoices.sums.folding import fold
from models.log.unit_of_work import shielded, unit_of_work
from models.people.customers import add_customer
from settings import Settings
from tests.support import services, volume

_OPTIONS: Final = """
listen_addresses = '127.0.0.1'
log_destination = 'jsonlog'
log_directory = 'statements'
logging_collector = on
log_filename = 'statements'
log_min_duration_statement = 0
log_rotation_age = 0
log_rotation_size = 0
maintenance_work_mem = 512MB
max_wal_size = 4GB
shared_buffers = 512MB
unix_socket_directories = ''
"""
LOG: Final = Path("postgresql", "statements", "statements.json")
_DISK: Final = "/var/tmp"


@dataclass(frozen=True)
class Database:
    """A database, and the tokens of three viewers: staff, and a member of the largest and of a small customer."""

    url: str
    orders: int
    tokens: dict[str, str]


@contextmanager
def cluster() -> Iterator[Path]:
    """The folder of a server with files on a disk, for a block; it and all databases in it are gone after that."""
    folder = Path(tempfile.mkdtemp(prefix="latchkey-growth-", dir=_DISK))
    folder.chmod(0o755)
    try:
        port = services.start_postgresql(folder, _OPTIONS)
        (folder / "port").write_text(str(port))
        yield folder
    finally:
        services.stop_services(folder)


async def filled(folder: Path, orders: int) -> Database:
    """A new database with that many orders."""
    server = f"postgresql://postgres@127.0.0.1:{(folder / 'port').read_text()}"
    name = f"orders_{orders}"
    connection = await asyncpg.connect(f"{server}/postgres")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    url = f"{server}/{name}"
    settings.use(Settings(database_url=url, secret_key="only for what is written before the servers start"))
    await migrate(url)
    await open_database(url)
    try:
        keys, tokens = await shielded(_people)
        await volume.without_search()
        await _run((Path(__file__).with_name("data.sql")).read_text(), {**keys, "orders": str(orders)}, url)
        # The app's own connections give up after a minute.
        for statement in volume.search_statements():
            await _run(statement, {}, url)
        while await shielded(fold):
            pass
    finally:
        await close_database()
    await _run("VACUUM (ANALYZE, FREEZE)", {}, url)
    await _run("CHECKPOINT", {}, url)
    return Database(url, orders, tokens)


async def _run(sql: str, names: dict[str, str], url: str) -> None:
    for name, value in names.items():
        sql = sql.replace(f":{name}", value)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _people() -> tuple[dict[str, str], dict[str, str]]:
    async with unit_of_work():
        staff, token = await seed.staff_member(set(Permission))
        keys, tokens = {"staff": str(staff.id)}, {"staff": token}
        for name in ("largest", "small"):
            customer = await add_customer(f"{name.title()} Customer", "EUR", None, by=SYSTEM)
            _, tokens[name] = await seed.contact(customer, f"{name.title()} Contact")
            keys[name] = str(customer.id)
        return keys, tokens
