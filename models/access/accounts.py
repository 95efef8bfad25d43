"""Accounts: how contacts and staff sign in. A contact's portal access is the state of their account."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F, Q

import settings
from adapters import clock
from adapters.mail.addresses import address_key
from models.core import text
from models.core.characters import has_hidden
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import ActorKind, Viewer
from models.log.unit_of_work import UnitOfWork
from models.messages.deliveries import Addressee, queue_email
from models.people import taken_names
from models.people.contacts import Contact
from models.people.staff import StaffMember


class PortalAccessStatus(StrEnum):
    """The steps of a contact's portal access."""

    DISABLED = "DISABLED"
    ENABLED = "ENABLED"
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"


class Account(Entity):
    """A way to sign in, of one contact or one member of staff."""

    contact: fields.OneToOneNullableRelation[Contact] = fields.OneToOneField(
        "models.Contact", related_name="account", null=True, on_delete=fields.RESTRICT
    )
    staff: fields.OneToOneNullableRelation[StaffMember] = fields.OneToOneField(
        "models.StaffMember", related_name="account", null=True, on_delete=fields.RESTRICT
    )
    username = fields.CharField(max_length=254, null=True)
    username_key = fields.CharField(max_length=508, null=True, unique=True)
    password_hash = fields.CharField(max_length=255, null=True)
    invited_at = UtcDatetimeField(null=True)
    activated_at = UtcDatetimeField(null=True)
    failures = fields.IntField(default=0)
    locked_until = UtcDatetimeField(null=True)
    counted_from = UtcDatetimeField(null=True)
    resets_from = UtcDatetimeField(null=True)
    agreeing_email = fields.CharField(max_length=254, null=True)
    last_signed_in_at = UtcDatetimeField(null=True)
    created_at = UtcDatetimeField()
    contact_id: UUID | None
    staff_id: UUID | None

    class Meta:
        table = "accounts"

    @property
    def status(self) -> PortalAccessStatus:
        """The step that the access has reached."""
        if self.username is None:
            return PortalAccessStatus.DISABLED
        if self.activated_at is not None:
            return PortalAccessStatus.ACTIVE
        return PortalAccessStatus.ENABLED if self.invited_at is None else PortalAccessStatus.INVITED

    @property
    def person_id(self) -> UUID:
        """The contact or member of staff whose account it is."""
        owner = self.contact_id or self.staff_id
        assert owner is not None
        return owner

    @property
    def is_locked(self) -> bool:
        """Whether many wrong passwords of strangers have locked it for strangers, for now."""
        return self.locked_until is not None and self.locked_until > clock.now()

    @property
    def takes_resets(self) -> bool:
        """Whether resets go to its address: for a while after staff have changed that, they do not."""
        return self.resets_from is None or self.resets_from <= clock.now()


async def locked_account(account_id: UUID | None) -> Account:
    """An account, locked until the transaction ends: its contact first, as everybody takes the two in that order."""
    account = await Account.get(id=account_id)
    if account.contact_id is not None:
        await Contact.filter(id=account.contact_id).select_for_update().get()
    return await Account.filter(id=account_id).select_for_update().get()


async def locked_account_of(contact: Contact) -> Account:
    """The contact's account, locked until the transaction ends; a new one, without a username, if there is none."""
    account = await Account.filter(contact_id=contact.id).select_for_update().get_or_none()
    return account or await Account.create(contact_id=contact.id, created_at=clock.now())


async def set_username(account: Account, username: str) -> None:
    """Give the account a username; refuses with NOT_UNIQUE what another account has, or somebody for an address.

    Neither spelling nor case makes a difference.
    """
    username = checked_username(username)
    key = sign_in_key(username)
    is_taken = await Account.filter(username_key=key).exclude(id=account.id).exists()
    if is_taken or await taken_names.is_somebody_elses(key, owner=account.person_id):
        raise Refusal(RefusalCode.NOT_UNIQUE, "This username is taken. Choose another.", "username")
    account.username, account.username_key = username, key
    await account.save(update_fields=["username", "username_key"])


async def set_password(account: Account, password_hash: str) -> None:
    """Set the password, which also ends a lock and resets what was counted."""
    account.password_hash = password_hash
    await account.save(update_fields=["password_hash"])
    await reset_failures(account)


