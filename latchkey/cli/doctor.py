"""`latchkey doctor`: what is configured, and whether each thing answers."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib
import httpx
from redis.asyncio import Redis

import settings
from adapters.database.client import close_database, fetch
from adapters.files.storage import Storage
from adapters.mail.smtp import SmtpServer
from latchkey.cli.console import configured, out, run
from latchkey.cli.errors import Failed
from latchkey.migrate import pending
from models.core.database import open_database
from settings import Settings

TIMEOUT_SECONDS: Final = 10
"""Seconds that each thing has to answer."""
MAX_MESSAGE_LENGTH: Final = 240
"""Longer messages of libraries are cut."""


class _CheckFailed(Exception):
    """Something does not answer, or not as it should."""


def examine() -> None:
    """Look at each thing in turn and say how it is; raises Failed where one is not well."""
    configured()
    if not run(_examine()):
        raise Failed("\nSomething is not well: see above.")


async def _examine() -> bool:
    options, is_well = settings.get(), True
    out.print(f"[green]ok[/green]      environment  {options.environment}; serves {options.host}, port {options.port}")
    for name, check in _CHECKS.items():
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                mark, message = "[green]ok[/green]    ", await check()
        except TimeoutError:
            mark, message, is_well = "[red]failed[/red]", f"no answer within {TIMEOUT_SECONDS} seconds", False
        except _CheckFailed as error:
            mark, message, is_well = "[red]failed[/red]", str(error), False
        except Exception as error:  # noqa: BLE001 - whatever a library raises, this is a report on it
            mark, message, is_well = "[red]failed[/red]", f"{type(error).__name__}: {error}", False
        out.print(f"{mark}  {name:<12} ", end="")
        out.print(_without_secrets(message), markup=False)
    return is_well


async def _database() -> str:
    options = settings.get()
    if not _may_exist(options):
        raise _CheckFailed(f"{_shown(options.database)} does not exist yet. Run `latchkey migrate`.")
    try:
        await open_database(options.database, pool_size=2)
        if missing := await pending(options.database):
            raise _CheckFailed(f"{_shown(options.database)} lacks {', '.join(missing)}. Run `latchkey migrate`.")
        [row] = await fetch("SELECT COUNT(*) AS count FROM staff_members")
        return f"{_shown(options.database)}, up to date, {row['count']} members of staff"
    finally:
        await close_database()


def _may_exist(options: Settings) -> bool:
    """False for a SQLite file that is not there: opening it would make an empty one."""
    return not options.is_sqlite or Path(options.database.removeprefix("sqlite://").partition("?")[0]).exists()


async def _redis() -> str:
    url = settings.get().redis_url
    if url is None:
        return "not set: wake-ups and rate limits stay within each process"
    async with Redis.from_url(url) as redis:
        await redis.ping()
    return _shown(url)


async def _storage() -> str:
    url = settings.get().storage
    # Not in the event loop: a process that ends right after that is now and then aborted by the library's threads.
    await asyncio.to_thread(lambda: Storage(url, timedelta(seconds=TIMEOUT_SECONDS)).check_sync())
    return f"{_shown(url)}, can be written"


async def _smtp() -> str:
    url = settings.get().smtp_url
    if url is None:
        return "not set: e-mail is caught inside `latchkey serve`, see /mailbox"
    server = SmtpServer.from_url(url)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls,
        start_tls=server.starttls,
        timeout=TIMEOUT_SECONDS,
    )
    async with client:
        await client.noop()
    return f"{_shown(url)}, lets us in"


async def _sms() -> str:
    url = settings.get().sms_url
    if url is None:
        return "not set: no text messages are sent"
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
        await client.head(_shown(url))
    return _shown(url)


async def _secret() -> str:
    options = settings.get()
    if options.secret_key is not None:
        return "set"
    file = options.data_dir / "secret_key"
    return f"not set: one is kept in {file}" if file.exists() else f"not set: one will be made in {file}"


_CHECKS: Final[dict[str, Callable[[], Awaitable[str]]]] = {
    "database": _database,
    "redis": _redis,
    "storage": _storage,
    "smtp": _smtp,
    "sms": _sms,
    "secret": _secret,
}


def _shown(url: str) -> str:
    """An address without user, password and options."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _without_secrets(message: str) -> str:
    """The message without passwords: a library may repeat the address that it was given."""
    options = settings.get()
    urls = (options.database, options.redis_url, options.storage, options.smtp_url, options.sms_url)
    for url in filter(None, urls):
        password = urlsplit(url).password
        if password:
            message = message.replace(password, "…").replace(unquote(password), "…")
    return re.sub(r"\s+", " ", message).strip()[:MAX_MESSAGE_LENGTH]
