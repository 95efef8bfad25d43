"""People who live at 12 Quay Street one after the other, and what they leave behind there."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PIL import Image

from adapters import clock
from tests.support.cast import Cast
from tests.support.files import attach, uploaded
from tests.support.mutations import done
from tests.support.orders import move
from tests.support.server import Client

SECRET, FILE, WORK, LATER, KEPT = "alarm4711", "keyplace.png", "underthemat", "laterwords", "stopcock"
WATCH = "subscription($after: EventCursor) { events(after: $after) { ... on PortalEvent { kind } ... on OrderEvent { order { number } } } }"
OF_ONE = (
    "subscription($o: ID!, $a: EventCursor) { orderEvents(orderId: $o, after: $a) { ... on PortalEvent { kind } } }"
)
OF_ORDER = """query($id: ID!) { order(by: {id: $id}) { number problemSummary problemDetail nextStatuses ofProperty
  timeline(first: 100) { nodes { kind ... on Note { body ofProperty attachments { filename } } } }
  attachments { totalCount nodes { filename ofProperty download { url } } } } }"""
BODIES = """query($id: ID!) { order(by: {id: $id}) { timeline(first: 100) {
  totalCount nodes { id kind ... on Note { body } } } } }"""


@dataclass
class Before:
    """The order and files from before a role began."""

    start: str
    order: str
    ids: list[str]
    number: str
    url: str


def photograph() -> bytes:
    """A small picture."""
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(written, "PNG")
    return written.getvalue()


async def a_tenancy(sam: Client, tom: Client, cast: Cast) -> Before:
    """Tom lives there, has something repaired, says where the key lies, and moves out."""
    start = (await sam.data("{ eventCursor }"))["eventCursor"]
    given: dict[str, Any] = {"kind": "SERVICE_CALL", "siteId": cast.quay_street, "newAsset": {"name": "Boiler"}}
    words = {"problemSummary": f"Cold {SECRET}", "problemDetail": f"The code is {SECRET}"}
    order = (await done(tom, "orderCreate", "order { id }", **given, **words))["order"]["id"]
    with_note, alone = await uploaded(tom, photograph(), FILE), await uploaded(tom, photograph(), f"too-{FILE}")
    note = await done(tom, "noteAdd", "entry { id }", orderId=order, body=SECRET, uploadIds=[with_note["id"]])
    await attach(tom, order, alone["id"])
    await move(sam, order, "IN_PROGRESS")
    await done(sam, "workRecord", orderId=order, work="SITE_VISIT", summary=f"Key {WORK}")
    await done(sam, "orderAssign", id=order, technicianIds=[cast.rita.id])
    seen = (await tom.data(OF_ORDER, {"id": order}))["order"]
    entries = (await sam.data(BODIES, {"id": order}))["order"]["timeline"]["nodes"]
    files = await sam.data("query($id: ID!) { order(by: {id: $id}) { attachments { nodes { id } } } }", {"id": order})
    told = await tom.data("{ notifications { nodes { id } } }")
    ids = [order, note["entry"]["id"], *(each["id"] for each in entries)]
    ids += [each["id"] for each in (*files["order"]["attachments"]["nodes"], *told["notifications"]["nodes"])]
    url = seen["attachments"]["nodes"][0]["download"]["url"]
    return Before(start, order, list(dict.fromkeys(ids)), seen["number"], url)


async def move_out(sam: Client, cast: Cast, who: Client) -> None:
    """The tenancy ended yesterday."""
    await tenant(sam, cast, who, endsOn=(clock.now() - timedelta(days=1)).date().isoformat())


async def tenant(sam: Client, cast: Cast, who: Client, role: str = "TENANT", **days: Any) -> str:
    """Give somebody a role at 12 Quay Street; gives its id."""
    made = await done(sam, "partySet", "party { id }", siteId=cast.quay_street, contactId=who.id, role=role, **days)
    found: str = made["party"]["id"]
    return found


def day(ahead: int) -> str:
    """A day so many days from today."""
    return (clock.now() + timedelta(days=ahead)).date().isoformat()


async def bodies(by: Client, order: str) -> list[str] | None:
    """The notes of an order that somebody reads, newest first; None where they see no such order."""
    found = (await by.data(BODIES, {"id": order}))["order"]
    return None if found is None else [each["body"] for each in found["timeline"]["nodes"] if "body" in each]
