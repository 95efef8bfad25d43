"""A tenancy has a history, an id in other systems, a place in files of all of them, and tax on its rent."""

import csv
import io
from typing import Any

import pytest

from models.log import cursors
from tests.support.cast import Cast
from tests.support.lettings.making import agreed, day, landlord, proposed, worked
from tests.support.mutations import done, refused
from tests.support.partners.exports import asked, downloaded, exported, make_exports, read
from tests.support.partners.keys import new_key
from tests.support.server import Client

HISTORY = """query($id: ID!) { tenancy(id: $id) { history(first: 50) { totalCount nodes {
  id kind actor { name } state endsOn dueOn rent { amount } } } } }"""
MONEY = "{ amount }"
TAXED = f"""query($id: ID!, $from: Date!, $to: Date!) {{ tenancy(id: $id) {{ rentTaxRate nextCharge {{ amount {MONEY} }}
  balance {MONEY} charges {{ nodes {{ amount {MONEY} invoice {{ id subtotal {MONEY} tax {MONEY} credited {MONEY}
    lines {{ taxRate }} }} }} }} statement(startsOn: $from, endsOn: $to) {{ csv {{ url }} }} }} }}"""
pytestmark = pytest.mark.without_worker


async def history(by: Client, tenancy: str) -> list[dict[str, Any]]:
    """The history of a tenancy as somebody reads it, the oldest first."""
    found = (await by.data(HISTORY, {"id": tenancy}))["tenancy"]["history"]
    assert found["totalCount"] == len(found["nodes"])
    return list(reversed(found["nodes"]))


