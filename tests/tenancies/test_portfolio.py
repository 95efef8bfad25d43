"""A landlord of a thousand properties reads them like one of ten: in as many statements, page by page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from adapters import clock
from models.access.sessions import viewer_of_token
from models.core.scope import EVERYTHING as EVERY_EVENT
from models.log.events import Event
from models.log.reading import head, read
from models.policy import visible
from subscriptions.tail import with_orders
from tests.support.cast import Cast
from tests.support.files import pdf, uploaded
from tests.support.invoicing import key
from tests.support.lettings.making import day
from tests.support.lettings.portfolio import write_portfolio
from tests.support.mutations import done
from tests.support.orders import order_at
from tests.support.queries import OF_THE_TAIL
from tests.support.server import Client

LET: Final = """{ name listings(first: 1) { nodes { reference status price { amount } } }
  tenancies(first: 1) { nodes { state tenants { name } balance { amount } arrears { amount } nextCharge { dueOn }
    charges(first: 2) { nodes { dueOn amount { amount } invoice { paymentStatus } } } } } }"""
"""The fields of each property that a landlord looks at; with more, a page of a hundred would cost too much."""
SITES: Final = f"""query($after: String) {{ sites(first: 100, after: $after, where: {{kind: [PROPERTY]}}) {{
  totalCount pageInfo {{ hasNextPage endCursor }} nodes {LET} }} }}"""
PAGES: Final = {
    "sites": SITES,
    "tenancies": """{ tenancies(first: 100) { totalCount nodes { state site { name } tenants { name } balance { amount }
      arrears { amount } nextCharge { dueOn } charges(first: 2) { nodes { dueOn } } } } }""",
    "listings": "{ listings(first: 100) { totalCount nodes { reference site { name } price { amount } } } }",
    "overview": """{ viewer { overview { tenancies(first: 100) { site { name } arrears { amount } balance { amount } }
      outstandingInvoices(first: 100) { number tenancy { id } } expiringDocuments { title }
      latestNotifications { title } unreadNotificationCount } } }""",
    "events": "{ events(first: 100) { nodes { __typename } } }",
}
"""The pages of a landlord, each one request with the largest page that there is."""
BY_ITSELF: Final = (OF_THE_TAIL, "FROM log_end")
"""Parts of what the server asks by itself, from time to time."""


EVERYTHING: Final = """{ sites { nodes { id } } orders { nodes { id timeline { nodes { id } } attachments { nodes { id } } } }
  tenancies { nodes { id } } listings { nodes { id } } invoices { nodes { id } } assets { nodes { id } }
  viewer { contact { parties { nodes { site { id parties { nodes { id } } } } } } }
  notifications { nodes { id } } viewings { nodes { id } } propertyDocuments { nodes { id } }
  events(first: 100) { nodes { __typename occurredAt } } }"""
"""Everything that roles on properties show."""


@pytest.mark.without_worker
async def test_a_thousand_properties_take_as_many_statements_as_ten(
    zoe: Client, ben: Client, cast: Cast, statements: list[str], forget_viewers: Callable[[], None]
) -> None:
    who = key(zoe), key(ben), key(cast.zenith, "Customer")

    async def counts() -> dict[str, int]:
        """The statements of each page, for a viewer whom the server has yet to read."""
        found = {}
        for name, document in PAGES.items():
            await zoe.data(document)
            forget_viewers()
            statements.clear()
            await zoe.data(document)
            found[name] = len([each for each in statements if not any(part in each for part in BY_ITSELF)])
        return found

    await write_portfolio(*who, first=0, count=10)
    few = await counts()
    await write_portfolio(*who, first=10, count=990)
    assert await counts() == few

    shown: list[dict[str, Any]] = []
    page: dict[str, Any] = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        page = (await zoe.data(SITES, {"after": page["pageInfo"]["endCursor"]}))["sites"]
        shown += page["nodes"]
    let = [each for each in shown if "Long Row" in each["name"]]
    assert len(let) == len({each["name"] for each in let}) == 1000
    for each in let:
        [tenancy], [listing] = each["tenancies"]["nodes"], each["listings"]["nodes"]
        is_late = int(each["name"].split()[0]) % 2 == 0
        assert tenancy["arrears"]["amount"] == ("1000.00" if is_late else "0.00"), each["name"]
        assert tenancy["balance"]["amount"] == ("2000.00" if is_late else "1000.00")
        assert (len(tenancy["charges"]["nodes"]), listing["price"]["amount"]) == (2, "1000.00")


@pytest.mark.without_worker
async def test_many_beginnings_show_what_few_would(
    sam: Client,
    zoe: Client,
    ben: Client,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    forget_viewers: Callable[[], None],
) -> None:
    await write_portfolio(key(zoe), key(ben), key(cast.zenith, "Customer"), first=0, count=4)
    forget_viewers()
    shown = (await zoe.data("{ sites { nodes { id name } } }"))["sites"]["nodes"]
    rows = sorted(each["id"] for each in shown if "Long Row" in each["name"])

    async def something_happens(size: int) -> None:
        for site in rows:
            order = await order_at(sam, site)
            await done(sam, "noteAdd", orderId=order, body="Words")
            await done(sam, "partySet", siteId=site, contactId=ben.id, role="VENDOR", endsOn=day(0))
            file = (await uploaded(sam, pdf(size)))["id"]
            await done(sam, "propertyDocumentAdd", siteId=site, uploadId=file, kind="OTHER", title="Plan")

    await something_happens(900)
    clock.advance(timedelta(days=3))
    for site, begun in zip(rows[:3], (0, -1, -3), strict=True):
        await done(sam, "partySet", siteId=site, contactId=zoe.id, role="LANDLORD", startsOn=day(begun))
    await something_happens(901)
    log = await with_orders(await read(0, await head(), EVERY_EVENT, 500))

    async def seen(few: int) -> tuple[Any, set[int]]:
        """All that zoe sees, in lists and of events at hand, with a condition for each of so many beginnings."""
        monkeypatch.setattr("models.orders.beginnings.FEW", few)
        forget_viewers()
        viewer = await viewer_of_token(zoe.token)
        events = visible(Event, viewer)
        at_hand = {row["position"] for row in log if events.matches(row)}
        assert at_hand == {row["position"] for row in await read(0, await head(), events, 500)}
        return await zoe.data(EVERYTHING), at_hand

    assert await seen(20) == await seen(0)
    assert 0 < len((await seen(0))[0]["orders"]["nodes"]) < 2 * len(rows), "some are older than the roles"
