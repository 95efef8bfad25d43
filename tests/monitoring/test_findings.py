"""The findings of the doctor: what is well, what is to be looked at, and what is to be mended."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dns.asyncresolver
import dns.message
import dns.rcode
import dns.rrset
import pytest

from adapters import clock
from adapters.errors import Unavailable
from adapters.mail import sender_dns
from latchkey.monitoring import findings
from settings import Settings

GOOD = {
    "rivers.co.uk": ["v=spf1 include:mail.test -all", "another record"],
    "s1._domainkey.rivers.co.uk": ["v=DKIM1; k=rsa; p=MIIB"],
    "_dmarc.rivers.co.uk": ["v=DMARC1; p=reject; rua=mailto:a@rivers.co.uk"],
}


def options(**values: Any) -> Settings:
    """Settings with these values."""
    usual = {"mail_from": "portal@rivers.co.uk", "dkim_selector": "s1", "portal_url": "https://portal.rivers.co.uk"}
    return Settings(**usual | values)


async def told(records: dict[str, list[str]], **values: Any) -> dict[str, str]:
    """The levels that the doctor finds for SPF, DKIM and DMARC in a world with these records."""

    async def texts(name: str) -> list[str]:
        return records.get(name, [])

    return {name: finding.level for name, finding in await findings.of_dns(options(**values), texts)}


async def test_records_of_the_sender_are_looked_at() -> None:
    well = {"spf": "ok", "dkim": "ok", "dmarc": "ok"}
    assert await told(GOOD) == well
    assert await told({}) == dict.fromkeys(well, "fault")
    assert await told(GOOD, mail_from="x@mail.rivers.co.uk") == {"spf": "fault", "dkim": "fault", "dmarc": "ok"}
    assert await told(GOOD, dkim_selector=None) == well | {"dkim": "warning"}
    assert await told(GOOD, mail_from="portal@latchkey.test") == {"dns": "ok"}
    for name, records, level in (
        ("rivers.co.uk", ["v=spf1 -all", "v=spf1 ~all"], {"spf": "fault"}),
        ("rivers.co.uk", ["v=spf1 +all"], {"spf": "fault"}),
        ("rivers.co.uk", ["v=spf10 -all"], {"spf": "fault"}),
        ("s1._domainkey.rivers.co.uk", ["v=DKIM1; p="], {"dkim": "fault"}),
        ("_dmarc.rivers.co.uk", ["v=DMARC1; p=none"], {"dmarc": "warning"}),
        ("_dmarc.rivers.co.uk", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], {"dmarc": "fault"}),
    ):
        assert await told(GOOD | {name: records}) == well | level, records


class _NameServer(asyncio.DatagramProtocol):
    """A name server with one TXT record, in two strings; it says nothing about names that begin with `silent`."""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        asked = dns.message.from_wire(data)
        name = asked.question[0].name
        if str(name).startswith("silent"):
            return
        answer = dns.message.make_response(asked)
        if str(name) == "there.test.":
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", '"v=spf1 " "-all"'))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server() -> AsyncIterator[dns.asyncresolver.Resolver]:
    """A resolver that asks a name server on this machine."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(_NameServer, ("127.0.0.1", 0))
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], transport.get_extra_info("sockname")[1]
    try:
        yield resolver
    finally:
        transport.close()


async def test_a_name_server_is_asked_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_dns, "LOOKUP_SECONDS", 0.5)
    async with name_server() as resolver:
        assert await sender_dns.texts("there.test", resolver) == ["v=spf1 -all"]
        assert await sender_dns.texts("nowhere.test", resolver) == []
        with pytest.raises(Unavailable, match="no name server answers"):
            await sender_dns.texts("silent.test", resolver)


def test_old_and_missing_backups_are_faults(tmp_path: Path) -> None:
    def level(**values: Any) -> str:
        return findings.of_backups(options(**values)).level

    file = tmp_path / "monday.zip"
    assert (level(), level(backup_path=tmp_path), level(backup_path=file)) == ("ok", "fault", "fault")
    file.touch()
    assert (level(backup_path=tmp_path), level(backup_path=file)) == ("ok", "ok")
    long_ago = clock.now().timestamp() - 27 * 3600
    os.utime(file, (long_ago, long_ago))
    assert (level(backup_path=tmp_path), level(backup_path=file, backup_max_hours=48)) == ("fault", "ok")


def test_a_full_disk_and_open_files_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((50, "ok"), (10, "warning"), (4, "fault")):
        usage = SimpleNamespace(free=free, total=100)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        assert findings.of_disk(tmp_path / "not" / "made" / "yet").level == level
    tmp_path.chmod(0o700)
    (tmp_path / "file").touch(0o600)
    assert findings.of_rights(tmp_path).level == "ok"
    (tmp_path / "file").chmod(0o644)
    assert findings.of_rights(tmp_path).level == "warning"


def test_a_clock_that_is_off_is_a_fault() -> None:
    assert findings.of_clock(clock.now()).level == "ok"
    for off in (timedelta(seconds=-2), timedelta(minutes=10)):
        assert findings.of_clock(clock.now() + off).level == "fault"


def test_origins_and_secrets_that_are_risky_are_warned_of() -> None:
    for origins, level in (
        ([], "ok"),
        (["https://app.rivers.co.uk"], "ok"),
        (["https://shop-*.hosting.example"], "warning"),
        (["https://portal.lakes.com"], "warning"),
    ):
        assert findings.of_origins(options(allowed_origins=origins)).level == level, origins
    assert findings.of_secret(options(secret_key="secretsecretsecretsecretsecretsecret")).level == "warning"
    assert findings.of_secret(options(secret_key="kX9vQ2mT7bLw4sRz8nPc3hJd6fGy1aVe")).level == "ok"
