"""The commands for all the data at once: backup, restore, restored, release, move, archive and unarchive."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

data = typer.Typer()

SkippedNumbers = Annotated[
    int,
    typer.Option(
        "--skip-numbers",
        min=0,
        help="As many numbers of orders, invoices, credit notes and customers as may have been given out since.",
    ),
]


@data.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, like backup.zip; an older one is replaced.")],
    with_secret: Annotated[bool, typer.Option("--with-secret", help="Put SECRET_KEY into it too.")] = False,
) -> None:
    """Write the database and all files to one file, while the server runs, and read it once to check it."""
    from latchkey.cli.backups import backup as run

    run(file, with_secret=with_secret)


@data.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `latchkey backup` wrote, by this version or an older one.")],
    skip_numbers: SkippedNumbers = 1000,
) -> None:
    """Put a backup into a new database and the storage; then do what `latchkey restored` does."""
    from latchkey.cli.backups import restore as run

    run(file, skipped_numbers=skip_numbers)


@data.command()
def restored(skip_numbers: SkippedNumbers = 1000) -> None:
    """After a restore by other means: end all sessions and links, move numbers on, and hold what is due."""
    from latchkey.cli.backups import restored as run

    run(skipped_numbers=skip_numbers)


@data.command()
def release(
    discard: Annotated[
        bool, typer.Option("--discard", help="Give up messages that were queued before the restore.")
    ] = False,
) -> None:
    """After a restore: let workers send and do what is due."""
    from latchkey.cli.backups import release as run

    run(discards=discard)


@data.command()
def archive(
    file: Annotated[Path, typer.Argument(help="The file to write, like orders-2019.zip, which may not be there yet.")],
    before: Annotated[
        datetime,
        typer.Option("--before", formats=["%Y-%m-%d"], help="The day, in UTC, since which nothing has changed."),
    ],
) -> None:
    """Write finished orders with all that is theirs to a file, check it, and take them out of the database."""
    from latchkey.cli.archives import archive as run

    run(file, before=before.date())


@data.command()
def unarchive(
    file: Annotated[
        Path, typer.Argument(help="A file that `latchkey archive` wrote, by this version or an older one.")
    ],
) -> None:
    """Put the orders of an archive back into the database, and their files into the storage."""
    from latchkey.cli.archives import unarchive as run

    run(file)


@data.command()
def move(
    database_url: Annotated[str, typer.Argument(help="The new database, like postgresql://user:password@host/name.")],
) -> None:
    """Copy all rows to another database, from SQLite to PostgreSQL or back; stop every process before."""
    from latchkey.cli.backups import move as run

    run(database_url)
