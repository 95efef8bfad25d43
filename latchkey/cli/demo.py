"""`latchkey demo`: a business with a history, ready to be looked at."""

from collections.abc import Sequence
from typing import Any, Final

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

import settings
from adapters.database.client import close_database
from adapters.security import passwords
from latchkey.cli.console import configured, out, run
from latchkey.cli.errors import Failed
from latchkey.cli.serve import address, listen, serve_on
from latchkey.demo import programs
from latchkey.demo.people import ACCOUNTS
from latchkey.demo.seed import OPERATOR_NAME, NotEmpty, is_seeded, seed
from latchkey.migrate import migrate
from models.access.accounts import account_for_sign_in
from models.access.sessions import start_session
from models.core.database import open_database
from settings import Settings, SettingsError

DATABASE: Final = "demo.sqlite3"


def demonstrate(*, host: str | None, port: int | None, with_clock: bool) -> None:
    """Migrate, fill an empty database, say where to go and as whom to sign in, and serve."""
    options = _options(host=host, port=port)
    listener = listen(options)
    webhook_secret = run(_prepare(options))
    _say_where_to_go(options, webhook_secret)
    serve_on(listener, options, demo_accounts=ACCOUNTS, with_demo_clock=with_clock)


def print_tokens(usernames: Sequence[str]) -> None:
    """Migrate, fill an empty database, and print the token of a new session for each of these people, one a line."""
    options = _options()
    known = [account.username for account in ACCOUNTS]
    if unknown := [name for name in usernames if name not in known]:
        raise Failed(f"Nobody in the demo has the username {unknown[0]}, only {', '.join(known)}.")
    run(_prepare(options))
    for token in run(_new_tokens(options, usernames)):
        print(token)


async def _new_tokens(options: Settings, usernames: Sequence[str]) -> list[str]:
    await open_database(options.database)
    try:
        accounts = [await account_for_sign_in(name) for name in usernames]
        return [(await start_session(account, "latchkey demo --token"))[1] for account in accounts if account]
    finally:
        await close_database()


def _options(**changes: Any) -> Settings:
    """The settings of this process, with the demo's own defaults for what the environment does not set."""
    options = configured(**changes)
    if not options.is_development:
        raise SettingsError("ENVIRONMENT: the demo has passwords that everybody knows, so it is not for production")
    options = options.model_copy(update=_of_its_own(options))
    settings.use(options)
    return options


def _of_its_own(options: Settings) -> dict[str, Any]:
    own = {
        "database_url": f"sqlite://{options.data_dir / DATABASE}",
        "operator_name": OPERATOR_NAME,
        # Everybody knows the passwords: those who try things out are kept out by nothing.
        "sign_in_attempts": 1000,
        "sign_in_attempts_per_peer": 10_000,
        "lock_after_failures": 10_000,
    }
    return {name: value for name, value in own.items() if name not in options.model_fields_set}


async def _prepare(options: Settings) -> str | None:
    """Migrate and fill the database; gives the secret of the demo's webhook, if it works."""
    passwords.use(passwords.Hashing(memory_kib=options.argon2_memory_kib, time_cost=options.argon2_time_cost))
    await migrate(options.database)
    await open_database(options.database)
    try:
        if not await is_seeded():
            columns = (TextColumn("Three months of work"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
            with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
                task = progress.add_task("", total=1.0)
                await seed(lambda done: progress.update(task, completed=done))
        return await programs.webhook_secret()
    except NotEmpty:
        raise Failed(f"{_place(options)} holds data that is not the demo's. Name another with DATABASE_URL.") from None
    finally:
        await close_database()


def _place(options: Settings) -> str:
    """The database, without what is secret in its address."""
    return options.database.rpartition("@")[2].removeprefix("sqlite://")


def _say_where_to_go(options: Settings, webhook_secret: str | None) -> None:
    base = address(options)
    pages = [("Explorer", f"{base}/explorer"), ("GraphQL", f"{base}/graphql")]
    if options.smtp_url is None:
        pages.insert(0, ("Caught mail", f"{base}/mailbox"))
    if options.serves_portal:
        pages[:0] = [("Portal", f"{base}/"), ("Desk", f"{base}/desk")]
    out.print(f"\n[bold]{options.operator_name}[/bold], the demo of Latchkey. Its data is in {_place(options)}\n")
    for name, url in pages:
        out.print(f"  {name:<12}{url}")
    out.print("\n  Sign in as  with the password")
    for account in ACCOUNTS:
        out.print(f"  [bold]{account.username:<12}[/bold]{account.password:<24}{account.label}")
    if webhook_secret is not None:
        program = f"LATCHKEY_URL={base} LATCHKEY_KEY={programs.KEY} WEBHOOK_SECRET={webhook_secret}"
        out.print("\n  A dashboard with an API key and a webhook, for another terminal")
        out.print(f"  {program} python3 examples/dashboard/dashboard.py")
    out.print("\nCtrl+C ends it.")
