"""Bytes in the alphabet of ids and cursors, which clients send back as they are."""

from base64 import urlsafe_b64decode
from binascii import b2a_base64
from typing import Final

ALPHABET: Final = bytes.maketrans(b"+/", b"-_")


def encode(data: bytes) -> str:
    """The text of some bytes, which needs no quoting in an address."""
    return b2a_base64(data, newline=False).translate(ALPHABET, b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of a text; raises ValueError if it is not one that `encode` returns."""
    data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if encode(data) != text:
        raise ValueError
    return data


PAIRS: Final = [encode((number << 12).to_bytes(3, "big"))[:2] for number in range(1 << 12)]
"""The two characters for each twelve bits."""
