"""`latchkey backup`, `restore`, `restored`, `release` and `move`: the whole database in a file, back, and elsewhere."""

import os
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import settings
from adapters.database.client import close_database
from adapters.files.storage import Storage
from latchkey.bulk.backups import Backup, BackupError, back_up, opened
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from latchkey.cli.progress import Meter
from latchkey.migrate import known, migrate
from models import restoring
from models.core.database import open_database
from models.log import positions
from models.log.unit_of_work import shielded
from settings import Settings

SECRET_FILE: Final = "secret_key"  # noqa: S105 - the name of a file


def backup(file: Path, *, with_secret: bool) -> None:
    """Write a backup, which comes to its place when it is whole and has been read once."""
    options = configured()
    part = file.with_name(f"{file.name}.part")
    try:
        run(_back_up(part, options, with_secret))
        with opened(part) as written:
            written.check(Meter("rows checked").add)
            manifest = written.manifest
        part.replace(file)
    except OSError as error:
        raise Failed(f"{file} cannot be written: {error.strerror}.") from None
    except BackupError as error:
        raise Failed(str(error)) from None
    finally:
        part.unlink(missing_ok=True)
    rows = sum(table.rows for table in manifest.tables)
    out.print(f"{file}: {rows} rows and {manifest.files} files, read again and found whole.", markup=False)
    if not with_secret:
        out.print("SECRET_KEY is not in it: keep it apart, or add it with --with-secret.")


async def _back_up(file: Path, options: Settings, with_secret: bool) -> None:
    secret = options.secret.decode() if with_secret else None
    async with database():
        await back_up(file, Storage(options.storage), secret, known()[-1], Meter("rows").add)


def restore(file: Path, *, skipped_numbers: int) -> None:
    """Put a backup into the configured database, which has to be new, and its files into the storage."""
    options = configured()
    try:
        with opened(file) as found:
            found.check(Meter("rows checked").add)
            run(_load(found, options.database, holds=True))
            run(found.load_files(Storage(options.storage)))
            _restore_secret(found, options)
            taken_at = found.manifest.taken_at
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from None
    except BackupError as error:
        raise Failed(str(error)) from None
    rows = sum(table.rows for table in found.manifest.tables)
    out.print(f"{rows} rows and {found.manifest.files} files of {taken_at:%Y-%m-%d %H:%M} UTC are restored.")
    run(_follow_restore(taken_at, skipped_numbers))


async def _load(found: Backup, database_url: str, *, holds: bool) -> None:
    """Make the tables as they were when the backup was taken, fill them, and bring them up to date."""
    migration = found.manifest.migration
    if migration not in known():
        raise Failed(f"The backup was made by a newer version, with {migration}. Restore it with that version.")
    await migrate(database_url, upto=migration)
    await open_database(database_url, pool_size=2)
    try:
        await found.load(Meter("rows").add, holds=holds)
    finally:
        await close_database()
    await migrate(database_url)
    await open_database(database_url, pool_size=2)
    try:
        await shielded(positions.go_on)
    finally:
        await close_database()


def _restore_secret(found: Backup, options: Settings) -> None:
    secret, kept = found.secret(), options.data_dir / SECRET_FILE
    if secret is None:
        return
    if options.secret_key is None and not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(secret)
    elif options.secret.decode() != secret:
        out.print("SECRET_KEY is not the one in the backup: codes and links of before do not work with it.")


def restored(*, skipped_numbers: int) -> None:
    """Do what has to follow a restore that was done by the database's own means."""
    configured()
    run(_follow_restore(None, skipped_numbers))


async def _follow_restore(taken_at: datetime | None, skipped_numbers: int) -> None:
    async with database():
        ended = await shielded(restoring.follow_restore, taken_at, skipped_numbers)
        left = await restoring.waiting()
    out.print(f"Ended: {ended.sessions} sessions, {ended.links} links, {ended.codes} codes. Everybody signs in again.")
    out.print(f"Numbers go on {skipped_numbers} later than the last one known.")
    out.print(
        f"Waiting: {left.messages} messages, {left.notices} notices for digests, all other due work, and "
        f"{left.keys} API keys. `latchkey release` lets it go on, `latchkey release --discard` without these messages "
        "and notices. Before that, revoke again the keys that were revoked since the backup."
    )


def release(*, discards: bool) -> None:
    """Let workers do what is due after a restore."""
    configured()
    run(_release(discards))


async def _release(discards: bool) -> None:
    async with database():
        was_held = await shielded(restoring.release, discards=discards)
    out.print("Due work goes on." if was_held else "No restore holds anything: nothing was changed.")


def move(database_url: str) -> None:
    """Copy all rows of the configured database to another one, of either kind, which has to be new."""
    options = configured()
    target = settings.read().model_copy(update={"database_url": database_url}).database
    if target == options.database:
        raise Failed("That is the database that is in use.")
    with TemporaryDirectory(dir=options.data_dir if os.access(options.data_dir, os.W_OK) else None) as folder:
        file = Path(folder) / "rows.zip"
        try:
            run(_copy(file))
            with opened(file) as found:
                run(_load(found, target, holds=False))
        except BackupError as error:
            raise Failed(str(error)) from None
    out.print("All rows are in the other database. Set DATABASE_URL to it before anything is started again.")


async def _copy(file: Path) -> None:
    async with database():
        await back_up(file, None, None, known()[-1], Meter("rows").add)
