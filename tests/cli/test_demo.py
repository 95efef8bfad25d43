"""The demo data: every state there is, told in the order of time, by people who can sign in."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import settings
from adapters import clock
from adapters.database.client import close_database, fetch
from adapters.mail.catcher import MailCatcher
from adapters.text.templates import render
from latchkey.app import create_app
from latchkey.demo.people import ACCOUNTS
from latchkey.demo.seed import LEFT_TO_SEND, NotEmpty, is_seeded
from latchkey.pages.portal import PATHS
from latchkey.worker.relay import Worker
from models.access.accounts import Account, PortalAccessStatus
from models.core.database import open_database
from models.core.viewer import Permission
from models.invoices.payments import Payment
from models.invoices.rows import ApprovalStatus, ApprovedBy, Invoice, PaymentStatus
from models.log.events import Event, Visibility
from models.messages.deliveries import Delivery, DeliveryStatus
from models.orders.lifecycle import OrderKind, OrderStatus
from models.orders.orders import Order
from models.orders.recommendations import RecommendationStatus
from models.people.contacts import Contact
from models.people.staff import StaffRole
from models.places.assets import Asset
from settings import Settings
from tests.support import databases
from tests.support.databases import ON_SQLITE
from tests.support.programs.demo import copy_of_demo, seed_demo
from tests.support.server import Server, listening, serving


@pytest.fixture
async def seeded(database_kind: databases.Kind, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database with the demo in it, which is open."""
    url = await copy_of_demo(database_kind, tmp_path)
    await open_database(url)
    try:
        yield url
    finally:
        await close_database()
        databases.drop(url)


async def counts(table: str, *columns: str) -> Counter[Any]:
    """The number of rows of a table for each combination of values in these columns."""
    names = ", ".join(columns)
    rows = await fetch(f"SELECT {names}, COUNT(*) AS how_many FROM {table} GROUP BY {names}")
    return Counter({tuple(row[name] for name in columns): row["how_many"] for row in rows})


async def test_orders_contacts_and_invoices_are_there_in_every_state(seeded: str) -> None:
    orders = await counts("orders", "status")
    assert sum(orders.values()) == 40
    assert {status for (status,) in orders} == set(OrderStatus)
    assert {kind for (kind,) in await counts("orders", "kind")} == set(OrderKind)
    assert {status for (status,) in await counts("recommendations", "status")} == set(RecommendationStatus)

    invoices = await Invoice.all()
    assert {invoice.payment_status for invoice in invoices} == set(PaymentStatus)
    assert {invoice.approval_status for invoice in invoices} == set(ApprovalStatus)
    assert {invoice.approved_by for invoice in invoices} == {None, *ApprovedBy}
    outstanding = [invoice for invoice in invoices if invoice.payment_status is PaymentStatus.OUTSTANDING]
    assert any(invoice.open_holds for invoice in outstanding)
    assert any(0 < invoice.paid_minor < invoice.total_minor for invoice in outstanding)
    assert any(invoice.due_on < clock.now().date() for invoice in outstanding)
    assert any(invoice.auto_approves_at and invoice.auto_approves_at > clock.now() for invoice in outstanding)

    assert await Contact.all().count() >= 12
    accounts = await Account.exclude(contact_id=None)
    assert {account.status for account in accounts} == set(PortalAccessStatus)
    assert sum(account.is_locked for account in accounts) == 1
    assert await Contact.exclude(archived_at=None).count() == 1
    assert await Asset.exclude(archived_at=None).count() == 1
    assert await Payment.exclude(reversed_at=None).count() == 1
    held_by_role = [set(role.permissions) for role in await StaffRole.all()]
    assert set(Permission) in held_by_role
    assert {Permission.MANAGE_ORDERS} in held_by_role


@ON_SQLITE
async def test_every_order_has_its_words_and_a_timeline(seeded: str) -> None:
    orders = await Order.all()
    assert len({order.problem_summary for order in orders}) == 40
    assert not any("lorem" in f"{order.problem_summary} {order.problem_detail}".lower() for order in orders)
    entries = Counter(event.order_id for event in await Event.exclude(order_id=None))
    done = [order for order in orders if order.status is OrderStatus.COMPLETED]
    assert min(entries[order.id] for order in done) >= 5
    assert await Event.filter(visibility=Visibility.STAFF_ONLY).exists()
    assert max(order.created_at for order in orders) - min(order.created_at for order in orders) > timedelta(days=75)


@ON_SQLITE
async def test_only_the_latest_messages_are_left_to_send(seeded: str) -> None:
    waiting = await Delivery.filter(status=DeliveryStatus.QUEUED)
    assert sorted(mail.template for mail in waiting) == sorted(LEFT_TO_SEND)
    async with MailCatcher() as catcher:
        assert await Worker(catcher.url).run_due() == len(LEFT_TO_SEND)
        assert len(catcher.messages()) == len(LEFT_TO_SEND)
    assert not await Delivery.exclude(due_at=None).exists()
    assert not any("link_seed" in mail.data for mail in await Delivery.all())


@ON_SQLITE
async def test_every_mail_that_the_verbs_queued_can_be_written(seeded: str) -> None:
    common = {
        "operator_name": "Brightwell Repairs",
        "portal_url": "http://portal.test",
        "url": "http://portal.test/x",
        "read_by": None,
        "support_email": None,
        "support_phone": None,
        "holds_by_reply": False,
    }
    for mail in await Delivery.all():
        assert render(mail.template, mail.locale, mail.time_zone, mail.data | common).subject