async def reset_failures(account: Account) -> None:
    """End a lock, and count wrong passwords from zero, wherever they come from."""
    account.failures, account.locked_until, account.counted_from = 0, None, clock.now()
    await account.save(update_fields=["failures", "locked_until", "counted_from"])


async def count_failure(account: Account) -> bool:
    """Count a stranger's wrong password; returns whether this one has locked the account for strangers."""
    options = settings.get()
    await Account.filter(id=account.id).update(failures=F("failures") + 1)
    locked = await Account.filter(id=account.id, failures__gte=options.lock_after_failures).update(
        locked_until=clock.now() + timedelta(minutes=options.lock_minutes), failures=0
    )
    return bool(locked)


async def allow_resets(account: Account) -> None:
    """Let password resets go to the present address."""
    account.resets_from = account.agreeing_email = None
    await account.save(update_fields=["resets_from", "agreeing_email"])


async def owner_of(account: Account) -> Contact | StaffMember:
    """The contact or the member of staff whose account it is."""
    return await (Contact.get(id=account.contact_id) if account.contact_id else StaffMember.get(id=account.staff_id))


async def actor_of(account: Account) -> Viewer:
    """The person whose account it is, as one who acts."""
    owner = await owner_of(account)
    if isinstance(owner, Contact):
        return Viewer(kind=ActorKind.CONTACT, name=owner.display_name, contact_id=owner.id, account_id=account.id)
    return Viewer(kind=ActorKind.STAFF, name=owner.name, staff_id=owner.id, account_id=account.id)


async def mail_owner(unit: UnitOfWork, template: str, owner: Contact | StaffMember, **data: Any) -> None:
    """Queue a mail about an account to its owner's address for signing in, if they have one."""
    if owner.email is None:
        return
    queue_email(unit, template, Addressee.of(owner, owner.email), **data)


def sign_in_key(name: str) -> str:
    """The form in which usernames are compared: that of addresses for what may be one, that of names for the rest."""
    return (address_key(name) if "@" in name else text.key(name))[:508]


def checked_username(username: str) -> str:
    """A username in the form it is kept; refuses with INVALID what nobody could type reliably."""
    # Cut before it is measured: normalising takes time by the square of the length.
    username = unicodedata.normalize("NFC", username.strip()[:1000])
    if not username:
        raise Refusal(RefusalCode.REQUIRED, "Choose a username.", "username")
    if len(username) > 254:
        raise Refusal(RefusalCode.TOO_LONG, "Use at most {most} characters.", "username", most=254)
    if has_hidden(username):
        raise Refusal.of(RefusalCode.INVALID, text.HIDDEN, "username")
    if len(username) < 3 or not re.fullmatch(r"[\w.@+\-']+", username):
        raise Refusal(
            RefusalCode.INVALID, "Use 3 characters or more: letters, digits and . _ - + @ without spaces.", "username"
        )
    return username


async def suggest_username(name: str) -> str:
    """A readable username made of a person's name, which nobody has: jo.hill, jo.hill2, jo.hill3."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    base = ".".join(dict.fromkeys([*words[:1], *words[-1:]]))[:60]
    if len(base) < 3:
        base = f"user.{base}" if base else "user"
    taken = {key for (key,) in await Account.filter(username_key__startswith=base).values_list("username_key")}
    number = 1
    while (candidate := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    return candidate


SHARING: Final = 20
"""Most accounts that one address stands for."""


async def accounts_named(name: str) -> list[Account]:
    """The accounts that a username or an e-mail address stands for: that of the username comes first.

    Always one statement, so that its time does not tell which exist. Inactive staff have none.
    """
    key = sign_in_key(name)
    usable = Account.filter(Q(staff_id__isnull=True) | Q(staff__is_active=True), username__not_isnull=True)
    of_contact = Q(contact__email_key=key, contact__archived_at=None)
    accounts = (
        await usable.filter(Q(username_key=key) | of_contact | Q(staff__email_key=key)).order_by("id").limit(SHARING)
    )
    return sorted(accounts, key=lambda account: account.username_key != key)


async def account_for_sign_in(name: str) -> Account | None:
    """The account of a username, or of an address that belongs to one account only; None if there is none."""
    accounts = await accounts_named(name)
    is_one = len(accounts) == 1 or (accounts and accounts[0].username_key == sign_in_key(name))
    return accounts[0] if is_one else None
