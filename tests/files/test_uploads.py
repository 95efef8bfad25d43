"""Files come in whole or in pieces, to a folder or to S3; what breaks off leaves nothing, or what can be gone on from."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters import clock
from adapters.files import storage
from latchkey.budget import UPLOADS
from latchkey.worker.expiry import expire_uploads
from tests.support.databases import ON_SQLITE
from tests.support.files import (
    UPLOAD,
    announce,
    attach,
    bearer,
    head,
    patch,
    pdf,
    put,
    sending,
    stored,
    until,
    uploaded,
)
from tests.support.http import code
from tests.support.orders import new_order
from tests.support.programs.moto import bucket
from tests.support.server import Client, Server

MIB = 1 << 20
BIG = 9 * MIB + 17
"""Two full parts and a little."""

STORES = ["file", "s3"]
pytestmark = ON_SQLITE


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with bucket() as url:
        yield url


@pytest.fixture(params=["file"])
def settings_changes(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    changes = {"max_upload_bytes": 64 * MIB}
    for mark in request.node.iter_markers("settings"):
        changes |= mark.kwargs
    if request.param == "s3":
        return {"storage_url": f"{request.getfixturevalue('s3').replace('/portal', f'/{tmp_path.name}')}"} | changes
    return changes


async def pieces(content: bytes, size: int = 300_000) -> AsyncIterator[bytes]:
    """A body without an announced length."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.mark.parametrize("settings_changes", STORES, indirect=True)
async def test_a_file_that_is_put_whole_is_complete_with_its_hash(ann: Client) -> None:
    content = pdf(BIG)
    upload = await announce(ann, len(content))
    assert upload["received"] == 0 and upload["isComplete"] is False
    answer = await put(ann, upload, content)
    assert answer.status_code == 200, answer.text
    assert answer.json()["sha256"] == hashlib.sha256(content).hexdigest()
    assert answer.json()["contentType"] == "application/pdf"
    node = (await ann.data(UPLOAD, {"id": upload["id"]}))["node"]
    assert node == {"received": len(content), "isComplete": True, "filename": "report.pdf"}
    again = await put(ann, upload, content)
    assert (again.status_code, code(again)) == (409, "WRONG_STATE")


