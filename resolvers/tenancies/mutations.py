"""The mutations of tenancies."""

from typing import Any, Final

import strawberry

from execution.context import Info, viewer_of
from models.core.errors import Faults
from models.core.money import Money
from models.core.viewer import Permission
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.sites import Site
from models.tenancies.lifecycle import (
    activate,
    add_tenancy,
    add_tenant,
    end,
    give_notice,
    remove_tenant,
    revise_tenancy,
)
from models.tenancies.rows import Tenancy
from models.tenancies.terms import expect_terms
from resolvers.core.declare import sent_fields
from resolvers.core.forms import is_short
from resolvers.core.ids import find_each, find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import permission
from resolvers.tenancies.inputs import (
    TenancyActivateInput,
    TenancyCreateInput,
    TenancyEndInput,
    TenancyNoticeGiveInput,
    TenancyTenantAddInput,
    TenancyTenantRemoveInput,
    TenancyUpdateInput,
)

LETS: Final = permission(Permission.MANAGE_PROPERTIES)
_KEPT: Final = ("starts_on", "rent", "rent_period", "rent_due_from")
"""Terms that a tenancy always has: null keeps them."""


def _new_terms(input: TenancyCreateInput) -> dict[str, Any]:
    """The terms of a new tenancy, unchecked but for the digits of amounts."""
    return _with_amounts(
        {
            "starts_on": input.starts_on,
            "ends_on": input.ends_on,
            "rent": input.rent,
            "rent_period": input.rent_period,
            "rent_due_from": input.rent_due_from,
            "fee_rate": input.fee_rate,
            "rent_tax_rate": input.rent_tax_rate,
            "deposit": input.deposit,
            "deposit_held_by": input.deposit_held_by,
            "deposit_reference": input.deposit_reference,
        }
    )


def _changed_terms(input: TenancyUpdateInput) -> dict[str, Any]:
    """The terms that a client sent, unchecked but for the digits of amounts."""
    terms = sent_fields(input, "starts_on", "rent", "rent_period", "rent_due_from", "ends_on", "fee_rate", "deposit")
    terms |= sent_fields(input, "rent_tax_rate", "deposit_held_by", "deposit_reference")
    return _with_amounts({name: value for name, value in terms.items() if value is not None or name not in _KEPT})


def _with_amounts(terms: dict[str, Any]) -> dict[str, Any]:
    faults, amounts = Faults(), dict[str, Money]()
    for name in ("rent", "deposit"):
        with faults.noted():
            if (given := terms.get(name)) is not None:
                amounts[name] = Money.of(given.amount, given.currency, name)
    faults.expect_none()
    return terms | amounts


def are_terms(given: TenancyCreateInput | TenancyUpdateInput) -> None:
    """The terms of a tenancy, as far as they can be judged without it."""
    faults = Faults()
    with faults.noted():
        _with_amounts({"rent": given.rent or None, "deposit": given.deposit or None})
    with faults.noted():
        expect_terms({name: None if value is strawberry.UNSET else value for name, value in vars(given).items()})
    with faults.noted():
        is_short(given.external_reference or "", "externalReference")
    faults.expect_none()


@mutation(
    LETS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE TOO_LONG WRONG_STATE",
    form=are_terms,
)
async def tenancy_create(info: Info, input: TenancyCreateInput) -> dict[str, Any]:
    """Propose a tenancy."""
    viewer, faults, terms = viewer_of(info), Faults(), dict[str, Any]()
    with faults.noted():
        site = await find_node(Site, input.site_id, viewer, to="let", field="siteId")
    with faults.noted():
        customer = await find_node(Customer, input.customer_id, viewer, to="pay_rent", field="customerId")
    tenants = await find_each(Contact, input.tenant_ids, viewer, to="live_in", field="tenantIds", faults=faults)
    with faults.noted():
        terms = _new_terms(input)
    faults.expect_none()
    named: dict[str, Any] = {"charged_from": input.rent_charged_from, "external_reference": input.external_reference}
    tenancy = await add_tenancy(site, customer, tenants, **named, **terms, by=viewer)
    return {"tenancy_id": tenancy.id}


@mutation(
    LETS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE STALE_VERSION TOO_LONG WRONG_STATE",
    form=are_terms,
)
async def tenancy_update(info: Info, input: TenancyUpdateInput) -> dict[str, Any]:
    """Change the terms of a tenancy."""
    viewer, faults, terms = viewer_of(info), Faults(), dict[str, Any]()
    with faults.noted():
        tenancy = await find_node(Tenancy, input.id, viewer, to="change", version=input.version)
    with faults.noted():
        terms = _changed_terms(input)
    faults.expect_none()
    await revise_tenancy(tenancy, **terms, **sent_fields(input, "external_reference"), by=viewer)
    return {"tenancy_id": tenancy.id}


@mutation(LETS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND NOT_UNIQUE STALE_VERSION TOO_LONG WRONG_STATE")
async def tenancy_tenant_add(info: Info, input: TenancyTenantAddInput) -> dict[str, Any]:
    """Add a tenant."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        tenancy = await find_node(Tenancy, input.id, viewer, to="change", version=input.version)
    with faults.noted():
        contact = await find_node(Contact, input.contact_id, viewer, to="live_in", field="contactId")
    faults.expect_none()
    await add_tenant(tenancy, contact, by=viewer)
    return {"tenancy_id": tenancy.id}


@mutation(LETS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def tenancy_tenant_remove(info: Info, input: TenancyTenantRemoveInput) -> dict[str, Any]:
    """Remove a tenant."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        tenancy = await find_node(Tenancy, input.id, viewer, to="change", version=input.version)
    with faults.noted():
        contact = await find_node(Contact, input.contact_id, viewer, to="see", field="contactId")
    faults.expect_none()
    await remove_tenant(tenancy, contact, by=viewer)
    return {"tenancy_id": tenancy.id}


@mutation(LETS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def tenancy_activate(info: Info, input: TenancyActivateInput) -> dict[str, Any]:
    """Agree to a proposed tenancy."""
    viewer = viewer_of(info)
    tenancy = await find_node(Tenancy, input.id, viewer, to="change", version=input.version)
    await activate(tenancy, by=viewer)
    return {"tenancy_id": tenancy.id}


@mutation(LETS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def tenancy_notice_give(info: Info, input: TenancyNoticeGiveInput) -> dict[str, Any]:
    """Give notice of a tenancy."""
    viewer = viewer_of(info)
    tenancy = await find_node(Tenancy, input.id, viewer, to="change", version=input.version)
    await give_notice(tenancy, input.ends_on, input.notice_by, input.given_on, by=viewer)
    return {"tenancy_id": tenancy.id}


@mutation(LETS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def tenancy_end(info: Info, input: TenancyEndInput) -> dict[str, Any]:
    """End a tenancy."""
    viewer = viewer_of(info)
    tenancy = await find_node(Tenancy, input.id, viewer, to="change", version=input.version)
    await end(tenancy, input.ended_on, by=viewer)
    return {"tenancy_id": tenancy.id}
