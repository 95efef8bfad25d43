"""Being told: each kind by the ways that the person wants, never of one's own doing, and counted live everywhere."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from adapters import clock
from adapters.mail.parsing import Heading
from adapters.mail.senders import Origin
from adapters.text.sentences import Sentence
from models.core.channels import Channel
from models.correspondence.mail import refuse
from models.correspondence.mail_senders import NotTaken
from models.correspondence.sms import IncomingSms, receive_sms
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import InboundMailOutcome
from models.messages.notifications import NotificationKind
from models.messages.sms_messages import SmsMessage
from models.people.contacts import Contact
from tests.support.cast import Cast
from tests.support.files import attached, pdf
from tests.support.invoicing import key
from tests.support.lettings.making import agreed, day
from tests.support.market.trading import trade
from tests.support.mutations import act, done, refused
from tests.support.orders import move, new_order
from tests.support.server import Client, Server
from tests.support.sockets import Stream, live

LINES = [{"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9.50", "taxRate": "0"}]
PREFERENCES = "{ viewer { notificationPreferences { kind email sms inApp } } }"
UPDATE = "preferences { kind email sms inApp }"
UNREAD = "{ viewer { overview { unreadNotificationCount } } notifications(where: {isUnread: true}) { totalCount nodes { id } } }"
WATCH = """subscription($after: EventCursor) { notificationEvents(after: $after) {
  ... on NotificationEvent { kind unreadCount } ... on NotificationCreated { notification { id title } } } }"""
FOR_CONTACTS = {"LISTING_MATCHED", "VIEWING_CHANGED", "VIEWING_REMINDER", "FEEDBACK_RELEASED", "OFFER_ANSWERED"}
FOR_STAFF = {
    "ENQUIRY_OPENED",
    "VIEWING_REQUESTED",
    "ACCESS_REQUESTED",
    "SMS_RECEIVED",
    "MAIL_RECEIVED",
    "INVOICE_NEEDS_APPROVER",
    "CUSTOMER_CHANGED",
}
EVERY_KIND = {kind.value for kind in NotificationKind}
MAILED_TO_STAFF = {*FOR_STAFF, "WEBHOOK_PAUSED", "API_KEY_ENDS"}
BY_THE_CLOCK = {
    "VIEWING_REMINDER",
    "INVOICE_REMINDER",
    "INVOICE_OVERDUE",
    "WEBHOOK_PAUSED",
    "API_KEY_ENDS",
    "DOCUMENT_EXPIRES",
}
WAYS = ("email", "sms", "inApp")


async def preferences(by: Client) -> dict[str, dict[str, bool]]:
    """The channels by which somebody is notified of each kind."""
    rows = (await by.data(PREFERENCES))["viewer"]["notificationPreferences"]
    return {row["kind"]: {way: row[way] for way in WAYS} for row in rows}


async def want(by: Client, kinds: Collection[str], *ways: str) -> None:
    """Want to be told of these kinds by these ways, and of all others by none."""
    rows = [{"kind": kind, **{way: kind in kinds and way in ways for way in WAYS}} for kind in (await preferences(by))]
    await done(by, "notificationPreferencesUpdate", UPDATE, preferences=rows)


async def everything(sam: Client, ann: Client, cast: Cast) -> None:
    """Sam and Ann do all that others are told of."""
    order = await new_order(ann)
    await move(sam, order, "IN_PROGRESS")
    await done(sam, "noteAdd", orderId=order, body="The element has come.")
    await attached(sam, order, pdf(2000))
    visit = (clock.now() + timedelta(days=1)).isoformat()
    await done(sam, "orderSchedule", id=order, scheduledFor=visit)
    posted = await done(sam, "recommendationCreate", "recommendation { id }", orderId=order, title="A new seal")
    recommendation = posted["recommendation"]["id"]
    await done(ann, "recommendationRespond", id=recommendation, answer="ASK_CLARIFICATION", comment="Why?")
    await done(sam, "recommendationReply", id=recommendation, comment="It is worn.")
    await done(ann, "recommendationRespond", id=recommendation, answer="APPROVE")
    invoice = await issue(sam, cast.acme)
    await done(ann, "invoiceHold", id=invoice, reason="Wait")
    await done(ann, "invoiceRelease", id=invoice)
    await done(ann, "invoiceApprove", id=invoice)
    received = {"amount": {"amount": "9.50", "currency": "EUR"}, "method": "CARD", "receivedOn": "2026-01-31"}
    paid = await done(sam, "paymentRecord", "payment { id }", invoiceId=invoice, **received)
    await done(sam, "paymentReverse", id=paid["payment"]["id"], reason="It came back")
    declined = await issue(sam, cast.acme)
    await done(ann, "invoiceDecline", id=declined, comment="No")
    await done(sam, "invoiceCreditCreate", invoiceId=declined, reason="A mistake")
    await done(ann, "customerUpdate", id=cast.acme, name=f"Acme Bakery {clock.now().timestamp()}")
    alone = await done(sam, "customerCreate", "customer { id }", name="Nobody Ltd", currency="EUR")
    await issue(sam, alone["customer"]["id"])
    await trade(sam, ann, cast)
    home = {"name": "1 Row", "kind": "PROPERTY", "address": {"line1": "1 Row", "city": "Leeds", "country": "GB"}}
    site = (await done(sam, "siteCreate", "site { id }", **home))["site"]["id"]
    await agreed(sam, cast, cast.ben, siteId=site, rentChargedFrom=day(300))
    asked = {"name": "Nora Noon", "email": f"nora{clock.now().timestamp()}@people.test"}
    await done(ann, "accessRequestCreate", customerId=cast.acme, kind="NEW_ACCOUNT", **asked)
    # Each time from another stranger, as each is told of once a day.
    stranger = f"+4479119{await SmsMessage.all().count():05}"
    text = IncomingSms(f"SM{clock.now().timestamp()}", stranger, "+442079460000", "HOLD 9999")
    await shielded(receive_sms, text)
    letter = Heading("", uuid4().hex, "ann@people.test", "", "A question", Origin.PERSON, "")
    why = NotTaken(InboundMailOutcome.UNKNOWN_ADDRESS, Sentence("It went to no address that was given out here."))
    await shielded(lambda: refuse(letter, None, why, "Hello?", whole=None, webhook_id=None))


async def issue(sam: Client, customer: str) -> str:
    made = await done(sam, "invoiceCreate", "invoice { id }", customerId=customer, dueOn="2030-01-31", lines=LINES)
    invoice: str = made["invoice"]["id"]
    return invoice


async def told(by: Client, address: str, number: str) -> dict[str, set[str]]:
    """The kinds that somebody has been told of, by each way."""
    shown = await by.data("{ notifications(first: 100) { nodes { kind } } }")
    mails = await Delivery.filter(channel=Channel.EMAIL, recipient=address)
    texts = await Delivery.filter(channel=Channel.SMS, recipient=number)
    return {
        "inApp": {each["kind"] for each in shown["notifications"]["nodes"]},
        "email": {KIND_OF.get(mail.template, mail.template.upper()) for mail in mails},
        "sms": {text.data["title"] for text in texts},
    }


KIND_OF = {"invoice_awaiting_approval": "INVOICE_ISSUED"}
NUMBER = "+447911123456"


@pytest.mark.settings(sms_url="http://AC1:secret@127.0.0.1:9/2010-04-01", sms_from=["+442079460000"])
async def test_each_kind_comes_by_the_channels_the_person_wants(
    server: Server, sam: Client, ann: Client, ben: Client, rita: Client, cast: Cast
) -> None:
    await Contact.filter(id=key(cast.ben)).update(mobile=NUMBER, mobile_verified_at=clock.now())
    roles = (await sam.data("{ staffRoles { id name } }"))["staffRoles"]
    management = next(role["id"] for role in roles if role["name"] == "Management")
    await done(sam, "staffUpdate", id=rita.id, roleId=management)
    caused = EVERY_KIND - BY_THE_CLOCK
    of_contacts = sorted(caused - FOR_STAFF)

    # Of nothing by nothing.
    for person in (ben, rita):
        await want(person, ())
    await everything(sam, ann, cast)
    nothing: dict[str, set[str]] = {"inApp": set(), "email": set(), "sms": set()}
    assert await told(ben, ben.email, NUMBER) == nothing
    assert await told(rita, rita.email, NUMBER) == nothing

    # Half of them in the portal alone, and the other half by mail and text alone; then every kind has been told.
    one, other = of_contacts[::2], of_contacts[1::2]
    await want(ben, one, "inApp")
    await want(rita, one, "inApp")
    await everything(sam, ann, cast)
    assert await told(ben, ben.email, NUMBER) == nothing | {"inApp": set(one)}
    assert await told(rita, rita.email, NUMBER) == nothing | {"inApp": set(one) - {"INVOICE_ISSUED"} - FOR_CONTACTS}
    await want(ben, other, "email", "sms")
    await want(rita, {*other, *FOR_STAFF}, "email", "sms")
    await everything(sam, ann, cast)
    of_ben = await told(ben, ben.email, NUMBER)
    assert (of_ben["inApp"], of_ben["email"]) == (set(one), set(other))
    assert len(of_ben["sms"]) >= len(other)
    of_rita = await told(rita, rita.email, NUMBER)
    assert of_rita["email"] == ({*other, *FOR_STAFF} & caused) - {"INVOICE_ISSUED"} - FOR_CONTACTS


async def test_preferences_for_each_kind_are_remembered(server: Server, ann: Client, ben: Client, sam: Client) -> None:
    usual = await preferences(ann)
    assert set(usual) == EVERY_KIND - FOR_STAFF
    assert all(ways == {"email": True, "sms": False, "inApp": True} for ways in usual.values())
    of_staff = await preferences(sam)
    assert set(of_staff) == EVERY_KIND
    for kind, ways in of_staff.items():
        assert ways == {"email": kind in MAILED_TO_STAFF, "sms": False, "inApp": True}
    for by, usually in ((ann, usual), (sam, of_staff)):
        expected = {}
        for number, (kind, ways) in enumerate(usually.items()):
            way = WAYS[number % 3]
            expected[kind] = ways | {way: not ways[way]}
            change = [{"kind": kind, way: not ways[way]}]
            answer = await done(by, "notificationPreferencesUpdate", UPDATE, preferences=change)
            assert {"kind": kind, **expected[kind]} in answer["preferences"]
        assert await preferences(by) == expected
    assert await preferences(ben) == usual, "one's own alone"


async def test_an_impossible_preference_is_refused(server: Server, ann: Client) -> None:
    twice = [{"kind": "NOTE_ADDED", "email": False}, {"kind": "NOTE_ADDED", "sms": True}]
    assert await refused(ann, "notificationPreferencesUpdate", preferences=twice) == "INVALID"
    for_staff: list[dict[str, Any]] = [{"kind": "NOTE_ADDED", "email": False}, {"kind": "SMS_RECEIVED", "email": True}]
    answer = await act(ann, "notificationPreferencesUpdate", UPDATE, preferences=for_staff, digestFrequency="DAILY")
    [error] = answer["userErrors"]
    assert (error["code"], error["field"], answer["preferences"]) == ("INVALID", ["preferences", "1", "kind"], None)
    assert (await preferences(ann))["NOTE_ADDED"]["email"], "all or nothing"
    assert (await ann.data("{ viewer { digestFrequency } }"))["viewer"]["digestFrequency"] == "AT_ONCE"


@pytest.mark.settings(sms_url="http://AC1:secret@127.0.0.1:9/2010-04-01", sms_from=["+442079460000"])
async def test_nobody_is_notified_of_their_own_actions(server: Server, sam: Client, ann: Client, ben: Client) -> None:
    await Contact.filter(id=key(ann)).update(mobile=NUMBER, mobile_verified_at=clock.now())
    await want(ann, EVERY_KIND, *WAYS)
    order = await new_order(ann)
    await done(ann, "noteAdd", orderId=order, body="By Ann.")
    assert await told(ann, ann.email, NUMBER) == {"inApp": set(), "email": set(), "sms": set()}
    assert (await told(ben, ben.email, ""))["inApp"] == {"ORDER_STATUS_CHANGED", "NOTE_ADDED"}
    await done(sam, "noteAdd", orderId=order, body="By Sam.")
    assert {way: len(kinds) for way, kinds in (await told(ann, ann.email, NUMBER)).items()} == dict.fromkeys(WAYS, 1)


async def unread(by: Client) -> int:
    found = await by.data(UNREAD)
    count: int = found["viewer"]["overview"]["unreadNotificationCount"]
    assert count == found["notifications"]["totalCount"]
    return count


async def news(stream: Stream) -> tuple[str, int]:
    """The next event's kind and how many are unread."""
    event = (await stream.next())["notificationEvents"]
    assert ("notification" in event) == (event["kind"] == "NOTIFICATION_CREATED")
    return event["kind"], event["unreadCount"]


