"""`latchkey staff create`: how the first person gets in; `latchkey staff unlock`: how they get in again."""

import getpass
import sys

import settings
from adapters.security import passwords
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from models.access.accounts import accounts_named
from models.access.passwords import password_policy
from models.access.staff_access import add_active_staff, unlock_staff
from models.core import text
from models.core.errors import Refusal
from models.core.viewer import ActorKind, Permission, Viewer
from models.log.unit_of_work import shielded, unit_of_work
from models.people.staff import StaffMember, StaffRole, add_role

ADMINISTRATOR = "Administrator"
CONSOLE = Viewer(kind=ActorKind.SYSTEM, name="Command line")


def create(name: str, email: str, role: str, username: str | None) -> None:
    """Add a member of staff whose password stands on standard input."""
    options = configured()
    password = _read_password()
    own_words = [name, email, username or "", options.operator_name]
    reasons = password_policy().judge(password, own_words).objections
    if reasons:
        raise Failed("This password will not do.\n" + "\n".join(map(str, reasons)))
    run(_create(name, email, role, username, password))


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("The same again: "):
        raise Failed("These were two different passwords.")
    return password


async def _create(name: str, email: str, role: str, username: str | None, password: str) -> None:
    options = settings.get()
    passwords.use(passwords.Hashing(memory_kib=options.argon2_memory_kib, time_cost=options.argon2_time_cost))
    hashed = await passwords.hash_password(password)

    async def act() -> str:
        async with unit_of_work():
            member = await add_active_staff(name, email, await _role(role), username, hashed, by=CONSOLE)
            return f"{member.name} can sign in now, as {username or member.email}."

    async with database():
        try:
            out.print(await shielded(act), markup=False)
        except Refusal as refusal:
            raise Failed(f"{refusal.field[0]}: {refusal}" if refusal.field else str(refusal)) from None


def unlock(name: str) -> None:
    """Let a member of staff, named by username or address, try passwords again."""
    configured()
    run(_unlock(name))


async def _unlock(name: str) -> None:
    async def act() -> str:
        accounts = [account for account in await accounts_named(name) if account.staff_id is not None]
        if len(accounts) != 1:
            raise Failed(f"There is no member of staff of the name {name}.")
        async with unit_of_work():
            member = await StaffMember.get(id=accounts[0].staff_id)
            await unlock_staff(member, by=CONSOLE)
            return f"{member.name} can try to sign in again."

    async with database():
        out.print(await shielded(act), markup=False)


async def _role(name: str) -> StaffRole:
    role = await StaffRole.get_or_none(name_key=text.key(name))
    if role is not None:
        return role
    if text.key(name) == text.key(ADMINISTRATOR):
        return await add_role(ADMINISTRATOR, set(Permission), by=CONSOLE)
    names = [str(role.name) for role in await StaffRole.all().order_by("name_key")]
    raise Failed(f"There is no role {name}. There are: {', '.join(names) or 'none yet'}.")
