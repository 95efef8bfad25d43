"""`latchkey migrate`."""

from latchkey.cli.console import out
from latchkey.migrate import migrate as apply


async def migrate(database_url: str) -> None:
    """Bring the database up to date and say what was done."""
    done = []

    def progress(event: str) -> None:
        what, _, name = event.partition(" ")
        if what == "apply_done":
            done.append(name)
            out.print(f"Applied {name}")
        else:
            status.update(f"Applying {name} …")

    with out.status("Looking at the database …") as status:
        await apply(database_url, progress)
    if not done:
        out.print("The database is up to date.")
