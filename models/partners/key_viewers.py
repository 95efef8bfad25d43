"""The viewer that an API key stands for."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from tortoise.expressions import Q

from adapters import clock
from adapters.security.key_secrets import is_intact
from adapters.security.tokens import token_hash
from models.core.errors import RequestError
from models.core.rows import Row, read_rows
from models.core.viewer import (
    FAR_AWAY,
    RIGHTS_OF_SCOPES,
    ActorKind,
    KeyScope,
    MembershipGrant,
    MembershipRole,
    Right,
    Viewer,
)
from models.log import standing
from models.log.unit_of_work import unit_of_work
from models.partners.keys import ApiKey

TOUCH_INTERVAL: Final = timedelta(minutes=1)
"""The last use of a key is written once in this time, so that reads stay reads."""

_KEY: Final = """
SELECT id, name, scopes, customer_id, is_for_all, secret_hash, former_hash, former_ends_at, expires_at, revoked_at,
last_used_at, created_at, (SELECT MAX(restored_at) FROM restores WHERE NOT is_released) AS held_at
FROM api_keys WHERE """
_OF_HASH: Final = "secret_hash = :key OR former_hash = :key"
_CUSTOMERS: Final = "SELECT customer_id FROM api_key_customers WHERE api_key_id = :id ORDER BY customer_id"


async def viewer_of_secret(secret: str) -> Viewer:
    """The current viewer of a key; RequestError UNAUTHENTICATED if it is mistyped, unknown, revoked, expired or held
    after a restore, which does not know what was revoked since the backup."""
    if not is_intact(secret):
        raise RequestError("UNAUTHENTICATED", "This is no whole API key: compare it with what was shown.", "revoked")
    return await viewer_of_hash(token_hash(secret))


async def viewer_of_hash(secret_hash: str) -> Viewer:
    """The current viewer of a key, by the hash of a secret that was intact; raises like `viewer_of_secret`."""
    return await standing.current().viewer(secret_hash, partial(_read_viewer, _OF_HASH, secret_hash))


async def viewer_of_key(key_id: UUID) -> Viewer:
    """The current viewer of a key, whatever its secret is by now; raises like `viewer_of_secret`."""
    return await standing.current().viewer(key_id, partial(_read_viewer, "id = :key", key_id))


async def _read_viewer(condition: str, key: standing.Key) -> Viewer:
    names = ("former_ends_at", "expires_at", "revoked_at", "last_used_at", "created_at", "held_at")
    moments = dict.fromkeys(names, datetime)
    types: dict[str, Any] = {"id": UUID, "customer_id": UUID, "is_for_all": bool, **moments}
    rows = await read_rows(_KEY + condition, {"key": key}, **types)
    if not rows or rows[0]["revoked_at"] is not None:
        raise RequestError("UNAUTHENTICATED", "The API key is unknown or revoked. Ask for another one.", "revoked")
    row, ends = rows[0], [rows[0]["expires_at"]]
    if row["held_at"] is not None and row["created_at"] <= row["held_at"]:
        raise RequestError(
            "UNAUTHENTICATED", "No API key works until the operator has looked through them after a restore.", "revoked"
        )
    if key == row["former_hash"]:
        ends.append(row["former_ends_at"])
    ends_at = min((moment for moment in ends if moment is not None), default=FAR_AWAY)
    if ends_at <= clock.now():
        raise RequestError("UNAUTHENTICATED", "The API key has expired. Ask for another one.", "expired")
    return await _viewer(row, ends_at, row["former_hash"] if key == row["former_hash"] else row["secret_hash"])


async def _viewer(row: Row, ends_at: datetime, secret_hash: str) -> Viewer:
    scopes, rights = KeyScope(row["scopes"]), Right(0)
    for scope, right in RIGHTS_OF_SCOPES.items():
        rights |= right if scope in scopes else Right(0)
    customers = [] if row["is_for_all"] else await read_rows(_CUSTOMERS, {"id": row["id"]}, customer_id=UUID)
    return Viewer(
        kind=ActorKind.PARTNER,
        name=row["name"],
        api_key_id=row["id"],
        secret_hash=secret_hash,
        memberships=tuple(MembershipGrant(each["customer_id"], MembershipRole.MEMBER, rights) for each in customers),
        everywhere=rights if row["is_for_all"] else None,
        scopes=scopes,
        owner_id=row["customer_id"],
        expires_at=ends_at,
        used_at=row["last_used_at"],
    )


def is_key_due_for_touch(viewer: Viewer) -> bool:
    """Whether the key's last use was written longer than `TOUCH_INTERVAL` ago."""
    return viewer.used_at is None or viewer.used_at < clock.now() - TOUCH_INTERVAL


async def touch_key(viewer: Viewer, address: str | None) -> None:
    """Write down that a key is in use and from where, unless another process has done so within `TOUCH_INTERVAL`."""
    now = clock.now()
    rested = Q(last_used_at=None) | Q(last_used_at__lt=now - TOUCH_INTERVAL)
    from_where = {} if address is None else {"last_used_address": address[:64]}
    async with unit_of_work():
        await ApiKey.filter(rested, id=viewer.api_key_id).update(last_used_at=now, **from_where)
    standing.current().forget_use(viewer.credential)
