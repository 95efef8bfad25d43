"""The mutations of viewings and of feedback on them."""

from typing import Any, Final

from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.viewer import Viewer
from models.market.appointments import (
    MAX_APPLICANTS,
    book_viewing,
    cancel_viewing,
    complete_viewing,
    confirm_viewing,
    expect_length,
    expect_soon,
    move_viewing,
)
from models.market.feedback import record_feedback, release_feedback
from models.market.listings import Listing
from models.market.viewings import Attendance, Viewing
from models.people.contacts import Contact
from models.people.staff import StaffMember
from resolvers.core.forms import REASON, Check, fields, is_reason, is_text
from resolvers.core.ids import find_each, find_named, find_node
from resolvers.core.mutations import mutation
from resolvers.market.interest_mutations import APPLICANTS
from resolvers.market.listing_mutations import MANAGES_PROPERTIES
from resolvers.market.viewing_inputs import (
    FeedbackRecordInput,
    FeedbackReleaseInput,
    ViewingCancelInput,
    ViewingCompleteInput,
    ViewingConfirmInput,
    ViewingCreateInput,
    ViewingMoveInput,
)

_TIME: Final[dict[str, Check]] = {"starts_at": expect_soon, "minutes": expect_length}


async def _applicants(input: ViewingCreateInput, viewer: Viewer, faults: Faults) -> list[Contact]:
    if input.applicant_ids is None and viewer.contact_id is not None:
        return [await Contact.get(id=viewer.contact_id)]
    given = input.applicant_ids or []
    with faults.noted():
        if not given:
            raise Refusal(RefusalCode.REQUIRED, "Say for whom.", "applicantIds")
        if len(given) > MAX_APPLICANTS:
            raise Refusal(RefusalCode.TOO_LONG, "Give at most {most} applicants.", "applicantIds", most=MAX_APPLICANTS)
    few = given[:MAX_APPLICANTS]
    return await find_each(Contact, few, viewer, to="apply", field="applicantIds", faults=faults)


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=fields(**_TIME, note=is_text),
)
async def viewing_create(info: Info, input: ViewingCreateInput) -> dict[str, Any]:
    """Ask for a viewing, or make one."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        listing = await find_node(Listing, input.listing_id, viewer, to="see", field="listingId")
    contacts = await _applicants(input, viewer, faults)
    companion = await find_named(
        StaffMember, input.accompanied_by_id, viewer, to="accompany", field="accompaniedById", faults=faults
    )
    faults.expect_none()
    viewing = await book_viewing(
        listing, contacts, input.starts_at, input.minutes, input.note, accompanied_by=companion, by=viewer
    )
    return {"viewing_id": viewing.id}


@mutation(MANAGES_PROPERTIES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION WRONG_STATE")
async def viewing_confirm(info: Info, input: ViewingConfirmInput) -> dict[str, Any]:
    """Confirm a viewing."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        viewing = await find_node(Viewing, input.id, viewer, to="manage", version=input.version)
    companion = await find_named(
        StaffMember, input.accompanied_by_id, viewer, to="accompany", field="accompaniedById", faults=faults
    )
    faults.expect_none()
    await confirm_viewing(viewing, companion, by=viewer)
    return {"viewing_id": viewing.id}


@mutation(
    MANAGES_PROPERTIES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION WRONG_STATE",
    form=fields(**_TIME),
)
async def viewing_move(info: Info, input: ViewingMoveInput) -> dict[str, Any]:
    """Move a viewing."""
    viewer = viewer_of(info)
    viewing = await find_node(Viewing, input.id, viewer, to="manage", version=input.version)
    await move_viewing(viewing, input.starts_at, input.minutes, by=viewer)
    return {"viewing_id": viewing.id}


@mutation(
    APPLICANTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=REASON
)
async def viewing_cancel(info: Info, input: ViewingCancelInput) -> dict[str, Any]:
    """Cancel a viewing."""
    viewer = viewer_of(info)
    viewing = await find_node(Viewing, input.id, viewer, to="cancel", version=input.version)
    await cancel_viewing(viewing, input.reason, by=viewer)
    return {"viewing_id": viewing.id}


@mutation(MANAGES_PROPERTIES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION WRONG_STATE")
async def viewing_complete(info: Info, input: ViewingCompleteInput) -> dict[str, Any]:
    """Say that a viewing took place."""
    viewer = viewer_of(info)
    viewing = await find_node(Viewing, input.id, viewer, to="manage", version=input.version)
    await complete_viewing(viewing, by=viewer)
    return {"viewing_id": viewing.id}


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=fields(feedback=is_reason),
)
async def feedback_record(info: Info, input: FeedbackRecordInput) -> dict[str, Any]:
    """Record feedback."""
    viewer = viewer_of(info)
    attendance = await find_node(Attendance, input.id, viewer, to="record", version=input.version)
    await record_feedback(attendance, input.feedback, input.interest, by=viewer)
    return {"attendance_id": attendance.id, "viewing_id": attendance.viewing_id}


@mutation(MANAGES_PROPERTIES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION WRONG_STATE")
async def feedback_release(info: Info, input: FeedbackReleaseInput) -> dict[str, Any]:
    """Release feedback to the owners."""
    viewer = viewer_of(info)
    attendance = await find_node(Attendance, input.id, viewer, to="release", version=input.version)
    await release_feedback(attendance, by=viewer)
    return {"attendance_id": attendance.id, "viewing_id": attendance.viewing_id}
