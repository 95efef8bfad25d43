"""Removing words and files: they are nowhere any more, and the entry says who removed them."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.database.client import execute
from models.core.scope import EVERYTHING
from models.log.redaction import redact
from models.log.unit_of_work import shielded
from models.messages.digests import DigestFrequency
from tests.support.cast import Cast
from tests.support.files import attached, pdf, stored, until, uploaded
from tests.support.mail.digests import choose
from tests.support.mail.inbound import ANN, SETTINGS, answer, outcome, wants_mail
from tests.support.mutations import done, refused
from tests.support.orders import new_order, order_at
from tests.support.server import Client, Server
from tests.support.sockets import live
from tests.support.whole_database import places_of

pytestmark = pytest.mark.settings(**SETTINGS)
REMOVAL = "removal { removedAt removedBy { name kind } reason }"
FILE = f"id filename sha256 size contentType viewerCanRemove download {{ url }} thumbnail {{ url }} {REMOVAL}"
ENTRIES = f"""query($id: ID!) {{ order(by: {{id: $id}}) {{ timeline(first: 50) {{ nodes {{ id kind actor {{ name }}
  viewerCanRedact {REMOVAL} ... on Note {{ body quotedText attachments {{ {FILE} }} }} ... on WorkRecorded {{ summary }}
  ... on StatusChange {{ comment }} ... on AttachmentAdded {{ attachment {{ {FILE} }} }} }} }} }} }}"""
WATCH = f"""subscription($id: ID!) {{ orderEvents(orderId: $id) {{ ... on OrderContentRemoved {{ kind
  removedFrom {{ {REMOVAL} ... on Note {{ body }} ... on AttachmentAdded {{ attachment {{ filename {REMOVAL} }} }} }} }} }} }}"""
SECRET = "The key lies under the red pot"


async def entries(by: Client, order: str, kind: str = "NOTE") -> list[dict[str, Any]]:
    """The entries of a kind, newest first."""
    found = (await by.data(ENTRIES, {"id": order}))["order"]["timeline"]["nodes"]
    return [entry for entry in found if entry["kind"] == kind]


async def noted(by: Client, order: str, body: str = SECRET, **given: Any) -> str:
    """The id of a new note."""
    entry: str = (await done(by, "noteAdd", "entry { id }", orderId=order, body=body, **given))["entry"]["id"]
    return entry


async def nowhere(*texts: str) -> bool:
    """Whether the texts stand nowhere, in no table and no file."""
    return not await places_of(*texts)


async def test_a_redacted_note_leaves_its_words_nowhere(
    server: Server, sam: Client, ann: Client, ben: Client, rita: Client, cast: Cast
) -> None:
    await wants_mail(rita)
    await choose(cast.ben, DigestFrequency.DAILY)
    order = await new_order(ann)
    entry = await noted(sam, order)
    mail = await server.mail.wait_for(lambda mail: ann.email in mail.to and SECRET in mail.text)
    assert await outcome(server, answer(mail, ANN, "I see.")) == "ACCEPTED"
    places = set(await places_of(SECRET))
    assert {"notes", "notifications", "deliveries", "digest_entries"} < places
    assert any(place.startswith("mails/") for place in places)

    redacted = await done(
        rita, "noteRedact", f"entry {{ id {REMOVAL} ... on Note {{ body }} }} order {{ id }}", id=entry
    )
    assert redacted["order"] == {"id": order}
    assert (redacted["entry"]["id"], redacted["entry"]["body"]) == (entry, "")
    assert redacted["entry"]["removal"]["removedBy"] == {"name": "Rita Rowe", "kind": "STAFF"}
    await until(lambda: nowhere(SECRET))
    assert await stored("mails") == []
    reply, note = await entries(ann, order)
    assert (reply["body"], reply["quotedText"], reply["removal"]) == ("I see.", None, None)
    assert (note["body"], note["actor"], note["removal"]["reason"]) == ("", {"name": "Sam Sutton"}, None)
    assert await refused(sam, "noteRedact", id=entry) == "WRONG_STATE"


async def test_words_of_work_and_of_a_status_go_from_the_log(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await done(sam, "orderStatusChange", id=order, status="IN_PROGRESS", comment=f"{SECRET}, by the door")
    await done(sam, "workRecord", orderId=order, work="SITE_VISIT", summary=f"{SECRET}, by the wall")
    assert "events" in await places_of("by the door") and "events" in await places_of("by the wall")
    [work], [status, created] = await entries(sam, order, "WORK"), await entries(sam, order, "STATUS_CHANGED")
    assert (work["viewerCanRedact"], status["viewerCanRedact"], created["viewerCanRedact"]) == (True, True, False)
    for entry in (work, status):
        await done(sam, "noteRedact", id=entry["id"], reason="A neighbour asked")
    assert await nowhere(SECRET)
    [work], [status, _] = await entries(ann, order, "WORK"), await entries(ann, order, "STATUS_CHANGED")
    assert (work["summary"], status["comment"]) == ("", None)
    assert [entry["removal"]["reason"] for entry in (work, status)] == ["A neighbour asked"] * 2
    assert await refused(sam, "noteRedact", id=created["id"]) == "INVALID"


async def test_a_removed_file_leaves_its_bytes_nowhere(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    content = pdf(30_000)
    file = await attached(ann, order, content, "secret plan.pdf")
    url = file["download"]["url"]
    assert (await server.client.get(url)).content == content
    removed = await done(sam, "attachmentRemove", f"attachment {{ {FILE} }}", id=file["id"], reason="Not ours")
    assert (await server.client.get(url)).status_code == 404
    assert (await server.client.head(url)).status_code == 404
    left = removed["attachment"]
    assert (left["filename"], left["sha256"], left["download"], left["viewerCanRemove"]) == ("", "", None, False)
    assert left["removal"]["reason"] == "Not ours" and left["removal"]["removedBy"]["name"] == "Sam Sutton"
    await until(lambda: nowhere("secret plan", file["sha256"]))
    assert await stored() == []
    [entry] = await entries(ann, order, "ATTACHMENT")
    assert entry["attachment"] == left | {"viewerCanRemove": False}
    assert await refused(sam, "attachmentRemove", id=file["id"]) == "WRONG_STATE"


async def test_contacts_remove_their_own_for_a_day(sam: Client, ann: Client, ben: Client, zoe: Client) -> None:
    order = await new_order(ann)
    own, kept, others = await noted(ann, order), await noted(ann, order), await noted(ben, order)
    file = await attached(ann, order, pdf(200))
    assert await refused(ben, "noteRedact", id=own) == "FORBIDDEN"
    assert await refused(zoe, "noteRedact", id=own) == "NOT_FOUND"
    assert await refused(ben, "attachmentRemove", id=file["id"]) == "FORBIDDEN"
    assert await refused(zoe, "attachmentRemove", id=file["id"]) == "NOT_FOUND"
    can = {entry["id"]: entry["viewerCanRedact"] for entry in await entries(ann, order)}
    assert can == {own: True, kept: True, others: False}
    await done(ann, "noteRedact", id=own)
    assert {entry["id"]: entry["viewerCanRedact"] for entry in await entries(ann, order)}[own] is False
    await done(ann, "attachmentRemove", id=(await attached(ann, order, pdf(300)))["id"])
    clock.advance(timedelta(hours=25))
    assert await refused(ann, "noteRedact", id=kept) == "FORBIDDEN"
    assert await refused(ann, "attachmentRemove", id=file["id"]) == "FORBIDDEN"


async def test_those_who_watch_see_what_is_left(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    entry, file = await noted(sam, order), await attached(sam, order, pdf(200))
    async with live(server, ann.token) as socket:
        stream = await socket.subscribe(WATCH, {"id": order})
        await done(sam, "noteRedact", id=entry, reason="By mistake")
        await done(sam, "attachmentRemove", id=file["id"], reason="By mistake")
        note, attachment = [(await stream.next())["orderEvents"] for _ in range(2)]
    assert (note["kind"], note["removedFrom"]["body"]) == ("NOTE_REDACTED", "")
    assert note["removedFrom"]["removal"]["reason"] == "By mistake"
    assert (attachment["kind"], attachment["removedFrom"]["attachment"]["filename"]) == ("ATTACHMENT_REMOVED", "")
    assert attachment["removedFrom"]["attachment"]["removal"]["reason"] == "By mistake"


async def test_a_stream_that_is_behind_sees_what_is_left(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    before = (await ann.data("{ eventCursor }"))["eventCursor"]
    await done(sam, "orderStatusChange", id=order, status="IN_PROGRESS", comment=SECRET)
    [status, _] = await entries(sam, order, "STATUS_CHANGED")
    async with live(server, ann.token) as socket:
        stream = await socket.subscribe(WATCH, {"id": order})
        await done(sam, "noteRedact", id=status["id"])
        await stream.next()
        late = """subscription($c: EventCursor) { events(after: $c) {
          ... on OrderStatusChanged { kind entry { ... on StatusChange { comment } } } } }"""
        stream = await socket.subscribe(late, {"c": before})
        assert (await stream.next())["events"] == {"kind": "ORDER_STATUS_CHANGED", "entry": {"comment": None}}


async def test_a_note_for_staff_is_redacted_among_staff(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await done(sam, "noteAdd", orderId=order, body="x", visibility="STAFF_ONLY")
    hidden = (await entries(sam, order))[0]["id"]
    assert await refused(ann, "noteRedact", id=hidden) == "NOT_FOUND"
    await done(sam, "noteRedact", id=hidden)
    assert await entries(ann, order) == []


async def test_a_tenant_learns_nothing_of_a_proposals_file(
    server: Server, sam: Client, tom: Client, zoe: Client, cast: Cast
) -> None:
    order = await order_at(tom, cast.quay_street)
    upload = await uploaded(sam, pdf(100), "boiler.pdf")
    shown = "recommendation { attachments { nodes { id } } }"
    made = await done(sam, "recommendationCreate", shown, orderId=order, title="New boiler", uploadIds=[upload["id"]])
    [file] = made["recommendation"]["attachments"]["nodes"]
    now = (await tom.data("{ eventCursor }"))["eventCursor"]
    assert await refused(tom, "attachmentRemove", id=file["id"]) == "NOT_FOUND"
    await done(sam, "attachmentRemove", id=file["id"])
    read = "query($c: EventCursor!) { events(after: $c) { nodes { kind } } }"
    assert (await tom.data(read, {"c": now}))["events"]["nodes"] == []
    kinds = (await zoe.data(read, {"c": now}))["events"]["nodes"]
    assert kinds == [{"kind": "RECOMMENDATION_FILE_REMOVED"}]


async def test_the_log_lets_nothing_but_redaction_through(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await done(sam, "workRecord", orderId=order, work="SITE_VISIT", summary=SECRET)
    for change in (
        'data = \'{"work": null, "summary": "Another"}\'',
        "data = '{\"work\": null}'",
        'data = \'{"work": null, "other": null}\'',
        "kind = 'NOTE_ADDED'",
        'actor = \'{"kind": "STAFF", "id": null, "name": "Nobody"}\'',
        "order_id = NULL",
    ):
        with pytest.raises(Exception, match="append-only"):
            await execute(f"UPDATE events SET {change} WHERE kind = 'WORK_RECORDED'")
    await shielded(redact, EVERYTHING, "summary")
    assert await nowhere(SECRET)
