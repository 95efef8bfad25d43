"""Bulk exports in a line each: asked for, made, and read."""

import asyncio
from typing import Any

import orjson

from latchkey.worker.exports import ExportRelay
from tests.support.mutations import done
from tests.support.server import Client

FIELDS = """id status cursor rowCount totalRowCount expiresAt files { content rowCount download {
  url filename contentType size } }"""


async def asked(by: Client, *contents: str, **given: Any) -> str:
    """Ask for an export; gives its id."""
    made = await done(by, "bulkExportCreate", "bulkExport { id status }", contents=contents, **given)
    assert made["bulkExport"]["status"] == "WAITING"
    export: str = made["bulkExport"]["id"]
    return export


async def read(by: Client, export: str) -> Any:
    """An export as somebody sees it."""
    query = f"query($id: ID!) {{ bulkExport(id: $id) {{ {FIELDS} }} }}"
    return (await by.data(query, {"id": export}))["bulkExport"]


async def make_exports() -> int:
    """Make the exports that are due, by two relays at once; gives how many these were."""
    return sum(await asyncio.gather(*(ExportRelay().run_due() for _ in range(2))))


async def downloaded(by: Client, export: dict[str, Any]) -> dict[str, str]:
    """The texts of the files of an export, by their contents."""
    assert export["status"] == "DONE"
    texts: dict[str, str] = {}
    for file in export["files"]:
        answer = await by.server.client.get(file["download"]["url"])
        assert answer.status_code == 200, answer.text
        assert len(answer.content) == file["download"]["size"]
        texts[file["content"]] = answer.text
    return texts


async def exported(by: Client, *contents: str, **given: Any) -> tuple[str, dict[str, list[Any]]]:
    """Have an export made; gives its cursor, and the rows by content."""
    export = await asked(by, *contents, **given)
    await make_exports()
    found = await read(by, export)
    texts = await downloaded(by, found)
    rows = {content: [orjson.loads(line) for line in text.splitlines()] for content, text in texts.items()}
    assert {file["content"]: file["rowCount"] for file in found["files"]} == {
        content: len(each) for content, each in rows.items()
    }
    return found["cursor"], rows
