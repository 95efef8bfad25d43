"""Viewings, and the parts that applicants have in them."""

from datetime import datetime

import strawberry

from models.market.listings import Listing as ListingRow
from models.market.viewings import Interest, ViewingStatus
from models.market.viewings import Viewing as ViewingRow
from models.people.staff import StaffMember as StaffRow
from models.places.sites import Site as SiteRow
from resolvers.core.relations import one
from resolvers.market import viewings
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyContact, LazyListing, LazySite, LazyStaffMember, LazyViewing
from schema.core.types import Node


@object_type
class Attendance(Node):
    """An applicant's part in a viewing. Owners see it once its feedback is released."""

    id: strawberry.ID = global_id("Attendance")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("applicant")
    updated_at: datetime = updated_at("applicant's part")
    viewing: LazyViewing | None = relation(
        one(ViewingRow, "viewing_id"), "The viewing; null for viewers who may no longer see it.", ("viewing_id",)
    )
    contact: LazyContact | None = relation(
        viewings.applicant, "The applicant, for staff and themselves; null for the owners.", ("contact_id",)
    )
    feedback: str | None = column("The words of the applicant after the viewing; null until there are any.")
    interest: Interest | None = column("The interest of the applicant after the viewing.")
    recorded_at: datetime | None = column("Time at which the feedback was recorded.")
    released_at: datetime | None = column("Time at which it was released to the owners; null until then.")
    viewer_can_release: bool = relation(
        viewings.can_release,
        "Whether the viewer may release the feedback: `feedbackRelease`.",
        ("feedback", "released_at"),
    )


@object_type
class Viewing(Node):
    """An appointment at which applicants look at a property. Its applicants see it, staff, and the owners and the
    tenants of the property."""

    id: strawberry.ID = global_id("Viewing")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("viewing")
    updated_at: datetime = updated_at("viewing")
    listing: LazyListing | None = relation(
        one(ListingRow, "listing_id"), "The listing; null for viewers who may not see it.", ("listing_id",)
    )
    site: LazySite | None = relation(
        one(SiteRow, "site_id"),
        "The property, in whose time zone the viewing is told; null for viewers who may not see it.",
        ("site_id",),
    )
    status: ViewingStatus = column("The status.")
    starts_at: datetime = column("The beginning.")
    ends_at: datetime = column("The end.")
    note: str | None = column("Words about it, such as where to meet.")
    cancel_reason: str | None = column("The reason for which it was cancelled, if one was given.")
    accompanied_by: LazyStaffMember | None = relation(
        one(StaffRow, "accompanied_by_id"), "The member of staff who accompanies it.", ("accompanied_by_id",)
    )
    attendances: list[Attendance] = relation(
        viewings.attendances,
        "The applicants whom the viewer may see: staff all, applicants themselves, and owners those whose feedback was "
        "released to them.",
        ("id",),
    )
    viewer_can_confirm: bool = relation(
        viewings.can_confirm, "Whether the viewer may confirm it: `viewingConfirm`.", ("status",)
    )
    viewer_can_move: bool = relation(viewings.can_move, "Whether the viewer may move it: `viewingMove`.", ("status",))
    viewer_can_cancel: bool = relation(
        viewings.can_cancel, "Whether the viewer may cancel it: `viewingCancel`.", ("status", "requested_by")
    )
