"""No person's username is another person's e-mail address, whichever of the two was given first.

Otherwise somebody could sign in, or ask for a reset, under a name that is taken for another person's. Contacts, staff
and accounts stand above this module, so it names their tables.
"""

from typing import Final
from uuid import UUID

from adapters.database.client import fetch, is_sqlite
from models.core.errors import Refusal, RefusalCode

_USERNAME: Final = """
SELECT 1 FROM accounts WHERE username_key = :key
AND (contact_id IS NULL OR contact_id <> :owner) AND (staff_id IS NULL OR staff_id <> :owner)
"""
_ADDRESS: Final = """
SELECT 1 FROM contacts WHERE email_key = :key AND id <> :owner
UNION ALL SELECT 1 FROM staff_members WHERE email_key = :key AND id <> :owner
"""
NOBODY: Final = UUID(int=0)


async def expect_nobodys_username(address_key: str, *, owner: UUID = NOBODY) -> None:
    """Refuse with NOT_UNIQUE an address that is the username of a contact or member of staff other than `owner`."""
    await lock(address_key)
    if await fetch(_USERNAME, {"key": address_key, "owner": owner}):
        raise Refusal(RefusalCode.NOT_UNIQUE, "This address is another account's username.", "email")


async def is_somebody_elses(username_key: str, *, owner: UUID = NOBODY) -> bool:
    """Whether a username is the e-mail address of a person other than `owner`, archived people included."""
    await lock(username_key)
    return bool(await fetch(_ADDRESS, {"key": username_key, "owner": owner}))


async def lock(key: str) -> None:
    """Keep others from taking the same address or name until the transaction ends: two must not both find it free."""
    if "@" in key and not is_sqlite():
        await fetch("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))", {"key": key})
