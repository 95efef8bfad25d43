"""Sessions: opaque tokens kept as hashes, and the viewer that a token stands for."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import orjson
from tortoise import fields

import settings
from adapters import clock
from adapters.security.tokens import new_token, token_hash
from models.access.accounts import Account
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.errors import RequestError
from models.core.rows import Row, read_rows
from models.core.viewer import (
    ActorKind,
    MembershipGrant,
    MembershipRole,
    PartyGrant,
    PartyRole,
    Permission,
    Right,
    Viewer,
)
from models.log import standing
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work

TOUCH_INTERVAL: Final = timedelta(minutes=5)
"""The last use of a session is written once in this time, so that reads stay reads."""


class Session(DatedEntity):
    """One sign-in. It ends after some time without use, at `ends_at` in any case, or when it is ended."""

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="sessions", on_delete=fields.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = UtcDatetimeField()
    last_used_at = UtcDatetimeField()
    expires_at = UtcDatetimeField()
    ends_at = UtcDatetimeField()
    ended_at = UtcDatetimeField(null=True)
    user_agent = fields.CharField(max_length=300, null=True)
    account_id: UUID

    class Meta:
        table = "sessions"
        manager = DatedManager()


async def start_session(account: Account, user_agent: str | None) -> tuple[Session, str]:
    """Sign an account in; returns the session and its token, which is not kept."""
    options, now, token = settings.get(), clock.now(), new_token()
    ends_at = now + timedelta(days=options.session_max_days)
    session = await Session.create(
        account_id=account.id,
        token_hash=token_hash(token),
        created_at=now,
        last_used_at=now,
        expires_at=min(now + options.session_idle, ends_at),
        ends_at=ends_at,
        user_agent=user_agent[:300] if user_agent else None,
    )
    return session, token


async def end_sessions(account: Account, *, keep: UUID | None = None, only: UUID | None = None, by: Viewer) -> int:
    """End an account's sessions: all, all but `keep`, or `only` one. Their streams and sockets end too."""
    async with unit_of_work() as unit:
        sessions = Session.filter(account_id=account.id, ended_at=None)
        if keep is not None:
            sessions = sessions.exclude(id=keep)
        if only is not None:
            sessions = sessions.filter(id=only)
        ended = await sessions.update(ended_at=clock.now())
        if ended:
            unit.record(EventKind.STANDING_CHANGED, by, contact_id=account.contact_id, staff_id=account.staff_id)
        return ended


_WHO = """
accounts.contact_id, accounts.staff_id, accounts.username, contacts.display_name, contacts.archived_at,
contacts.locale AS contact_locale, contacts.time_zone AS contact_zone, staff_members.name AS staff_name,
staff_members.is_active, staff_members.locale AS staff_locale, staff_members.time_zone AS staff_zone,
staff_roles.permissions
"""
_PERSON = """
LEFT JOIN contacts ON contacts.id = accounts.contact_id
LEFT JOIN staff_members ON staff_members.id = accounts.staff_id
LEFT JOIN staff_roles ON staff_roles.id = staff_members.role_id
"""
_SESSION = f"""
SELECT sessions.id, sessions.account_id, sessions.last_used_at, sessions.expires_at, sessions.ended_at, {_WHO}
FROM sessions JOIN accounts ON accounts.id = sessions.account_id {_PERSON}
WHERE """
_ACCOUNT = f"""
SELECT NULL AS id, accounts.id AS account_id, NULL AS last_used_at, NULL AS expires_at, {_WHO}
FROM accounts {_PERSON}
WHERE accounts.activated_at IS NOT NULL AND """

_GRANTS = """
SELECT 'membership' AS source, customer_id, NULL AS site_id, CAST(NULL AS uuid) AS tenancy_id, role, rights,
  NULL AS starts_on, NULL AS ends_on, NULL AS given_at
FROM memberships WHERE contact_id = :contact_id
UNION ALL
SELECT 'party', NULL, site_id, NULL, role, 0, starts_on, ends_on, given_at
FROM parties WHERE contact_id = :contact_id
UNION ALL
SELECT 'tenancy', NULL, tenancies.site_id, tenancies.id, NULL, 0, NULL, NULL, NULL
FROM tenancy_tenants JOIN tenancies ON tenancies.id = tenancy_tenants.tenancy_id
WHERE tenancy_tenants.contact_id = :contact_id AND tenancies.activated_at IS NOT NULL
"""


