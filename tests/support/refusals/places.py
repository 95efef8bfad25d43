"""Refusals about sites, the people with roles on them, and assets."""

from typing import Any

from tests.support.mutations import done, new_contact
from tests.support.orders import new_order
from tests.support.refusals.stage import Stage


async def refuse(on: Stage) -> None:
    """Ask for what the state of places does not allow."""
    sam, archived = on.sam, await on.archived_customer()
    site: dict[str, Any] = {"name": "Cafe", "address": {"line1": "1 Quay", "city": "Leeds", "country": "GB"}}
    await on.refused(sam, "siteCreate", "WRONG_STATE", "customerId", **site, customerId=archived)
    await on.refused(sam, "assetCreate", "WRONG_STATE", "customerId", name="Oven", customerId=archived)
    asset = await on.make("asset", name="Oven", customerId=on.cast.acme)
    await on.refused_reference("asset", asset, name="Oven", customerId=on.cast.acme)
    await on.refused_reference("site", on.cast.acme_site, **site, customerId=on.cast.acme)
    await on.refused(sam, "assetUpdate", "WRONG_STATE", "customerId", id=asset, customerId=archived)
    await on.refused(
        sam, "partySet", "WRONG_STATE", "siteId", siteId=on.cast.acme_site, contactId=on.tom.id, role="TENANT"
    )
    tenant = {"siteId": on.cast.quay_street, "contactId": await new_contact(sam), "role": "TENANT"}
    await on.refused(sam, "partySet", "INVALID", "endsOn", **tenant, startsOn="2027-01-01", endsOn="2026-01-01")
    party = (await done(sam, "partySet", "party { id }", **tenant))["party"]["id"]
    await on.refused(sam, "partyRemove", "STALE_VERSION", "version", id=party, version=99)
    await new_order(on.ann, assetId=asset, newAsset=None)
    for noun, row in (("asset", asset), ("site", on.cast.quay_street)):
        for verb in ("Archive", "Restore"):
            await on.refused(sam, f"{noun}{verb}", "WRONG_STATE", "id", id=row)
            await on.refused(sam, f"{noun}{verb}", "STALE_VERSION", "version", id=row, version=99)
