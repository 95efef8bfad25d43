"""Idempotency keys: a mutation that is sent again returns its first answer again, and happens once."""

import hashlib
from datetime import timedelta
from typing import Any

import orjson
from tortoise import fields
from tortoise.exceptions import IntegrityError

import settings
from adapters import clock
from adapters.errors import Conflict
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer


class IdempotencyKey(Entity):
    """A viewer's key, the mutation that it was used for, and its result."""

    viewer = fields.CharField(max_length=40)
    key = fields.CharField(max_length=200)
    mutation = fields.CharField(max_length=60)
    body_hash = fields.CharField(max_length=64)
    result: Any = fields.JSONField(null=True)
    created_at = UtcDatetimeField()

    class Meta:
        table = "idempotency_keys"
        unique_together = (("viewer", "key"),)


class ClaimedMeanwhile(Conflict):
    """Another request with the same key committed first: the mutation that runs again finds its answer."""


async def claim_key(viewer: Viewer, key: str, mutation: str, body: Any) -> IdempotencyKey:
    """Take the key inside the mutation's transaction; its `result` is set if it was used before.

    Refuses with IDEMPOTENCY_KEY_REUSED the same key for something else, TOO_LONG a key over 200 characters. Two at the
    same instant: the second waits for the first, and then raises `ClaimedMeanwhile`.
    """
    if not 1 <= len(key) <= 200:
        raise Refusal(RefusalCode.TOO_LONG, "Use a key of 1 to 200 characters.", "idempotencyKey")
    body_hash = hashlib.sha256(orjson.dumps(body, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()
    mine: dict[str, Any] = {"viewer": str(viewer.actor_id), "key": key}
    oldest = clock.now() - timedelta(hours=settings.get().idempotency_hours)
    await IdempotencyKey.filter(**mine, created_at__lt=oldest).delete()
    claimed = await IdempotencyKey.get_or_none(**mine)
    if claimed is None:
        try:
            return await IdempotencyKey.create(**mine, mutation=mutation, body_hash=body_hash, created_at=clock.now())
        except IntegrityError as error:
            raise ClaimedMeanwhile from error
    if (claimed.mutation, claimed.body_hash) != (mutation, body_hash):
        raise Refusal(
            RefusalCode.IDEMPOTENCY_KEY_REUSED, "This key was used for something else. Use a new key.", "idempotencyKey"
        )
    return claimed
