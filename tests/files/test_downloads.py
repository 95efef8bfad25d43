"""Downloads: by addresses that are short-lived and one session's own, in ranges, as files and never as pages."""

import asyncio
import io
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from adapters import clock
from adapters.files import storage
from latchkey.budget import DOWNLOADS
from tests.support.databases import ON_SQLITE
from tests.support.files import announce, attach, attached, pdf, put, sending, stored, until, uploaded
from tests.support.http import code
from tests.support.orders import new_order
from tests.support.server import Client, Server

MIB = 1 << 20
ATTACHMENTS = """query($id: ID!) { order(by: {id: $id}) {
  attachments(first: 10) { totalCount nodes { id filename download { url } } }
  timeline(first: 10) { totalCount nodes { kind visibility ... on AttachmentAdded { attachment { filename } }
    ... on Note { attachments { filename } } } } } }"""
NOTE = """mutation($order: ID!, $uploads: [ID!], $visibility: Visibility, $key: String) {
  noteAdd(input: {orderId: $order, body: "See the files", uploadIds: $uploads, visibility: $visibility,
    idempotencyKey: $key}) { entry { ... on Note { attachments { filename } } } userErrors { code field } } }"""


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 900), mode: str = "RGB", **options: Any) -> bytes:
    """A picture of one colour."""
    written = io.BytesIO()
    Image.new(mode, size, 200 if mode == "L" else (200, 80, 20, 128)[: len(mode)]).save(written, kind, **options)
    return written.getvalue()


async def see(by: Client, order: str) -> dict[str, Any]:
    """An order's files and timeline, as somebody sees them."""
    found: dict[str, Any] = (await by.data(ATTACHMENTS, {"id": order}))["order"]
    return found


async def test_a_file_goes_onto_the_order_and_out_again_whole(ann: Client, sam: Client, server: Server) -> None:
    order, content = await new_order(ann), pdf(5 * MIB)
    attachment = await attached(ann, order, content, "..\\in/Bericht „Größe“.pdf")
    assert attachment["filename"] == "Bericht „Größe“.pdf"
    assert attachment["thumbnail"] is None
    download = attachment["download"]
    assert (download["size"], download["contentType"]) == (len(content), "application/pdf")
    answer = await server.client.get(download["url"])
    assert answer.status_code == 200
    assert answer.content == content
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="Bericht _Gr__e_.pdf"; ')
    assert disposition.endswith(f"filename*=UTF-8''{quote('Bericht „Größe“.pdf')}")
    timeline = (await see(sam, order))["timeline"]["nodes"]
    assert timeline[0] == {
        "kind": "ATTACHMENT",
        "visibility": "EVERYONE",
        "attachment": {"filename": "Bericht „Größe“.pdf"},
    }
    mail = await server.mail.wait_for(lambda mail: "ben@people.test" in mail.to and "Bericht" in mail.text)
    assert "Ann" in mail.subject


@ON_SQLITE
async def test_ranges_are_answered(ann: Client, server: Server) -> None:
    content = pdf(5 * MIB)
    attachment = await attached(ann, await new_order(ann), content)
    url, last = attachment["download"]["url"], len(content) - 1

    async def get(value: str, **more: str) -> Any:
        return await server.client.get(url, headers={"Range": value, **more})

    for value, start, stop in (
        ("bytes=0-0", 0, 1),
        (f"bytes={4 * MIB - 2}-{4 * MIB + 2}", 4 * MIB - 2, 4 * MIB + 3),
        ("bytes=5000000-", 5_000_000, len(content)),
        ("bytes=-5", len(content) - 5, len(content)),
        (f"bytes={last}-{last + 500}", last, len(content)),
    ):
        answer = await get(value)
        assert answer.status_code == 206, value
        assert answer.content == content[start:stop], value
        assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(content)}"
    for value in (f"bytes={len(content)}-", "bytes=-0", "bytes=0-1,4-5"):
        answer = await get(value)
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(content)}"), value
    for value in ("bytes=5-3", "lines=1-2", "bytes=a-b", "bytes=-"):
        assert (await get(value)).status_code == 200, value
    tag = (await get("bytes=0-0")).headers["etag"]
    assert tag == f'"{attachment["sha256"]}"'
    assert (await get("bytes=0-0", **{"If-Range": tag})).status_code == 206
    assert (await get("bytes=0-0", **{"If-Range": '"another"'})).status_code == 200
    asked = await server.client.head(url)
    assert (asked.status_code, asked.headers["content-length"]) == (200, str(len(content)))


