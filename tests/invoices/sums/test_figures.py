"""Figures of invoices are those of the invoices that a viewer sees: what plain Python makes of the rows."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any, Final

import pytest

from adapters import clock
from models.core.money import decimal
from models.invoices.payments import Payment
from models.invoices.rows import ApprovalStatus, ApprovedBy, Invoice, PaymentStatus
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.orders.orders import Order, OrderTechnician
from tests.support.cast import Cast
from tests.support.figures import plain as figures
from tests.support.invoicing import key
from tests.support.partners.keys import new_key
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

OF_ORDER: Final = ("ORDER_KIND", "ORDER_PRIORITY", "SITE", "TECHNICIAN")
DIMENSIONS: Final = ("PAYMENT_STATUS", "APPROVAL_STATUS", "CUSTOMER", *OF_ORDER, *figures.PERIODS)
AGES: Final = {
    "notDue": (-999, 0),
    "days1To30": (0, 30),
    "days31To60": (30, 60),
    "days61To90": (60, 90),
    "over90Days": (90, 999),
}
SUMS: Final = ("total", "credited", "paid", "outstanding", "overdue")
ASKED: Final = """query($by: [InvoiceDimension!], $where: InvoiceWhere, $search: String, $moment: InvoiceMoment,
  $zone: TimeZone, $first: Int) { invoiceStats(
    groupBy: $by, where: $where, search: $search, moment: $moment, timeZone: $zone, first: $first) { %s } }"""
ASK: Final = (
    ASKED
    % f"""hasMoreGroups timeZone groups {{
  currency paymentStatus approvalStatus orderKind orderPriority customer {{ id }} site {{ id }} technician {{ id }} period
  count {" ".join(f"{name} {{ amount currency }}" for name in SUMS)}
  ageing {{ {" ".join(f"{name} {{ amount currency }}" for name in AGES)} }}
  daysToPayment {{ count median percentile90 }} approvedCount approvedByClockCount approvedByClockShare }}"""
)
NO_ORDER: Final[dict[str, Any]] = {"kind": None, "priority": None, "site": None, "technicians": ()}
Made = dict[str, Any]


async def invoices(cast: Cast, random: Random, count: int = 80) -> list[Made]:
    """Random invoices of two customers in two currencies, most of them for one of some orders; gives their rows."""
    orders = [await _order(cast, random, number) for number in range(1, 13)]
    return [await _invoice(cast, random, random.choice([*orders, None]), number) for number in range(1, count + 1)]


async def _order(cast: Cast, random: Random, number: int) -> Made:
    customer, site = random.choice(((cast.acme, cast.acme_site), (cast.zenith, cast.quay_street)))
    made: Made = {"kind": random.choice([*OrderKind]), "priority": random.choice([*OrderPriority]), "number": number}
    row = await Order.create(
        **made,
        status=OrderStatus.COMPLETED,
        customer_id=key(customer, "Customer"),
        site_id=key(site, "Site"),
        problem_summary="Oven",
    )
    technicians = random.choice(((), (cast.rita.id,), (cast.rita.id, cast.sam.id)))
    for each in technicians:
        await OrderTechnician.create(order_id=row.id, staff_id=key(each, "StaffMember"))
    return {**made, "id": row.id, "customer": customer, "site": site, "technicians": technicians}


async def _invoice(cast: Cast, random: Random, order: Made | None, number: int) -> Made:
    status = random.choice([*PaymentStatus, PaymentStatus.PAID, PaymentStatus.OUTSTANDING])
    approval = random.choice([*ApprovalStatus])
    issued_at, total = figures.moment(random), random.randrange(1, 10**6)
    overdue = random.choice((-200, -1, 0, 29, 30, 59, 60, 89, 90, 400)) + random.choice((0.2, 0.8))
    columns: Made = {
        "number": number,
        "currency": random.choice(("EUR", "JPY")),
        "payment_status": status,
        "approval_status": approval,
        "approved_by": random.choice([*ApprovedBy]) if approval is ApprovalStatus.APPROVED else None,
        "due_on": (issued_at + timedelta(days=random.randrange(40))).date(),
        "overdue_at": clock.now() - timedelta(days=overdue),
        "total_minor": total,
        "paid_minor": random.randrange(10**6),
        "credited_minor": total if status is PaymentStatus.CREDITED else random.randrange(total),
        "issued_at": None if status is PaymentStatus.DRAFT else issued_at,
    }
    customer = order["customer"] if order else random.choice((cast.acme, cast.zenith))
    fixed: Made = {"approval_mode": "OPERATOR_APPROVES", "subtotal_minor": total, "tax_minor": 0}
    owners: Made = {"customer_id": key(customer, "Customer"), "order_id": order and order["id"]}
    row = await Invoice.create(**columns, **fixed, **owners)
    days = [issued_at.date() + timedelta(days=random.randrange(-2, 60)) for _ in range(random.randrange(4))]
    payments = {day: random.random() < 0.3 for day in days}
    for day, is_reversed in payments.items():
        received: Made = {
            "amount_minor": 1,
            "method": "",
            "received_on": day,
            "recorded_by": {},
            "recorded_at": issued_at,
        }
        await Payment.create(invoice_id=row.id, **received, reversed_at=issued_at if is_reversed else None)
    received_on = max((day for day, is_reversed in payments.items() if not is_reversed), default=None)
    paid_on = received_on if status is PaymentStatus.PAID else None
    return {**columns, "overdue_days": overdue, "customer": customer, "order": order or NO_ORDER, "paid_on": paid_on}


def expected(rows: list[Made], by: tuple[str, ...], moment: str = "ISSUED_AT", zone: str = "UTC") -> Any:
    """The figures of these invoices, by group and currency."""

    def values(row: Mapping[str, Any], dimension: str) -> tuple[Any, ...]:
        order = row["order"]
        match dimension:
            case "TECHNICIAN":
                return order["technicians"] or (None,)
            case "SITE":
                return (order["site"],)
            case "ORDER_KIND" | "ORDER_PRIORITY":
                value = order[dimension.removeprefix("ORDER_").lower()]
                return (value and value.name,)
            case "DAY" | "WEEK" | "MONTH":
                day = row["due_on"] if moment == "DUE_ON" else figures.day_in(zone, row["issued_at"])
                return (day and figures.start(dimension, day),)
        return (row[dimension.lower()],)

    def places(row: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
        return product(*(values(row, each) for each in by), (row["currency"],))

    return figures.by_group(rows, places, lambda of_group: tell(of_group, zone))


def tell(rows: list[Made], zone: str) -> Made:
    """The figures of some invoices, which are in one currency."""
    currency = rows[0]["currency"]

    def money(minor: list[int]) -> Made:
        return {"amount": f"{decimal(sum(minor), currency):f}", "currency": currency}

    def still_to_pay(begin: float, end: float) -> Made:
        """Of what is outstanding the part that is overdue for so many days."""
        owed = [row for row in rows if row["payment_status"] is PaymentStatus.OUTSTANDING]
        late = [row for row in owed if begin <= row["overdue_days"] < end]
        return money([row["total_minor"] - row["credited_minor"] - row["paid_minor"] for row in late])

    def days(paid_on: date | None, issued_on: date | None) -> int | None:
        return (paid_on - issued_on).days if paid_on and issued_on else None

    approved = [row["approved_by"] for row in rows if row["approved_by"]]
    by_clock = approved.count(ApprovedBy.AUTOMATIC)
    return {
        "count": len(rows),
        "total": money([row["total_minor"] for row in rows if row["payment_status"] is not PaymentStatus.VOID]),
        "credited": money([row["credited_minor"] for row in rows]),
        "paid": money([row["paid_minor"] for row in rows]),
        "outstanding": still_to_pay(-999, 999),
        "overdue": still_to_pay(0, 999),
        "ageing": {name: still_to_pay(*bounds) for name, bounds in AGES.items()},
        "daysToPayment": figures.percentiles(
            days(row["paid_on"], figures.day_in(zone, row["issued_at"])) for row in rows
        ),
        "approvedCount": len(approved),
        "approvedByClockCount": by_clock,
        "approvedByClockShare": f"{round(Decimal(by_clock) / len(approved), 4):f}" if approved else None,
    }


async def told(by: Client, dimensions: tuple[str, ...], **given: Any) -> Any:
    """The figures that the server tells somebody, by group."""
    stats = (await by.data(ASK, {"by": dimensions, "first": 300, **given}))["invoiceStats"]
    assert stats["hasMoreGroups"] is False
    figures.expect_order(stats["groups"])
    names = [_field(dimension) for dimension in dimensions]
    found = {}
    for group in stats["groups"]:
        place = (*(_name(group[name]) for name in names), group["currency"])
        assert place not in found
        found[place] = {name: group[name] for name in tell([{**EMPTY, "currency": "EUR"}], "UTC")}
    return found


EMPTY: Final[Made] = {
    **dict.fromkeys(("payment_status", "approved_by", "paid_on", "issued_at")),
    **dict.fromkeys(("total_minor", "credited_minor", "paid_minor"), 0),
}


def _field(dimension: str) -> str:
    """The field of a group that tells its place in a dimension."""
    first, *more = ("period" if dimension in figures.PERIODS else dimension.lower()).split("_")
    return first + "".join(map(str.title, more))


def _name(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) else value


async def test_each_grouping_tells_what_the_rows_say(sam: Client, cast: Cast) -> None:
    random = Random(1)
    rows = await invoices(cast, random)
    for by in figures.groupings(DIMENSIONS):
        moment, zone = random.choice(("ISSUED_AT", "DUE_ON")), random.choice(figures.ZONES)
        assert await told(sam, by, moment=moment, zone=zone) == expected(rows, by, moment, zone), (by, moment, zone)


async def test_everybody_gets_the_figures_of_what_they_see(
    sam: Client, ann: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    rows = await invoices(cast, Random(2))
    issued = [row for row in rows if row["issued_at"]]
    of_acme, of_zenith = ([row for row in issued if row["customer"] == each] for each in (cast.acme, cast.zenith))
    program = await new_key(sam, "READ_INVOICES", "READ_ORDERS", customerIds=[cast.zenith])
    for by in (("CUSTOMER", "SITE"), ("TECHNICIAN", "ORDER_KIND")):
        for person, theirs in ((ann, of_acme), (zoe, of_zenith), (program, of_zenith), (tom, []), (sam, rows)):
            assert await told(person, by, zone="UTC") == expected(theirs, by), person.name
    # Who sees no orders is told nothing of those of their invoices.
    blind = await new_key(sam, "READ_INVOICES", customerIds=[cast.zenith])
    for dimension in OF_ORDER:
        without = [{**row, "order": NO_ORDER} for row in of_zenith]
        assert await told(blind, (dimension,)) == expected(without, (dimension,))
    refused = await (await new_key(sam, "READ_ORDERS")).graphql("{ invoiceStats { timeZone } }")
    assert (refused["data"], refused["errors"][0]["extensions"]["code"]) == ({"invoiceStats": None}, "FORBIDDEN")


async def test_figures_are_of_the_list_with_this_filter_and_search(sam: Client, ann: Client, cast: Cast) -> None:
    rows = await invoices(cast, Random(3))
    late = [row for row in rows if row["overdue_days"] > 0 and row["payment_status"] is PaymentStatus.OUTSTANDING]
    of_acme = [row for row in late if row["customer"] == cast.acme]
    by = ("PAYMENT_STATUS", "APPROVAL_STATUS")
    assert await told(sam, by, where={"isOverdue": True}) == expected(late, by) != {}
    assert await told(sam, by, where={"isOverdue": True}, search="acme") == expected(of_acme, by) != {}
    assert await told(ann, (), search="unicorn") == {}
    some = await sam.data(ASKED % "hasMoreGroups groups { currency overdue { amount } }", {"by": ["MONTH"], "first": 1})
    assert some["invoiceStats"]["hasMoreGroups"] is True
    assert len(some["invoiceStats"]["groups"]) == 1