@pytest.mark.parametrize("settings_changes", STORES, indirect=True)
async def test_tus_goes_on_where_the_line_broke(ann: Client) -> None:
    content = pdf(BIG)
    upload = await announce(ann, len(content))
    sent = 5 * MIB + 3
    headers = bearer(ann, tus_resumable="1.0.0", upload_offset="0", content_type="application/offset+octet-stream")
    async with sending("PATCH", upload["tusUrl"], headers, content[:sent], of=len(content)):
        pass

    async def has_all_that_was_sent() -> bool:
        return (await head(ann, upload)).headers["upload-offset"] == str(sent)

    await until(has_all_that_was_sent)
    behind = await patch(ann, upload, 0, content)
    assert (behind.status_code, code(behind)) == (409, "STALE_VERSION")
    rest = await patch(ann, upload, sent, content[sent:])
    assert (rest.status_code, rest.headers["upload-offset"]) == (204, str(len(content)))
    payload = await attach(ann, await new_order(ann), upload["id"])
    assert payload["attachment"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert payload["attachment"]["uploadedBy"] == {"name": "Ann"}


@pytest.mark.parametrize(("method", "address", "status"), [("PATCH", "tusUrl", b"409"), ("PUT", "url", b"413")])
async def test_the_line_ends_after_an_answer_that_came_early(
    ann: Client, monkeypatch: pytest.MonkeyPatch, method: str, address: str, status: bytes
) -> None:
    monkeypatch.setattr("latchkey.files.early_answers.PAUSE_SECONDS", 0.05)
    upload = await announce(ann, BIG)
    headers = bearer(ann, tus_resumable="1.0.0", upload_offset="5", content_type="application/offset+octet-stream")
    async with sending(method, upload[address], headers, pdf(1000), of=BIG + 1) as answer:
        head, body = (await asyncio.wait_for(answer.read(), 10)).split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 " + status)
    assert b"connection: close" in head
    assert b"errors" in body


async def test_an_answer_that_came_early_is_not_lost(ann: Client) -> None:
    content = pdf(BIG)
    upload = await announce(ann, BIG)
    for refused in (await patch(ann, upload, 5, content), await put(ann, upload, content + b"more")):
        assert refused.status_code in (409, 413)
        assert refused.headers["connection"] == "close"
    assert (await put(ann, upload, content)).status_code == 200


async def test_a_forgotten_hash_is_computed_from_the_storage(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latchkey.files.receiving.MAX_REMEMBERED", 0)
    content = pdf(BIG)
    upload = await announce(ann, len(content))
    for start in range(0, len(content), 4_000_000):
        assert (await patch(ann, upload, start, content[start : start + 4_000_000])).status_code == 204
    payload = await attach(ann, await new_order(ann), upload["id"])
    assert payload["attachment"]["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("settings_changes", STORES, indirect=True)
async def test_a_put_that_breaks_off_leaves_nothing(ann: Client) -> None:
    async def something_is_stored() -> bool:
        return await stored() != []

    upload = await announce(ann, BIG)
    async with sending("PUT", upload["url"], bearer(ann), pdf(BIG)[: 6 * MIB], of=BIG):
        await until(something_is_stored)

    async def nothing_goes_on() -> bool:
        return UPLOADS.is_whole and await stored() == []

    await until(nothing_goes_on)
    assert (await head(ann, upload)).headers["upload-offset"] == "0"
    assert (await put(ann, upload, pdf(BIG))).status_code == 200


async def test_one_byte_too_many_is_refused_at_once(ann: Client) -> None:
    upload = await announce(ann, BIG)
    announced = await put(ann, upload, pdf(BIG + 1))
    assert (announced.status_code, code(announced)) == (413, "TOO_LARGE")
    found_out = await put(ann, upload, pieces(pdf(BIG) + b"!"))
    assert (found_out.status_code, code(found_out)) == (413, "TOO_LARGE")
    by_tus = await patch(ann, upload, 0, pieces(pdf(BIG) + b"!"))
    assert (by_tus.status_code, code(by_tus)) == (413, "TOO_LARGE")
    assert await stored() != [], "what came by tus before is kept"
    short = await put(ann, upload, pieces(pdf(BIG)[:-1]))
    assert (short.status_code, code(short)) == (400, "INVALID")
    assert await stored() == []
    payload = (
        await ann.data(
            """mutation { uploadCreate(input: {filename: "a.pdf", contentType: "a/b", size: 67108865}) {
            upload { id } userErrors { code field } } }"""
        )
    )["uploadCreate"]
    assert payload == {"upload": None, "userErrors": [{"code": "TOO_LARGE", "field": ["size"]}]}


async def test_one_of_two_pieces_for_one_offset_counts(ann: Client) -> None:
    content = pdf(BIG)
    upload = await announce(ann, len(content))
    answers = await asyncio.gather(*(patch(ann, upload, 0, pieces(content)) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
    left = [await storage.current().find(key) for key in sorted(await stored())]
    assert b"".join(filter(None, left)) == content, "nothing is left of those that lost"
    payload = await attach(ann, await new_order(ann), upload["id"])
    assert payload["attachment"]["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
async def test_a_piece_with_a_wrong_checksum_does_not_count(ann: Client, algorithm: str) -> None:
    content = pdf(BIG)
    upload = await announce(ann, len(content))
    right = b64encode(hashlib.new(algorithm, content).digest()).decode()
    wrong = await patch(ann, upload, 0, content[:-1] + b"!", upload_checksum=f"{algorithm} {right}")
    assert wrong.status_code == 460
    assert (await head(ann, upload)).headers["upload-offset"] == "0"
    assert await stored() == []
    assert (await patch(ann, upload, 0, content, upload_checksum=f"crc32 {right}")).status_code == 400
    assert (await patch(ann, upload, 0, content, upload_checksum=f"{algorithm} {right}")).status_code == 204


async def test_plain_tus_clients_announce_ask_and_take_back(ann: Client, server: Server) -> None:
    tus = bearer(ann, tus_resumable="1.0.0")
    options = await server.client.options("/tus")
    assert options.headers["tus-extension"] == "creation,expiration,checksum,termination"
    assert options.headers["tus-max-size"] == str(64 * MIB)
    name = b64encode("größe.pdf".encode()).decode()
    created = await server.client.post(
        "/tus", headers=tus | {"Upload-Length": "9", "Upload-Metadata": f"filename {name}"}
    )
    assert created.status_code == 201
    assert "upload-expires" in created.headers
    upload = {"tusUrl": created.headers["location"], "id": created.headers["location"].rpartition("/")[2]}
    assert (await ann.data(UPLOAD, {"id": upload["id"]}))["node"]["filename"] == "größe.pdf"
    overridden = bearer(
        ann, tus_resumable="1.0.0", upload_offset="0", content_type="application/offset+octet-stream",
        x_http_method_override="PATCH",
    )  # fmt: skip
    assert (await server.client.post(upload["tusUrl"], headers=overridden, content=b"%PDF-")).status_code == 204
    assert (await head(ann, upload)).headers["upload-offset"] == "5"
    assert (await server.client.delete(upload["tusUrl"], headers=tus)).status_code == 204
    assert (await head(ann, upload)).status_code == 404
    assert await stored() == []
    too_long = await server.client.post("/tus", headers=tus | {"Upload-Length": str(64 * MIB + 1)})
    assert too_long.status_code == 413
    assert (await server.client.post("/tus", headers=bearer(ann))).status_code == 412
    assert (await server.client.post("/tus", headers=tus)).status_code == 400


async def test_an_upload_is_its_owners_alone(ann: Client, ben: Client, sam: Client, server: Server) -> None:
    upload = await announce(ann, 9)
    for stranger in (ben, sam):
        assert (await put(stranger, upload, pdf(9))).status_code == 404
        assert (await head(stranger, upload)).status_code == 404
        assert (await stranger.data(UPLOAD, {"id": upload["id"]}))["node"] is None
    assert (await server.client.put(upload["url"], content=pdf(9))).status_code == 401
    cookie = {"Cookie": f"latchkey_session={ann.token}"}
    assert (await server.client.put(upload["url"], content=pdf(9), headers=cookie)).status_code == 403
    await put(ann, upload, pdf(9))
    payload = await attach(ben, await new_order(ben), upload["id"])
    assert payload["userErrors"][0]["code"] == "NOT_FOUND"


async def test_an_upload_ends_with_the_session(ann: Client) -> None:
    upload = await announce(ann, BIG)
    async with sending("PUT", upload["url"], bearer(ann), pdf(BIG)[: 5 * MIB], of=BIG) as answer:
        await ann.data("mutation { sessionRevoke(input: {}) { userErrors { code } } }")
        assert b"401" in await asyncio.wait_for(answer.readline(), 10)
    assert await stored() == []


async def test_unattached_uploads_are_removed_in_time(ann: Client) -> None:
    forgotten, kept = await uploaded(ann, pdf()), await uploaded(ann, pdf())
    order = await new_order(ann)
    attachment = (await attach(ann, order, kept["id"]))["attachment"]
    await storage.current().put(f"{(await stored())[0].rpartition('/')[0]}/of-a-killed-process", b"")
    clock.advance(timedelta(hours=24, minutes=1))
    assert (await attach(ann, order, forgotten["id"]))["userErrors"][0]["code"] == "WRONG_STATE"
    assert await expire_uploads() == 0
    clock.advance(timedelta(hours=1))

    async def the_worker_has_removed_it() -> bool:
        return len(await stored()) == 1

    await until(the_worker_has_removed_it)
    assert (await ann.data(UPLOAD, {"id": forgotten["id"]}))["node"] is None
    node = await ann.data("query($id: ID!) { node(id: $id) { ... on Attachment { download { url } } } }", attachment)
    assert (await ann.server.client.get(node["node"]["download"]["url"])).content == pdf()


@pytest.mark.settings(max_transfers_per_person=20)
async def test_many_slow_senders_do_not_hold_up_a_quick_one(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve stand still in the middle, with more than there is memory for; one more does not."""
    monkeypatch.setattr("latchkey.files.requests.PAUSE_SECONDS", 0.05)
    go_on = asyncio.Event()

    async def standing_still(content: bytes) -> AsyncIterator[bytes]:
        yield content[: 3 * MIB]
        await go_on.wait()
        yield content[3 * MIB :]

    content = pdf(4 * MIB + 1)
    uploads = [await announce(ann, len(content)) for _ in range(12)]
    slow = [asyncio.create_task(put(ann, upload, standing_still(content))) for upload in uploads]
    assert (await put(ann, await announce(ann, BIG), pdf(BIG))).status_code == 200
    go_on.set()
    assert {answer.status_code for answer in await asyncio.gather(*slow)} == {200}
    assert UPLOADS.is_whole
