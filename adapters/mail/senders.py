"""The writer of a mail by its header: the one address that it is from, and whether a person or a program wrote it."""

import re
from email.message import Message
from enum import Enum, auto
from typing import Final

from adapters.mail.absence_notes import is_absence_note


class Origin(Enum):
    """The origin of a mail. LIST is bulk mail and mail through a list: a person's words, or nobody's."""

    PERSON = auto()
    PROGRAM = auto()
    LIST = auto()


# X-Auto-Response-Suppress is not among them: it asks for no automatic answers, and people's mail has it too.
_RESPONDERS: Final = (
    "X-Autoreply",
    "X-Autoreply-From",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Mail-Autoreply",
    "X-FC-MachineGenerated",
)
_DENIED: Final = ("", "no", "none", "false", "0", "off")
_BULK: Final = ("bulk", "junk", "list")

_MAILBOX: Final = r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@]{1,253}"
_FROM = re.compile(rf"[^<>]*<\s*(?P<angled>{_MAILBOX})\s*>\s*|\s*(?P<bare>{_MAILBOX})\s*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
MAX_NESTED: Final = 20
"""Comments within comments are taken off so deep."""


def sender_of(header: Message) -> str:
    """The address in `From`, where there can be no two opinions which it is; empty where there can.

    A name in quotes may be anything; any other name, and what stands in brackets, may hold no other address.
    """
    values = header.get_all("From", [])
    text = _QUOTED.sub(" ", values[0]) if len(values) == 1 else ""
    match = _FROM.fullmatch(without_comments(text))
    if match is None:
        return ""
    address = str(match["angled"] or match["bare"])
    others = text.casefold().replace(address.casefold(), " ")
    return "" if "@" in others else address


def origin_of(header: Message, subject: str) -> Origin:
    """Whether a person wrote this, or a program: an absence note, a receipt, a bounce."""
    submitted = _first(header, "Auto-Submitted")
    if submitted not in _DENIED:
        return Origin.PROGRAM
    if any(name in header and _first(header, name) not in _DENIED for name in _RESPONDERS):
        return Origin.PROGRAM
    precedence = _first(header, "Precedence")
    if precedence == "auto_reply" or header.get("Return-Path", "").strip() == "<>":
        return Origin.PROGRAM
    if header.get_content_type() == "multipart/report" or (not submitted and is_absence_note(subject)):
        return Origin.PROGRAM
    return Origin.LIST if precedence in _BULK or "List-Id" in header else Origin.PERSON


def without_comments(value: str) -> str:
    """A header's value without what stands in round brackets, in brackets too."""
    for _ in range(MAX_NESTED):
        value, count = _COMMENT.subn(" ", value)
        if not count:
            break
    return value


def _first(header: Message, name: str) -> str:
    """The first word of a value, in small letters, without comments; empty if there is none."""
    return without_comments(str(header.get(name, ""))).partition(";")[0].strip().lower()
