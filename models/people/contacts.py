"""Contacts: the people that the operator deals with."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tortoise import fields
from uuid_utils.compat import uuid7

from adapters import clock
from adapters.mail.addresses import address_key
from models.core import text
from models.core import validators as checked
from models.core.display_names import display_name_of
from models.core.entity import UtcDatetimeField
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.references import reference_columns
from models.core.search import Searchable, document
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.people import taken_names
from models.people.time_zones import suggested_zone


class Contact(Searchable):
    """A person. `name` is for staff and colleagues, `display_name` for everybody.

    Staff and colleagues find a person by `search_words`, everybody by `display_words`. A `mobile` counts, and gets
    texts, once it is verified; an index keeps a verified number to one person. Of somebody who was erased only the row
    is left, under a pseudonym.
    """

    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400)
    display_name = fields.CharField(max_length=200)
    display_words: str | None = fields.TextField(null=True)
    email = fields.CharField(max_length=254, null=True)
    email_key = fields.CharField(max_length=254, null=True, db_index=True)
    notification_email = fields.CharField(max_length=254, null=True)
    mobile = fields.CharField(max_length=20, null=True)
    mobile_verified_at = UtcDatetimeField(null=True)
    country = fields.CharField(max_length=2, null=True)
    time_zone = fields.CharField(max_length=64)
    locale = fields.CharField(max_length=35, default="en")
    external_reference = fields.CharField(max_length=100, null=True)
    archived_at = UtcDatetimeField(null=True)
    erased_at = UtcDatetimeField(null=True)

    FOUND_BY = ("name", "display_name", "email")

    class Meta:
        table = "contacts"
        indexes = (("created_at", "id"), ("updated_at", "id"))

    def _words(self, changes: Mapping[str, Any]) -> dict[str, str]:
        display_name = changes.get("display_name", self.display_name)
        return super()._words(changes) | {"display_words": document(display_name)}

    @property
    def notices_to(self) -> str | None:
        """The address for notices: the one that the contact gave for them, or else the one for signing in."""
        return self.notification_email or self.email

    def expect_email(self, field: str | None = None) -> str:
        """The contact's address; refuses with EMAIL_REQUIRED if there is none."""
        if self.email is None:
            raise Refusal(RefusalCode.EMAIL_REQUIRED, "Save an e-mail address on the contact first.", field)
        return self.email

    def expect_present(self) -> None:
        """Refuse with WRONG_STATE if the contact is archived."""
        if self.archived_at is not None:
            raise Refusal(RefusalCode.WRONG_STATE, "The contact is archived. Restore it first.")


async def add_contact(
    name: str,
    *,
    display_name: str | None = None,
    email: str | None = None,
    mobile: str | None = None,
    country: str | None = None,
    time_zone: str | None = None,
    locale: str | None = None,
    external_reference: str | None = None,
    customer_id: UUID | None = None,
    by: Viewer,
) -> Contact:
    """Add a person; by default the zone is suggested by country and number, and the locale is English.

    Refuses with NOT_UNIQUE an e-mail address that is another person's username, and another's external reference.
    """
    async with unit_of_work() as unit:
        faults, contact_id = Faults(), uuid7()
        values: dict[str, Any] = {"id": contact_id}
        with faults.noted():
            name = text.line(name, "name")
        with faults.noted():
            values["display_name"] = text.optional_line(display_name, "displayName") or display_name_of(name)
        with faults.noted():
            values |= _checked(email=email, mobile=mobile, country=country, time_zone=time_zone, locale=locale)
        with faults.noted():
            values |= await reference_columns(Contact, contact_id, external_reference, by=by)
        faults.expect_none()
        if values["email_key"]:
            await taken_names.expect_nobodys_username(values["email_key"])
        values.setdefault("time_zone", suggested_zone(values.get("country"), values.get("mobile")))
        values["mobile_verified_at"] = await _verified_by_entry(values.get("mobile"), by)
        contact = await Contact.create(name=name, name_key=text.key(name), **values)
        unit.record(EventKind.CONTACT_CREATED, by, contact_id=contact.id, customer_id=customer_id)
        return contact


async def revise_contact(contact: Contact, *, by: Viewer, **changes: str | None) -> None:
    """Change what is given; another number has to be verified again.

    Refuses with NOT_UNIQUE as `add_contact` does.
    """
    async with unit_of_work() as unit:
        faults = Faults()
        values: dict[str, Any] = {}
        with faults.noted():
            values |= _checked(**changes)
        with faults.noted():
            if "name" in changes:
                values["name"] = text.line(changes["name"] or "", "name")
                values["name_key"] = text.key(values["name"])
        with faults.noted():
            if "display_name" in changes:
                values["display_name"] = text.line(changes["display_name"] or "", "displayName")
        with faults.noted():
            if "external_reference" in changes:
                values |= await reference_columns(Contact, contact.id, changes["external_reference"], by=by)
        faults.expect_none()
        if values.get("email_key"):
            await taken_names.expect_nobodys_username(values["email_key"], owner=contact.id)
        if "mobile" in values and values["mobile"] != contact.mobile:
            values["mobile_verified_at"] = await _verified_by_entry(values["mobile"], by)
        await contact.advance(**values)
        unit.record(EventKind.CONTACT_CHANGED, by, contact_id=contact.id, change="revised")


async def send_notices_to(contact: Contact, email: str | None, *, by: Viewer) -> None:
    """Send notices to an address that its owner has confirmed, or (None) to the one for signing in."""
    async with unit_of_work() as unit:
        await contact.advance(notification_email=email)
        unit.record(EventKind.CONTACT_CHANGED, by, contact_id=contact.id, change="revised")


async def _verified_by_entry(mobile: str | None, by: Viewer) -> datetime | None:
    """The moment of verification of a number: now if staff enter it, unless it is verified for somebody else."""
    if mobile is None or not by.is_staff:
        return None
    is_taken = await Contact.filter(mobile=mobile, mobile_verified_at__not_isnull=True).exists()
    return None if is_taken else clock.now()


def _checked(**given: str | None) -> dict[str, Any]:
    faults = Faults()
    values: dict[str, Any] = {}
    for name, check in _CHECKS.items():
        if name not in given:
            continue
        value = given[name]
        if value is not None and value.strip():
            with faults.noted():
                values[name] = check(value.strip())
        elif name not in ("time_zone", "locale"):
            values[name] = None
    faults.expect_none()
    if "email" in values:
        values["email_key"] = address_key(values["email"]) if values["email"] else None
    return values


_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "email": checked.email,
    "mobile": checked.mobile,
    "country": checked.country,
    "time_zone": checked.time_zone,
    "locale": checked.locale,
}
