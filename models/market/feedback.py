"""Feedback on viewings: what an applicant says of a property, which its owners see when staff release it."""

from adapters import clock
from adapters.text.sentences import Sentence
from models.core import text
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.market.telling import OWNERS, tell
from models.market.viewings import Attendance, Interest, ViewingStatus
from models.messages.audience import people_with_roles
from models.messages.notifications import NotificationKind


async def record_feedback(attendance: Attendance, words: str, interest: Interest | None, *, by: Viewer) -> None:
    """Keep what an applicant says, in place of what they said before.

    Refuses with WRONG_STATE before the viewing has taken place, and once the feedback is released.
    """
    async with unit_of_work() as unit:
        viewing = await attendance.viewing
        if viewing.status is not ViewingStatus.DONE:
            raise Refusal(RefusalCode.WRONG_STATE, "This viewing is “{status}”.", "id", status=viewing.status)
        if attendance.released_at is not None:
            raise Refusal(RefusalCode.WRONG_STATE, "The owners have this feedback already.", "id")
        words = text.body(words, "feedback", text.MAX_REASON_LENGTH)
        await attendance.advance(feedback=words, interest=interest, recorded_at=clock.now())
        unit.record(EventKind.FEEDBACK_RECORDED, by, **viewing.log_keys, contact_id=attendance.contact_id)


async def release_feedback(attendance: Attendance, *, by: Viewer) -> None:
    """Show feedback to the owners of the property, without a name; refuses with WRONG_STATE if there is none, or they
    have it."""
    async with unit_of_work() as unit:
        if attendance.feedback is None or attendance.released_at is not None:
            raise Refusal(RefusalCode.WRONG_STATE, "There is no feedback that the owners do not have.", "id")
        await attendance.advance(released_at=clock.now())
        viewing = await attendance.viewing
        listing = await viewing.listing
        event = unit.record(EventKind.FEEDBACK_RELEASED, by, **viewing.log_keys)
        await tell(
            unit,
            event,
            listing,
            NotificationKind.FEEDBACK_RELEASED,
            [people_with_roles(listing.site_id, OWNERS)],
            title=Sentence("Feedback on a viewing of {listing}", listing=listing.headline),
            body=attendance.feedback or "",
            template="feedback_released",
            by=by,
            feedback=attendance.feedback,
            starts_at=viewing.starts_at.isoformat(),
        )
