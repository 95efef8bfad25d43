"""Rent is charged by invoices ahead of time, is owed until it is paid, and is taken back for days after the end."""

from datetime import date, timedelta
from typing import Any

import pytest

from adapters import clock
from tests.support.cast import Cast
from tests.support.lettings.making import agreed, day, landlord, worked
from tests.support.mutations import act, done, refused
from tests.support.queries import OF_THE_TAIL
from tests.support.server import Client, Server
from tests.support.sockets import live

RENT = """query($id: ID!) { tenancy(id: $id) { balance { amount } arrears { amount }
  nextCharge { startsOn endsOn dueOn amount { amount } }
  charges(first: 100) { nodes { startsOn endsOn dueOn amount { amount currency }
    invoice { id version approvalStatus paymentStatus dueOn total { amount } credited { amount } isOverdue
      lines { description } tenancy { id } viewerCanApprove } } } } }"""
pytestmark = pytest.mark.without_worker


async def rent(by: Client, tenancy: str) -> dict[str, Any]:
    """The rent of a tenancy, the charges oldest first."""
    found: dict[str, Any] = (await by.data(RENT, {"id": tenancy}))["tenancy"]
    return found | {"charges": found["charges"]["nodes"][::-1]}


async def pay(sam: Client, invoice: str, amount: str) -> None:
    """Money comes in for an invoice."""
    given = {"amount": {"amount": amount, "currency": "GBP"}, "method": "BANK_TRANSFER", "receivedOn": day(0)}
    await done(sam, "paymentRecord", invoiceId=invoice, **given)