async def test_the_unread_count_is_live_in_every_window(
    server: Server, sam: Client, ann: Client, ben: Client, zoe: Client
) -> None:
    order = await new_order(ann)
    assert await unread(ben) == 1
    now = {"after": (await ben.data("{ eventCursor }"))["eventCursor"]}
    async with live(server, ben.token) as here, live(server, ben.token) as there, live(server, ann.token) as others:
        one, two, of_ann = [await window.subscribe(WATCH, now) for window in (here, there, others)]
        for number in (2, 3, 4):
            await done(sam, "noteAdd", orderId=order, body=f"Message {number}.")
            for stream in (one, two):
                assert await news(stream) == ("NOTIFICATION_CREATED", number)
        newest = (await ben.data(UNREAD))["notifications"]["nodes"][0]["id"]
        left = await done(ben, "notificationsMarkRead", "unreadCount", ids=[newest])
        assert left["unreadCount"] == 3
        for stream in (one, two):
            assert await news(stream) == ("NOTIFICATIONS_READ", 3)
        assert await unread(ben) == 3

        # What is read already, somebody else's or nothing at all is no news.
        await done(ben, "notificationsMarkRead", ids=[newest])
        await done(zoe, "notificationsMarkRead", all=True)
        of_ben = (await ben.data(UNREAD))["notifications"]["nodes"][0]["id"]
        await done(ann, "notificationsMarkRead", ids=[of_ben])
        assert await unread(ben) == 3
        await done(ben, "notificationsMarkRead", all=True)
        for stream in (one, two):
            assert await news(stream) == ("NOTIFICATIONS_READ", 0)
        assert await unread(ben) == 0
        assert [(await news(of_ann))[0] for _ in range(3)] == ["NOTIFICATION_CREATED"] * 3
        assert of_ann.is_silent and one.is_silent and two.is_silent


