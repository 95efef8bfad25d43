"""Backups: nothing that was in them is lost, nothing of the lost time works, and no client misses what follows."""

import asyncio
import os
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import settings
from execution import documents
from latchkey.app import create_app
from latchkey.worker.relay import LOOK_INTERVAL, Worker
from models.core.channels import Channel
from models.due import next_due_at
from tests.support import databases, services
from tests.support.cast import PASSWORD, Cast
from tests.support.files import attached
from tests.support.mutations import is_let_in, sign_in
from tests.support.orders import STATUS_STREAM, move, new_order
from tests.support.partners.keys import new_key
from tests.support.programs.commands import Ended, latchkey
from tests.support.programs.processes import KEY
from tests.support.repository import ROOT
from tests.support.server import Client, Server, listening, serving
from tests.support.sockets import live

PAGE = (ROOT / "docs" / "operators.md").read_text()
NUMBERS = "{ eventCursor orders(sort: {field: NUMBER, direction: ASC}) { nodes { number } } }"
MISSED = "query($after: EventCursor!) { events(after: $after, first: 100) { nodes { ... on OrderEvent { order { number } } } } }"
EVERYTHING = """{
  viewer { __typename overview { recentOrders { number } latestNotifications { title createdAt } } }
  orders { totalCount nodes { id number status createdAt updatedAt version problemSummary customer { name code }
    asset { name serialNumber } attachments { nodes { id filename size sha256 } }
    timeline(first: 50) { nodes { __typename occurredAt actor { name } ... on StatusChange { fromStatus toStatus } } } } }
  contacts { nodes { id name email locale timeZone createdAt memberships { nodes { role rights createdAt } } } }
  staffMembers { nodes { name email role { name permissions } } }
  events(after: null, first: 100) { nodes { __typename cursor occurredAt } }
  found: orders(search: "squeaks") { nodes { number } }
}"""
FILES = "query($id: ID!) { order(by: {id: $id}) { attachments { nodes { download { url } } } } }"


def command(start: str) -> str:
    """The one line of code in the page that begins so."""
    [line] = re.findall(rf"^{re.escape(start)}.*$", PAGE, re.MULTILINE)
    found: str = line
    return found


@asynccontextmanager
async def running(database: str, folder: Path, *, with_worker: bool = True) -> AsyncIterator[Server]:
    """The app on a database that outlives it."""
    with listening() as listener:
        port = listener.getsockname()[1]
        settings.use(settings.Settings(database_url=database, data_dir=folder, secret_key=KEY, port=port))
        async with serving(create_app(with_worker=with_worker), listener) as server:
            yield server


async def run(database: str, folder: Path, *arguments: str) -> Ended:
    """Run `latchkey` on a database, with its files in a folder."""
    return await latchkey(folder, *arguments, DATABASE_URL=database, DATA_DIR=str(folder), SECRET_KEY=KEY)


async def ran(database: str, folder: Path, *arguments: str) -> str:
    """The same, for what has to go well; gives what it printed."""
    ended = await run(database, folder, *arguments)
    assert ended.code == 0, ended.out + ended.err
    return ended.out


async def back_up(database: str, folder: Path) -> None:
    """Take a backup by the database's own means while the server runs."""
    if database.startswith("sqlite"):
        statement = re.findall(r'"(VACUUM INTO .*)"', command("sqlite3 var/latchkey.sqlite3"))[0]
        with closing(sqlite3.connect(database.removeprefix("sqlite://"))) as connection:
            connection.execute(statement.replace("backup.sqlite3", str(folder / "backup.sqlite3")))
    else:
        await shell(command("pg_dump"), database, folder)


async def restore(database: str, folder: Path) -> None:
    """Put that backup in place of the database."""
    if not database.startswith("sqlite"):
        await shell(command("pg_restore"), database, folder)
        return
    restore_file(database.removeprefix("sqlite://"), folder / "backup.sqlite3")


def restore_file(file: str, backup: Path) -> None:
    """The same for SQLite."""
    for ending in ("-wal", "-shm"):
        Path(file + ending).unlink(missing_ok=True)
    shutil.copy(backup, file)


async def shell(line: str, database: str, folder: Path) -> None:
    """Run a command of the page with the programs of this run's PostgreSQL."""
    programs = services._postgresql_programs(services.run_folder())
    environment = os.environ | {"DATABASE_URL": database, "PATH": f"{programs}:{os.environ['PATH']}"}
    process = await asyncio.create_subprocess_shell(line, cwd=folder, env=environment)
    assert await asyncio.wait_for(process.wait(), 60) == 0


async def at(server: Server, person: Client) -> Client:
    """The person, signed in anew at another server."""
    return replace(person, server=server, token=await sign_in(server, person.username, PASSWORD))


@pytest.fixture
async def new_database(database_kind: databases.Kind, tmp_path: Path) -> AsyncIterator[str]:
    """A database of the same kind with nothing in it."""
    url = await databases.create_empty(database_kind, tmp_path)
    yield url
    databases.drop(url)


