"""The mutations do what `viewerCan...` says of what begins at a site or a customer."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.mutations import act, done
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

ADDRESS = {"line1": "1 Mill Lane", "city": "Leeds", "country": "GB"}
VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "OpenOrder": ("orderCreate", {"kind": "SERVICE_CALL", "newAsset": {"name": "Boiler"}, "problemSummary": "Cold"}),
    "AddAsset": ("assetCreate", {"name": "Boiler"}),
    "GiveRole": ("partySet", {"role": "LANDLORD"}),
}
"""The verb of each ability, with the rest of its input."""


async def works(by: Client, verb: str, cast: Cast, **place: str) -> bool:
    """Whether a mutation is refused, if at all, for another reason than the person and the state."""
    mutation, given = VERBS[verb]
    role = {"contactId": cast.ben.id} if verb == "GiveRole" else {}
    errors = (await act(by, mutation, **given, **role, **place))["userErrors"]
    return not any(error["code"] in ("FORBIDDEN", "NOT_FOUND", "WRONG_STATE") for error in errors)


async def test_sites_say_what_may_begin_there(sam: Client, rita: Client, ann: Client, tom: Client, cast: Cast) -> None:
    company = (await done(sam, "customerCreate", "customer { id }", name="Harbour Cafe", currency="GBP"))["customer"]
    kinds = {"BUSINESS": cast.acme, "PROPERTY": cast.zenith, "of the archived": company["id"]}
    sites = {"tom's": cast.quay_street}
    for name, customer in kinds.items():
        for state in ("present", "archived"):
            kind = name if name in ("BUSINESS", "PROPERTY") else "PROPERTY"
            given = {"kind": kind, "name": "Mill", "customerId": customer, "address": ADDRESS}
            this = (await done(sam, "siteCreate", "site { id }", **given))["site"]["id"]
            if state == "archived":
                await done(sam, "siteArchive", id=this)
            sites[f"{state} {name}"] = this
    await done(sam, "customerArchive", id=company["id"])
    asked = (
        f"query($id: ID!) {{ node(id: $id) {{ ... on Site {{ {' '.join(f'viewerCan{verb}' for verb in VERBS)} }} }} }}"
    )
    seen = dict.fromkeys(VERBS, 0)
    for name, this in sites.items():
        for by in (sam, rita, ann, tom):
            said = (await by.data(asked, {"id": this}))["node"] or dict.fromkeys(
                (f"viewerCan{verb}" for verb in VERBS), False
            )
            for verb in VERBS:
                assert said[f"viewerCan{verb}"] == await works(by, verb, cast, siteId=this), (name, by.name, verb)
                seen[verb] += said[f"viewerCan{verb}"]
    assert all(0 < count < len(sites) * 4 for count in seen.values()), seen


async def test_assets_are_added_to_a_customer_as_its_field_says(
    sam: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    company = (await done(sam, "customerCreate", "customer { id }", name="Harbour Cafe", currency="GBP"))["customer"]
    await done(sam, "membershipSet", customerId=company["id"], contactId=cast.ann.id, role="MEMBER", rights=["ORDERS"])
    asked = "query($id: ID!) { node(id: $id) { ... on Customer { viewerCanAddAsset } } }"
    for state, expected in {"present": (True, True), "archived": (False, False)}.items():
        if state == "archived":
            await done(sam, "customerArchive", id=company["id"])
        for by, may in zip((sam, ann), expected, strict=True):
            said = (await by.data(asked, {"id": company["id"]}))["node"]
            assert said == {"viewerCanAddAsset": may}, (state, by.name)
            assert await works(by, "AddAsset", cast, customerId=company["id"]) == may
    assert (await tom.data(asked, {"id": company["id"]}))["node"] is None
