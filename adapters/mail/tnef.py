"""winmail.dat: what Outlook makes of a mail in Rich Text (TNEF), read as far as it is whole.

MS-OXTNEF has the attributes, MS-OXPROPS the properties.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import compressed_rtf
from striprtf.striprtf import rtf_to_text

from adapters.mail.html_text import html_to_text
from adapters.text.charsets import decoded

MAX_RTF: Final = 1 << 20
"""Longer Rich Text is not unpacked."""
MAX_PROPERTIES: Final = 10_000

_SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_BODY, _CODEPAGE, _PROPERTIES = 0x0002800C, 0x00069007, 0x00069003
_NEXT_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005

_TEXT, _RTF, _PAGE = 0x1000, 0x1009, 0x1013
_SHORT_NAME, _LONG_NAME, _DATA = 0x3704, 0x3707, 0x3701
_SIZES: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of each type whose values are all as long."""
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_SEVERAL: Final = 0x1000


class Damaged(Exception):
    """This is no TNEF, or none that can be read."""


@dataclass(slots=True)
class Letter:
    """The words of a mail in TNEF, and its files with their names."""

    text: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    name: str = ""
    data: bytes = b""


def read_tnef(data: bytes) -> Letter:
    """The words and files in winmail.dat; what follows a damaged place is left out. Raises Damaged for all else."""
    if not data.startswith(_SIGNATURE):
        raise Damaged
    codepage, body = "", b""
    message: dict[int, tuple[int, bytes]] = {}
    files: list[_File] = []
    for name, value in _attributes(data):
        if name == _CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            body = value.rstrip(b"\0")
        elif name == _PROPERTIES:
            message |= dict(_properties(value))
        elif name == _NEXT_FILE:
            files.append(_File())
        elif files:
            _add(files[-1], name, value, codepage)
    text = _string(message[_TEXT], codepage) if _TEXT in message else decoded(body, codepage)
    return Letter(text if text.strip() else _formatted(message, codepage), [(file.name, file.data) for file in files])


def _add(file: _File, name: int, value: bytes, codepage: str) -> None:
    if name == _FILE_TITLE:
        file.name = file.name or decoded(value.rstrip(b"\0"), codepage)
    elif name == _FILE_DATA:
        file.data = value
    elif name == _FILE_PROPERTIES:
        properties = dict(_properties(value))
        named = properties.get(_LONG_NAME) or properties.get(_SHORT_NAME)
        file.name = _string(named, codepage) if named else file.name
        file.data = file.data or properties.get(_DATA, (0, b""))[1]


def _formatted(message: dict[int, tuple[int, bytes]], codepage: str) -> str:
    """The words of a mail that has only a page, or only Rich Text."""
    if _PAGE in message:
        return html_to_text(_string(message[_PAGE], codepage))
    packed = message.get(_RTF, (0, b""))[1]
    if len(packed) < 16 or struct.unpack_from("<I", packed, 4)[0] > MAX_RTF or len(packed) > MAX_RTF:
        return ""
    try:
        rtf = compressed_rtf.decompress(packed).decode("latin-1")
        return str(rtf_to_text(rtf, errors="replace"))  # type: ignore[no-untyped-call]
    except Exception as error:
        # The library raises nothing more exact where a check sum is wrong.
        raise Damaged from error


def _string(value: tuple[int, bytes], codepage: str) -> str:
    kind, data = value
    if kind == _UNICODE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return decoded(data.rstrip(b"\0"), codepage)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes in their order, up to the first that is not whole."""
    place = 6
    while place + 9 <= len(data):
        name, length = struct.unpack_from("<II", data, place + 1)
        if place + 11 + length > len(data):
            return
        yield name, data[place + 9 : place + 9 + length]
        place += 11 + length


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """The first value of each property, with its type, up to the first that is not whole."""
    try:
        (count,) = struct.unpack_from("<I", data)
        place = 4
        for _ in range(min(count, MAX_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", data, place)
            place = _after_name(data, place + 4, name)
            several, kind = kind & _SEVERAL, kind & ~_SEVERAL
            values = 1
            if several or kind in (_STRING, _UNICODE, _OBJECT, _BINARY):
                (values,) = struct.unpack_from("<I", data, place)
                place += 4
            for number in range(min(values, MAX_PROPERTIES)):
                if kind in _SIZES:
                    start, length = place, _SIZES[kind]
                else:
                    (length,) = struct.unpack_from("<I", data, place)
                    start = place + 4
                place = start + length + -length % 4
                if place > len(data) + 3:
                    return
                if number == 0:
                    # Objects begin with the identifier of their interface.
                    yield name, (kind, data[start + (16 if kind == _OBJECT else 0) : start + length])
    except struct.error:
        return


def _after_name(data: bytes, place: int, name: int) -> int:
    """The start of the value of a property that may have a name of its own."""
    if name < 0x8000:
        return place
    (is_text,) = struct.unpack_from("<I", data, place + 16)
    if not is_text:
        return place + 24
    (length,) = struct.unpack_from("<I", data, place + 20)
    return int(place + 24 + length + -length % 4)