async def viewer_of_token(token: str) -> Viewer:
    """The current viewer of a token; RequestError UNAUTHENTICATED if it is unknown, ended or expired."""
    key = token_hash(token)
    return await standing.current().viewer(key, partial(_read_viewer, "sessions.token_hash = :key", key))


async def viewer_of_session(session_id: UUID) -> Viewer:
    """The current viewer of a session that is known already; raises like `viewer_of_token`."""
    return await standing.current().viewer(session_id, partial(_read_viewer, "sessions.id = :key", session_id))


async def viewer_of_person(contact_id: UUID | None, staff_id: UUID | None) -> Viewer | None:
    """The current viewer for a contact or member of staff outside a request; None if they have no portal access."""
    which = "contact_id" if contact_id else "staff_id"
    rows = await _read(f"{_ACCOUNT}accounts.{which} = :id", {"id": contact_id or staff_id})
    return await _current_viewer(rows[0]) if rows and not _is_shut_out(rows[0]) else None


async def _read(sql: str, params: dict[str, Any]) -> list[Row]:
    ids = dict.fromkeys(("id", "account_id", "contact_id", "staff_id"), UUID)
    return await read_rows(sql, params, **ids, last_used_at=datetime, expires_at=datetime, is_active=bool)


async def _read_viewer(condition: str, key: standing.Key) -> Viewer:
    rows = await _read(_SESSION + condition, {"key": key})
    if not rows:
        raise RequestError("UNAUTHENTICATED", "The token is not valid. Sign in again.", "revoked")
    row = rows[0]
    if row["ended_at"] is not None or _is_shut_out(row):
        raise RequestError("UNAUTHENTICATED", "The session has ended. Sign in again.", "revoked")
    if row["expires_at"] <= clock.now():
        raise RequestError("UNAUTHENTICATED", "The session has expired. Sign in again.", "expired")
    return await _current_viewer(row)


def _is_shut_out(row: Row) -> bool:
    return row["username"] is None or row["archived_at"] is not None or row["is_active"] is False


async def _current_viewer(row: Row) -> Viewer:
    if row["staff_id"] is not None:
        return Viewer(
            kind=ActorKind.STAFF,
            name=row["staff_name"],
            account_id=row["account_id"],
            session_id=row["id"],
            staff_id=row["staff_id"],
            locale=row["staff_locale"],
            time_zone=row["staff_zone"],
            permissions=frozenset(Permission(name) for name in orjson.loads(row["permissions"])),
            expires_at=row["expires_at"],
            used_at=row["last_used_at"],
        )
    ids = dict.fromkeys(("customer_id", "site_id", "tenancy_id"), UUID)
    moments = {"starts_on": date, "ends_on": date, "given_at": datetime}
    grants = await read_rows(_GRANTS, {"contact_id": row["contact_id"]}, **ids, **moments)
    return Viewer(
        kind=ActorKind.CONTACT,
        name=row["display_name"],
        account_id=row["account_id"],
        session_id=row["id"],
        contact_id=row["contact_id"],
        locale=row["contact_locale"],
        time_zone=row["contact_zone"],
        memberships=tuple(_membership(grant) for grant in grants if grant["source"] == "membership"),
        parties=_parties(grants),
        expires_at=row["expires_at"],
        used_at=row["last_used_at"],
    )


def is_due_for_touch(viewer: Viewer) -> bool:
    """Whether the session's last use was written longer than `TOUCH_INTERVAL` ago."""
    return viewer.used_at is not None and viewer.used_at < clock.now() - TOUCH_INTERVAL


async def touch_session(viewer: Viewer) -> None:
    """Put off the expiry of a session that is in use."""
    now, idle = clock.now(), settings.get().session_idle
    async with unit_of_work():
        session = await Session.get_or_none(id=viewer.session_id, ended_at=None)
        if session is not None:
            session.last_used_at, session.expires_at = now, min(now + idle, session.ends_at)
            await session.save(update_fields=["last_used_at", "expires_at"])
    standing.current().forget_use(viewer.session_id)


def _parties(grants: list[Row]) -> tuple[PartyGrant, ...]:
    tenancies: dict[UUID, list[UUID]] = {}
    for each in grants:
        if each["source"] == "tenancy":
            tenancies.setdefault(each["site_id"], []).append(each["tenancy_id"])
    return tuple(
        PartyGrant.of(each, tuple(tenancies.get(each["site_id"], ())) if each["role"] == PartyRole.TENANT else ())
        for each in grants
        if each["source"] == "party"
    )


def _membership(row: Row) -> MembershipGrant:
    return MembershipGrant(row["customer_id"], MembershipRole(row["role"]), Right(row["rights"]))
