"""The audience of notifications: members of a customer, people with roles on a property, and staff."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import settings
from models.core.calendar import today
from models.core.rows import Row, read_rows
from models.core.viewer import SEE_PROPERTY_ORDERS, PartyGrant, PartyRole, Permission, Right
from models.messages.deliveries import Addressee
from models.messages.digests import DigestFrequency
from models.messages.notifications import MAILED_TO_STAFF, NotificationKind


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to be notified of one kind of thing, and the ways in which they want that.

    `email` is their address for notices, `mobile` a verified number, None if they want no texts. `digest_id` is where
    their mails that can wait are gathered, None if they get each at once.
    """

    contact_id: UUID | None
    staff_id: UUID | None
    name: str
    email: str | None
    mobile: str | None
    locale: str
    time_zone: str
    by_email: bool
    by_sms: bool
    in_app: bool
    digest_id: UUID | None
    digest: DigestFrequency

    def at(self, address: str) -> Addressee:
        """The addressee that they are at an address or a number of theirs."""
        return Addressee(address, self.name, self.locale, self.time_zone, self.contact_id)

    @property
    def can_get_sms(self) -> bool:
        """Whether a text message would reach them."""
        return self.mobile is not None and settings.get().sends_sms

    def is_reached(self, *, by_sms: bool) -> bool:
        """Whether a notice reaches them in a way that they want, or (`by_sms`) by a text that they did not choose."""
        return self.in_app or (self.by_email and bool(self.email)) or (self.can_get_sms and (by_sms or self.by_sms))


_WANTS = """COALESCE(p.email, {email}) AS by_email, COALESCE(p.in_app, 1 = 1) AS in_app,
  COALESCE(p.sms, 1 = 0) AS by_sms, COALESCE(d.frequency, 'AT_ONCE') AS digest,
  CASE WHEN d.frequency <> 'AT_ONCE' THEN d.id END AS digest_id"""
_CONTACT = f"""contacts.id AS contact_id, CAST(NULL AS uuid) AS staff_id, contacts.display_name AS name,
  COALESCE(contacts.notification_email, contacts.email) AS email,
  CASE WHEN contacts.mobile_verified_at IS NOT NULL
    AND contacts.mobile NOT IN (SELECT number FROM sms_opt_outs) THEN contacts.mobile END AS mobile,
  contacts.locale, contacts.time_zone, {_WANTS.format(email="1 = 1")}"""
_ACTIVE = """JOIN accounts ON accounts.contact_id = contacts.id AND accounts.username IS NOT NULL
  AND accounts.activated_at IS NOT NULL
LEFT JOIN notification_preferences p ON p.contact_id = contacts.id AND p.kind = :kind
LEFT JOIN digests d ON d.contact_id = contacts.id"""
_NO_ROLE = """CAST(NULL AS uuid) AS site_id, CAST(NULL AS text) AS role, CAST(NULL AS date) AS starts_on,
  CAST(NULL AS date) AS ends_on, CAST(NULL AS timestamptz) AS given_at"""
_NOT_STAFF = "0 AS is_assigned, CAST(NULL AS jsonb) AS permissions"

