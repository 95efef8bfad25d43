"""The type of a file, by its content alone; its name and the type that the sender names do not count."""

import re
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import filetype

Read = Callable[[int, int], Awaitable[bytes]]
"""Gives the bytes of the file from an offset up to another."""

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."

EXTENSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "image/avif": ("avif",),
    "image/tiff": ("tif", "tiff"),
    PDF: ("pdf",),
    f"{_OFFICE}spreadsheetml.sheet": ("xlsx",),
    "application/vnd.ms-excel": ("xls",),
    f"{_OPEN}spreadsheet": ("ods",),
    CSV: ("csv", "tsv", "txt"),
    f"{_OFFICE}wordprocessingml.document": ("docx",),
    "application/msword": ("doc",),
    f"{_OPEN}text": ("odt",),
    TEXT: ("txt", "log", "md", "csv", "tsv", "json"),
    "video/mp4": ("mp4", "m4v", "3gp"),
    "video/quicktime": ("mov", "qt"),
    "video/webm": ("webm",),
}
"""The types that are taken, each with the endings that its files may have; the first is given where none fits."""

HEAD_SIZE: Final = 64 << 10
"""As much is read of the start and of the end of a file."""

_BY_MAGIC: Final = frozenset(
    name for name in EXTENSIONS if name.startswith(("image/", "video/")) and name != "video/quicktime"
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP: Final = re.compile(r"\s*<(?:[!?a-z])", re.IGNORECASE)
_PROGRAM: Final = ("#!", "%!PS", "@echo off")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: Final = {
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "WordDocument": "application/msword",
}
_ZIP_FOLDERS: Final = {b"xl/": f"{_OFFICE}spreadsheetml.sheet", b"word/": f"{_OFFICE}wordprocessingml.document"}
_ZIP_MIMETYPES: Final = (f"{_OPEN}spreadsheet", f"{_OPEN}text")


async def content_type(size: int, read: Read) -> str | None:
    """The type of a file of `size` bytes, one of EXTENSIONS; None where it is anything else."""
    head = await read(0, min(size, HEAD_SIZE))
    if head.startswith(b"%PDF-"):
        return PDF
    text = _as_text(head, is_all=size <= HEAD_SIZE)
    if text is not None:
        return _kind_of_text(text)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(head, await read(max(0, size - HEAD_SIZE), size))
    if head.startswith(_OLE):
        return await _kind_of_ole(head, size, read)
    return _kind_by_magic(head)


def _as_text(head: bytes, *, is_all: bool) -> str | None:
    """The start of a text file, in UTF-8, UTF-16 with its mark, or a Western 8-bit code; None where it is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = head[: len(head) & ~1].decode("utf-16")
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else text
    if _CONTROL.search(head):
        return None
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not is_all and error.start > len(head) - 4:
            return head[: error.start].decode("utf-8-sig")
    return _western(head)


def _western(head: bytes) -> str | None:
    """Text in Windows-1252: mostly ASCII, unlike pictures and packed data that happen to have no control bytes."""
    if sum(byte >= 0x80 for byte in head) * 3 > len(head):
        return None
    try:
        return head.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _kind_of_text(text: str) -> str | None:
    """Plain text or a table; None for pages, drawings and scripts, which a browser or a shell would run."""
    if _MARKUP.match(text) or text.lstrip().startswith(_PROGRAM):
        return None
    rows = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:11] if line.strip()][:10]
    for delimiter in ",;\t":
        columns = {row.count(delimiter) for row in rows}
        if len(rows) > 1 and len(columns) == 1 and columns != {0}:
            return CSV
    return TEXT


def _kind_of_zip(head: bytes, tail: bytes) -> str | None:
    """Office documents are packed folders; None for other archives and for documents that carry macros."""
    for kind in _ZIP_MIMETYPES:
        if head[30:].startswith(b"mimetype" + kind.encode()) and head[38 + len(kind) :].startswith((b"PK", b"\0")):
            return kind
    names = _names_in_directory(tail)
    if b"[Content_Types].xml" not in names or any(name.endswith(b"vbaProject.bin") for name in names):
        return None
    return next((kind for folder, kind in _ZIP_FOLDERS.items() if any(name.startswith(folder) for name in names)), None)


def _names_in_directory(tail: bytes) -> set[bytes]:
    """The names in an archive's central directory, as far as they stand in the last bytes of the file."""
    names, place = set(), tail.find(b"PK\x01\x02")
    while place >= 0 and tail[place : place + 4] == b"PK\x01\x02" and place + 46 <= len(tail):
        name, extra, comment = struct.unpack_from("<HHH", tail, place + 28)
        names.add(tail[place + 46 : place + 46 + name])
        place += 46 + name + extra + comment
    return names


async def _kind_of_ole(head: bytes, size: int, read: Read) -> str | None:
    """The older Office files; None for others of that container, such as installers."""
    if len(head) < 512:
        return None
    (shift,), (first,) = struct.unpack_from("<H", head, 30), struct.unpack_from("<I", head, 48)
    start = (first + 1) << shift if shift in (9, 12) else size
    directory = await read(start, min(start + 4096, size)) if start < size else b""
    for entry in range(0, len(directory) - 127, 128):
        (length,) = struct.unpack_from("<H", directory, entry + 64)
        name = directory[entry : entry + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if name in _OLE_STREAMS:
            return _OLE_STREAMS[name]
    return None


def _kind_by_magic(head: bytes) -> str | None:
    if head[4:12] == b"ftypqt  ":
        return "video/quicktime"
    guessed: str | None = filetype.guess_mime(head[:8192])
    if guessed in ("video/3gpp", "video/x-m4v"):
        return "video/mp4"
    if guessed == "image/heif":
        return "image/heic"
    return guessed if guessed in _BY_MAGIC else None
