"""Viewings as rows: when applicants look at a property, and what they say of it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise import fields

import settings
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Refusal, RefusalCode
from models.market.listings import Listing
from models.people.contacts import Contact
from models.people.staff import StaffMember
from models.places.sites import Site


class ViewingStatus(StrEnum):
    """The status of a viewing."""

    REQUESTED = "REQUESTED"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    DONE = "DONE"


class Interest(StrEnum):
    """The interest of an applicant after a viewing."""

    INTERESTED = "INTERESTED"
    UNDECIDED = "UNDECIDED"
    NOT_INTERESTED = "NOT_INTERESTED"


AHEAD: Final = frozenset({ViewingStatus.REQUESTED, ViewingStatus.CONFIRMED})
"""The statuses of viewings that are still to come, or waited for."""


class Viewing(VersionedEntity):
    """An appointment at a property. `sequence` counts the times that were told, as calendars count them.

    `remind_at` is when people are to be reminded, None if not. A confirmed one has its time at the property to itself.
    """

    listing: fields.ForeignKeyRelation[Listing] = fields.ForeignKeyField(
        "models.Listing", related_name="viewings", on_delete=fields.RESTRICT
    )
    site: fields.ForeignKeyRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="viewings", on_delete=fields.RESTRICT
    )
    accompanied_by: fields.ForeignKeyNullableRelation[StaffMember] = fields.ForeignKeyField(
        "models.StaffMember", related_name="viewings", null=True, on_delete=fields.RESTRICT
    )
    status = fields.CharEnumField(ViewingStatus, max_length=9)
    starts_at: datetime = UtcDatetimeField()
    ends_at: datetime = UtcDatetimeField()
    sequence = fields.IntField(default=0)
    requested_by: dict[str, Any] = fields.JSONField()
    note: str | None = fields.TextField(null=True)
    cancel_reason: str | None = fields.TextField(null=True)
    remind_at: datetime | None = UtcDatetimeField(null=True)
    listing_id: UUID
    site_id: UUID
    accompanied_by_id: UUID | None

    class Meta:
        table = "viewings"
        indexes = (("site_id", "starts_at", "id"), ("starts_at", "id"), ("updated_at", "id"))

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this viewing is found in the log, and what it says of the viewing."""
        named = {"listing_id": str(self.listing_id), "viewing_id": str(self.id)}
        return {"site_id": self.site_id, "starts_at": self.starts_at.isoformat(), **named}

    def expect_ahead(self) -> None:
        """Refuse with WRONG_STATE a viewing that is over or cancelled."""
        if self.status not in AHEAD:
            raise Refusal(RefusalCode.WRONG_STATE, "This viewing is “{status}”.", "id", status=self.status)


class Attendance(VersionedEntity):
    """An applicant's part in a viewing, and their feedback. Owners see it once it is released."""

    viewing: fields.ForeignKeyRelation[Viewing] = fields.ForeignKeyField(
        "models.Viewing", related_name="attendances", on_delete=fields.CASCADE
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="attendances", on_delete=fields.RESTRICT
    )
    feedback: str | None = fields.TextField(null=True)
    interest = fields.CharEnumField(Interest, max_length=14, null=True)
    recorded_at: datetime | None = UtcDatetimeField(null=True)
    released_at: datetime | None = UtcDatetimeField(null=True)
    viewing_id: UUID
    contact_id: UUID

    class Meta:
        table = "attendances"
        unique_together = (("viewing", "contact"),)


def reminded_at(starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment of the reminder of a viewing, VIEWING_REMINDER_HOURS before by the clock of the property; None without
    reminders."""
    hours = settings.get().viewing_reminder_hours
    if not hours:
        return None
    # Wall time: the day before at the same hour, also where clocks change between the two.
    wall = starts_at.astimezone(zone).replace(tzinfo=None) - timedelta(hours=hours)
    return wall.replace(tzinfo=zone)