_MEMBERS = f"""
SELECT {_CONTACT}, {_NO_ROLE}, {_NOT_STAFF} FROM contacts {_ACTIVE}
WHERE contacts.archived_at IS NULL AND contacts.id IN (
  SELECT contact_id FROM memberships WHERE customer_id = :customer_id AND {{which}})
"""
_PARTIES = f"""
SELECT {_CONTACT}, parties.site_id, parties.role, parties.starts_on, parties.ends_on, parties.given_at, {_NOT_STAFF}
FROM parties JOIN contacts ON contacts.id = parties.contact_id {_ACTIVE}
WHERE contacts.archived_at IS NULL AND parties.site_id = :site_id AND parties.role IN :roles
"""
_TENANTS = f"""
SELECT {_CONTACT}, parties.site_id, parties.role, parties.starts_on, parties.ends_on, parties.given_at, {_NOT_STAFF}
FROM tenancy_tenants JOIN tenancies ON tenancies.id = tenancy_tenants.tenancy_id
JOIN parties ON parties.site_id = tenancies.site_id AND parties.contact_id = tenancy_tenants.contact_id
JOIN contacts ON contacts.id = parties.contact_id {_ACTIVE}
WHERE contacts.archived_at IS NULL AND tenancies.id = :tenancy_id AND parties.role = :tenant
"""
_NAMED = f"""
SELECT {_CONTACT}, {_NO_ROLE}, {_NOT_STAFF} FROM contacts {_ACTIVE}
WHERE contacts.archived_at IS NULL AND contacts.id IN :contact_ids
"""
_STAFF = f"""
SELECT CAST(NULL AS uuid) AS contact_id, s.id AS staff_id, s.name, s.email, NULL AS mobile, s.locale, s.time_zone,
  {_WANTS.format(email=":waits")}, {_NO_ROLE}, CASE WHEN t.id IS NULL THEN 0 ELSE 1 END AS is_assigned, r.permissions
FROM staff_members s JOIN staff_roles r ON r.id = s.role_id
LEFT JOIN order_technicians t ON t.staff_id = s.id AND t.order_id = :order_id
LEFT JOIN notification_preferences p ON p.staff_id = s.id AND p.kind = :kind
LEFT JOIN digests d ON d.staff_id = s.id
WHERE s.is_active
"""
_TYPES: Final = {
    **dict.fromkeys(("contact_id", "staff_id", "digest_id", "site_id"), UUID),
    **dict.fromkeys(("by_email", "by_sms", "in_app"), bool),
    **dict.fromkeys(("starts_on", "ends_on"), date),
    "given_at": datetime,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Some people: the statement that reads them, its values, and the choice among its rows."""

    sql: str
    values: dict[str, Any]
    chosen: Callable[[list[Row]], list[Row]] = list


def members_with(customer_id: UUID | None, rights: Right) -> Group:
    """The active members of a customer who have at least one of `rights`."""
    values = {"customer_id": customer_id, "rights": int(rights)}
    return Group(_MEMBERS.format(which="(rights & :rights) <> 0"), values)


def members_or_tenants(customer_id: UUID, rights: Right, tenancy_id: UUID) -> Group:
    """The active members of a customer who have at least one of `rights`, and the tenants of a tenancy whose role on
    the property is in force today."""

    def chosen(rows: list[Row]) -> list[Row]:
        return [row for row in rows if row["site_id"] is None or PartyGrant.of(row).is_current(today())]

    members = members_with(customer_id, rights)
    values = members.values | {"tenancy_id": tenancy_id, "tenant": PartyRole.TENANT}
    return Group(f"{members.sql} UNION ALL {_TENANTS}", values, chosen)


def administrators_of(customer_id: UUID) -> Group:
    """The active administrators of a customer."""
    return Group(_MEMBERS.format(which="role = 'ADMIN'"), {"customer_id": customer_id})


def parties_of(site_id: UUID | None, opened_at: datetime | None) -> Group:
    """The people whose role on a property, in force today, shows an order that was opened then.

    None stands for something that is of the property and that every such role shows.
    """

    def chosen(rows: list[Row]) -> list[Row]:
        return [row for row in rows if PartyGrant.of(row).shows(opened_at, today())]

    return Group(_PARTIES, {"site_id": site_id, "roles": SEE_PROPERTY_ORDERS}, chosen)


def people_with_roles(site_id: UUID, roles: Sequence[PartyRole]) -> Group:
    """The people who have one of these roles on a property today."""

    def chosen(rows: list[Row]) -> list[Row]:
        return [row for row in rows if PartyGrant.of(row).is_current(today())]

    return Group(_PARTIES, {"site_id": site_id, "roles": tuple(roles)}, chosen)


def holders_of(site_id: UUID, tenants: Collection[UUID]) -> Group:
    """The people who are landlords of a property today, and those of `tenants` whose role there is in force."""

    def chosen(rows: list[Row]) -> list[Row]:
        return [
            row
            for row in rows
            if PartyGrant.of(row).is_current(today())
            and (row["role"] == PartyRole.LANDLORD or row["contact_id"] in tenants)
        ]

    return Group(_PARTIES, {"site_id": site_id, "roles": (PartyRole.LANDLORD, PartyRole.TENANT)}, chosen)


def contacts_named(contact_ids: Sequence[UUID]) -> Group:
    """These people."""
    return Group(_NAMED, {"contact_ids": tuple(contact_ids)})


def staff_with(permission: Permission, order_id: UUID | None = None, and_also: UUID | None = None) -> Group:
    """The order's technicians, or if it has none all active staff with the permission; and the member `and_also`."""

    def chosen(rows: list[Row]) -> list[Row]:
        able = [row for row in rows if f'"{permission}"' in row["permissions"]]
        concerned = [row for row in rows if row["is_assigned"]] or able
        return [row for row in rows if row in concerned or row["staff_id"] == and_also]

    return Group(_STAFF, {"order_id": order_id}, chosen)


async def recipients(kind: NotificationKind, *groups: Group) -> list[Recipient]:
    """The people of some groups, one group after the other, with the ways in which they want that kind of thing.

    All are read in one statement.
    """
    sql = " UNION ALL ".join(
        f"SELECT {place} AS place, people.* FROM ({group.sql}) AS people" for place, group in enumerate(groups)
    )
    values: dict[str, Any] = {"kind": kind, "waits": kind in MAILED_TO_STAFF}
    for group in groups:
        values |= group.values
    rows = await read_rows(sql, values, **_TYPES)
    return [
        person
        for place, group in enumerate(groups)
        for person in _recipients(group.chosen([row for row in rows if row["place"] == place]))
    ]


def _recipients(rows: Sequence[Row]) -> list[Recipient]:
    return [
        Recipient(
            contact_id=row["contact_id"],
            staff_id=row["staff_id"],
            name=row["name"],
            email=row["email"],
            mobile=row["mobile"],
            locale=row["locale"],
            time_zone=row["time_zone"],
            by_email=row["by_email"],
            by_sms=row["by_sms"],
            in_app=row["in_app"],
            digest_id=row["digest_id"],
            digest=DigestFrequency(row["digest"]),
        )
        for row in rows
    ]
