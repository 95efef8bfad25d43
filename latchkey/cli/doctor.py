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
from adapters.database.client import close_database, database_time, fetch
from adapters.database.replica import seconds_behind
from adapters.files.storage import Storage
from adapters.mail.sender_dns import texts
from adapters.mail.smtp import SmtpServer
from latchkey.cli.console import configured, out, run
from latchkey.cli.errors import Failed
from latchkey.migrate import pending
from latchkey.monitoring.findings import (
    Finding,
    Level,
    fault,
    of_backups,
    of_clock,
    of_disk,
    of_dns,
    of_origins,
    of_rights,
    of_secret,
    ok,
    warning,
)
from models.core.database import open_database
from models.log import positions
from settings import Settings

TIMEOUT_SECONDS: Final = 10
"""Seconds that each thing has to answer."""
MAX_MESSAGE_LENGTH: Final = 240
"""Longer messages of libraries are cut."""
_COLOURS: Final = {Level.OK: "green", Level.WARNING: "yellow", Level.FAULT: "red"}

Check = Callable[[], Awaitable[Finding | list[tuple[str, Finding]]]]
"""Looks at one thing, or at several that have names of their own."""


def examine() -> None:
    """Look at each thing in turn and say how it is; raises Failed where one has a fault."""
    configured()
    if not run(_examine()):
        raise Failed("\nSomething is not well: see above.")


async def _examine() -> bool:
    options = settings.get()
    _say("environment", ok(f"{options.environment}; serves {options.host}, port {options.port}"))
    found = [await _looked_at(name, check) for name, check in _CHECKS.items()]
    return not any(finding.level is Level.FAULT for findings in found for _, finding in findings)


async def _looked_at(name: str, check: Check) -> list[tuple[str, Finding]]:
    """Look at a thing in the time that it has, and say how it is."""
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            found = await check()
    except TimeoutError:
        found = fault(f"no answer within {TIMEOUT_SECONDS} seconds")
    except Exception as error:  # noqa: BLE001 - whatever a library raises, this is a report on it
        found = fault(f"{type(error).__name__}: {error}")
    findings = found if isinstance(found, list) else [(name, found)]
    for each, finding in findings:
        _say(each, finding)
    return findings


def _say(name: str, finding: Finding) -> None:
    out.print(f"[{_COLOURS[finding.level]}]{finding.level:<7}[/]  {name:<12} ", end="")
    out.print(_without_secrets(finding.text), markup=False)


async def _database() -> list[tuple[str, Finding]]:
    options = settings.get()
    if not _may_exist(options):
        return [("database", fault(f"{_shown(options.database)} does not exist yet. Run `latchkey migrate`."))]
    try:
        await open_database(options.database, pool_size=2)
        time = of_clock(await database_time())
        if missing := await pending(options.database):
            words = f"{_shown(options.database)} lacks {', '.join(missing)}. Run `latchkey migrate`."
            return [("database", fault(words)), ("clock", time)]
        [row] = await fetch("SELECT COUNT(*) AS count FROM staff_members")
        words, advice = f"{_shown(options.database)}, up to date, {row['count']} members of staff", list[str]()
        if not row["count"]:
            advice.append("Run `latchkey staff create`.")
        if await positions.are_locked():
            advice.append("Once every process runs this version, run `latchkey migrate --finish`.")
        return [("database", warning(" ".join([f"{words}.", *advice])) if advice else ok(words)), ("clock", time)]
    finally:
        await close_database()


async def _replica() -> Finding:
    url = settings.get().database_read_url
    if url is None:
        return ok("not set: queries are read from the database")
    try:
        await open_database(url, pool_size=2)
        seconds = await seconds_behind()
    finally:
        await close_database()
    if seconds is None:
        return fault(f"{_shown(url)} is no replica: queries are read from the database")
    return ok(f"{_shown(url)}, a replica, {seconds:.1f} s behind the last change")


def _may_exist(options: Settings) -> bool:
    """False for a SQLite file that is not there: opening it would make an empty one."""
    return not options.is_sqlite or Path(options.database.removeprefix("sqlite://").partition("?")[0]).exists()


async def _redis() -> Finding:
    url = settings.get().redis_url
    if url is None:
        return ok("not set: wake-ups and rate limits stay within each process")
    async with Redis.from_url(url) as redis:
        await redis.ping()
    return ok(_shown(url))


async def _storage() -> Finding:
    url = settings.get().storage
    # Not in the event loop: a process that ends right after that is now and then aborted by the library's threads.
    await asyncio.to_thread(lambda: Storage(url, timedelta(seconds=TIMEOUT_SECONDS)).check_sync())
    return ok(f"{_shown(url)}, can be written")


async def _smtp() -> Finding:
    url = settings.get().smtp_url
    if url is None:
        return ok("not set: e-mail is caught inside `latchkey serve`, see /mailbox")
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
    return ok(f"{_shown(url)}, lets us in")


async def _sms() -> Finding:
    url = settings.get().sms_url
    if url is None:
        return ok("not set: no text messages are sent")
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
        await client.head(_shown(url))
    return ok(_shown(url))


async def _house() -> list[tuple[str, Finding]]:
    """The findings for which nobody else has to answer."""
    options = settings.get()
    return [
        ("disk", of_disk(options.data_dir)),
        ("rights", of_rights(options.data_dir)),
        ("backups", of_backups(options)),
        ("secret", of_secret(options)),
        ("origins", of_origins(options)),
    ]


async def _dns() -> list[tuple[str, Finding]]:
    return await of_dns(settings.get(), texts)


_CHECKS: Final[dict[str, Check]] = {
    "database": _database,
    "replica": _replica,
    "redis": _redis,
    "storage": _storage,
    "smtp": _smtp,
    "sms": _sms,
    "house": _house,
    "dns": _dns,
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
