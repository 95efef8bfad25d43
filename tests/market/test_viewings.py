"""Viewings: one time at a property for one of them, told to whom it concerns, with feedback that staff release."""

import asyncio
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters import clock
from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from models.market.viewings import reminded_at
from tests.support.cast import Cast
from tests.support.market.listings import new_listing, owner
from tests.support.mutations import act, done, refused
from tests.support.server import Client
from tests.support.tenancies import tenant

VIEWINGS = """{ viewings { nodes { id status startsAt note cancelReason viewerCanConfirm viewerCanCancel viewerCanMove
  listing { headline } attendances { id contact { displayName } feedback interest viewerCanRelease } } } }"""
TOLD = "{ notifications(first: 50) { nodes { kind title } } }"


def _in(**ahead: float) -> str:
    return (clock.now() + timedelta(**ahead)).isoformat()


async def book(sam: Client, listing: str, *applicants: Client, at: str, **given: Any) -> str:
    """Let staff make a viewing; gives its id."""
    ids = [each.id for each in applicants]
    made = await done(sam, "viewingCreate", "viewing { id }", listingId=listing, applicantIds=ids, startsAt=at, **given)
    viewing: str = made["viewing"]["id"]
    return viewing


async def kinds(by: Client) -> list[str]:
    """The kinds of what somebody has been told, oldest first."""
    return [each["kind"] for each in (await by.data(TOLD))["notifications"]["nodes"]][::-1]


async def seen(by: Client) -> list[dict[str, Any]]:
    """The viewings that somebody sees."""
    found: list[dict[str, Any]] = (await by.data(VIEWINGS))["viewings"]["nodes"]
    return found


