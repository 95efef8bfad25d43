"""The review clock: the moment at which an invoice that nobody answers is approved.

By default that is after a number of hours; by setting, after business days, which are whole days of the approver's
calendar however long daylight saving makes them.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import settings
from adapters import clock
from models.core.calendar import after_business_days, business_days
from models.core.viewer import MembershipRole
from models.people.contacts import Contact
from models.people.customers import ApprovalMode


async def review_ends(mode: ApprovalMode, customer_id: UUID, approver_id: UUID | None) -> datetime | None:
    """The end of a review that starts now; None if the mode has no clock."""
    if mode is not ApprovalMode.REVIEW_THEN_AUTO_APPROVE:
        return None
    options = settings.get()
    if not options.review_business_days:
        return clock.now() + timedelta(hours=options.review_period_hours)
    zone = await _zone_of_review(customer_id, approver_id)
    return after_business_days(clock.now(), options.review_business_days, zone, business_days(options.holiday_calendar))


async def _zone_of_review(customer_id: UUID, approver_id: UUID | None) -> ZoneInfo:
    """The zone of the approver, or without one that of the customer's first administrator."""
    people = Contact.filter(id=approver_id)
    if approver_id is None:
        admins = Contact.filter(memberships__customer_id=customer_id, memberships__role=MembershipRole.ADMIN)
        people = admins.filter(archived_at=None).order_by("memberships__created_at")
    person = await people.first()
    return ZoneInfo(person.time_zone if person is not None else "UTC")