async def test_a_tenancy_has_a_history(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    tenancy = (await proposed(sam, cast, ben, rentPeriod="WEEKLY"))["id"]
    await landlord(sam, cast, zoe, startsOn=day(0))
    other = (await proposed(sam, cast, ben, startsOn=day(90)))["id"]
    await done(sam, "tenancyUpdate", id=tenancy, endsOn=day(400))
    await done(sam, "tenancyActivate", id=tenancy)
    await worked()
    await done(sam, "tenancyNoticeGive", id=tenancy, endsOn=day(3), noticeBy="TENANT")
    await done(sam, "tenancyEnd", id=tenancy)
    of_staff = await history(sam, tenancy)
    kinds = [(each["kind"].removeprefix("TENANCY_"), each["state"], each["endsOn"]) for each in of_staff]
    assert kinds[:3] == [
        ("CREATED", "PROPOSED", None),
        ("CHANGED", "PROPOSED", day(400)),
        ("ACTIVATED", "ACTIVE", day(400)),
    ]
    assert [each for each in kinds if each[0] in ("NOTICE_GIVEN", "ENDED")] == [
        ("NOTICE_GIVEN", "NOTICE_GIVEN", day(3)),
        ("ENDED", "ENDED", day(0)),
    ]
    charged = [each for each in of_staff if each["kind"] == "TENANCY_RENT_CHARGED"]
    assert (charged[0]["rent"], charged[0]["dueOn"]) == ({"amount": "1000.00"}, day(0))
    assert [each["actor"]["name"] for each in (of_staff[0], charged[0])] == ["Sam Sutton", "System"]
    assert [each["kind"] for each in await history(sam, other)] == ["TENANCY_CREATED"]
    of_landlord = await history(zoe, tenancy)
    assert of_landlord == of_staff[1:], "since their role began"
    node = "query($id: ID!) { node(id: $id) { id ... on TenancyActivity { kind } } }"
    first = of_staff[1]
    assert (await zoe.data(node, {"id": first["id"]}))["node"] == {"id": first["id"], "kind": first["kind"]}
    assert (await ben.data(node, {"id": first["id"]}))["node"] is None, "before it was agreed"


async def test_a_tenancy_has_the_id_of_another_system(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    query = "query($r: [String!]) { tenancies(where: {externalReference: $r}) { nodes { id externalReference } } }"

    async def found(by: Client, *references: str) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = (await by.data(query, {"r": references}))["tenancies"]["nodes"]
        return nodes

    await landlord(sam, cast, zoe)
    tenancy = (await agreed(sam, cast, ben, externalReference=" L 17 "))["id"]
    assert await found(sam, "L 17", "X") == [{"id": tenancy, "externalReference": "L 17"}]
    assert await found(zoe, "L 17") == []
    again: dict[str, Any] = {
        "siteId": cast.quay_street,
        "customerId": cast.zenith,
        "tenantIds": [],
        "startsOn": day(99),
    }
    again["rent"] = {"amount": "1", "currency": "GBP"}
    assert await refused(sam, "tenancyCreate", **again, externalReference="L 17") == "NOT_UNIQUE"
    second = (await proposed(sam, cast, ben, startsOn=day(99)))["id"]
    assert await refused(sam, "tenancyUpdate", id=second, externalReference="L 17") == "NOT_UNIQUE"
    await done(sam, "tenancyUpdate", id=tenancy, externalReference=None)
    await done(sam, "tenancyUpdate", id=second, externalReference="L 17")
    assert await found(sam, "L 17") == [{"id": second, "externalReference": "L 17"}]


async def test_tenancies_and_their_rent_are_written_to_files(
    sam: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await landlord(sam, cast, zoe)
    tenancy = (await agreed(sam, cast, ben, startsOn=day(-1), feeRate="9"))["id"]
    later = (await proposed(sam, cast, ben, startsOn=day(200)))["id"]
    await worked()
    contents = ("TENANCIES", "RENT_CHARGES")
    cursor, of_staff = await exported(sam, *contents)
    assert {each["id"] for each in of_staff["TENANCIES"]} == {tenancy, later}
    [let] = [each for each in of_staff["TENANCIES"] if each["id"] == tenancy]
    owed = {"amount": "1000.00", "currency": "GBP"}
    assert (let["state"], let["arrears"], let["balance"], let["tenants"]) == ("ACTIVE", owed, owed, [{"id": ben.id}])
    [charge] = of_staff["RENT_CHARGES"]
    assert (charge["tenancy"], charge["dueOn"], charge["amount"]) == ({"id": tenancy}, day(-1), owed)
    assert charge["invoice"]["paymentStatus"] == "OUTSTANDING"
    _, of_ben = await exported(ben, *contents)
    assert ([each["id"] for each in of_ben["TENANCIES"]], of_ben["RENT_CHARGES"]) == ([tenancy], [charge])
    _, of_tom = await exported(tom, *contents)
    _, of_acme = await exported(sam, *contents, customerId=cast.acme)
    assert of_tom == of_acme == {"TENANCIES": [], "RENT_CHARGES": []}
    program = await new_key(sam, "READ_INVOICES", customerIds=[cast.zenith])
    _, of_program = await exported(program, *contents, since=cursors.encode(0))
    assert [each["id"] for each in of_program["TENANCIES"]] == [tenancy], "a proposal is none of its business"
    await done(sam, "tenancyUpdate", id=later, endsOn=day(300))
    _, changed = await exported(sam, *contents, since=cursor)
    assert ([each["id"] for each in changed["TENANCIES"]], changed["RENT_CHARGES"]) == ([later], [])
    table = await asked(zoe, "RENT_CHARGES", form="CSV")
    await make_exports()
    [row] = csv.DictReader(io.StringIO((await downloaded(zoe, await read(zoe, table)))["RENT_CHARGES"]))
    assert (row["tenancy.id"], row["amount.amount"], row["invoice.id"]) == (tenancy, "1000.00", charge["invoice"]["id"])
    figures = """query($id: ID!) { invoiceStats(where: {tenancyId: [$id]}, groupBy: [SITE]) {
      groups { count overdue { amount } site { id } } } }"""
    owing = {"count": 1, "overdue": {"amount": "1000.00"}, "site": {"id": cast.quay_street}}
    for by, groups in ((zoe, [owing]), (tom, [])):
        assert (await by.data(figures, {"id": tenancy}))["invoiceStats"]["groups"] == groups
    orders = await new_key(sam, "READ_ORDERS")
    assert await refused(orders, "bulkExportCreate", contents=["TENANCIES"]) == "FORBIDDEN"


async def test_rent_is_taxed_and_the_fee_is_of_the_rent_alone(
    sam: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await landlord(sam, cast, zoe)
    monthly = {"rentPeriod": "FOUR_WEEKLY", "rent": {"amount": "2800", "currency": "GBP"}}
    wrong = {"id": (await proposed(sam, cast, ben, startsOn=day(300)))["id"], "rentTaxRate": "101"}
    assert await refused(sam, "tenancyUpdate", **wrong) == "INVALID"
    tenancy = (await agreed(sam, cast, ben, feeRate="10", rentTaxRate="20", **monthly))["id"]
    await worked()
    given = {"id": tenancy, "from": day(-1), "to": day(30)}
    [charge] = (found := (await sam.data(TAXED, given))["tenancy"])["charges"]["nodes"]
    invoice = charge["invoice"]
    assert (found["rentTaxRate"], charge["amount"], invoice["lines"]) == (
        "20",
        {"amount": "2800.00"},
        [{"taxRate": "20"}],
    )
    assert (invoice["subtotal"]["amount"], invoice["tax"]["amount"]) == ("2800.00", "560.00")
    paid = {"amount": {"amount": "3360", "currency": "GBP"}, "method": "CASH", "receivedOn": day(0)}
    await done(sam, "paymentRecord", invoiceId=invoice["id"], **paid)
    table = (await sam.server.client.get(found["statement"]["csv"]["url"])).text
    [rent] = [row for row in csv.DictReader(io.StringIO(table)) if row["entry"] == "rent"]
    assert (rent["rent"], rent["fee"], rent["balance"]) == ("3360.00", "280.00", "3080.00")
    await done(sam, "tenancyNoticeGive", id=tenancy, endsOn=day(6), noticeBy="LANDLORD")
    found = (await sam.data(TAXED, given))["tenancy"]
    [charge] = found["charges"]["nodes"]
    assert (charge["amount"]["amount"], charge["invoice"]["credited"]["amount"]) == ("700.00", "2520.00")
    assert found["balance"]["amount"] == "-2520.00", "three quarters of the rent, with its tax"
