"""The cast: the same people in every test, in every fresh database.

Two customers and a property that one of them looks after:

- Acme: ann administers it with every right, ben is a member who may do what members usually may.
- Zenith: zoe administers it. Nothing of Acme is any of her business.
- 12 Quay Street, a property of Zenith's: tom is its tenant and belongs to no customer.

The operator's people: sam has every permission, rita only that for orders. All share one password, and are signed in.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from adapters import clock
from adapters.database.client import close_database
from adapters.security import passwords
from models.access.accounts import Account, set_password
from models.access.memberships import set_membership
from models.access.portal_access import enable
from models.access.sessions import start_session
from models.access.staff_access import add_active_staff
from models.core.database import open_database
from models.core.postal_addresses import Address
from models.core.viewer import SYSTEM, MembershipRole, PartyRole, Permission
from models.log.unit_of_work import shielded, unit_of_work
from models.people.contacts import Contact, add_contact
from models.people.customers import add_customer
from models.people.staff import StaffRole, add_role
from models.places.sites import SiteKind, add_site, set_party
from resolvers.core.ids import encode

PASSWORD = "seven lamps by the harbour 4"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in; `id` is the global id of the contact or member of staff."""

    id: str
    name: str
    email: str
    username: str
    token: str


@dataclass(frozen=True)
class Cast:
    """The people and places in every fresh database; places by their global ids."""

    sam: Person
    rita: Person
    ann: Person
    ben: Person
    zoe: Person
    tom: Person
    acme: str
    zenith: str
    acme_site: str
    quay_street: str

    def dump(self, path: Path) -> None:
        """Write the cast to a file, for other processes."""
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> "Cast":
        """Read the cast from a file."""
        stored: Any = json.loads(path.read_text())
        parts: Any = {name: Person(**part) if isinstance(part, dict) else part for name, part in stored.items()}
        return cls(**parts)


async def engage(database_url: str) -> Cast:
    """Put the cast into a migrated database and sign everybody in."""
    await open_database(database_url)
    try:
        return await shielded(_engage)
    finally:
        await close_database()


async def _engage() -> Cast:
    async with unit_of_work():
        everything = await add_role("Management", set(Permission), by=SYSTEM)
        workshop = await add_role("Workshop", {Permission.MANAGE_ORDERS}, by=SYSTEM)
        acme = await add_customer("Acme Bakery", "EUR", "ACME", by=SYSTEM)
        zenith = await add_customer("Zenith Lettings", "GBP", "ZENITH", by=SYSTEM)
        ann, ben, zoe, tom = [await _contact(name) for name in ("Ann Archer", "Ben Booth", "Zoe Zimmer", "Tom Tully")]
        await set_membership(acme, ann, MembershipRole.ADMIN, None, by=SYSTEM)
        await set_membership(acme, ben, MembershipRole.MEMBER, None, by=SYSTEM)
        await set_membership(zenith, zoe, MembershipRole.ADMIN, None, by=SYSTEM)
        acme_site = await add_site(
            "Acme Bakehouse", Address("3 Mill Lane", "Leeds", "GB"), kind=SiteKind.BUSINESS, customer=acme, by=SYSTEM
        )
        quay_street = await add_site(
            "12 Quay Street",
            Address("12 Quay Street", "Bristol", "GB"),
            kind=SiteKind.PROPERTY,
            customer=zenith,
            by=SYSTEM,
        )
        await set_party(quay_street, tom, PartyRole.TENANT, starts_on=None, ends_on=None, by=SYSTEM)
        return Cast(
            sam=await _staff("Sam Sutton", everything),
            rita=await _staff("Rita Rowe", workshop),
            ann=await _signed_in(ann),
            ben=await _signed_in(ben),
            zoe=await _signed_in(zoe),
            tom=await _signed_in(tom),
            acme=encode("Customer", acme.id),
            zenith=encode("Customer", zenith.id),
            acme_site=encode("Site", acme_site.id),
            quay_street=encode("Site", quay_street.id),
        )


async def _contact(name: str) -> Contact:
    first = name.partition(" ")[0]
    return await add_contact(name, display_name=first, email=f"{first.lower()}@people.test", country="GB", by=SYSTEM)


async def _signed_in(contact: Contact) -> Person:
    account = await enable(contact, contact.display_name.lower(), by=SYSTEM)
    await set_password(account, await passwords.hash_password(PASSWORD))
    account.activated_at = clock.now()
    await account.save(update_fields=["activated_at"])
    return await _person(account, encode("Contact", contact.id), contact.name, contact.expect_email())


async def _staff(name: str, role: StaffRole) -> Person:
    username, password_hash = name.partition(" ")[0].lower(), await passwords.hash_password(PASSWORD)
    member = await add_active_staff(name, f"{username}@latchkey.test", role, username, password_hash, by=SYSTEM)
    account = await Account.get(staff_id=member.id)
    return await _person(account, encode("StaffMember", member.id), member.name, member.email)


async def _person(account: Account, node_id: str, name: str, email: str) -> Person:
    _, token = await start_session(account, "tests")
    return Person(id=node_id, name=name, email=email, username=str(account.username), token=token)