async def test_an_address_works_for_its_session_and_minutes_alone(
    ann: Client, ben: Client, zoe: Client, server: Server
) -> None:
    order = await new_order(ann)
    attachment = await attached(ann, order, pdf())
    url = attachment["download"]["url"]
    bens = (await see(ben, order))["attachments"]["nodes"][0]["download"]["url"]
    assert url != bens
    assert (await zoe.data("query($id: ID!) { node(id: $id) { id } }", attachment))["node"] is None
    other = await attached(ann, order, pdf(1000))
    forged = url.replace(attachment["id"], other["id"])
    assert (await server.client.get(forged)).status_code == 403
    assert (await server.client.get(url.replace("expires=", "expires=9"))).status_code == 403
    assert (await server.client.get(url.partition("?")[0])).status_code == 403
    await ann.data("mutation { sessionRevoke(input: {}) { userErrors { code } } }")
    gone = await server.client.get(url)
    assert (gone.status_code, code(gone)) == (401, "UNAUTHENTICATED")
    assert (await server.client.get(bens)).status_code == 200
    clock.advance(timedelta(minutes=6, seconds=1))
    late = await server.client.get(bens)
    assert (late.status_code, code(late)) == (410, "LINK_EXPIRED")


async def test_access_is_asked_again_at_the_moment_of_the_download(
    ann: Client, ben: Client, sam: Client, server: Server
) -> None:
    order = await new_order(ann)
    await attached(ann, order, pdf())
    url = (await see(ben, order))["attachments"]["nodes"][0]["download"]["url"]
    assert (await server.client.get(url)).status_code == 200
    found = await ben.data("{ viewer { memberships { nodes { customer { id } } } } }")
    customer = found["viewer"]["memberships"]["nodes"][0]["customer"]
    removed = await sam.data(
        "mutation($c: ID!, $p: ID!) { membershipRemove(input: {customerId: $c, contactId: $p}) { userErrors { code } } }",
        {"c": customer["id"], "p": ben.id},
    )
    assert removed["membershipRemove"]["userErrors"] == []
    assert (await server.client.get(url)).status_code == 404


async def test_files_for_staff_stay_with_staff(ann: Client, sam: Client, server: Server) -> None:
    order = await new_order(ann)
    attachment = await attached(sam, order, pdf(), "internal.pdf", "STAFF_ONLY")
    refused = await attach(ann, order, (await uploaded(ann, pdf()))["id"], "STAFF_ONLY")
    assert refused["userErrors"][0]["code"] == "FORBIDDEN"
    hidden = await uploaded(sam, pdf(), "draft.pdf")
    variables = {"order": order, "uploads": [hidden["id"]], "visibility": "STAFF_ONLY"}
    assert (await sam.data(NOTE, variables))["noteAdd"]["userErrors"] == []
    assert (await see(sam, order))["attachments"]["totalCount"] == 2
    seen = await see(ann, order)
    assert seen["attachments"] == {"totalCount": 0, "nodes": []}
    assert seen["timeline"]["totalCount"] == 1
    assert (await ann.data("query($id: ID!) { node(id: $id) { id } }", attachment))["node"] is None


