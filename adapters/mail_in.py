"""A mail that came in: its header, and then what it says and brings, read so that no sender can keep us busy.

A header can be read without the rest, so that mail from strangers costs little.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from hashlib import sha256
from typing import Any, BinaryIO, Final, TypeVar

from adapters.mail_origin import Origin, origin_of, sender_of, without_comments
from adapters.page_text import text_of_page
from adapters.reply_text import reply_of

T = TypeVar("T")

LARGEST_HEADER: Final = 256 << 10
"""As much of a mail is read for its header; no server on the way takes more."""
LONGEST_VALUE: Final = 8 << 10
"""Longer values of headers are cut: some are taken apart in time that grows by the square."""
MOST_LINES: Final = 500_000
MOST_PARTS: Final = 1000
DEEPEST: Final = 60
"""Mail with more lines, more parts, or as many parts within parts is not opened: it would take minutes."""
DECORATION: Final = 20 << 10
"""An image within the text that has fewer bytes belongs to a signature."""
SIGNATURES: Final = frozenset(
    ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
)

_RECIPIENTS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_DMARC = re.compile(r"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)


class Unreadable(Exception):
    """This is no mail, or one that is not opened; the message says why."""


class _Policy(policy.Compat32):
    """Gives what a header says as text, cut at a length that is safe to take apart."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_VALUE].replace("\0", " ")

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value.encode("ascii", "surrogateescape").decode("utf-8", "replace")


_POLICY: Final = _Policy()


@dataclass(frozen=True, slots=True)
class Heading:
    """What the header of a mail says.

    `sender` is the one address that it is from, or empty; `recipients` holds the addresses that it went to, somewhere.
    `key` is the same whenever this mail comes again. `dmarc` is what the server that took it in says of the sender's
    address: `pass`, `fail` or another word in small letters, empty where it says nothing.
    """

    message_id: str
    key: str
    sender: str
    recipients: str
    subject: str
    origin: Origin
    dmarc: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a mail brings, with the type that the sender's program gave it."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says anew, without quotations and signature, and the files that it brings."""

    text: str
    enclosures: list[Enclosure]


def read_heading(file: BinaryIO) -> Heading:
    """What a mail's header says; raises Unreadable where there is none."""
    file.seek(0)
    start = file.read(LARGEST_HEADER)
    header = BytesHeaderParser(policy=_POLICY).parsebytes(re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0])
    if not header.keys():
        raise Unreadable("This is no mail: it has no header.")
    message_id, subject = _words(header.get("Message-ID", "")), _words(header.get("Subject", ""))
    return Heading(
        message_id=message_id,
        key=sha256(message_id.encode("utf-8", "replace") or start).hexdigest(),
        sender=sender_of(header),
        recipients="\n".join(_words(value) for name in _RECIPIENTS for value in header.get_all(name, [])),
        subject=subject,
        origin=origin_of(header, subject),
        dmarc=_dmarc(header),
    )


def _dmarc(header: Message) -> str:
    """What the server that took the mail in found: the last one on the way writes the first line."""
    found = _DMARC.search(without_comments(_words(header.get("Authentication-Results", ""))))
    return found[1].lower() if found else ""


def _words(value: Any) -> str:
    """A header's value in one line of text, whatever it is encoded in."""
    said = ""
    try:
        for part, charset in decode_header(str(value)):
            said += part if isinstance(part, str) else _decoded(part, charset)
    except (HeaderParseError, ValueError):
        said = str(value)
    shown = "".join(each if each.isprintable() else " " for each in said.encode("utf-8", "replace").decode())
    return " ".join(shown.split())


def read_content(file: BinaryIO) -> Content:
    """What a mail says and brings; raises Unreadable. It takes up to six times the mail's size while it does."""
    _expect_bounded(file)
    file.seek(0)
    message = _said(lambda: BytesParser(policy=_POLICY).parse(file))
    if message is None:
        raise Unreadable("This mail breaks the rules for the headers of mail.")
    plain: list[str] = []
    pages: list[str] = []
    enclosures: list[Enclosure] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not _is_file(part):
            (plain if kind == "text/plain" else pages).append(_text(part))
        elif kind not in SIGNATURES and (enclosure := _enclosure(part)) is not None:
            enclosures.append(enclosure)
    text = "\n".join(plain)
    return Content(reply_of(text if text.strip() else "\n".join(map(text_of_page, pages))), enclosures)


def _expect_bounded(file: BinaryIO) -> None:
    file.seek(0)
    parts = wrappings = 0
    for lines, line in enumerate(file, start=1):
        parts += line.startswith(b"--")
        lowered = line.lower()
        wrappings += b"boundary" in lowered or b"message/" in lowered
        if lines > MOST_LINES or parts > MOST_PARTS or wrappings > DEEPEST:
            raise Unreadable("This mail has too many parts, or too many lines.")


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a mail within the mail is a part as it is."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += reversed(part.get_payload())  # type: ignore[arg-type]
        else:
            yield part


def _said(ask: Callable[[], T]) -> T | None:
    """What a part says of itself; None where the standard library trips over how it says it."""
    try:
        return ask()
    except (TypeError, ValueError):
        return None


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or _said(part.get_filename) is not None


def _enclosure(part: Message) -> Enclosure | None:
    """The file in a part; None for an image that only adorns the text."""
    kind = part.get_content_type()
    if part.is_multipart():
        data, ending = part.get_payload(0).as_bytes(), ".txt"  # type: ignore[union-attr]
    else:
        payload = part.get_payload(decode=True)
        data, ending = payload if isinstance(payload, bytes) else b"", ""
    is_within = kind.startswith("image/") and part.get_content_disposition() != "attachment" and "Content-ID" in part
    if is_within and len(data) < DECORATION:
        return None
    return Enclosure(f"{_words(_said(part.get_filename) or 'file')}{ending}", kind[:127], data)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    text = _decoded(data, _said(part.get_content_charset))
    if _said(lambda: part.get_param("format")) == "flowed":
        return unflowed(text, deletes_space=str(part.get_param("delsp")).lower() == "yes")
    return text


def _decoded(data: bytes, charset: str | None) -> str:
    """Text in the charset that it says, or else in the one that it most likely has."""
    # What says Latin-1 is in the larger code of Windows, here as in browsers.
    named = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "utf-8"}.get(str(charset).lower(), charset)
    for each in (named, "utf-8"):
        try:
            return data.decode(each or "utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def unflowed(text: str, *, deletes_space: bool) -> str:
    """Text of the form `format=flowed` (RFC 3676) with the lines joined that belong together."""
    joined: list[str] = []
    open_at = -1
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        shown = content[:-1] if flows and deletes_space else content
        if open_at == depth and content != "-- ":
            joined[-1] += shown
        else:
            joined.append(">" * depth + (" " if depth else "") + shown)
        open_at = depth if flows else -1
    return "\n".join(joined)
