"""Findings of `latchkey doctor` about the house that a process lives in: disk, clock, backups, names, secrets."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from adapters import clock
from adapters.mail import sender_dns
from adapters.mail.sender_dns import Missing, Texts
from settings import Settings
from settings.types import can_be_guessed

MAX_SKEW: Final = timedelta(seconds=1)
"""The most by which the clocks of machines may differ."""
LITTLE, TOO_LITTLE = 0.15, 0.05
"""Parts of a disk that are free, from which on it is nearly full, and full."""
FOR_OTHERS: Final = 0o077


class Level(StrEnum):
    """The state of a thing: a warning is to be looked at, a fault is to be mended."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """The state of a thing, and in words what it is or what to do."""

    level: Level
    text: str


def ok(text: str) -> Finding:
    """Something is well."""
    return Finding(Level.OK, text)


def warning(text: str) -> Finding:
    """Something is to be looked at."""
    return Finding(Level.WARNING, text)


def fault(text: str) -> Finding:
    """Something is to be mended."""
    return Finding(Level.FAULT, text)


def of_clock(theirs: datetime) -> Finding:
    """The clock of this machine beside the database's, which has just told its time."""
    skew = abs(clock.now() - theirs)
    if skew > MAX_SKEW:
        return fault(f"{skew.total_seconds():.1f} seconds from the database's: set both machines by NTP")
    return ok("that of the database")


def of_disk(folder: Path) -> Finding:
    """The room on the disk that a folder is on, or will be."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    usage = shutil.disk_usage(there)
    share, text = usage.free / usage.total, f"{usage.free / 2**30:.1f} GiB free at {there}"
    if share < TOO_LITTLE:
        return fault(f"{text}: make room, or writing will fail")
    return warning(f"{text}: make room soon") if share < LITTLE else ok(text)


def of_rights(folder: Path) -> Finding:
    """Whether others may read the folder of local data."""
    if not folder.exists():
        return ok(f"{folder} will be made, for its owner alone")
    open_ones = [each for each in (folder, *folder.iterdir()) if each.stat().st_mode & FOR_OTHERS]
    if open_ones:
        return warning(f"{open_ones[0]} can be read by others: chmod -R go= {folder}")
    return ok(f"{folder} is for its owner alone")


def of_backups(options: Settings) -> Finding:
    """The age of the newest backup."""
    path = options.backup_path
    if path is None:
        text = "BACKUP_PATH is not set: how old the newest backup is cannot be seen"
        return ok(text) if options.is_development else warning(text)
    files = [each for each in (path.glob("*.zip") if path.is_dir() else [path]) if each.is_file()]
    if not files:
        return fault(f"there is none at {path}: run `latchkey backup`, each day by a timer")
    newest = max(files, key=lambda each: each.stat().st_mtime)
    age = clock.now() - datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    text = f"{newest} is {age.total_seconds() / 3600:.0f} hours old"
    if age > timedelta(hours=options.backup_max_hours):
        return fault(f"{text}: see why `latchkey backup` no longer runs")
    return ok(text)


def of_secret(options: Settings) -> Finding:
    """The key that signs."""
    if options.secret_key is not None:
        if can_be_guessed(options.secret_key):
            return warning("SECRET_KEY can be guessed: take that of `openssl rand -base64 48`")
        return ok("set")
    file = options.data_dir / "secret_key"
    return ok(f"not set: one is kept in {file}" if file.exists() else f"not set: one will be made in {file}")


def of_origins(options: Settings) -> Finding:
    """The frontends that may call, and whether their cookies can reach the API."""
    for origin in options.allowed_origins:
        if "*" in origin:
            return warning(f"{origin} lets in every name that fits: make sure that nobody else can have one")
        if _site(origin) != _site(options.api):
            return warning(f"{origin} is on another site than {options.api}: it gets no cookies, only bearer tokens")
    return ok(", ".join([options.portal_address, *options.allowed_origins]))


def _site(url: str) -> tuple[str, ...]:
    """The last two parts of a host, within which cookies are sent."""
    return tuple((urlsplit(url).hostname or "").split(".")[-2:])


async def of_dns(options: Settings, texts: Texts) -> list[tuple[str, Finding]]:
    """SPF, DKIM and DMARC of the domain that MAIL_FROM is at."""
    domain = options.mail_from.rpartition("@")[2]
    if sender_dns.is_for_tests(domain):
        return [("dns", ok(f"{domain} is a domain for tests: set MAIL_FROM before mail goes out"))]
    return [(name, await look(options, domain, texts)) for name, look in _LOOKS.items()]


async def _spf(options: Settings, domain: str, texts: Texts) -> Finding:
    try:
        return ok(await sender_dns.spf(domain, texts))
    except Missing as error:
        return fault(str(error))


async def _dkim(options: Settings, domain: str, texts: Texts) -> Finding:
    if options.dkim_selector is None:
        return warning("DKIM_SELECTOR is not set: whether mail is signed by a key of yours cannot be seen")
    try:
        return ok(await sender_dns.dkim(domain, options.dkim_selector, texts))
    except Missing as error:
        return fault(str(error))


async def _dmarc(options: Settings, domain: str, texts: Texts) -> Finding:
    try:
        policy = await sender_dns.dmarc(domain, texts)
    except Missing as error:
        return fault(str(error))
    if policy == "none":
        return warning(f"the DMARC policy of {domain} is none: make it quarantine once SPF and DKIM are right")
    return ok(f"p={policy}")


_LOOKS: Final = {"spf": _spf, "dkim": _dkim, "dmarc": _dmarc}
