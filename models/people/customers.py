"""Customers: the businesses and people that the operator works for."""

import re
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from uuid_utils.compat import uuid7

import settings
from models.core import text
from models.core import validators as checked
from models.core.channels import Channel
from models.core.entity import UtcDatetimeField
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.postal_addresses import Address
from models.core.references import reference_columns
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.log.writing import next_numbers
from models.people.archivable import Archivable
from models.people.contacts import Contact


class ApprovalMode(StrEnum):
    """The ways in which a customer's invoices are approved."""

    REVIEW_AND_APPROVE = "REVIEW_AND_APPROVE"
    REVIEW_THEN_AUTO_APPROVE = "REVIEW_THEN_AUTO_APPROVE"
    OPERATOR_APPROVES = "OPERATOR_APPROVES"


class CompanyChange(StrEnum):
    """A kind of change of a customer, as its event tells it."""

    ADDED = "ADDED"
    DETAILS = "DETAILS"
    SITE_ADDED = "SITE_ADDED"
    SITE_CHANGED = "SITE_CHANGED"
    ARCHIVED = "ARCHIVED"
    RESTORED = "RESTORED"


class Customer(Archivable):
    """A business or person that the operator works for."""

    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400)
    code = fields.CharField(max_length=20, unique=True)
    currency = fields.CharField(max_length=3)
    time_zone = fields.CharField(max_length=64, db_default="UTC")
    billing_address: dict[str, Any] | None = fields.JSONField(null=True)
    approval_mode = fields.CharEnumField(ApprovalMode, max_length=24, default=ApprovalMode.REVIEW_AND_APPROVE)
    approval_channel = fields.CharEnumField(Channel, max_length=5, default=Channel.EMAIL)
    approver: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    approval_updated_at = UtcDatetimeField(null=True)
    approval_updated_by: dict[str, Any] | None = fields.JSONField(null=True)
    external_reference = fields.CharField(max_length=100, null=True)
    approver_id: UUID | None

    FOUND_BY = ("name", "code")

    class Meta:
        table = "customers"
        indexes = (("created_at", "id"), ("updated_at", "id"))


async def add_customer(
    name: str,
    currency: str,
    code: str | None,
    *,
    time_zone: str | None = None,
    billing_address: Address | None = None,
    external_reference: str | None = None,
    by: Viewer,
) -> Customer:
    """Add a customer; without a code it gets the next number (C-0001), without a zone the operator's.

    Refuses with NOT_UNIQUE a code or an external reference that another customer has.
    """
    async with unit_of_work() as unit:
        faults, customer_id, reference = Faults(), uuid7(), dict[str, Any]()
        with faults.noted():
            name = text.line(name, "name")
        with faults.noted():
            code = checked_code(code) if code and code.strip() else f"C-{await next_numbers('customer'):04}"
            await expect_free_code(code)
        with faults.noted():
            checked.currency(currency)
        with faults.noted():
            time_zone = settings.get().time_zone if time_zone is None else checked.time_zone(time_zone)
        with faults.noted():
            address = billing_address and billing_address.checked("billingAddress")
        with faults.noted():
            reference = await reference_columns(Customer, customer_id, external_reference, by=by)
        faults.expect_none()
        customer = await Customer.create(
            id=customer_id,
            name=name,
            name_key=text.key(name),
            currency=currency,
            code=code,
            time_zone=time_zone,
            billing_address=address,
            **reference,
        )
        unit.record(
            EventKind.CUSTOMER_CREATED,
            by,
            customer_id=customer.id,
            change=CompanyChange.ADDED.value,
            site_name=None,
        )
        return customer


def checked_code(code: str, field: str = "code") -> str:
    """A customer's code in capitals; refuses with INVALID characters other than letters, digits and dashes."""
    code = text.line(code, field, 20)
    if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", code):
        raise Refusal(RefusalCode.INVALID, "Use the letters A to Z, digits, and dashes between them.", field)
    return code.upper()


async def expect_free_code(code: str, *, owner: UUID | None = None) -> None:
    """Refuse with NOT_UNIQUE a code that a customer other than `owner` has."""
    if await Customer.filter(code=code).exclude(id=owner).exists():
        raise Refusal(
            RefusalCode.NOT_UNIQUE, "Another customer has the code {customer_code}.", "code", customer_code=code
        )


async def lock_customer(customer_id: UUID) -> Customer:
    """The customer, locked until the transaction ends: who administers it, and its zone, change one at a time."""
    return await Customer.filter(id=customer_id).select_for_update().get()
