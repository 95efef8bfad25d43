"""The rows of orders: what a customer wants done, and who works on it."""

from typing import Any
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core.entity import Entity, UtcDatetimeField
from models.core.references import order_reference
from models.core.search import Searchable
from models.log.events import Visibility
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.people.customers import Customer
from models.people.staff import StaffMember
from models.places.assets import Asset
from models.places.sites import Site


class Order(Searchable):
    """A walk-in repair or a service call. `number` is given on submission and never again.

    Triggers alone write `submitted_at` and `first_response_at`, from the log (migration order_moments).
    `of_property` is whether people whose role on the property begins later see it too.
    """

    number: int | None = fields.IntField(null=True, unique=True)
    kind = fields.CharEnumField(OrderKind, max_length=14)
    priority = fields.IntEnumField(OrderPriority)
    status = fields.CharEnumField(OrderStatus, max_length=16)
    external_reference = fields.CharField(max_length=100, null=True)
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
    created_by: dict[str, Any] = fields.JSONField(null=True)
    creator_id: UUID | None = fields.UUIDField(null=True)
    submitted_at = UtcDatetimeField(null=True)
    first_response_at = UtcDatetimeField(null=True)
    completed_at = UtcDatetimeField(null=True)
    of_property = fields.BooleanField(default=False, db_default=False)
    customer_id: UUID | None
    site_id: UUID | None
    asset_id: UUID | None

    FOUND_BY = ("problem_summary",)

    class Meta:
        table = "orders"

    @property
    def reference(self) -> str:
        """The number as people say it, SR-000145; DRAFT before it is submitted."""
        return order_reference(self.number)

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this order is found in the log."""
        return {"customer_id": self.customer_id, "site_id": self.site_id, "order_id": self.id}


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


async def expect_in_use(order: Order) -> None:
    """Refuse with WRONG_STATE an order of a customer, at a site or on an asset that is archived."""
    if order.customer_id is not None:
        (await Customer.get(id=order.customer_id)).expect_present("customerId")
    if order.site_id is not None:
        (await Site.get(id=order.site_id)).expect_present("siteId")
    if order.asset_id is not None:
        (await Asset.get(id=order.asset_id)).expect_present("assetId")


async def touch(order: Order, visibility: Visibility = Visibility.EVERYONE) -> None:
    """Move `updated_at` on for a new entry in the timeline; one for staff alone leaves no trace for others."""
    if visibility is Visibility.STAFF_ONLY:
        return
    order.updated_at = clock.now()
    await order.save(update_fields=["updated_at"])