async def test_notifications_are_filtered_by_kind_and_by_being_read(sam: Client, ann: Client, ben: Client) -> None:
    order = await new_order(ann)
    await done(sam, "noteAdd", orderId=order, body="The element has come.")
    listed = "query($where: NotificationWhere) { notifications(where: $where) { totalCount nodes { id kind } } }"

    async def kinds(**where: Any) -> list[str]:
        found = (await ben.data(listed, {"where": where}))["notifications"]
        assert found["totalCount"] == len(found["nodes"])
        return [each["kind"] for each in found["nodes"]]

    everything = ["NOTE_ADDED", "ORDER_STATUS_CHANGED"]
    assert await kinds() == await kinds(isUnread=None) == await kinds(isUnread=True) == everything
    assert await kinds(kind="NOTE_ADDED") == await kinds(kind=["NOTE_ADDED", "INVOICE_PAID"]) == ["NOTE_ADDED"]
    newest = (await ben.data(listed))["notifications"]["nodes"][0]["id"]
    await done(ben, "notificationsMarkRead", ids=[newest])
    assert await kinds(isUnread=False) == ["NOTE_ADDED"]
    assert await kinds(isUnread=True, kind=["NOTE_ADDED"]) == []


async def test_the_log_tells_the_reading_to_nobody_else(server: Server, sam: Client, ann: Client, ben: Client) -> None:
    now = (await ben.data("{ eventCursor }"))["eventCursor"]
    order = await new_order(ann)
    await done(sam, "noteAdd", orderId=order, body="The element has come.")
    await done(ben, "notificationsMarkRead", all=True)
    query = """query($after: EventCursor!) { events(after: $after, first: 100) { nodes {
      kind ... on NotificationCreated { unreadCount notification { title } } } } }"""
    for person, expected in ((ben, 1), (ann, 0), (sam, 0)):
        kinds = [each["kind"] for each in (await person.data(query, {"after": now}))["events"]["nodes"]]
        assert kinds.count("NOTIFICATIONS_READ") == expected
