"""Passwords, hashed with argon2id off the event loop."""

import base64
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

from adapters.fair_queue import FairQueue, Full
from adapters.security.rate_limits import network_of

P = ParamSpec("P")
T = TypeVar("T")

# Nobody has a longer one, and hashing more would be work that a stranger can order for free.
_MAX_PASSWORD_LENGTH = 4096


class Busy(Exception):
    """Too many passwords wait to be hashed; nothing was done, and the same call may work in a second."""


@dataclass(frozen=True)
class Hashing:
    """The cost of one hash (memory in KiB, passes), the number made at a time, and the number that may wait."""

    memory_kib: int = 19 * 1024
    time_cost: int = 2
    concurrency: int = 2
    queue: int = 64


class _Desk:
    """The threads that hash, with a bounded queue before them."""

    def __init__(self, hashing: Hashing) -> None:
        self.hasher = PasswordHasher(
            time_cost=hashing.time_cost, memory_cost=hashing.memory_kib, parallelism=1, type=Type.ID
        )
        # A hash that no password has: checking against it costs what any check costs, and always fails.
        salt, digest = (base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (16, 32))
        self.nobody = f"$argon2id$v=19$m={hashing.memory_kib},t={hashing.time_cost},p=1${salt}${digest}"
        self._queue = FairQueue(hashing.concurrency, hashing.queue, "passwords")

    async def run(self, peer: str | None, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._queue.run(peer and network_of(peer), work, *args, **kwargs)
        except Full:
            raise Busy("Too many passwords are being checked at this moment") from None


_desk = _Desk(Hashing())


def use(hashing: Hashing) -> None:
    """Hash in this process as `hashing` says from now on; hashes that exist stay valid."""
    global _desk
    _desk = _Desk(hashing)


async def hash_password(password: str, *, peer: str | None = None) -> str:
    """The argon2id hash of `password`, with its salt and cost in it; `peer` is for whom it is made, who has a share.

    Raises Busy, and ValueError for more than 4,096 characters.
    """
    if len(password) > _MAX_PASSWORD_LENGTH:
        raise ValueError(f"A password has at most {_MAX_PASSWORD_LENGTH} characters")
    return await _desk.run(peer, _desk.hasher.hash, _bytes(password))


async def verify_password(hashed: str | None, password: str, *, peer: str | None = None) -> bool:
    """Whether `password` is the one that was hashed; `peer` is who asks.

    Without a hash (nobody of that name) it does the same work and answers False. Raises Busy.
    """
    if hashed is None or len(password) > _MAX_PASSWORD_LENGTH:
        hashed, password = _desk.nobody, password[:_MAX_PASSWORD_LENGTH]
    return await _desk.run(peer, _verify, _desk.hasher, hashed, _bytes(password))


def _verify(hasher: PasswordHasher, hashed: str, password: bytes) -> bool:
    try:
        return hasher.verify(hashed, password)
    except VerifyMismatchError:
        return False


def needs_rehash(hashed: str) -> bool:
    """Whether `hashed` was made at another cost than today's: then hash the password again at the next sign-in."""
    return _desk.hasher.check_needs_rehash(hashed)


def _bytes(password: str) -> bytes:
    # Keyboards send the same letter composed or decomposed; both are the same password.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
