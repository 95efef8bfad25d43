"""Taking words out of what was told about them: notifications, messages, digests, and mails that may quote them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.core.rows import select
from models.core.scope import Compared, Scope, SqlParams, all_of, equals
from models.files.removals import remove_from_storage
from models.log.unit_of_work import UnitOfWork
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.digests import DigestEntry
from models.messages.inbound_mails import InboundMail, InboundMailOutcome
from models.messages.notifications import Notification

SHOWN: Final = 500
"""Characters of a note that stand in a notification."""


@dataclass(frozen=True, slots=True)
class _Says:
    """Messages whose data has these words under this name."""

    name: str
    words: str

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.data ->> '{self.name}' = {params.add(self.words)}"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return bool(row["data"].get(self.name) == self.words)


async def forget_words(order_id: UUID, since: datetime, name: str, words: str) -> None:
    """Take words out of all that has told people of them since a moment; what has not gone out yet never does.

    `name` is the name of the words in the data of messages. What was told of something else in the same words is
    emptied too.
    """
    notices = Notification.filter(subject_id=order_id, created_at__gte=since)
    await notices.filter(body__in=[words, words[:SHOWN]]).update(body="")
    says = _Says(name, words)
    since_then = Compared("occurred_at", ">=", since)
    for row in await select(
        DigestEntry, ("id", "data", "due_at"), all_of(equals("order_id", order_id), since_then, says)
    ):
        await _forget(DigestEntry, row["id"], row["data"], name, is_out=row["due_at"] is None)
    queued: Scope = all_of(Compared("queued_at", ">=", since), says, _About(order_id))
    for row in await select(Delivery, ("id", "data", "status"), queued):
        await _forget(Delivery, row["id"], row["data"], name, is_out=row["status"] == DeliveryStatus.SENT)


@dataclass(frozen=True, slots=True)
class _About:
    """Messages whose answers are about an order."""

    order_id: UUID

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.data -> 'answers' ->> 'order_id' = {params.add(str(self.order_id))}"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return bool(row["data"].get("answers", {}).get("order_id") == str(self.order_id))


async def _forget(
    model: type[Delivery | DigestEntry], key: UUID, data: dict[str, Any], name: str, *, is_out: bool
) -> None:
    if is_out:
        await model.filter(id=key).update(data=data | {name: None})
    else:
        await model.filter(id=key).delete()


async def forget_mails(unit: UnitOfWork, order_id: UUID, since: datetime) -> None:
    """Stop keeping the answers about an order that have come since a moment as they came: something that was written
    or attached then is in them, or may be quoted in them."""
    answers = InboundMail.filter(order_id=order_id, outcome=InboundMailOutcome.ACCEPTED, received_at__gte=since)
    mails = await answers.filter(whole_size__not_isnull=True)
    await InboundMail.filter(id__in=[mail.id for mail in mails]).update(whole_size=None)
    await remove_from_storage(unit, *(f"mails/{mail.id}/" for mail in mails))
