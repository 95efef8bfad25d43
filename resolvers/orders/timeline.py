"""What entries of a timeline are made of: each is an event of the log."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.columns import columns
from execution.context import Info, raw, viewer_of
from models.core.rows import Row, select
from models.core.scope import all_of, one_of
from models.log.events import TIMELINE, Event, EventKind
from models.messages.inbound_mails import InboundMail
from models.orders.attachments import Attachment
from models.orders.notes import Note
from models.orders.recommendations import Recommendation
from models.people.staff import StaffMember
from models.policy import visible
from resolvers.core.relations import by_id, many_of

TYPES: Final[dict[str, str]] = {
    EventKind.ORDER_CREATED: "StatusChange",
    EventKind.ORDER_STATUS_CHANGED: "StatusChange",
    EventKind.NOTE_ADDED: "Note",
    EventKind.ATTACHMENT_ADDED: "AttachmentAdded",
    EventKind.RECOMMENDATION_POSTED: "RecommendationPosted",
    EventKind.RECOMMENDATION_ANSWERED: "RecommendationAnswered",
    EventKind.RECOMMENDATION_REPLIED: "RecommendationReplied",
    EventKind.RECOMMENDATION_WITHDRAWN: "RecommendationWithdrawn",
    EventKind.WORK_RECORDED: "WorkRecorded",
    EventKind.ORDER_SCHEDULED: "VisitScheduled",
    EventKind.ORDER_ASSIGNED: "TechniciansAssigned",
}
"""The type of the entry that an event is in a timeline."""

KINDS: Final[dict[str, str]] = {event.value: entry.value for event, entry in TIMELINE.items()}
"""What the entry that an event is in a timeline is about."""


def typename(root: Row) -> str:
    """The type of an entry."""
    return TYPES[root["kind"]]


def kind(root: Row) -> str:
    """What an entry is about."""
    return KINDS[root["kind"]]


def entry(root: Row, info: Info) -> Awaitable[Any] | None:
    """The entry that a mutation has made."""
    return by_id(info, Event, root["entry"], columns(raw(info)) | {"kind"})


def of_note(column: str, otherwise: Any) -> Callable[[Row, Info], Awaitable[Any]]:
    """The resolver of a note's column; `otherwise` where the order has since moved out of the viewer's sight."""

    def resolve(root: Row, info: Info) -> Awaitable[Any]:
        async def load(keys: list[str]) -> list[Any]:
            seen = all_of(one_of("id", [UUID(key) for key in keys]), visible(Note, viewer_of(info)))
            found = {str(row["id"]): row[column] for row in await select(Note, ("id", column), seen)}
            return [found.get(key, otherwise) for key in keys]

        return info.context.loader(("of notes", column), lambda: load).load(root["data"]["note_id"])

    return resolve


async def mail_of_note(root: Row, info: Info) -> Row | None:
    """The mail that a note came by, for staff who see what came in."""
    found = await many_of(info, InboundMail, "note_id", UUID(root["data"]["note_id"]), order="inbound_mails.id")
    return found[0] if found else None


def attachments(root: Row, info: Info) -> Awaitable[list[Row]]:
    """The files that came with a note."""
    order = "attachments.uploaded_at, attachments.id"
    return many_of(info, Attachment, "note_id", UUID(root["data"]["note_id"]), order=order)


def attachment(root: Row, info: Info) -> Awaitable[Any] | None:
    """The file that was added."""
    return by_id(info, Attachment, UUID(root["data"]["attachment_id"]))


def recommendation(root: Row, info: Info) -> Awaitable[Any] | None:
    """The recommendation that the entry is about."""
    return by_id(info, Recommendation, UUID(root["data"]["recommendation_id"]))


async def technicians(root: Row, info: Info) -> list[Row]:
    """Who was to work on the order from then on."""
    keys = [UUID(key) for key in root["data"]["technician_ids"]]
    members = await asyncio.gather(*(found for key in keys if (found := by_id(info, StaffMember, key))))
    return [member for member in members if member is not None]


def scheduled_for(root: Row) -> datetime:
    """When the visit is."""
    return datetime.fromisoformat(root["data"]["scheduled_for"])
