"""The header of a mail that came in, read without the rest, so that mail from strangers costs little."""

import re
from dataclasses import dataclass
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from hashlib import sha256
from typing import Any, BinaryIO, Final

from adapters.mail.senders import Origin, origin_of, sender_of, without_comments
from adapters.text.charsets import decoded
from adapters.text.sentences import Sentence

MAX_HEADER_SIZE: Final = 256 << 10
"""As much of a mail is read for its header; no server on the way takes more."""
MAX_VALUE_LENGTH: Final = 8 << 10
"""Longer values of headers are cut: some are taken apart in time that grows by the square."""

_RECIPIENTS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_DMARC = re.compile(r"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)


class Unreadable(Exception):
    """This is no mail, or one that is not opened; `reason` says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Policy(policy.Compat32):
    """Gives what a header says as text, cut at a length that is safe to take apart."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_VALUE_LENGTH].replace("\0", " ")

    def header_fetch_parse(self, name: str, value: str) -> str:
        return decoded(value.encode("utf-8", "surrogateescape"))


POLICY: Final = Policy()


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of a mail.

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


def read_heading(file: BinaryIO) -> Heading:
    """Read the header of a mail; raises Unreadable if it has none."""
    file.seek(0)
    start = file.read(MAX_HEADER_SIZE)
    header = BytesHeaderParser(policy=POLICY).parsebytes(re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0])
    if not header.keys():
        raise Unreadable(Sentence("This is no mail: it has no header."))
    message_id, subject = words(header.get("Message-ID", "")), words(header.get("Subject", ""))
    return Heading(
        message_id=message_id,
        key=sha256(message_id.encode("utf-8", "replace") or start).hexdigest(),
        sender=sender_of(header),
        recipients="\n".join(words(value) for name in _RECIPIENTS for value in header.get_all(name, [])),
        subject=subject,
        origin=origin_of(header, subject),
        dmarc=_dmarc(header),
    )


def _dmarc(header: Message) -> str:
    """The verdict of the server that took the mail in: the last one on the way writes the first line."""
    match = _DMARC.search(without_comments(words(header.get("Authentication-Results", ""))))
    return match[1].lower() if match else ""


def words(value: Any) -> str:
    """A header's value in one line of text, whatever it is encoded in."""
    text = ""
    try:
        for part, charset in decode_header(str(value)):
            text += part if isinstance(part, str) else decoded(part, charset)
    except (HeaderParseError, ValueError):
        text = str(value)
    shown = "".join(
        character if character.isprintable() else " " for character in text.encode("utf-8", "replace").decode()
    )
    return " ".join(shown.split())
