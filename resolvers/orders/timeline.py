"""Entries of a timeline, each of which is an event of the log."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.columns import columns
from execution.compiled.shapes import Joined, Mapped, One, Value, shaped
from execution.context import Info, raw, viewer_of
from models.core.rows import Row, select
from models.core.scope import all_of, one_of
from models.log.events import TIMELINE, Event, EventKind
from models.messages.inbound_mails import InboundMail
from models.orders.attachments import Attachment
from models.orders.notes import Note
from models.orders.recommendations import Recommendation
from models.orders.removals import WORDS
from models.people.staff import StaffMember
from models.permissions import removes
from models.policy import visible
from resolvers.core.relations import by_id, load_rows, many_of

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
"""The type of the timeline entry for each kind of event."""

KINDS: Final[dict[str, str]] = {event.value: entry.value for event, entry in TIMELINE.items()}
"""The kind of the timeline entry for each kind of event."""


def typename(root: Row) -> str:
    """The type of an entry."""
    return TYPES[root["kind"]]


@shaped(Mapped("kind", KINDS))
def kind(root: Row) -> str:
    """The kind of an entry."""
    return KINDS[root["kind"]]


def entry(root: Row, info: Info) -> Awaitable[Any] | None:
    """The entry that a mutation has created."""
    return by_id(info, Event, root["entry"], columns(raw(info)) | {"kind"})


def of_note(column: str, otherwise: Any) -> Callable[[Row, Info], Awaitable[Any]]:
    """The resolver of a note's column; `otherwise` if the viewer may no longer see the note."""

    @shaped(Joined(One(Note, "data", "note_id"), column, otherwise))
    def resolve(root: Row, info: Info) -> Awaitable[Any]:
        async def load(keys: list[str]) -> list[Any]:
            seen = all_of(one_of("id", [UUID(key) for key in keys]), visible(Note, viewer_of(info)))
            values = {str(row["id"]): row[column] for row in await select(Note, ("id", column), seen)}
            return [values.get(key, otherwise) for key in keys]

        return info.context.loader(("of notes", column), lambda: load).load(root["data"]["note_id"])

    return resolve


async def mail_of_note(root: Row, info: Info) -> Row | None:
    """The mail that a note came by, for staff who may see incoming mails."""
    mails = await many_of(info, InboundMail, "note_id", UUID(root["data"]["note_id"]), order="inbound_mails.id")
    return mails[0] if mails else None


async def can_redact(root: Row, info: Info) -> bool:
    """Whether the viewer may remove the words of an entry that has some."""
    if root["kind"] not in WORDS or not removes(viewer_of(info), root["actor"], root["occurred_at"]):
        return False
    if root["kind"] == EventKind.NOTE_ADDED:
        return bool(await of_note("body", "")(root, info))
    return bool(root["data"].get(WORDS[root["kind"]]))


@shaped(Value("data", "summary", otherwise=""))
def summary(root: Row) -> str:
    """The description of recorded work; empty once it is removed."""
    return root["data"]["summary"] or ""


def attachments(root: Row, info: Info) -> Awaitable[list[Row]]:
    """The files of a note."""
    order = "attachments.uploaded_at, attachments.id"
    return many_of(info, Attachment, "note_id", UUID(root["data"]["note_id"]), order=order)


@shaped(One(Attachment, "data", "attachment_id"))
def attachment(root: Row, info: Info) -> Awaitable[Any] | None:
    """The file that was added."""
    return by_id(info, Attachment, UUID(root["data"]["attachment_id"]))


@shaped(One(Recommendation, "data", "recommendation_id"))
def recommendation(root: Row, info: Info) -> Awaitable[Any] | None:
    """The recommendation that the entry is about."""
    return by_id(info, Recommendation, UUID(root["data"]["recommendation_id"]))


async def technicians(root: Row, info: Info) -> list[Row]:
    """The technicians, as of the entry."""
    return await load_rows(info, StaffMember, [UUID(key) for key in root["data"]["technician_ids"]])


def scheduled_for(root: Row) -> datetime:
    """The time of the visit."""
    return datetime.fromisoformat(root["data"]["scheduled_for"])