@ON_SQLITE
async def test_every_main_button_of_a_mail_leads_to_a_page(server: Server) -> None:
    common: dict[str, Any] = dict.fromkeys(("read_by", "support_email", "support_phone", "holds_by_reply"))
    common |= {"operator_name": "Brightwell Repairs", "portal_url": server.url}
    paths = set()
    for mail in await Delivery.filter(channel="EMAIL"):
        page = mail.data.get("link_page")
        url = f"{server.url}/{page}?token=gone" if page else mail.data.get("url") or server.url
        words = render(mail.template, mail.locale, mail.time_zone, mail.data | common | {"url": url})
        buttons = re.findall(r'<td[^>]*class="go"[^>]*>.*?<a href="([^"]+)"', words.html, re.DOTALL)
        assert buttons, f"{mail.template} has no main button"
        paths |= {urlsplit(button).path or "/" for button in buttons}
    assert {"/activate", "/reset"} <= paths
    assert any(path.startswith("/orders/") for path in paths) and any(path.startswith("/invoices/") for path in paths)
    for path in paths | {
        "/",
        *(path.format(number="INV-999999", reference="PR-9", id="x", code="X") for path in PATHS),
    }:
        shown = await server.client.get(path, headers={"accept": "text/html"})
        assert shown.status_code == 200, path
        assert "<h1" in shown.text or 'id="portal"' in shown.text, f"{path} says nothing"


@ON_SQLITE
async def test_the_log_is_in_order_on_the_night_the_clocks_change(empty_database: str) -> None:
    moment = datetime(2026, 3, 29, 3, 0, tzinfo=UTC)
    steps: list[float] = []
    with clock.moved_to(moment):
        await seed_demo(empty_database, steps.append)
        over = clock.now()
    assert steps == sorted(steps)
    assert 0 <= steps[0] < 0.1 < 0.9 < steps[-1] <= 1
    await open_database(empty_database)
    try:
        times = [event.occurred_at for event in await Event.all().order_by("position")]
        assert times == sorted(times)
        assert times[-1] <= over
        numbers = {order.number for order in await Order.exclude(number=None)}
        assert numbers == set(range(1, len(numbers) + 1))
    finally:
        await close_database()


@ON_SQLITE
async def test_a_database_with_other_data_is_left_alone(database: str) -> None:
    await open_database(database)
    try:
        with pytest.raises(NotEmpty):
            await is_seeded()
    finally:
        await close_database()


@ON_SQLITE
async def test_a_seeding_that_fails_leaves_nothing_behind(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*args: Any, **kwargs: Any) -> None:
        raise ValueError("in the middle of it")

    monkeypatch.setattr("latchkey.demo.orders.respond", fail)
    with pytest.raises(ValueError, match="in the middle"):
        await seed_demo(empty_database)
    await open_database(empty_database)
    try:
        assert not await is_seeded()
    finally:
        await close_database()


@pytest.fixture
async def server(seeded: str, tmp_path: Path) -> AsyncIterator[Server]:
    """The app on the demo's data."""
    await close_database()
    with listening() as listener:
        port = listener.getsockname()[1]
        settings.use(
            Settings(
                database_url=seeded, data_dir=tmp_path, port=port, secret_key="nobody else knows this key of tests"
            )
        )
        async with serving(create_app(demo_accounts=tuple(ACCOUNTS)), listener) as running:
            yield running


async def signed_in(server: Server, name: str) -> str:
    """The token of a person of the demo."""
    sign_in = """mutation($name: String!, $password: String!) {
      sessionCreate(input: {username: $name, password: $password}) { token userErrors { code } } }"""
    [password] = [account.password for account in ACCOUNTS if account.username == name]
    answer = await server.graphql(sign_in, {"name": name, "password": password})
    token: str = answer["data"]["sessionCreate"]["token"]
    assert token, answer
    return token


@ON_SQLITE
async def test_every_named_person_can_sign_in_and_sees_something(server: Server) -> None:
    seen = {}
    for account in ACCOUNTS:
        token = await signed_in(server, account.username)
        listed = await server.graphql("{ orders(first: 50) { edges { node { number } } } }", token=token)
        seen[account.username] = len(listed["data"]["orders"]["edges"])
    assert seen["sam"] == seen["tomasz"] == 40
    assert seen["grace"] == 0
    assert min(seen[name] for name in ("moira", "idris", "walter", "ada", "ben")) > 3


@ON_SQLITE
async def test_each_role_on_a_property_has_something_to_see(server: Server) -> None:
    overview = """{ viewer { overview { tenancies { state arrears { amount } } listings { kind status }
      upcomingViewings { status } releasedFeedback { interest } openOffers { applicantName amount { amount } }
      requirements { areas } } } }"""
    shown = {}
    for name in ("ada", "ben", "helen", "yuki"):
        answer = await server.graphql(overview, token=await signed_in(server, name))
        shown[name] = answer["data"]["viewer"]["overview"]
    house = {"kind": "FOR_SALE", "status": "ON_THE_MARKET"}
    for name in ("ada", "helen", "yuki"):
        assert shown[name]["listings"] == [house], name
        assert shown[name]["openOffers"] == [{"applicantName": "Yuki", "amount": {"amount": "378000.00"}}], name
        assert shown[name]["upcomingViewings"] == [{"status": "CONFIRMED"}], name
    assert [len(shown[name]["releasedFeedback"]) for name in ("ada", "helen", "yuki")] == [3, 2, 1]
    assert sorted(each["arrears"]["amount"] for each in shown["ada"]["tenancies"]) == ["0.00", "1150.00"]
    assert [each["state"] for each in shown["ben"]["tenancies"]] == ["ACTIVE"]
    assert shown["yuki"]["requirements"] == [{"areas": ["Keynsham", "Saltford"]}]
