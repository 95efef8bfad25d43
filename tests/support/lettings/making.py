"""Tenancies in a line each."""

from datetime import timedelta
from typing import Any

from adapters import clock
from latchkey.worker.relay import Worker
from tests.support.cast import Cast, Person
from tests.support.mutations import done
from tests.support.server import Client

TENANCY = "tenancy { id version state startsOn endsOn tenants { id } }"


def day(ahead: int) -> str:
    """A day so many days from today."""
    return (clock.now() + timedelta(days=ahead)).date().isoformat()


async def proposed(sam: Client, cast: Cast, *tenants: Client | Person, **terms: Any) -> dict[str, Any]:
    """Propose a tenancy of 12 Quay Street from today on, for 1,000 pounds a month; gives it."""
    given: dict[str, Any] = {
        "siteId": cast.quay_street,
        "customerId": cast.zenith,
        "tenantIds": [each.id for each in tenants],
        "startsOn": day(0),
        "rent": {"amount": "1000", "currency": "GBP"},
    }
    made: dict[str, Any] = (await done(sam, "tenancyCreate", TENANCY, **given | terms))["tenancy"]
    return made


async def agreed(sam: Client, cast: Cast, *tenants: Client | Person, **terms: Any) -> dict[str, Any]:
    """Propose such a tenancy and agree to it; gives it."""
    made = await proposed(sam, cast, *tenants, **terms)
    tenancy: dict[str, Any] = (await done(sam, "tenancyActivate", TENANCY, id=made["id"]))["tenancy"]
    return tenancy


async def worked() -> None:
    """The worker has done what is due."""
    worker = Worker()
    while await worker.run_due():
        pass


async def landlord(sam: Client, cast: Cast, who: Client, **days: Any) -> None:
    """Let somebody be the landlord of 12 Quay Street."""
    await done(sam, "partySet", siteId=cast.quay_street, contactId=who.id, role="LANDLORD", **days)
