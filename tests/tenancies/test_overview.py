"""The landing page shows a landlord what to look at, and a tenant their own tenancy and what is due."""

import pytest

from tests.support.cast import Cast
from tests.support.files import pdf, uploaded
from tests.support.lettings.making import agreed, day, landlord, proposed, worked
from tests.support.mutations import done
from tests.support.server import Client

OVERVIEW = """{ viewer { overview { tenancies(first: 5) { id state arrears { amount } balance { amount }
  nextCharge { dueOn } } expiringDocuments { title expiresOn } } } }"""


@pytest.mark.without_worker
async def test_the_overview_has_a_part_for_landlords_and_for_tenants(
    sam: Client, ann: Client, ben: Client, tom: Client, cast: Cast
) -> None:
    await landlord(sam, cast, ann)
    tenancy = (await agreed(sam, cast, ben, startsOn=day(-1), rentPeriod="FOUR_WEEKLY"))["id"]
    later = (await proposed(sam, cast, tom, startsOn=day(90)))["id"]
    for number, (title, ahead) in enumerate((("Gas", 59), ("Energy", 61), ("Old", -5))):
        file = (await uploaded(sam, pdf(500 + number)))["id"]
        given = {"siteId": cast.quay_street, "uploadId": file, "kind": "OTHER", "expiresOn": day(ahead)}
        await done(sam, "propertyDocumentAdd", **given, title=title)
    await worked()
    own = {
        "id": tenancy,
        "state": "ACTIVE",
        "arrears": {"amount": "1000.00"},
        "balance": {"amount": "1000.00"},
        "nextCharge": {"dueOn": day(27)},
    }
    expiring = [{"title": "Old", "expiresOn": day(-5)}, {"title": "Gas", "expiresOn": day(59)}]
    of_ben = (await ben.data(OVERVIEW))["viewer"]["overview"]
    assert of_ben == {"tenancies": [own], "expiringDocuments": expiring}
    of_ann = (await ann.data(OVERVIEW))["viewer"]["overview"]
    assert [each["id"] for each in of_ann["tenancies"]] == [later, tenancy] and of_ann["tenancies"][1] == own
    assert of_ann["expiringDocuments"] == expiring
    assert (await tom.data(OVERVIEW))["viewer"]["overview"]["tenancies"] == []
