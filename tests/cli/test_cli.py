"""The command line: what it does, and that it says plainly what is wrong, without tracebacks and without secrets."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from graphql import build_schema
from typer.testing import CliRunner

from adapters import clock
from adapters.database.client import close_database
from adapters.mail.catcher import MailCatcher
from adapters.security import passwords
from latchkey.cli.commands import app
from models.access.accounts import Account
from models.core.database import open_database
from models.core.viewer import Permission
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Addressee, queue_email
from models.people.staff import StaffMember
from schema.build import sdl
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.programs.commands import latchkey, running
from tests.support.programs.processes import KEY
from tests.support.server import listening

GOOD = "seven lamps by the harbour 4\n"
NOWHERE = {
    "DATABASE_URL": "postgresql://someone:hidden-word@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://:hidden-word@127.0.0.1:1/0",
    "SMTP_URL": "smtp://someone:hidden-word@127.0.0.1:1",
    "SMS_URL": "http://someone:hidden-word@127.0.0.1:1/2010-04-01",
    "SECRET_KEY": "hidden-word hidden-word hidden-word",
}


def test_the_help_tells_of_every_command() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    for command in ("serve", "worker", "migrate", "demo", "schema", "staff", "doctor"):
        assert f" {command} " in shown.output
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize(
    "command",
    [[sys.executable, "-m", "latchkey"], [Path(sys.executable).with_name("latchkey")]],
    ids=["module", "program"],
)
def test_the_command_starts_by_either_name(command: list[str | Path], tmp_path: Path) -> None:
    shown = subprocess.run([*command, "migrate", "--help"], cwd=tmp_path, capture_output=True, check=True, text=True)
    assert "Bring the database up to date" in shown.stdout


async def test_wrong_settings_are_refused_by_name(tmp_path: Path) -> None:
    refused = await latchkey(
        tmp_path, "serve", PORT="many", DATABASE_URL="mysql://x", REDIS_URL="redis://:hidden/word@h"
    )
    assert refused.code == 2
    for name in ("PORT", "DATABASE_URL", "REDIS_URL"):
        assert f"\n{name}: " in refused.err
    assert "Traceback" not in refused.err
    assert "hidden" not in refused.err
    refused = await latchkey(tmp_path, "serve", SMTP_URL="smtp://mail?starttls=perhaps")
    assert (refused.code, refused.err) == (
        2,
        "The settings are wrong:\nSMTP_URL: starttls must be auto, required or never\n",
    )


async def test_a_database_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    for command in (("migrate",), ("serve", "--port", "0")):
        ended = await latchkey(tmp_path, *command, **NOWHERE)
        assert ended.code == 1
        assert ended.err.startswith("Not available: the database does not answer")
        assert "Traceback" not in ended.err


async def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear database, this is a letter and nothing else. " * 10)
    ended = await latchkey(tmp_path, "migrate", DATABASE_URL="sqlite://letter.txt")
    assert (ended.code, "file is not a database" in ended.err) == (1, True)


async def test_migrate_brings_a_database_up_to_date_once(empty_database: str, tmp_path: Path) -> None:
    first = await latchkey(tmp_path, "migrate", DATABASE_URL=empty_database)
    assert first.code == 0
    assert "Applied 0001_initial\n" in first.out
    again = await latchkey(tmp_path, "migrate", DATABASE_URL=empty_database)
    assert (again.code, again.out) == (0, "The database is up to date.\n")


async def test_serving_without_migrations_says_what_to_do(tmp_path: Path) -> None:
    ended = await latchkey(tmp_path, "serve", "--port", "0")
    assert ended.code == 1
    assert "Run `latchkey migrate` first." in ended.err


async def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    with listening() as listener:
        ended = await latchkey(tmp_path, "serve", "--port", str(listener.getsockname()[1]))
    assert ended.code == 1
    assert "Set HOST or PORT." in ended.err


@ON_SQLITE
async def test_serve_migrates_on_request_and_serves_until_it_is_stopped(empty_database: str, tmp_path: Path) -> None:
    async with running(tmp_path, "serve", "--migrate", "--port", "0", DATABASE_URL=empty_database) as server:
        url = await server.says(r"Latchkey serves (\S+)")
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            answer = await client.get("/health")
        ended = await server.stop(signal.SIGINT)
    assert answer.json() == {"status": "ok"}
    assert "server" not in answer.headers
    assert (ended.code, ended.err) == (0, "")


@ON_SQLITE
async def test_several_processes_serve_side_by_side(database: str, cast: Cast, tmp_path: Path) -> None:
    alone = await latchkey(tmp_path, "serve", "--workers", "2", DATABASE_URL=database)
    assert (alone.code, "SMTP_URL: --workers needs it" in alone.err) == (2, True)
    async with MailCatcher() as catcher:
        environment = {"DATABASE_URL": database, "SMTP_URL": catcher.url, "DATA_DIR": str(tmp_path)}
        async with running(tmp_path, "serve", "--workers", "2", "--port", "0", **environment) as server:
            url = await server.says(r"Latchkey serves (\S+)")
            headers = {"Authorization": f"Bearer {cast.ann.token}", "Accept": "text/event-stream"}
            body = {"query": "subscription { orderEvents { cursor } }"}
            async with httpx.AsyncClient(base_url=url, timeout=60) as client:
                assert (await client.get("/health")).status_code == 200
                async with client.stream("POST", "/graphql", json=body, headers=headers) as stream:
                    lines = stream.aiter_lines()
                    assert await anext(lines) == ":", "it has begun"
                    ended = await server.stop()
                    rest = [line async for line in lines]
                    assert "event: next" in rest and "event: complete" not in rest, "it is to be resumed"
    assert "Traceback" not in ended.err


@ON_SQLITE
async def test_staff_create_lets_the_first_person_in(database: str, tmp_path: Path) -> None:
    command = ("staff", "create", "Nell Noon", "nell@latchkey.test")
    made = await latchkey(tmp_path, *command, typed=GOOD, DATABASE_URL=database)
    assert (made.code, made.out) == (0, "Nell Noon can sign in now, as nell@latchkey.test.\n")
    await open_database(database)
    try:
        account = await Account.get(username_key="nell@latchkey.test")
        assert await passwords.verify_password(account.password_hash, GOOD.strip())
        assert account.activated_at is not None
        role = await (await StaffMember.get(id=account.staff_id)).role
        assert (role.name, set(role.permissions)) == ("Administrator", set(Permission))
    finally:
        await close_database()
    again = await latchkey(tmp_path, *command, typed=GOOD, DATABASE_URL=database)
    assert (again.code, again.err) == (1, "email: Another member of staff has this e-mail address.\n")


@ON_POSTGRESQL
async def test_staff_create_takes_a_role_that_is_there(database: str, tmp_path: Path) -> None:
    command = ("staff", "create", "Nell Noon", "nell@latchkey.test", "--username", "nell", "--role")
    made = await latchkey(tmp_path, *command, "workshop", typed=GOOD, DATABASE_URL=database)
    assert (made.code, made.out) == (0, "Nell Noon can sign in now, as nell.\n")
    refused = await latchkey(tmp_path, *command, "Kings", typed=GOOD, DATABASE_URL=database)
    assert (refused.code, refused.err) == (1, "There is no role Kings. There are: Management, Workshop.\n")


async def test_staff_create_judges_the_password(tmp_path: Path) -> None:
    command = ("staff", "create", "Nell Noon", "nell@latchkey.test")
    for weak in ("password1", "x" * 1_000_000):
        refused = await latchkey(tmp_path, *command, typed=f"{weak}\n")
        assert (refused.code, refused.err.partition("\n")[0]) == (1, "This password will not do.")


@ON_POSTGRESQL
async def test_the_doctor_finds_everything_well(database: str, tmp_path: Path) -> None:
    async with MailCatcher() as catcher:
        ended = await latchkey(tmp_path, "doctor", DATABASE_URL=database, SMTP_URL=catcher.url)
    assert (ended.code, "fault" in ended.out) == (0, False)
    for name in (
        "database",
        "clock",
        "redis",
        "storage",
        "smtp",
        "sms",
        "rights",
        "backups",
        "secret",
        "origins",
        "dns",
    ):
        assert f"ok       {name} " in ended.out


async def test_the_doctor_says_what_does_not_answer_and_no_secret(tmp_path: Path) -> None:
    ended = await latchkey(tmp_path, "doctor", **NOWHERE, STORAGE_URL="file:///proc/nothing/can/be/made/here")
    assert ended.code == 1
    for name in ("database", "redis", "storage", "smtp", "sms"):
        assert f"fault    {name} " in ended.out
    assert "ok       secret       set\n" in ended.out
    assert "hidden" not in ended.out + ended.err
    assert "Traceback" not in ended.err


async def test_the_doctor_makes_no_database(tmp_path: Path) -> None:
    ended = await latchkey(tmp_path, "doctor")
    assert (ended.code, "Run `latchkey migrate`" in ended.out) == (1, True)
    assert not (tmp_path / "var" / "latchkey.sqlite3").exists()


async def test_schema_prints_writes_and_checks_the_contract(tmp_path: Path) -> None:
    shown, file = CliRunner().invoke(app, ["schema"]), tmp_path / "contract.graphql"
    assert (shown.exit_code, shown.output) == (0, sdl())
    assert build_schema(shown.output).query_type is not None
    assert CliRunner().invoke(app, ["schema", "--write", str(file)]).exit_code == 0
    assert file.read_text() == sdl()
    assert CliRunner().invoke(app, ["schema", "--check", str(file)]).exit_code == 0
    file.write_text(sdl().replace("type Query", "type Question"))
    stale = await latchkey(tmp_path, "schema", "--check", "contract.graphql")
    assert stale.code == 1
    assert "-type Question {\n+type Query {" in stale.err
    assert "contract.graphql is stale." in stale.err


@ON_SQLITE
async def test_a_worker_of_its_own_sends_and_ends_when_it_is_told_to(database: str, tmp_path: Path) -> None:
    async with MailCatcher() as catcher:
        environment = {"DATABASE_URL": database, "SMTP_URL": catcher.url}
        async with running(tmp_path, "worker", **environment) as worker:
            await worker.says("at work")
            await _queue(database)
            await catcher.wait_for(lambda mail: mail.to == ("ann@people.test",), timeout=60)
            ended = await worker.stop()
    assert (ended.code, ended.err) == (0, "")


async def _queue(database: str) -> None:
    """Queue a mail as another process does."""

    async def add() -> None:
        async with unit_of_work() as unit:
            about = {"username": "ann", "changed_at": clock.now().isoformat()}
            queue_email(unit, "password_changed", Addressee("ann@people.test", "Ann", "en", "UTC"), **about)

    await open_database(database)
    try:
        await shielded(add)
    finally:
        await close_database()


async def _sign_in(client: httpx.AsyncClient, password: str) -> str | None:
    """Try to sign in as Moira; returns the code of the refusal."""
    query = """mutation($password: String!) {
      sessionCreate(input: {username: "moira", password: $password}) { userErrors { code } } }"""
    answer = await client.post("/graphql", json={"query": query, "variables": {"password": password}})
    refusals = answer.json()["data"]["sessionCreate"]["userErrors"]
    return refusals[0]["code"] if refusals else None


async def test_the_demo_says_where_to_go_and_restarts_with_its_data(tmp_path: Path) -> None:
    for mails in (3, 0):
        async with running(tmp_path, "demo", "--port", "0") as demo:
            url = await demo.says(r"Portal +(\S+)/")
            await demo.says("Ctrl")
            async with httpx.AsyncClient(base_url=url, timeout=60) as client:
                assert (await client.get("/")).status_code == 200
                assert (await client.post("/demo/clock?hours=1")).status_code == 404
                found = (await client.get("/mailbox")).text.count('href="/mailbox/')
                wrong = await asyncio.gather(*(_sign_in(client, "wrong") for _ in range(12)))
                assert wrong == ["BAD_CREDENTIALS"] * 12
                assert await _sign_in(client, "lanterns at the quay 7") is None
            ended = await demo.stop(signal.SIGINT)
        assert "moira       lanterns at the quay 7" in demo.said
        complaints = [line for line in ended.err.splitlines() if "loop_held" not in line]  # a busy machine's
        assert (ended.code, complaints) == (0, [])
        assert found <= mails
    assert (tmp_path / "var" / "demo.sqlite3").exists()


@ON_SQLITE
async def test_the_demo_is_not_for_production_nor_for_other_data(database: str, tmp_path: Path) -> None:
    production = {
        "ENVIRONMENT": "production",
        "PORTAL_URL": "https://p.test",
        "SMTP_URL": "smtp://m",
        "SECRET_KEY": KEY,
    }
    refused = await latchkey(tmp_path, "demo", ARGON2_MEMORY_KIB="19456", **production)
    assert (refused.code, "not for production" in refused.err) == (2, True)
    refused = await latchkey(tmp_path, "demo", "--port", "0", DATABASE_URL=database)
    assert (refused.code, "data that is not the demo's" in refused.err) == (1, True)
