"""Housekeeping: what nobody needs any more goes, in small steps, and what others point at stays or goes with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from structlog.testing import capture_logs

import settings
from adapters import clock, sms
from adapters.database.client import execute, fetch, is_sqlite
from adapters.mail import smtp
from latchkey.worker.relay import Worker
from models import retention
from models.access.accounts import Account
from models.access.links import Link, LinkPurpose, issue_link
from models.access.mobile_codes import MobileCode
from models.access.sessions import Session, end_sessions, start_session
from models.invoices.approval import approve
from models.log import cursors
from models.log.events import Event, EventKind, Visibility
from models.log.idempotency import IdempotencyKey
from models.log.reading import head
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Addressee, Delivery, DeliveryStatus, queue_email
from models.messages.digests import Digest, DigestEntry, DigestFrequency
from models.messages.notifications import Notification, NotificationKind
from models.retention import RULES, RetentionRule, delete_old_rows
from tests.support.cast import Cast
from tests.support.invoicing import as_contact, as_staff, issued, key, opened
from tests.support.mutations import is_let_in
from tests.support.server import Client, Server
from tests.support.sockets import live

DAYS: Final = 400
"""Longer ago than anything is kept."""


@pytest.fixture
async def house(database: str, tmp_path: Path, cast: Cast) -> AsyncIterator[None]:
    async with opened(database, tmp_path):
        yield


def ago(**time: float) -> datetime:
    return clock.now() - timedelta(**time)


async def a_session(cast: Cast, **changes: Any) -> str:
    session, _ = await start_session(await Account.get(contact_id=key(cast.ann)), "tests")
    await Session.filter(id=session.id).update(**changes)
    return str(session.id)


async def a_link(cast: Cast, **changes: Any) -> str:
    account = await Account.get(contact_id=key(cast.ann))
    purpose = changes.pop("purpose", LinkPurpose.PASSWORD_RESET)
    link, _ = await issue_link(account.id, purpose, email=cast.ann.email, lifetime=timedelta(hours=1))
    await Link.filter(id=link.id).update(**changes)
    return str(link.id)


async def a_code(cast: Cast, expires_at: datetime) -> str:
    code = await MobileCode.create(
        contact_id=key(cast.ann), mobile="+447911123456", code_hash="", created_at=expires_at, expires_at=expires_at
    )
    return str(code.id)


async def a_delivery(cast: Cast, **changes: Any) -> str:
    async def queue() -> UUID:
        async with unit_of_work() as unit:
            return queue_email(unit, "password_changed", Addressee(cast.ann.email, "Ann", "en", "UTC"))

    delivery_id = await shielded(queue)
    await Delivery.filter(id=delivery_id).update(**changes)
    return str(delivery_id)


async def a_notification(cast: Cast, **changes: Any) -> str:
    about: dict[str, Any] = {"subject_type": "Invoice", "subject_id": key(cast.ann), "created_at": ago(days=DAYS)}
    told = await Notification.create(
        contact_id=key(cast.ann), kind=NotificationKind.INVOICE_PAID, title="Paid", body="", **about | changes
    )
    return str(told.id)


async def a_key(cast: Cast, created_at: datetime) -> str:
    row = await IdempotencyKey.create(
        viewer=str(key(cast.ann)), key=f"{created_at}", mutation="x", body_hash="", created_at=created_at
    )
    return str(row.id)


ROWS: Final[list[tuple[str, Callable[..., Any], dict[str, Callable[[], Any]], bool]]] = [
    ("sessions", a_session, {"ended_at": lambda: ago(days=31)}, False),
    ("sessions", a_session, {"ended_at": lambda: ago(days=29)}, True),
    ("sessions", a_session, {"expires_at": lambda: ago(days=31)}, False),
    ("sessions", a_session, {"expires_at": lambda: ago(days=29)}, True),
    ("sessions", a_session, {}, True),
    ("links", a_link, {"expires_at": lambda: ago(days=31)}, False),
    ("links", a_link, {"expires_at": lambda: ago(days=31), "used_at": lambda: ago(days=32)}, False),
    ("links", a_link, {"expires_at": lambda: ago(days=29), "used_at": lambda: ago(days=32)}, True),
    (
        "links",
        a_link,
        {
            "purpose": lambda: LinkPurpose.INVITATION,
            "expires_at": lambda: ago(days=31),
            "superseded_at": lambda: ago(days=33),
        },
        False,
    ),
    ("links", a_link, {"purpose": lambda: LinkPurpose.INVITATION, "expires_at": lambda: ago(days=DAYS)}, True),
    ("mobile_codes", a_code, {"expires_at": lambda: ago(days=31)}, False),
    ("mobile_codes", a_code, {"expires_at": lambda: ago(days=29)}, True),
    ("deliveries", a_delivery, {"sent_at": lambda: ago(days=91), "status": lambda: DeliveryStatus.SENT}, False),
    ("deliveries", a_delivery, {"sent_at": lambda: ago(days=89), "status": lambda: DeliveryStatus.SENT}, True),
    ("deliveries", a_delivery, {"queued_at": lambda: ago(days=364), "status": lambda: DeliveryStatus.DEAD}, True),
    ("deliveries", a_delivery, {"queued_at": lambda: ago(days=366), "status": lambda: DeliveryStatus.DEAD}, False),
    ("deliveries", a_delivery, {"queued_at": lambda: ago(days=DAYS)}, True),
    ("deliveries", a_delivery, {"queued_at": lambda: ago(days=DAYS), "status": lambda: DeliveryStatus.FAILED}, True),
    ("notifications", a_notification, {"read_at": lambda: ago(days=366)}, False),
    ("notifications", a_notification, {"read_at": lambda: ago(days=364)}, True),
    ("notifications", a_notification, {}, True),
    ("idempotency_keys", a_key, {"created_at": lambda: ago(hours=25)}, False),
    ("idempotency_keys", a_key, {"created_at": lambda: ago(hours=23)}, True),
]


async def ids_of(table: str) -> set[str]:
    return {str(row["id"]) for row in await fetch(f"SELECT id FROM {table}")}


@pytest.mark.usefixtures("house")
async def test_old_rows_go_and_everything_else_stays(cast: Cast) -> None:
    kept: dict[str, set[str]] = {rule.table: await ids_of(rule.table) for rule in RULES}
    for table, make, changes, stays in ROWS:
        row = await make(cast, **{name: value() for name, value in changes.items()})
        if stays:
            kept[table].add(row)
    with capture_logs() as lines:
        assert await delete_old_rows()
    assert {table: await ids_of(table) for table in kept} == kept
    gone = {table: sum(1 for each in ROWS if each[0] == table and not each[3]) for table in kept}
    assert lines == [{"event": "old rows were deleted", "log_level": "info", **gone}]
    # And there is no second time.
    with capture_logs() as lines:
        assert await delete_old_rows()
    assert lines == []


@pytest.mark.usefixtures("house")
async def test_zero_keeps_everything_but_idempotency_keys(cast: Cast) -> None:
    zero = {rule.setting: 0 for rule in RULES if rule.setting.startswith("keep_")}
    settings.use(settings.get().model_copy(update=zero))
    for _, make, changes, _ in ROWS:
        await make(cast, **{name: value() for name, value in changes.items()})
    before = {rule.table: await ids_of(rule.table) for rule in RULES if rule.setting in zero}
    await delete_old_rows()
    assert {table: await ids_of(table) for table in before} == before
    assert len(await ids_of("idempotency_keys")) == 1


@pytest.mark.usefixtures("house")
async def test_old_rows_go_in_small_steps_with_any_number_of_workers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH_SIZE", 10)
    monkeypatch.setattr(retention, "MAX_BATCHES", 3)
    for _ in range(120):
        await a_notification(cast, read_at=ago(days=DAYS))
    young = await a_notification(cast, read_at=clock.now())
    assert not await delete_old_rows()
    assert await Notification.all().count() == 91
    assert await asyncio.gather(*(delete_old_rows() for _ in range(2))) == [False, False]
    assert await Notification.all().count() == 31
    # Four workers find less than they could take.
    assert set(await asyncio.gather(*(delete_old_rows() for _ in range(4)))) <= {True, False}
    await delete_old_rows()
    assert await ids_of("notifications") == {young}


@pytest.mark.usefixtures("house")
async def test_the_worker_deletes_hourly_and_goes_on_while_rows_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, answers = [], iter([False, True, True])

    async def noted() -> bool:
        calls.append(clock.now())
        return next(answers)

    monkeypatch.setattr("latchkey.worker.relay.delete_old_rows", noted)
    here, began = Worker(), clock.now()
    for minute in (1, 3, 5, 60, 65, 70):
        with clock.moved_to(began + timedelta(minutes=minute)):
            await here._clean_up()
    assert [round((call - began).total_seconds() / 60) for call in calls] == [1, 3, 65]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.table}.{rule.since}")
async def test_old_rows_are_found_by_an_index(rule: RetentionRule) -> None:
    select = (
        f"SELECT id FROM {rule.table} WHERE {rule.since} < :before AND {rule.condition} ORDER BY {rule.since} LIMIT 500"
    )
    if is_sqlite():
        plan = [row["detail"] for row in await fetch(f"EXPLAIN QUERY PLAN {select}", {"before": clock.now()})]
    else:

        async def explained() -> list[str]:
            async with unit_of_work():
                # With so few rows it would read them all.
                await execute("SET LOCAL enable_seqscan = off")
                await execute("SET LOCAL enable_sort = off")
                return [row["QUERY PLAN"] for row in await fetch(f"EXPLAIN {select}", {"before": clock.now()})]

        plan = await shielded(explained)
    index = {
        "deliveries.sent_at": "deliveries_sent_idx",
        "deliveries.queued_at": "deliveries_dead_idx",
        "inbound_mails.received_at": "idx_inbound_mai_receive_263a19",
        "sms_messages.received_at": "sms_messages_received_at_id_idx",
        "webhook_deliveries.updated_at": "idx_webhook_del_updated_a1ed08",
    }
    assert index.get(f"{rule.table}.{rule.since}", f"{rule.table}_{rule.since}_idx") in " ".join(plan)
    assert "SORT" not in " ".join(plan).upper()


@pytest.mark.usefixtures("house")
async def test_events_and_decisions_stay(cast: Cast) -> None:
    invoice = await issued(cast)
    await shielded(approve, invoice, None, by=as_contact(cast, cast.ann))
    await shielded(end_sessions, await Account.get(contact_id=key(cast.ann)), by=as_staff(cast.sam))
    await Delivery.all().update(status=DeliveryStatus.SENT, sent_at=clock.now(), due_at=None)
    await Notification.all().update(read_at=clock.now())
    tables = ("events", "invoices", "payments", "invoice_holds", "sms_messages", "access_requests", "accounts")
    before = {table: (await fetch(f"SELECT count(*) AS n FROM {table}"))[0]["n"] for table in tables}
    clock.advance(timedelta(days=DAYS * 5))
    assert await delete_old_rows()
    assert {table: (await fetch(f"SELECT count(*) AS n FROM {table}"))[0]["n"] for table in tables} == before
    assert await ids_of("deliveries") == await ids_of("notifications") == await ids_of("sessions") == set()
    assert await Event.filter(kind=EventKind.NOTIFICATION_CREATED).exists()


@pytest.mark.usefixtures("house")
async def test_the_entries_of_a_digest_go_with_its_message(cast: Cast) -> None:
    digest = await Digest.create(contact_id=key(cast.ann), frequency=DigestFrequency.DAILY)
    old = await a_delivery(cast, status=DeliveryStatus.SENT, sent_at=ago(days=91), due_at=None)
    young = await a_delivery(cast, status=DeliveryStatus.SENT, sent_at=ago(days=1), due_at=None)
    for delivery in (old, young, None):
        await DigestEntry.create(
            digest_id=digest.id,
            kind=EventKind.NOTE_ADDED,
            visibility=Visibility.EVERYONE,
            template="note_added",
            data={},
            occurred_at=ago(days=92),
            due_at=None if delivery else clock.now(),
            delivery_id=delivery,
        )
    await delete_old_rows()
    assert [entry.delivery_id and str(entry.delivery_id) for entry in await DigestEntry.all().order_by("id")] == [
        young,
        None,
    ]


WATCH = """subscription($after: EventCursor) { notificationEvents(after: $after) {
  ... on NotificationCreated { kind unreadCount notification { title } } } }"""


async def test_clients_get_along_without_deleted_rows(server: Server, cast: Cast, ann: Client) -> None:
    """A stream that resumes from before it, and the token of a session that is long over."""
    begun = cursors.encode(await head())
    await issued(cast)
    await Notification.all().update(read_at=ago(days=DAYS))
    _, token = await start_session(await Account.get(contact_id=key(cast.ben)), "tests")
    await Session.filter(account__contact_id=key(cast.ben)).update(expires_at=ago(days=DAYS))
    await delete_old_rows()
    async with live(server, ann.token) as socket:
        again = (await (await socket.subscribe(WATCH, {"after": begun})).next())["notificationEvents"]
    assert again == {"kind": "NOTIFICATION_CREATED", "notification": None, "unreadCount": 0}
    assert not await is_let_in(server, token)


@pytest.mark.parametrize("seconds", [5, 60, 89])
def test_a_lease_that_sending_may_outlast_is_refused_at_start(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    monkeypatch.setenv("DELIVERY_LEASE_SECONDS", str(seconds))
    with pytest.raises(settings.SettingsError, match=r"^DELIVERY_LEASE_SECONDS: .* 90"):
        settings.read()


def test_the_shortest_lease_outlasts_every_talk() -> None:
    shortest = next(each.ge for each in settings.Settings.model_fields["delivery_lease_seconds"].metadata)
    assert shortest >= max(smtp._TALK_TIMEOUT, sms._TALK_TIMEOUT) + 30
