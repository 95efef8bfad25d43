"""Tenancies begin, are charged and end at midnight where the business is, and what ends closes views and streams."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters import clock
from models.tenancies.charges import RentCharge
from tests.support.cast import Cast
from tests.support.lettings.making import agreed, worked
from tests.support.mutations import done
from tests.support.server import Client, Server
from tests.support.sockets import live

WATCH = "subscription($site: ID) { propertyEvents(siteId: $site) { ... on TenancyEvent { kind } } }"
SEEN = """{ tenancies { nodes { id } } sites(where: {kind: [PROPERTY]}) { nodes { id } } invoices { nodes { id } }
  propertyDocuments { nodes { id } } viewer { overview { tenancies { id } } } }"""
AUCKLAND, LONDON = "Pacific/Auckland", "Europe/London"
pytestmark = pytest.mark.without_worker


def until(day: date, zone: str) -> timedelta:
    """The time until a day begins in a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) - clock.now()


@pytest.mark.settings(time_zone=AUCKLAND, checkpoint_seconds=1)
async def test_a_tenancy_ends_for_those_who_watch_at_midnight(
    server: Server, sam: Client, ben: Client, cast: Cast
) -> None:
    await done(sam, "siteUpdate", id=cast.quay_street, timeZone="America/New_York")
    last = clock.now().astimezone(ZoneInfo(AUCKLAND)).date() + timedelta(days=1)
    first = last - timedelta(days=9)
    tenancy = (await agreed(sam, cast, ben, startsOn=first.isoformat(), endsOn=last.isoformat()))["id"]
    await worked()
    clock.advance(until(last + timedelta(days=1), AUCKLAND) - timedelta(minutes=1))
    seen = await ben.data(SEEN)
    assert seen["tenancies"]["nodes"] == [{"id": tenancy}] and seen["invoices"]["nodes"], "to the last minute"
    async with live(server, ben.token) as socket:
        here = await socket.subscribe(WATCH, {"site": cast.quay_street})
        anywhere = await socket.subscribe(WATCH)
        for stream in (here, anywhere):
            assert (await stream.next())["propertyEvents"] == {}
        clock.advance(timedelta(minutes=1))
        while (message := await here.message())["type"] == "next":
            assert message["payload"]["data"]["propertyEvents"] == {}
        assert message["type"] == "complete", "before the worker has come, and though it is yesterday at the property"
        nothing: dict[str, list[str]] = {"nodes": []}
        assert await ben.data(SEEN) == {
            **dict.fromkeys(("tenancies", "sites", "invoices", "propertyDocuments"), nothing),
            "viewer": {"overview": {"tenancies": []}},
        }
        await worked()
        ended = await sam.data(
            "query($id: ID!) { tenancy(id: $id) { state endsOn nextCharge { dueOn } } }", {"id": tenancy}
        )
        assert ended["tenancy"] == {"state": "ENDED", "endsOn": last.isoformat(), "nextCharge": None}
        while not anywhere.is_silent:
            assert (await anywhere.next())["propertyEvents"] == {}


@pytest.mark.settings(time_zone=LONDON, rent_days_ahead=0)
async def test_rent_is_charged_at_midnight_at_month_ends_and_in_summer_time(
    sam: Client, ben: Client, cast: Cast
) -> None:
    """2028 has a 29th of February; clocks go on between the third charge and the fourth, and back before the last."""
    due = ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-10-31"]
    ends = ["2028-02-28", "2028-03-30", "2028-04-29", "2028-05-30", "2028-11-29"]
    await done(sam, "siteUpdate", id=cast.quay_street, timeZone="Asia/Tokyo")
    await agreed(sam, cast, ben, startsOn="2028-01-31", rentPeriod="MONTHLY")
    for day, last in zip(due, ends, strict=True):
        clock.advance(until(date.fromisoformat(day), LONDON) - timedelta(minutes=1))
        await worked()
        assert not await RentCharge.filter(starts_on=day).exists(), f"not before midnight of {day}"
        clock.advance(timedelta(minutes=1))
        await worked()
        charge = await RentCharge.get(starts_on=day)
        assert (charge.ends_on.isoformat(), charge.due_on.isoformat(), charge.amount_minor) == (last, day, 100_000)
    days = [charge.starts_on for charge in await RentCharge.all().order_by("starts_on")]
    assert len(days) == 10 and days[-1] == date(2028, 10, 31), "each month once"