async def test_a_request_is_confirmed_and_everybody_is_told(
    sam: Client, ann: Client, ben: Client, tom: Client, zoe: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    for who in (ben, zoe):
        await done(sam, "enquiryCreate", listingId=listing, contactId=who.id)
    asked = await done(
        ben, "viewingCreate", "viewing { id status }", listingId=listing, startsAt=_in(days=3), note="Hi"
    )
    viewing = asked["viewing"]["id"]
    assert asked["viewing"]["status"] == "REQUESTED"
    assert await refused(ben, "viewingConfirm", id=viewing) == "FORBIDDEN"
    await done(sam, "viewingConfirm", id=viewing, accompaniedById=cast.rita.id)
    for who in (ann, ben, tom):
        [own] = await seen(who)
        assert (own["id"], own["status"]) == (viewing, "CONFIRMED")
        assert "VIEWING_CHANGED" in await kinds(who)
    assert await seen(zoe) == [], "another applicant's"
    assert (await seen(ben))[0]["attendances"][0]["contact"] == {"displayName": "Ben"}
    assert (await seen(ann))[0]["attendances"] == (await seen(tom))[0]["attendances"] == []
    assert (await seen(tom))[0]["listing"] is None
    assert (await seen(ben))[0]["viewerCanCancel"] and not (await seen(ann))[0]["viewerCanCancel"]
    assert await refused(tom, "viewingCancel", id=viewing) == "FORBIDDEN"
    await done(ben, "viewingCancel", id=viewing, reason="I am ill")
    assert (await seen(ann))[0]["cancelReason"] == "I am ill"


@pytest.mark.settings(viewings_tell_owners=False, viewings_tell_occupiers=False)
async def test_owners_and_occupiers_are_told_as_settings_say(
    sam: Client, ann: Client, ben: Client, tom: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    await book(sam, listing, ben, at=_in(days=2))
    assert "VIEWING_CHANGED" in await kinds(ben)
    assert "VIEWING_CHANGED" not in [*await kinds(ann), *await kinds(tom)]


async def test_a_time_at_a_property_is_booked_once(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    listing = await new_listing(sam, cast)
    rent = {"kind": "TO_LET", "priceQualifier": "PER_MONTH", "price": {"amount": "1450", "currency": "GBP"}}
    made = {"listingId": await new_listing(sam, cast, **rent), "applicantIds": [zoe.id]}  # type: ignore[arg-type]
    at = clock.now() + timedelta(days=5)
    wanted = [
        {"listingId": listing, "applicantIds": [ben.id], "startsAt": at.isoformat()},
        {**made, "startsAt": (at + timedelta(minutes=20)).isoformat()},
    ]
    both = await asyncio.gather(*(act(sam, "viewingCreate", "viewing { id }", **each) for each in wanted))
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]
    [error] = [error for each in both for error in each["userErrors"]]
    assert (error["code"], error["field"]) == ("WRONG_STATE", ["startsAt"])
    first = next(each["viewing"]["id"] for each in both if each["viewing"])
    after = (at + timedelta(minutes=60)).isoformat()
    second = await book(sam, listing, ben, at=after)
    assert await refused(sam, "viewingMove", id=second, startsAt=at.isoformat()) == "WRONG_STATE"
    await done(sam, "viewingMove", id=second, startsAt=(at + timedelta(minutes=75)).isoformat(), minutes=45)
    await done(sam, "viewingCancel", id=first)
    await done(sam, "viewingMove", id=second, startsAt=at.isoformat())


async def test_of_two_confirmations_for_one_time_one_wins(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    listing = await new_listing(sam, cast)
    at, viewings = _in(days=1), []
    for who in (ben, zoe):
        await done(sam, "enquiryCreate", listingId=listing, contactId=who.id)
        made = await done(who, "viewingCreate", "viewing { id }", listingId=listing, startsAt=at)
        viewings.append(made["viewing"]["id"])
    both = await asyncio.gather(*(act(sam, "viewingConfirm", id=each) for each in viewings))
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]


async def test_feedback_reaches_the_owners_when_it_is_released(
    sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    viewing = await book(sam, listing, ben, zoe, at=_in(hours=1))
    parts = {each["contact"]["displayName"]: each["id"] for each in (await seen(sam))[0]["attendances"]}
    assert await refused(sam, "viewingComplete", id=viewing) == "WRONG_STATE"
    assert await refused(ben, "feedbackRecord", id=parts["Ben"], feedback="Lovely") == "WRONG_STATE"
    clock.advance(timedelta(hours=2))
    await done(sam, "viewingComplete", id=viewing)
    assert await refused(ben, "feedbackRecord", id=parts["Zoe"], feedback="Mine") == "NOT_FOUND"
    await done(ben, "feedbackRecord", id=parts["Ben"], feedback="Lovely", interest="INTERESTED")
    await done(sam, "feedbackRecord", id=parts["Zoe"], feedback="Too dark", interest="NOT_INTERESTED")
    assert (await seen(ann))[0]["attendances"] == []
    await done(sam, "feedbackRelease", "attendance { releasedAt }", id=parts["Zoe"])
    [shown] = (await seen(ann))[0]["attendances"]
    assert (shown["feedback"], shown["interest"], shown["contact"]) == ("Too dark", "NOT_INTERESTED", None)
    assert (await seen(tom))[0]["attendances"] == []
    assert (await kinds(ann))[-1] == "FEEDBACK_RELEASED"
    [own] = (await seen(ben))[0]["attendances"]
    assert own["feedback"] == "Lovely"
    assert await refused(zoe, "feedbackRecord", id=parts["Zoe"], feedback="No") == "WRONG_STATE"
    assert await refused(sam, "feedbackRelease", id=parts["Zoe"]) == "WRONG_STATE"


async def test_mails_bring_the_appointment_for_calendars(
    sam: Client, ben: Client, catcher: MailCatcher, cast: Cast
) -> None:
    await done(sam, "siteUpdate", id=cast.quay_street, timeZone="Europe/Berlin")
    listing = await new_listing(sam, cast)
    at = (clock.now() + timedelta(days=4)).replace(minute=0, second=0, microsecond=0)
    viewing = await book(sam, listing, ben, at=at.isoformat())
    await done(sam, "viewingMove", id=viewing, startsAt=(at + timedelta(hours=1)).isoformat())
    await done(sam, "viewingCancel", id=viewing)
    uids, found = set(), []
    for subject in ("Viewing:", "Viewing moved:", "Viewing cancelled:"):
        mail = await catcher.wait_for(lambda each, wanted=subject: each.subject.startswith(wanted))  # type: ignore[misc]
        files = [
            part
            for part in message_from_bytes(mail.content, policy=default).walk()
            if part.get_content_type() == "text/calendar"
        ]
        lines = files[0].get_content().replace("\r\n", "\n").replace("\n ", "").splitlines()
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        uids.add(told["UID"])
        found.append((files[0].get_param("method"), told["METHOD"], told["SEQUENCE"], told["STATUS"]))
        assert "(Berlin)" in mail.text, "by the clock of the property"
    assert len(uids) == 1
    assert found == [
        ("REQUEST", "REQUEST", "0", "CONFIRMED"),
        ("REQUEST", "REQUEST", "1", "CONFIRMED"),
        ("CANCEL", "CANCEL", "2", "CANCELLED"),
    ]


@pytest.mark.without_worker
async def test_people_are_reminded_a_day_before(sam: Client, ann: Client, ben: Client, cast: Cast) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    await book(sam, listing, ben, at=_in(days=3))
    await Worker().run_due()
    assert "VIEWING_REMINDER" not in await kinds(ben)
    clock.advance(timedelta(days=2, minutes=1))
    for _ in range(2):
        await Worker().run_due()
    for who in (ann, ben):
        assert (await kinds(who)).count("VIEWING_REMINDER") == 1


@pytest.mark.parametrize(
    ("starts_at", "reminded"),
    [
        ("2026-03-29T09:00", "2026-03-28T10:00"),
        ("2026-10-25T10:00", "2026-10-24T09:00"),
        ("2026-06-02T09:00", "2026-06-01T09:00"),
    ],
)
def test_a_reminder_keeps_the_hour_where_clocks_change(starts_at: str, reminded: str) -> None:
    """Summer time begins on 29 March, and ends on 25 October."""
    moment = reminded_at(datetime.fromisoformat(f"{starts_at}+00:00"), ZoneInfo("Europe/London"))
    assert moment is not None
    assert moment.astimezone(UTC) == datetime.fromisoformat(f"{reminded}+00:00")


async def test_an_applicant_sees_nothing_after_the_role_ends(sam: Client, ben: Client, cast: Cast) -> None:
    party = await tenant(sam, cast, ben, "APPLICANT")
    listing = await new_listing(sam, cast)
    await book(sam, listing, ben, at=_in(days=2))
    assert len(await seen(ben)) == 1
    await done(sam, "partyRemove", id=party)
    assert await seen(ben) == []
