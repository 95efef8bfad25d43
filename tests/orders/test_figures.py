"""Figures of orders are those of the orders that a viewer sees: what plain Python makes of the rows."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from math import floor
from random import Random
from typing import Any, Final

import pytest

from adapters.database.client import execute
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.orders.orders import Order, OrderTechnician
from tests.support.cast import Cast
from tests.support.figures import plain as figures
from tests.support.invoicing import key
from tests.support.partners.keys import new_key
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

DIMENSIONS: Final = ("STATUS", "KIND", "PRIORITY", "CUSTOMER", "SITE", "TECHNICIAN", *figures.PERIODS)
MOMENTS: Final = ("CREATED_AT", "SUBMITTED_AT", "COMPLETED_AT")
ASKED: Final = """query($by: [OrderDimension!], $where: OrderWhere, $search: String, $moment: OrderMoment,
  $zone: TimeZone, $first: Int) { orderStats(
    groupBy: $by, where: $where, search: $search, moment: $moment, timeZone: $zone, first: $first) { %s } }"""
ASK: Final = (
    ASKED
    % """hasMoreGroups timeZone groups {
  status kind priority customer { id } site { id } technician { id } period count
  turnaroundSeconds { count median percentile90 } firstResponseSeconds { count median percentile90 } }"""
)
Made = dict[str, Any]


async def orders(cast: Cast, random: Random, count: int = 80) -> list[Made]:
    """Random orders of two customers, some of the property that has a tenant; gives their rows."""
    made = [_order(cast, random, number) for number in range(1, count + 1)]
    technicians = (cast.rita.id, cast.sam.id)
    rows = [Order(**{name: value for name, value in each.items() if name != "technicians"}) for each in made]
    await Order.bulk_create(rows)
    for each, row in zip(made, rows, strict=True):
        each["technicians"] = random.choice(((), technicians[:1], technicians))
        assigned = [key(member, "StaffMember") for member in each["technicians"]]
        await OrderTechnician.bulk_create([OrderTechnician(order_id=row.id, staff_id=member) for member in assigned])
    return made


def _order(cast: Cast, random: Random, number: int) -> Made:
    customer, site = random.choice(((cast.acme, cast.acme_site), (cast.acme, None), (cast.zenith, cast.quay_street)))
    created_at = figures.moment(random)
    moments = [created_at + timedelta(seconds=random.randrange(10**6) / 7) for _ in range(3)]
    submitted_at, responded_at, completed_at = (random.choice((each, None)) for each in sorted(moments))
    return {
        "number": number,
        "kind": random.choice([*OrderKind]),
        "priority": random.choice([*OrderPriority]),
        "status": random.choice([*OrderStatus]),
        "customer_id": key(customer, "Customer"),
        "site_id": site and key(site, "Site"),
        "problem_summary": random.choice(("Oven is cold", "Mixer is loud")),
        "created_at": created_at,
        "submitted_at": submitted_at,
        "first_response_at": submitted_at and responded_at,
        "completed_at": submitted_at and completed_at,
        "of_property": random.random() < 0.5,
    }


def expected(
    rows: list[Made], by: tuple[str, ...], moment: str, zone: str, cast: Cast, *, of_tenant: bool = False
) -> Any:
    """The figures of these orders, by group."""
    names = {
        key(name, kind): name
        for name, kind in (
            (cast.acme, "Customer"),
            (cast.zenith, "Customer"),
            (cast.acme_site, "Site"),
            (cast.quay_street, "Site"),
        )
    }

    def values(row: Mapping[str, Any], dimension: str) -> tuple[Any, ...]:
        if dimension == "TECHNICIAN":
            return row["technicians"] or (None,)
        if dimension in figures.PERIODS:
            day = figures.day_in(zone, row[moment.lower()])
            return (day and figures.start(dimension, day),)
        if dimension in ("CUSTOMER", "SITE"):
            hidden = dimension == "CUSTOMER" and of_tenant
            return (None if hidden else names.get(row[f"{dimension.lower()}_id"]),)
        return (row[dimension.lower()].name,)

    return figures.by_group(rows, lambda row: product(*(values(row, each) for each in by)), tell)


def tell(rows: list[Made]) -> Made:
    """The figures of some orders."""

    def seconds(end: str) -> list[int | None]:
        pairs = [(row["submitted_at"], row[end]) for row in rows]
        return [floor(end.timestamp()) - floor(begin.timestamp()) if begin and end else None for begin, end in pairs]

    return {
        "count": len(rows),
        "turnaroundSeconds": figures.percentiles(seconds("completed_at")),
        "firstResponseSeconds": figures.percentiles(seconds("first_response_at")),
    }


async def told(by: Client, dimensions: tuple[str, ...], **given: Any) -> Any:
    """The figures that the server tells somebody, by group."""
    stats = (await by.data(ASK, {"by": dimensions, **given}))["orderStats"]
    assert stats["hasMoreGroups"] is False
    figures.expect_order(stats["groups"])
    found = {}
    for group in stats["groups"]:
        place = tuple(_value(group, dimension) for dimension in dimensions)
        assert place not in found
        found[place] = {name: group[name] for name in ("count", "turnaroundSeconds", "firstResponseSeconds")}
    return found


def _value(group: Made, dimension: str) -> Any:
    value = group["period" if dimension in figures.PERIODS else dimension.lower()]
    return value["id"] if isinstance(value, dict) else value


async def test_each_grouping_tells_what_the_rows_say(sam: Client, cast: Cast) -> None:
    random = Random(1)
    rows = await orders(cast, random)
    for by in figures.groupings(DIMENSIONS):
        moment, zone = random.choice(MOMENTS), random.choice(figures.ZONES)
        assert await told(sam, by, moment=moment, zone=zone) == expected(rows, by, moment, zone, cast), (
            by,
            moment,
            zone,
        )


async def test_everybody_gets_the_figures_of_what_they_see(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    rows = await orders(cast, Random(2))
    of_acme = [row for row in rows if row["customer_id"] == key(cast.acme, "Customer")]
    of_zenith = [row for row in rows if row not in of_acme]
    programs = [await new_key(sam, "READ_ORDERS", customerIds=[cast.zenith]), await new_key(sam, "WRITE_ORDERS")]
    by = ("CUSTOMER", "SITE")
    for person, theirs in (
        *((person, of_acme) for person in (ann, ben)),
        *((person, of_zenith) for person in (zoe, programs[0])),
        *((person, rows) for person in (sam, rita, programs[1])),
    ):
        assert await told(person, by) == expected(theirs, by, "", "", cast), person.name
    of_property = [row for row in of_zenith if row["of_property"]]
    assert await told(tom, by) == expected(of_property, by, "", "", cast, of_tenant=True)
    without = await (await new_key(sam, "READ_INVOICES", "READ_PEOPLE")).graphql("{ orderStats { timeZone } }")
    assert without["data"] == {"orderStats": None}
    assert without["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_figures_are_of_the_list_with_this_filter_and_search(sam: Client, ann: Client, cast: Cast) -> None:
    rows = await orders(cast, Random(3))
    where = {"status": ["COMPLETED", "CANCELLED", "DRAFT"], "technicianId": [cast.rita.id]}
    those = [row for row in rows if row["status"] in where["status"] and cast.rita.id in row["technicians"]]
    ovens = [row for row in those if row["problem_summary"].startswith("Oven")]
    by = ("TECHNICIAN", "STATUS")
    assert await told(sam, by, where=where) == expected(those, by, "", "", cast) != {}
    assert await told(sam, by, where=where, search="oven") == expected(ovens, by, "", "", cast) != {}
    # Nothing is a group of its own, unless it is all that is asked for.
    none = {"count": 0, "median": None, "percentile90": None}
    assert await told(ann, (), search="unicorn") == {
        (): {"count": 0, "turnaroundSeconds": none, "firstResponseSeconds": none}
    }
    assert await told(ann, by, where={"siteId": [cast.quay_street]}) == {}


async def test_days_begin_in_the_time_zone_of_who_asks(sam: Client, ann: Client, cast: Cast) -> None:
    rows = await orders(cast, Random(4))
    await execute("UPDATE contacts SET time_zone = 'Pacific/Apia' WHERE name = 'Ann Archer'")
    program = await new_key(sam, "READ_ORDERS", customerIds=[cast.acme])
    of_acme = [row for row in rows if row["customer_id"] == key(cast.acme, "Customer")]
    for by, zone in ((ann, "Pacific/Apia"), (program, "UTC")):
        assert await told(by, ("DAY",)) == expected(of_acme, ("DAY",), "CREATED_AT", zone, cast)
        assert (await by.data(ASK))["orderStats"]["timeZone"] == zone


async def test_figures_say_that_there_are_more_groups(sam: Client, cast: Cast) -> None:
    rows = await orders(cast, Random(5))
    all_days = expected(rows, ("DAY", "SITE"), "CREATED_AT", "UTC", cast)
    stats = (await sam.data(ASK, {"by": ["DAY", "SITE"], "zone": "UTC", "first": 3}))["orderStats"]
    figures.expect_order(stats["groups"])
    days = sorted((day for day, _ in all_days), reverse=True)
    assert [group["period"] for group in stats["groups"]] == days[:3]
    assert stats["hasMoreGroups"] is True
    assert (await sam.data(ASK, {"by": ["DAY", "SITE"], "first": len(all_days) + 5}))["orderStats"][
        "hasMoreGroups"
    ] is False


async def test_a_bad_question_about_figures_is_refused(sam: Client, cast: Cast) -> None:
    for given, words in (
        ({"by": ["STATUS", "KIND", "SITE"]}, "groupBy: use at most 2 different ones"),
        ({"by": ["STATUS", "STATUS"]}, "groupBy: use at most 2 different ones"),
        ({"by": ["DAY", "MONTH"]}, "only one of DAY, WEEK and MONTH"),
        ({"first": 0}, "first: use 1 to 1,000."),
        ({"first": 1001}, "first: use 1 to 1,000."),
        ({"zone": "Mars/Olympus"}, "timeZone: use a time zone of the IANA database"),
        ({"zone": "../etc/passwd"}, "timeZone: use a time zone of the IANA database"),
        ({"where": {"siteId": [cast.acme]}}, "siteId"),
    ):
        answer = await sam.graphql(ASKED % "groups { count }", given)
        [error] = answer["errors"]
        assert (error["extensions"]["code"], answer["data"]) == ("BAD_USER_INPUT", {"orderStats": None}), given
        assert words in error["message"], error
