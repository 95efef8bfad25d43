"""Orders: what a customer wants done, from intake to return."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.references import order_reference
from models.core.search import Searchable
from models.core.viewer import SEES_ORDERS, Permission, Viewer
from models.log.events import Event, EventKind, Visibility
from models.log.unit_of_work import UnitOfWork, next_numbers, unit_of_work
from models.messages.notifications import NotificationKind, Subject, members_with, parties_of, staff_with, tell
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus, moves_from
from models.people.customers import Customer
from models.people.staff import StaffMember
from models.places.assets import Asset, expect_same_customer
from models.places.sites import Site

FURTHEST_VISIT: Final = timedelta(days=3653)
"""What is further away is a typing error, and beyond the calendar no time zone can tell the hour."""


class Order(Searchable):
    """A walk-in repair or a service call. `number` is given on submission and never again.

    `of_property` is whether people whose role on the property begins later see it too.
    """

    number: int | None = fields.IntField(null=True, unique=True)
    kind = fields.CharEnumField(OrderKind, max_length=14)
    priority = fields.IntEnumField(OrderPriority)
    status = fields.CharEnumField(OrderStatus, max_length=16)
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="orders", null=True, on_delete=fields.RESTRICT
    )
    site: fields.ForeignKeyNullableRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="orders", null=True, on_delete=fields.RESTRICT
    )
    asset: fields.ForeignKeyNullableRelation[Asset] = fields.ForeignKeyField(
        "models.Asset", related_name="orders", null=True, on_delete=fields.RESTRICT
    )
    problem_summary = fields.CharField(max_length=200)
    problem_detail: str | None = fields.TextField(null=True)
    scheduled_for = UtcDatetimeField(null=True)
    created_at = UtcDatetimeField()
    created_by: dict[str, Any] = fields.JSONField(null=True)
    creator_id: UUID | None = fields.UUIDField(null=True)
    updated_at = UtcDatetimeField()
    completed_at = UtcDatetimeField(null=True)
    of_property = fields.BooleanField(default=False, db_default=False)
    customer_id: UUID | None
    site_id: UUID | None
    asset_id: UUID | None

    FOUND_BY = ("problem_summary",)

    class Meta:
        table = "orders"

    @classmethod
    async def open(
        cls,
        *,
        by: Viewer,
        kind: OrderKind,
        priority: OrderPriority,
        customer_id: UUID | None,
        site: Site | None,
        asset: Asset | None,
        problem_summary: str,
        problem_detail: str | None = None,
        as_draft: bool = False,
    ) -> "Order":
        """Take an order in, as a draft or submitted with a number; refuses with REQUIRED where nobody would own it."""
        async with unit_of_work() as unit:
            customer_id = customer_id or (site.customer_id if site else None) or (asset.customer_id if asset else None)
            if customer_id is None and site is None:
                raise Refusal(RefusalCode.REQUIRED, "Say for which customer, or for which property.", "customerId")
            expect_same_customer(customer_id, site)
            _expect_asset_of(customer_id, asset)
            now = clock.now()
            order = await cls.create(
                number=None if as_draft else await next_numbers("order"),
                kind=kind,
                priority=priority,
                status=OrderStatus.DRAFT if as_draft else OrderStatus.SUBMITTED,
                customer_id=customer_id,
                site_id=site.id if site else asset.site_id if asset else None,
                asset_id=asset.id if asset else None,
                problem_summary=text.line(problem_summary, "problemSummary"),
                problem_detail=text.optional_body(problem_detail, "problemDetail"),
                created_at=now,
                created_by=by.as_actor(),
                creator_id=by.person_id,
                updated_at=now,
            )
            event = order.record(unit, EventKind.ORDER_CREATED, by, to_status=order.status.value)
            if not as_draft:
                await order._tell_status(unit, event, None, by)
            return order

    @property
    def reference(self) -> str:
        """The number as people say it, SR-000145; DRAFT before it is submitted."""
        return order_reference(self.number)

    def record(
        self,
        unit: UnitOfWork,
        kind: EventKind,
        by: Viewer,
        *,
        visibility: Visibility = Visibility.EVERYONE,
        **data: Any,
    ) -> Event:
        """Put something that happened to this order into the log."""
        about: dict[str, Any] = {"customer_id": self.customer_id, "site_id": self.site_id, "order_id": self.id}
        return unit.record(kind, by, visibility=visibility, **about, **data)

    async def touch(self, visibility: Visibility = Visibility.EVERYONE) -> None:
        """Move `updated_at` on for a new entry in the timeline; one for staff alone leaves no trace for others."""
        if visibility is Visibility.STAFF_ONLY:
            return
        self.updated_at = clock.now()
        await self.save(update_fields=["updated_at"])

    async def change_status(self, to: OrderStatus, *, by: Viewer, comment: str | None = None) -> Event:
        """Move the order along; refuses with WRONG_STATE and the legal moves what the lifecycle does not know."""
        async with unit_of_work() as unit:
            before = self.status
            moves = moves_from(before, self.kind, for_customer=not by.may(Permission.MANAGE_ORDERS))
            move = next((move for move in moves if move.end is to), None)
            if move is None:
                legal = ", ".join(move.end.value for move in moves) or "none"
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    f"From {before.value} an order cannot go to {to.value}. Legal moves: {legal}.",
                    "status",
                )
            comment = text.optional_body(comment, "comment", 2000)
            if move.needs_comment and comment is None:
                raise Refusal(RefusalCode.REQUIRED, "Say in a comment why the order is opened again.", "comment")
            changes: dict[str, Any] = {"status": to, "updated_at": clock.now()}
            if to is OrderStatus.SUBMITTED and self.number is None:
                changes["number"] = await next_numbers("order")
            if OrderStatus.COMPLETED in (before, to):
                changes["completed_at"] = clock.now() if to is OrderStatus.COMPLETED else None
            await self.advance(**changes)
            event = self.record(
                unit, EventKind.ORDER_STATUS_CHANGED, by, from_status=before.value, to_status=to.value, comment=comment
            )
            await self._tell_status(unit, event, comment, by)
            return event

    async def schedule(
        self, at: datetime, technicians: Sequence[StaffMember] | None, *, by: Viewer, comment: str | None = None
    ) -> Event:
        """Set the time of the work and, where named, who does it; a submitted order becomes scheduled."""
        async with unit_of_work() as unit:
            if self.status in (OrderStatus.DRAFT, OrderStatus.COMPLETED, OrderStatus.CANCELLED):
                raise Refusal(RefusalCode.WRONG_STATE, f"An order that is {self.status.value} cannot be scheduled.")
            if abs(at - clock.now()) > FURTHEST_VISIT:
                raise Refusal(RefusalCode.INVALID, "Plan a visit within ten years from today.", "scheduledFor")
            if self.status is OrderStatus.SUBMITTED:
                await self.change_status(OrderStatus.SCHEDULED, by=by, comment=comment)
            await self.advance(scheduled_for=at, updated_at=clock.now())
            if technicians is not None:
                await self.assign(technicians, by=by)
            event = self.record(unit, EventKind.ORDER_SCHEDULED, by, scheduled_for=at.isoformat())
            await self.tell(
                unit,
                event,
                NotificationKind.VISIT_SCHEDULED,
                by,
                title=f"A visit is planned for {self.reference}",
                body=self.problem_summary,
                template="visit_scheduled",
                scheduled_for=at.isoformat(),
            )
            return event

    async def assign(self, technicians: Sequence[StaffMember], *, by: Viewer) -> None:
        """Say who works on the order, in place of who did; refuses staff who are not active."""
        async with unit_of_work() as unit:
            if any(not technician.is_active for technician in technicians):
                raise Refusal(RefusalCode.INVALID, "Choose active members of staff.", "technicianIds")
            await OrderTechnician.filter(order_id=self.id).delete()
            await OrderTechnician.bulk_create(
                [OrderTechnician(order_id=self.id, staff_id=staff_id) for staff_id in {one.id for one in technicians}]
            )
            await self.touch()
            self.record(unit, EventKind.ORDER_ASSIGNED, by, technician_ids=[str(one.id) for one in technicians])

    async def revise(
        self,
        *,
        by: Viewer,
        priority: OrderPriority | None = None,
        site: Site | None = None,
        asset: Asset | None = None,
        problem_summary: str | None = None,
        problem_detail: str | None = None,
    ) -> None:
        """Change what is given; a finished order stays as it is."""
        async with unit_of_work() as unit:
            if self.status in (OrderStatus.COMPLETED, OrderStatus.CANCELLED):
                raise Refusal(RefusalCode.WRONG_STATE, f"An order that is {self.status.value} cannot be changed.")
            changes: dict[str, Any] = {"updated_at": clock.now()}
            if priority is not None:
                changes["priority"] = priority
            if site is not None:
                expect_same_customer(self.customer_id, site)
                changes["site_id"] = site.id
            if asset is not None:
                _expect_asset_of(self.customer_id, asset)
                changes["asset_id"] = asset.id
            if problem_summary is not None:
                changes["problem_summary"] = text.line(problem_summary, "problemSummary")
            if problem_detail is not None:
                changes["problem_detail"] = text.optional_body(problem_detail, "problemDetail")
            await self.advance(**changes)
            self.record(unit, EventKind.ORDER_UPDATED, by, change="details")

    async def tell(
        self,
        unit: UnitOfWork,
        event: Event,
        kind: NotificationKind,
        by: Viewer,
        *,
        title: str,
        body: str,
        template: str,
        asked_by: UUID | None = None,
        **data: Any,
    ) -> None:
        """Tell everybody who follows the order: staff, and unless it is STAFF_ONLY the customer and the property.

        `asked_by` is the member of staff whose question this answers: they are told whoever works on the order.
        """
        people = await staff_with(Permission.MANAGE_ORDERS, kind, self.id, and_also=asked_by)
        if event.visibility is Visibility.EVERYONE:
            people += await members_with(self.customer_id, SEES_ORDERS, kind)
            people += await parties_of(self.site_id, kind, None if self.of_property else self.created_at)
        await tell(
            unit,
            event,
            kind,
            people,
            Subject("Order", self.id, f"/orders/{self.reference}"),
            title=title,
            body=body,
            template=template,
            data={"order_number": self.reference, "order_summary": self.problem_summary, "actor_name": by.name, **data},
            by=by,
        )

    async def _tell_status(self, unit: UnitOfWork, event: Event, comment: str | None, by: Viewer) -> None:
        await self.tell(
            unit,
            event,
            NotificationKind.ORDER_STATUS_CHANGED,
            by,
            title=f"{self.reference} is now {self.status.value.replace('_', ' ').lower()}",
            body=comment or self.problem_summary,
            template="order_status_changed",
            status=self.status.value,
            comment=comment,
        )


class OrderTechnician(Entity):
    """A member of staff who works on an order."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="technicians", on_delete=fields.CASCADE
    )
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "models.StaffMember", related_name="assignments", on_delete=fields.RESTRICT
    )

    class Meta:
        table = "order_technicians"
        unique_together = (("order", "staff"),)


def _expect_asset_of(customer_id: UUID | None, asset: Asset | None) -> None:
    if asset is not None and asset.customer_id is not None and asset.customer_id != customer_id:
        raise Refusal(RefusalCode.INVALID, "The asset belongs to another customer.", "assetId")
