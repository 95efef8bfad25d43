"""Secrets of API keys: `lk_live_`, 32 random bytes in base 62, and a checksum of six characters.

Scanners of repositories recognise them by the prefix and the checksum, and a key that was mistyped or cut off is known
as such without a look at the database.
"""

import re
import secrets
import string
from typing import Final
from zlib import crc32

PREFIX: Final = "lk_live_"
"""No token of a session begins so, but for one in 280 trillion."""
HINT_LENGTH: Final = len(PREFIX) + 4

_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_LENGTH: Final = 43
_CHECKSUM_LENGTH: Final = 6
_FORM: Final = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_RANDOM_LENGTH + _CHECKSUM_LENGTH}}}", re.ASCII)


def new_secret() -> str:
    """A new secret, which is shown once and kept only as a hash."""
    return secret_of(_base62(int.from_bytes(secrets.token_bytes(32)), _RANDOM_LENGTH))


def secret_of(random: str) -> str:
    """The secret with these 43 characters."""
    return PREFIX + random + _checksum(PREFIX + random)


def is_secret(token: str) -> bool:
    """Whether a token is meant as an API key, intact or not."""
    return token.startswith(PREFIX)


def is_intact(secret: str) -> bool:
    """Whether a secret has the form of one and the right checksum."""
    return _FORM.fullmatch(secret) is not None and _checksum(secret[:-_CHECKSUM_LENGTH]) == secret[-_CHECKSUM_LENGTH:]


def hint_of(secret: str) -> str:
    """The beginning of a secret, by which people tell their keys apart."""
    return secret[:HINT_LENGTH]


def _checksum(text: str) -> str:
    return _base62(crc32(text.encode()), _CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