@pytest.mark.settings(rent_days_ahead=3)
async def test_rent_is_charged_ahead_and_owed_until_it_is_paid(
    sam: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await landlord(sam, cast, zoe)
    today = clock.now().date()
    tenancy = (await agreed(sam, cast, ben, rentPeriod="WEEKLY", startsOn=day(5)))["id"]
    await worked()
    assert (await rent(zoe, tenancy))["charges"] == []
    clock.advance(timedelta(days=2))
    await worked()
    found = await rent(zoe, tenancy)
    [first] = found["charges"]
    starts, ends = (today + timedelta(days=5)).isoformat(), (today + timedelta(days=11)).isoformat()
    assert (first["startsOn"], first["endsOn"], first["dueOn"]) == (starts, ends, starts)
    assert first["amount"] == {"amount": "1000.00", "currency": "GBP"}
    invoice = first["invoice"]
    assert (invoice["approvalStatus"], invoice["paymentStatus"]) == ("APPROVED", "OUTSTANDING")
    assert invoice["lines"][0]["description"].startswith("Rent for 12 Quay Street, ")
    assert (invoice["tenancy"], invoice["viewerCanApprove"]) == ({"id": tenancy}, False)
    assert (found["balance"], found["arrears"]) == ({"amount": "1000.00"}, {"amount": "0.00"})
    assert found["nextCharge"]["startsOn"] == (today + timedelta(days=12)).isoformat()
    clock.advance(timedelta(days=7))
    await worked()
    assert [each["invoice"]["isOverdue"] for each in (await rent(ben, tenancy))["charges"]] == [True, False]
    await pay(sam, invoice["id"], "400")
    found = await rent(ben, tenancy)
    assert (found["balance"], found["arrears"]) == ({"amount": "1600.00"}, {"amount": "600.00"})
    await pay(sam, invoice["id"], "700")
    assert (await rent(ben, tenancy))["arrears"] == {"amount": "0.00"}
    told = await ben.data("{ notifications(first: 50) { nodes { kind invoice { id } } } }")
    of_rent = {(each["kind"], each["invoice"]["id"]) for each in told["notifications"]["nodes"] if each["invoice"]}
    assert ("INVOICE_PAID", invoice["id"]) in of_rent, "tenants are told of their rent"


async def test_a_tenancy_with_a_last_day_is_charged_to_that_day(sam: Client, ben: Client, cast: Cast) -> None:
    weekly = {"rentPeriod": "WEEKLY", "rent": {"amount": "700", "currency": "GBP"}}
    tenancy = (await agreed(sam, cast, ben, **weekly, endsOn=day(15)))["id"]
    await worked()
    clock.advance(timedelta(days=3))
    await worked()
    found = await rent(ben, tenancy)
    days = [(each["startsOn"], each["endsOn"], each["amount"]["amount"]) for each in found["charges"]]
    assert days == [(day(-3), day(3), "700.00"), (day(4), day(10), "700.00"), (day(11), day(12), "200.00")]
    assert (found["nextCharge"], found["balance"]["amount"]) == (None, "1600.00")


async def test_rent_after_the_end_is_taken_back(sam: Client, ben: Client, cast: Cast) -> None:
    weekly = {"rentPeriod": "WEEKLY", "rent": {"amount": "700", "currency": "GBP"}}
    tenancy = (await agreed(sam, cast, ben, **weekly))["id"]
    await worked()
    first, second, third = (await rent(sam, tenancy))["charges"]
    await pay(sam, second["invoice"]["id"], "700")
    given = {"id": tenancy, "noticeBy": "TENANT"}
    await done(sam, "tenancyNoticeGive", **given, endsOn=day(9))
    found = await rent(ben, tenancy)
    assert [(each["endsOn"], each["amount"]["amount"]) for each in found["charges"]] == [
        (first["endsOn"], "700.00"),
        (day(9), "300.00"),
    ]
    assert found["charges"][1]["invoice"]["credited"] == {"amount": "400.00"}
    gone = await ben.data(
        "query($id: ID!) { invoice(by: {id: $id}) { paymentStatus } }", {"id": third["invoice"]["id"]}
    )
    assert gone["invoice"] == {"paymentStatus": "VOID"}
    assert (found["balance"], found["nextCharge"]) == ({"amount": "300.00"}, None), "400 of the second are owed back"
    # They stay longer: the days between are charged, and nothing twice.
    await done(sam, "tenancyNoticeGive", **given, endsOn=day(12))
    await worked()
    again = (await rent(ben, tenancy))["charges"]
    assert [(each["startsOn"], each["endsOn"], each["amount"]["amount"]) for each in again[2:]] == [
        (day(10), day(12), "300.00")
    ]
    clock.advance(timedelta(days=3))
    await done(sam, "tenancyEnd", id=tenancy)
    found = await rent(sam, tenancy)
    assert [(each["endsOn"], each["amount"]["amount"]) for each in found["charges"]] == [(day(0), "400.00")]
    assert found["balance"] == {"amount": "-300.00"}, "of 700 paid"


async def test_rent_paid_for_days_after_the_end_is_credited(sam: Client, ben: Client, cast: Cast) -> None:
    tenancy = (await agreed(sam, cast, ben, startsOn=day(5)))["id"]
    await worked()
    [charge] = (await rent(sam, tenancy))["charges"]
    await pay(sam, charge["invoice"]["id"], "1000")
    await done(sam, "tenancyEnd", id=tenancy)
    assert (await rent(sam, tenancy))["charges"] == []
    found = await sam.data(
        "query($id: ID!) { invoice(by: {id: $id}) { paymentStatus balance { amount } creditNotes { reason } } }",
        {"id": charge["invoice"]["id"]},
    )
    assert (found["invoice"]["paymentStatus"], found["invoice"]["balance"]) == ("CREDITED", {"amount": "-1000.00"})


async def test_a_tenancy_kept_elsewhere_before_is_charged_from_a_day(sam: Client, ben: Client, cast: Cast) -> None:
    long_ago = {"startsOn": "2001-01-31", "rentPeriod": "MONTHLY"}
    errors = (
        await act(
            sam,
            "tenancyCreate",
            siteId=cast.quay_street,
            customerId=cast.zenith,
            tenantIds=[ben.id],
            rent={"amount": "1", "currency": "GBP"},
            **long_ago,
        )
    )["userErrors"]
    assert [(each["code"], each["field"]) for each in errors] == [("INVALID", ["rentChargedFrom"])]
    tenancy = (await agreed(sam, cast, ben, **long_ago, rentChargedFrom=day(0)))["id"]
    await worked()
    first, *_ = (await rent(sam, tenancy))["charges"]
    assert first["startsOn"] == day(0)
    assert date.fromisoformat(first["endsOn"]) + timedelta(days=1) == _last_day_of(date.fromisoformat(first["endsOn"]))


def _last_day_of(day: date) -> date:
    """The last day of the month that a day is in, or of the next one if it is the last."""
    following = day + timedelta(days=1)
    return (following.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


async def test_something_else_is_billed_for_a_tenancy(sam: Client, ben: Client, cast: Cast) -> None:
    tenancy = (await agreed(sam, cast, ben, startsOn=day(-1), rentChargedFrom=day(60)))["id"]
    line = {"kind": "OTHER", "description": "A lost key", "quantity": "1", "unitPrice": "25", "taxRate": "0"}
    given = {"dueOn": day(5), "lines": [line], "tenancyId": tenancy}
    assert await refused(sam, "invoiceCreate", **given, customerId=cast.acme) == "INVALID"
    await done(sam, "invoiceCreate", **given, customerId=cast.zenith)
    shown = await ben.data(
        "query($id: ID!) { tenancy(id: $id) { invoices { nodes { total { amount } } totals { outstanding { amount } } } }"
        " invoices(where: {tenancyId: [$id]}) { totalCount } }",
        {"id": tenancy},
    )
    assert shown["tenancy"]["invoices"] == {
        "nodes": [{"total": {"amount": "25.00"}}],
        "totals": [{"outstanding": {"amount": "25.00"}}],
    }
    assert shown["invoices"]["totalCount"] == 1


async def test_a_thousand_properties_take_as_many_statements_as_two(
    sam: Client, zoe: Client, ben: Client, cast: Cast, statements: list[str]
) -> None:
    address = {"line1": "1 Row", "city": "Leeds", "country": "GB"}

    async def let(number: int) -> None:
        given = {"name": f"{number} Row", "kind": "PROPERTY", "address": address}
        site = (await done(sam, "siteCreate", "site { id }", **given))["site"]["id"]
        await done(sam, "partySet", siteId=site, contactId=zoe.id, role="LANDLORD")
        await agreed(sam, cast, ben, siteId=site, startsOn=day(-1))

    async def count() -> int:
        query = """{ sites(first: 100, where: {kind: [PROPERTY]}) { nodes { name tenancies(first: 1) { nodes {
          state balance { amount } arrears { amount } tenants { name } charges(first: 2) { nodes { dueOn invoice { paymentStatus } } }
        } } } } }"""
        await zoe.data(query)
        statements.clear()
        shown = (await zoe.data(query))["sites"]["nodes"]
        assert all(each["tenancies"]["nodes"] for each in shown if "Row" in each["name"])
        return len([each for each in statements if OF_THE_TAIL not in each])

    for number in range(2):
        await let(number)
    await worked()
    few = await count()
    for number in range(2, 12):
        await let(number)
    await worked()
    assert await count() == few


async def test_a_tenant_who_watches_sees_no_more_once_the_tenancy_ends(
    server: Server, sam: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await landlord(sam, cast, zoe)
    tenancy = (await agreed(sam, cast, ben, startsOn=day(-2)))["id"]
    watch = "subscription { events { ... on TenancyEvent { kind tenancy { state } rent { amount } } } }"
    async with live(server, ben.token) as own, live(server, zoe.token) as other:
        of_ben, of_zoe = await own.subscribe(watch), await other.subscribe(watch)
        await worked()
        for stream in (of_ben, of_zoe):
            while not (event := (await stream.next())["events"]):
                pass
            assert event == {
                "kind": "TENANCY_RENT_CHARGED",
                "tenancy": {"state": "ACTIVE"},
                "rent": {"amount": "1000.00"},
            }
        await done(sam, "tenancyEnd", id=tenancy, endedOn=day(-1))
        await done(
            sam,
            "tenancyCreate",
            siteId=cast.quay_street,
            customerId=cast.zenith,
            tenantIds=[ben.id],
            startsOn=day(1),
            rent={"amount": "1", "currency": "GBP"},
        )
        kinds: list[str] = []
        while "TENANCY_CREATED" not in kinds:
            kinds += [event["kind"]] if (event := (await of_zoe.next())["events"]) else []
        assert "TENANCY_ENDED" in kinds
        while not of_ben.is_silent:
            assert (await of_ben.next())["events"] == {}
        assert (await ben.data("{ tenancies { nodes { id } } sites { nodes { id } } }")) == {
            "tenancies": {"nodes": []},
            "sites": {"nodes": [{"id": cast.acme_site}]},
        }
