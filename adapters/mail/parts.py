"""One part of a mail: its kind, its name and its content, however freely its program took the rules for them."""

from collections.abc import Callable
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Final, TypeVar

from adapters.mail.lines import Line, lines_of_flowed_text, lines_of_text
from adapters.mail.parsing import words
from adapters.text.charsets import decoded

T = TypeVar("T")

_NAMELESS: Final = "file"


class Encrypted(Exception):
    """The content can be read only with a key that is not here, or not at all."""


def data_of(part: Message) -> bytes:
    """Its bytes; of a mail within the mail, the whole of that."""
    if part.is_multipart():
        return part.get_payload(0).as_bytes()  # type: ignore[union-attr]
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def signed_content(data: bytes) -> bytes:
    """The mail within a signature (S/MIME, smime.p7m), which is not judged; raises Encrypted for anything else."""
    from asn1crypto import cms  # takes long to import, and few mails are signed so

    try:
        whole = cms.ContentInfo.load(data)
        if whole["content_type"].native != "signed_data":
            raise Encrypted
        content = whole["content"]["encap_content_info"]["content"].native
    except (LookupError, TypeError, ValueError) as error:
        raise Encrypted from error
    if not isinstance(content, bytes):
        raise Encrypted
    return content


def is_file(part: Message) -> bool:
    """Whether it is to be saved rather than read."""
    return part.get_content_disposition() == "attachment" or _property(part.get_filename) is not None


def name_of(part: Message) -> str:
    """Its filename, in whatever charset; a mail within the mail is a text."""
    parameter = _property(lambda: part.get_param("filename", None, "content-disposition"))
    parameter = parameter or _property(lambda: part.get_param("name", None, "content-type"))
    if isinstance(parameter, tuple):
        charset, _, value = parameter
        named = _property(lambda: decoded(value.encode("latin-1"), charset)) or collapse_rfc2231_value(parameter)
    else:
        named = parameter or ""
    return f"{words(named) or _NAMELESS}{'.txt' if part.is_multipart() else ''}"


def text_of(part: Message, otherwise: str | None = None) -> str:
    """The text in it, by the charset that it says, or the one that the mail has `otherwise`, or as it looks."""
    return decoded(data_of(part), _property(part.get_content_charset), otherwise=otherwise)


def lines_of(part: Message, otherwise: str | None = None) -> list[Line]:
    """The lines of the plain text in it, those joined that belong together (`format=flowed`)."""
    text = text_of(part, otherwise)
    if str(_property(lambda: part.get_param("format"))).lower() != "flowed":
        return lines_of_text(text)
    return lines_of_flowed_text(text, deletes_space=str(_property(lambda: part.get_param("delsp"))).lower() == "yes")


def charset_of(message: Message) -> str | None:
    """The charset that a mail's subject is in, where it says so."""
    return next(
        (charset for _, charset in _property(lambda: decode_header(message.get("Subject", ""))) or [] if charset), None
    )


def _property(ask: Callable[[], T]) -> T | None:
    """A property of a part; None if the standard library trips over the way it is written."""
    try:
        return ask()
    except (LookupError, TypeError, ValueError):
        return None
