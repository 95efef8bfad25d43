"""The landing page shows owners, tenants and applicants what is on the market for them."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from tests.support.cast import Cast
from tests.support.market.listings import move_listing, new_listing, offered, owner
from tests.support.mutations import done
from tests.support.server import Client

OVERVIEW = """{ viewer { overview { listings(first: 5) { id } upcomingViewings { id }
  releasedFeedback { feedback viewing { id } } openOffers { id } requirements { id } } } }"""


@pytest.mark.without_worker
async def test_the_overview_has_a_part_for_each_role_of_the_market(
    sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    rent: dict[str, Any] = {
        "kind": "TO_LET",
        "priceQualifier": "PER_MONTH",
        "price": {"amount": "1450", "currency": "GBP"},
    }
    await move_listing(sam, await new_listing(sam, cast, **rent), "WITHDRAWN")
    offer, other = [await offered(sam, listing, who) for who in (ben, zoe)]
    wanted = await done(ben, "requirementCreate", "requirement { id }", kind="TO_LET")
    at = [(clock.now() + timedelta(hours=hours)).isoformat() for hours in (1, 30, 50)]
    past, cancelled, ahead = [
        (await done(sam, "viewingCreate", "viewing { id attendances { id } }", **given))["viewing"]
        for given in ({"listingId": listing, "applicantIds": [ben.id], "startsAt": each} for each in at)
    ]
    await done(sam, "viewingCancel", id=cancelled["id"])
    clock.advance(timedelta(hours=2))
    await done(sam, "viewingComplete", id=past["id"])
    part = past["attendances"][0]["id"]
    await done(ben, "feedbackRecord", id=part, feedback="Lovely")
    await done(sam, "feedbackRelease", id=part)
    nothing: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("listings", "upcomingViewings", "releasedFeedback", "openOffers", "requirements")
    }
    shared = {
        "listings": [{"id": listing}],
        "upcomingViewings": [{"id": ahead["id"]}],
        "releasedFeedback": [{"feedback": "Lovely", "viewing": {"id": past["id"]}}],
    }
    expected = (
        (ann, nothing | shared | {"openOffers": [{"id": other}, {"id": offer}]}),
        (ben, nothing | shared | {"openOffers": [{"id": offer}], "requirements": [wanted["requirement"]]}),
        (tom, nothing | {"upcomingViewings": shared["upcomingViewings"]}),
    )
    for who, parts in expected:
        assert (await who.data(OVERVIEW))["viewer"]["overview"] == parts, who.name
    await done(sam, "offerDecline", id=other)
    assert (await ann.data(OVERVIEW))["viewer"]["overview"]["openOffers"] == [{"id": offer}]
