"""Removing what was written or attached: that it was there, whose it was and when stays, and who removed it is told."""

from typing import Any, Final
from uuid import UUID

from adapters import clock
from models.core import text
from models.core.errors import Refusal, RefusalCode
from models.core.rows import Row, select
from models.core.scope import all_of, equals
from models.core.viewer import Viewer
from models.files.removals import remove_from_storage
from models.files.uploads import Upload
from models.log.events import Event, EventKind
from models.log.redaction import redact
from models.log.unit_of_work import unit_of_work
from models.messages.forgetting import forget_mails, forget_words
from models.orders.attachments import Attachment
from models.orders.notes import Note
from models.orders.orders import Order, touch

WORDS: Final = {
    EventKind.NOTE_ADDED.value: "note",
    EventKind.WORK_RECORDED.value: "summary",
    EventKind.ORDER_STATUS_CHANGED.value: "comment",
}
"""The kinds of events whose words can be removed, and the name of these in their data and in messages. Those of a note
stand in its row."""


async def redact_entry(order: Order, entry: Event, reason: str | None, *, by: Viewer) -> None:
    """Remove the words of a note, of recorded work or of a change of status, wherever they stand.

    What later mails about the order quote goes too. Refuses with INVALID an entry of another kind, WRONG_STATE one that
    has no words, or none any more.
    """
    async with unit_of_work() as unit:
        reason = text.optional_body(reason, "reason", 2000)
        if entry.kind.value not in WORDS:
            raise Refusal(RefusalCode.INVALID, "Only notes, recorded work and comments can be redacted.", "id")
        name = WORDS[entry.kind.value]
        note_id = entry.data.get("note_id")
        note = await Note.get(id=UUID(note_id)) if note_id else None
        words = note.body if note is not None else entry.data.get(name)
        since = note.created_at if note is not None else entry.occurred_at
        if not words:
            raise Refusal(RefusalCode.WRONG_STATE, "This has no words that could be removed.", "id")
        if note is not None:
            await Note.filter(id=note.id).update(body="")
        else:
            await redact(equals("position", entry.position), name)
        await Note.filter(order_id=order.id, created_at__gte=since).update(quoted_text=None)
        await forget_words(order.id, since, name, words)
        await forget_mails(unit, order.id, since)
        await touch(order, entry.visibility)
        about: dict[str, Any] = {"note_id": note_id} if note_id else {}
        unit.record(
            EventKind.NOTE_REDACTED,
            by,
            **order.log_keys,
            visibility=entry.visibility,
            entry=entry.position,
            reason=reason,
            **about,
        )


async def remove_attachment(attachment: Attachment, reason: str | None, *, by: Viewer) -> None:
    """Remove a file: its name and bytes, the upload that it came by, and the mail that it came by as it came.

    Refuses with WRONG_STATE a file that has been removed already.
    """
    async with unit_of_work() as unit:
        reason = text.optional_body(reason, "reason", 2000)
        removal = {"removed_at": clock.now(), "removed_by": by.as_actor(), "removal_reason": reason}
        kept = Attachment.filter(id=attachment.id, removed_at=None)
        if not await kept.update(filename="", sha256="", **removal):
            raise Refusal(RefusalCode.WRONG_STATE, "This file has been removed already.", "id")
        await Upload.filter(id=UUID(attachment.storage_key)).delete()
        await remove_from_storage(unit, f"uploads/{attachment.storage_key}/", f"thumbnails/{attachment.storage_key}")
        await forget_words(attachment.order_id, attachment.uploaded_at, "filename", attachment.filename)
        await forget_mails(unit, attachment.order_id, attachment.uploaded_at)
        order = await attachment.order
        await touch(order, attachment.visibility)
        proposed = attachment.recommendation_id is not None
        kind = EventKind.RECOMMENDATION_FILE_REMOVED if proposed else EventKind.ATTACHMENT_REMOVED
        entry, attachment_id = await _entry_of(attachment), str(attachment.id)
        unit.record(
            kind, by, **order.log_keys, visibility=attachment.visibility, attachment_id=attachment_id, entry=entry
        )


async def _entry_of(attachment: Attachment) -> int | None:
    """The position of the entry that shows the file: its own, or that of its note or recommendation."""
    kind, name, key = EventKind.ATTACHMENT_ADDED, "attachment_id", attachment.id
    if attachment.note_id is not None:
        kind, name, key = EventKind.NOTE_ADDED, "note_id", attachment.note_id
    elif attachment.recommendation_id is not None:
        kind, name, key = EventKind.RECOMMENDATION_POSTED, "recommendation_id", attachment.recommendation_id
    same = all_of(equals("order_id", attachment.order_id), equals("kind", kind.value))
    rows: list[Row] = await select(Event, ("position", "data"), same)
    return next((row["position"] for row in rows if row["data"][name] == str(key)), None)