async def test_a_restore_by_other_means_goes_on_after_it(database: str, cast: Cast, tmp_path: Path) -> None:
    async with running(database, tmp_path) as server:
        ann = server.client_of(cast.ann)
        await new_order(ann)
        await back_up(database, tmp_path)
        await new_order(ann)
        lost = (await ann.data(NUMBERS))["eventCursor"]
    await restore(database, tmp_path)
    await ran(database, tmp_path, "restored", "--skip-numbers", "40")
    async with running(database, tmp_path) as server:
        assert not await is_let_in(server, ann.token)
        ann = await at(server, ann)
        assert (await ann.data(NUMBERS))["orders"]["nodes"] == [{"number": "SR-000001"}]
        await new_order(ann)
        told = (await ann.data(MISSED, {"after": lost}))["events"]["nodes"]
        assert {"order": {"number": "SR-000042"}} in told


async def test_a_backup_brings_everything_back_and_waits(
    database: str, new_database: str, cast: Cast, tmp_path: Path
) -> None:
    file, new = tmp_path / "backup.zip", tmp_path / "new"
    new.mkdir()
    async with running(database, tmp_path, with_worker=False) as server:
        ann, sam = server.client_of(cast.ann), server.client_of(cast.sam)
        order = await new_order(ann)
        key = await new_key(sam, "READ_ORDERS", customerIds=[cast.acme])
        await attached(ann, order, b"%PDF-1.4 seen from the yard")
        await move(sam, order, "IN_PROGRESS")
        before = await sam.data(EVERYTHING)
        assert "read again and found whole" in await ran(database, tmp_path, "backup", str(file))
        await move(sam, order, "READY_FOR_RETURN")
        await new_order(ann)
        lost = (await ann.data(NUMBERS))["eventCursor"]
    assert re.search(r"Ended: \d+ sessions", await ran(new_database, new, "restore", str(file)))

    async with running(new_database, new) as server:
        assert not await is_let_in(server, ann.token) and not await is_let_in(server, key.token)
        ann, sam = await at(server, ann), await at(server, sam)
        after = await sam.data(EVERYTHING)
        recorded = before["events"]["nodes"]
        assert after.pop("events")["nodes"][: len(recorded)] == recorded
        assert after == {name: part for name, part in before.items() if name != "events"}
        [kept] = (await ann.data(FILES, {"id": order}))["order"]["attachments"]["nodes"]
        assert (await server.client.get(kept["download"]["url"])).content == b"%PDF-1.4 seen from the yard"
        async with live(server, ann.token) as socket:
            stream = await socket.subscribe(STATUS_STREAM, {"after": lost})
            await move(sam, order, "COMPLETED")
            assert (await stream.next())["orderEvents"]["toStatus"] == "COMPLETED"
        await new_order(ann)
        assert (await ann.data(NUMBERS))["orders"]["nodes"][-1] == {"number": "SR-001002"}
        # What is due waits, until the word, and so do keys of before.
        new_one = await new_key(sam, "READ_ORDERS", customerIds=[cast.acme])
        assert await is_let_in(server, new_one.token) and not await is_let_in(server, key.token)
        assert await next_due_at([Channel.EMAIL], []) is not None
        assert await Worker(smtp_url="smtp://127.0.0.1:1")._step() == LOOK_INTERVAL
        await ran(new_database, new, "release", "--discard")
        mail = await server.mail.wait_for(lambda mail: ann.email in mail.to and "SR-000001" in mail.subject)
        assert "Completed" in mail.subject
        assert await is_let_in(server, key.token)


@databases.ON_SQLITE
async def test_a_damaged_backup_is_refused_and_nothing_is_written(
    database: str, new_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    await ran(database, tmp_path, "backup", str(file), "--with-secret")
    with ZipFile(file) as archive:
        inside = archive.getinfo("tables/contacts.ndjson").header_offset + 100
    content = file.read_bytes()
    changed = content[:inside] + bytes([content[inside] ^ 1]) + content[inside + 1 :]
    for damaged in (content[:inside], changed, b"not a backup"):
        file.write_bytes(damaged)
        ended = await run(new_database, tmp_path, "restore", str(file))
        assert (ended.code, ended.out) == (1, "")
        assert "damaged" in ended.err
    assert not (tmp_path / "empty.sqlite3").exists()


async def test_a_backup_is_restored_into_a_new_database_only(database: str, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    await ran(database, tmp_path, "backup", str(file))
    ended = await run(database, tmp_path, "restore", str(file))
    assert (ended.code, "restore into one that is new" in ended.err) == (1, True)
    async with running(database, tmp_path) as server:
        assert await is_let_in(server, cast.ann.token)


async def test_a_moved_database_gives_equal_answers(
    database: str, database_kind: databases.Kind, cast: Cast, tmp_path: Path
) -> None:
    other = await databases.create_empty("postgresql" if database_kind == "sqlite" else "sqlite", tmp_path)
    answers: list[Any] = []
    async with running(database, tmp_path, with_worker=False) as server:
        ann, sam = server.client_of(cast.ann), server.client_of(cast.sam)
        order = await new_order(ann, newAsset={"name": 'Straße & Söhne\'s "mixer"', "serialNumber": "日本-1"})
        await move(sam, order, "IN_PROGRESS")
        answers.append(await sam.data(EVERYTHING))
    await ran(database, tmp_path, "move", other)
    documents.forget()
    async with running(other, tmp_path, with_worker=False) as server:
        answers.append(await server.client_of(cast.sam).data(EVERYTHING))
        await new_order(server.client_of(cast.ann))
        assert (await server.client_of(cast.ann).data(NUMBERS))["orders"]["nodes"][-1] == {"number": "SR-000002"}
    assert answers[0] == answers[1]
    assert "No restore holds anything" in await ran(other, tmp_path, "release")
    databases.drop(other)
