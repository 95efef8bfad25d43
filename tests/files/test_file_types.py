"""A file's type is told from its content, not from its name or its sender, and programs are refused."""

import pytest

from adapters.files.file_types import EXTENSIONS
from models.files.uploads import safe_name
from tests.support.databases import ON_SQLITE
from tests.support.files import announce, archive, attached, put, stored
from tests.support.http import code
from tests.support.orders import new_order
from tests.support.repository import ROOT
from tests.support.server import Client

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
DOCS = ROOT / "docs" / "files.md"

pytestmark = ON_SQLITE


def ole(stream: str) -> bytes:
    """An older Office file, as far as its directory."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (3).to_bytes(4, "little")
    names = [name.encode("utf-16-le") + b"\0\0" for name in ("Root Entry", stream)]
    entries = b"".join(name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + bytes(62) for name in names)
    return bytes(header) + bytes(512 * 3) + entries.ljust(512, b"\0")


TAKEN = {
    "photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200), "image/jpeg", "photo.jpg"),
    "a.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "image/png", "a.png"),
    "a.GIF": (b"GIF89a" + bytes(200), "image/gif", "a.GIF"),
    "a.webp": (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(200), "image/webp", "a.webp"),
    "a.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), "image/heic", "a.heic"),
    "a.avif": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(200), "image/avif", "a.avif"),
    "scan.tiff": (b"II*\0" + bytes(200), "image/tiff", "scan.tiff"),
    "a.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(200), "video/mp4", "a.mp4"),
    "a.MOV": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(200), "video/quicktime", "a.MOV"),
    "a.webm": (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + bytes(99),
               "video/webm", "a.webm"),
    "malware.exe": (b"%PDF-1.4\nreally", "application/pdf", "malware.exe.pdf"),
    "a.xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet", "a.xlsx"),
    "a.docx": (archive("_rels/.rels", "word/document.xml", "[Content_Types].xml"),
               f"{OFFICE}wordprocessingml.document", "a.docx"),
    "a.ods": (archive("content.xml", first=("mimetype", f"{OPEN}spreadsheet".encode())), f"{OPEN}spreadsheet", "a.ods"),
    "a.odt": (archive("content.xml", first=("mimetype", f"{OPEN}text".encode())), f"{OPEN}text", "a.odt"),
    "a.xls": (ole("Workbook"), "application/vnd.ms-excel", "a.xls"),
    "a.doc": (ole("WordDocument"), "application/msword", "a.doc"),
    "a.csv": ("Größe;Zahl\n\"a;b\";1\nc;2\n".encode("cp1252"), "text/csv", "a.csv"),
    "b.csv": ("name,count\na,1\n".encode("utf-16"), "text/csv", "b.csv"),
    "run.bat": (b"BMW: the brakes squeak.\r\nFront only.\r\n", "text/plain", "run.bat.txt"),
    "long.txt": (("ü" * 70_000).encode(), "text/plain", "long.txt"),
}  # fmt: skip

REFUSED = {
    "page": b"<!DOCTYPE html><script>alert(1)</script>",
    "drawing": b'\xef\xbb\xbf  <svg xmlns="http://www.w3.org/2000/svg"/>',
    "xml": '<?xml version="1.0"?><svg/>'.encode("utf-16"),
    "windows program": b"MZ\x90\0" + bytes(200),
    "linux program": b"\x7fELF" + bytes(200),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "archive": archive("a.exe"),
    "macros": archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "installer": ole("Binary.Setup"),
    "false archive": b"PK\x03\x04" + bytes(100),
    "false office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "noise": bytes(range(256)) * 20,
    "sound": b"ID3\x03" + bytes(200),
}


@pytest.mark.parametrize("name", TAKEN)
async def test_a_type_is_told_from_the_content_and_the_name_made_to_fit(ann: Client, name: str) -> None:
    content, kind, named = TAKEN[name]
    attachment = await attached(ann, await new_order(ann), content, name)
    assert (attachment["contentType"], attachment["filename"]) == (kind, named)


@pytest.mark.parametrize("kind", REFUSED)
async def test_an_unlisted_type_is_refused_and_removed(ann: Client, kind: str) -> None:
    upload = await announce(ann, len(REFUSED[kind]), "harmless.pdf")
    answer = await put(ann, upload, REFUSED[kind])
    assert (answer.status_code, code(answer)) == (415, "UNSUPPORTED_TYPE")
    assert await stored() == []
    assert (await put(ann, upload, REFUSED[kind])).status_code == 404


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jo\\photo.jpg", "photo.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("  .hidden\r\nname.pdf ", "hiddenname.pdf"),
        ("...", "file"),
        ("", "file"),
        ('a<b>:"c|?*.pdf', "abc.pdf"),
        (".pdf", "pdf"),
        ("x" * 500 + ".pdf", "x" * 147 + ".pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str, database_kind: str) -> None:
    assert safe_name(name) == safe


def test_the_page_for_frontends_lists_every_type(database_kind: str) -> None:
    page = DOCS.read_text()
    for kind, endings in EXTENSIONS.items():
        row = next((line for line in page.splitlines() if f"`{kind}`" in line), "")
        assert all(f"`.{ending}`" in row for ending in endings), f"docs/files.md: {kind} {endings}"
