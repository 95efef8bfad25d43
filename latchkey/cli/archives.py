"""`latchkey archive` and `unarchive`: old orders with all that is theirs into a file, out of the database, and back."""

from datetime import UTC, date, datetime
from pathlib import Path

from adapters.files.storage import Storage
from latchkey.bulk.archives import Archive, ArchiveError, opened, take_out_archived, write_archive
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from latchkey.cli.progress import Meter
from latchkey.migrate import known
from models.log.unit_of_work import shielded
from settings import Settings


def archive(file: Path, *, before: date) -> None:
    """Write the orders that ended before a day to a file that is new, read it once, and then delete them."""
    options = configured()
    if file.exists():
        raise Failed(f"{file} is there already: an archive is never replaced.")
    run(_archive(file, datetime(before.year, before.month, before.day, tzinfo=UTC), options))


async def _archive(file: Path, before: datetime, options: Settings) -> None:
    part = file.with_name(f"{file.name}.part")
    async with database():
        try:
            last = await write_archive(part, Storage(options.storage), before, known()[-1], Meter("orders written").add)
            if not last:
                out.print("No order ended before that day and has nothing open: nothing was written.")
                return
            with opened(part) as written:
                written.check(Meter("orders checked").add)
            part.replace(file)
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}.") from None
        except ArchiveError as error:
            raise Failed(str(error)) from None
        finally:
            part.unlink(missing_ok=True)
        gone = await shielded(take_out_archived, last, before, Meter("orders deleted").add)
    out.print(
        f"{file}: {gone} orders with all that is theirs, read again and found whole. They are deleted.", markup=False
    )
    if gone < len(last):
        out.print(f"{len(last) - gone} changed meanwhile: they stay, and are in the file as they were before.")


async def _unarchive(found: Archive, options: Settings) -> int:
    async with database():
        return await shielded(found.put_back, Storage(options.storage), Meter("orders written").add)


def unarchive(file: Path) -> None:
    """Put the orders of an archive that are not there back into the database, and their files into the storage."""
    options = configured()
    try:
        with opened(file) as found:
            if found.manifest.migration not in known():
                raise Failed(f"The archive was made by a newer version, with {found.manifest.migration}. Use that one.")
            found.check(Meter("orders checked").add)
            back = run(_unarchive(found, options))
            count = found.manifest.orders
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from None
    except ArchiveError as error:
        raise Failed(str(error)) from None
    out.print(f"{back} orders are back with all that is theirs. {count - back} of the file were there.")
