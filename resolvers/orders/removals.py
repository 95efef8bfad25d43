"""Removing the words of entries, and files: the mutations, and what is told of a removal."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from execution.context import Info, viewer_of
from execution.loading import Read
from models.core.errors import Refusal, RefusalCode
from models.core.rows import Row, select
from models.core.scope import all_of, equals, one_of
from models.core.viewer import KeyScope, Viewer
from models.log.events import Event, EventKind
from models.orders.attachments import Attachment
from models.orders.orders import Order
from models.orders.removals import WORDS, redact_entry, remove_attachment
from models.permissions import removes
from models.policy import find, visible
from resolvers.core import ids
from resolvers.core.forms import REASON
from resolvers.core.ids import find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import REQUESTS_WORK
from resolvers.orders.entry_inputs import AttachmentRemoveInput, NoteRedactInput


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND TOO_LONG WRONG_STATE",
    form=REASON,
)
async def note_redact(info: Info, input: NoteRedactInput) -> dict[str, Any]:
    """Remove the words of an entry."""
    viewer = viewer_of(info)
    entry = await _entry(input.id, viewer)
    assert entry.order_id is not None, "entries of timelines are about an order"
    order = await find(Order, entry.order_id, viewer, to="see")
    if not removes(viewer, entry.actor, entry.occurred_at):
        raise Refusal(RefusalCode.FORBIDDEN, "Staff remove words, and for a day the person who wrote them.", "id")
    await redact_entry(order, entry, input.reason, by=viewer)
    return {"entry": entry, "order_id": order.id}


async def _entry(global_id: str, viewer: Viewer) -> Event:
    typename, key = ids.decode_any(global_id) or ("", 0)
    seen = all_of(equals("position", key), visible(Event, viewer))
    if typename != "TimelineEntry" or not await select(Event, ("position",), seen):
        raise Refusal(RefusalCode.NOT_FOUND, "No entry has this id.", "id")
    return await Event.get(position=key)


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE",
    form=REASON,
)
async def attachment_remove(info: Info, input: AttachmentRemoveInput) -> dict[str, Any]:
    """Remove a file."""
    attachment = await find_node(Attachment, input.id, viewer_of(info), to="remove")
    await remove_attachment(attachment, input.reason, by=viewer_of(info))
    return {"attachment_id": attachment.id, "order_id": attachment.order_id}


def removal_of_file(root: Row) -> Row | None:
    """The removal of a file: by whom, when and why; None for one that is there."""
    return root if root["removed_at"] is not None else None


def removal_of_words(root: Row, info: Info) -> Awaitable[Row | None] | None:
    """The removal of the words of an entry: by whom, when and why; None if they are there."""
    if root["kind"] not in WORDS:
        return None

    def reader() -> Read:
        async def load(orders: list[UUID]) -> list[dict[int, Row]]:
            kind = equals("kind", EventKind.NOTE_REDACTED.value)
            where = all_of(one_of("order_id", orders), kind, visible(Event, viewer_of(info)))
            found: dict[UUID, dict[int, Row]] = {key: {} for key in orders}
            for row in await select(Event, ("order_id", "occurred_at", "actor", "data"), where):
                found[row["order_id"]][row["data"]["entry"]] = {
                    "removed_at": row["occurred_at"],
                    "removed_by": row["actor"],
                    "removal_reason": row["data"]["reason"],
                }
            return [found[key] for key in orders]

        return load

    async def removal() -> Row | None:
        of_order: dict[int, Row] = await info.context.loader(("removals of words",), reader).load(root["order_id"])
        return of_order.get(root["position"])

    return removal()


def can_remove(root: Row, info: Info) -> bool:
    """Whether the viewer may remove a file."""
    return root["removed_at"] is None and removes(viewer_of(info), root["uploaded_by"], root["uploaded_at"])