async def test_files_come_with_notes_and_new_orders_once(ann: Client) -> None:
    first, second = await uploaded(ann, pdf(), "a.pdf"), await uploaded(ann, pdf(), "b.pdf")
    created = await ann.data(
        """mutation($uploads: [ID!]) { orderCreate(input: {kind: WALK_IN_REPAIR, problemSummary: "It squeaks",
        newAsset: {name: "Mixer"}, uploadIds: $uploads}) { order { id } userErrors { code } } }""",
        {"uploads": [first["id"]]},
    )
    order = created["orderCreate"]["order"]["id"]
    variables = {"order": order, "uploads": [second["id"]], "key": "once"}
    for _ in range(2):
        noted = (await ann.data(NOTE, variables))["noteAdd"]
        assert noted == {"entry": {"attachments": [{"filename": "b.pdf"}]}, "userErrors": []}
    again = (await ann.data(NOTE, variables | {"key": "twice"}))["noteAdd"]
    assert again["userErrors"] == [{"code": "WRONG_STATE", "field": ["uploadIds", "0"]}]
    seen = await see(ann, order)
    assert [node["filename"] for node in seen["attachments"]["nodes"]] == ["b.pdf", "a.pdf"]
    assert [node["kind"] for node in seen["timeline"]["nodes"]] == ["NOTE", "ATTACHMENT", "STATUS_CHANGED"]


@ON_SQLITE
@pytest.mark.parametrize(
    "content",
    [
        picture("JPEG"),
        picture("JPEG", progressive=True),
        picture("PNG", mode="RGBA"),
        picture("GIF", mode="L"),
        picture("WEBP"),
    ],
    ids=["jpeg", "progressive", "png", "gif", "webp"],
)
async def test_pictures_have_thumbnails(ann: Client, server: Server, content: bytes) -> None:
    attachment = await attached(ann, await new_order(ann), content, "photo")
    thumbnail = attachment["thumbnail"]
    assert (thumbnail["filename"], thumbnail["contentType"]) == ("photo-thumbnail.jpg", "image/jpeg")
    for _ in range(2):
        answer = await server.client.get(thumbnail["url"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/jpeg"
        assert Image.open(io.BytesIO(answer.content)).size == (320, 180)
    assert len(await stored("thumbnails")) == 1


@ON_SQLITE
async def test_a_thumbnail_stands_upright(ann: Client, server: Server) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    attachment = await attached(ann, await new_order(ann), picture(exif=exif), "photo.jpg")
    answer = await server.client.get(attachment["thumbnail"]["url"])
    assert Image.open(io.BytesIO(answer.content)).size == (180, 320)


@ON_SQLITE
@pytest.mark.parametrize(
    "content",
    [picture("PNG", (8000, 8000), "L"), picture("JPEG")[:2000], b"\x89PNG\r\n\x1a\n" + bytes(500)],
    ids=["huge", "cut off", "damaged"],
)
async def test_a_picture_that_cannot_be_drawn_is_still_a_file(ann: Client, server: Server, content: bytes) -> None:
    attachment = await attached(ann, await new_order(ann), content, "photo")
    assert (await server.client.get(attachment["thumbnail"]["url"])).status_code == 404
    assert (await server.client.get(attachment["download"]["url"])).content == content


@ON_SQLITE
async def test_a_download_ends_with_the_session_or_its_reader(ann: Client, server: Server) -> None:
    """Readers that stop reading: what is on its way to them does not grow, and ends with them or their session."""
    content = pdf(40 * MIB)
    attachment = await attached(ann, await new_order(ann), content)
    url = attachment["download"]["url"]

    async def nothing_is_held() -> bool:
        return DOWNLOADS.is_whole

    async with sending("GET", url, {}, b"", of=0) as answer:
        assert b"200" in await answer.readline()
    await until(nothing_is_held)
    async with sending("GET", url, {}, b"", of=0) as answer:
        assert b"200" in await answer.readline()
        await ann.data("mutation { sessionRevoke(input: {}) { userErrors { code } } }")
        rest = await asyncio.wait_for(answer.read(-1), 10)
        assert len(rest) < len(content)
    await until(nothing_is_held)


@ON_SQLITE
async def test_a_storage_that_is_away_is_said(ann: Client, server: Server) -> None:
    attachment = await attached(ann, await new_order(ann), picture(), "photo.jpg")
    upload = await announce(ann, 1000)
    storage.use(storage.Storage("s3://none/x?endpoint=http://127.0.0.1:1&region=us-east-1", retry_timeout=timedelta()))
    answers = [
        await server.client.get(attachment["thumbnail"]["url"]),
        await server.client.get(attachment["download"]["url"]),
        await put(ann, upload, pdf(1000)),
    ]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert answers[0].headers["retry-after"] == "5"
