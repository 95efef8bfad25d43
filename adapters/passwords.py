"""Passwords: hashed with argon2id off the event loop, judged for strength, and held to a policy."""

import asyncio
import base64
import re
import secrets
import threading
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError
from zxcvbn_rs_py import Suggestion, zxcvbn

P = ParamSpec("P")
T = TypeVar("T")

# Nobody has a longer one, and hashing more would be work that a stranger can order for free.
_HASHED_CHARACTERS = 4096
# zxcvbn's work grows with the square of the length; the score is at its highest long before this.
_JUDGED_CHARACTERS = 64
# zxcvbn tries every combination of these: with many different ones, 64 characters took half a second.
_LEET = str.maketrans("4@8({[<3690&#!1/|$5+7%2", "aabcccceggohhiiiissttxz")
_LEET_KINDS = 5
_CONTRADICTS_POLICIES = Suggestion.NoNeedForSymbolsDigitsOrUppercaseLetters
_OWN_WORDS = 40


class Busy(Exception):
    """Too many passwords wait to be hashed; nothing was done, and the same call may work in a second."""


@dataclass(frozen=True)
class Hashing:
    """What one hash costs (memory in KiB, passes), how many are made at a time, and how many may wait."""

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
        self._threads = ThreadPoolExecutor(hashing.concurrency, thread_name_prefix="passwords")
        self._places = threading.Semaphore(hashing.concurrency + hashing.queue)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if not self._places.acquire(blocking=False):
            raise Busy("Too many passwords are being checked at this moment")
        future = self._threads.submit(work, *args, **kwargs)
        # Only when the thread is through: a caller who goes away must not make room for work that still runs.
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)


_desk = _Desk(Hashing())


def use(hashing: Hashing) -> None:
    """Hash in this process as `hashing` says from now on; hashes that exist stay valid."""
    global _desk
    _desk = _Desk(hashing)


async def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with its salt and cost in it.

    Raises Busy, and ValueError for more than 4,096 characters.
    """
    if len(password) > _HASHED_CHARACTERS:
        raise ValueError(f"A password has at most {_HASHED_CHARACTERS} characters")
    return await _desk.run(_desk.hasher.hash, _bytes(password))


async def verify_password(hashed: str | None, password: str) -> bool:
    """Whether `password` is the one that was hashed.

    Without a hash (nobody of that name) it does the same work and answers False. Raises Busy.
    """
    if hashed is None or len(password) > _HASHED_CHARACTERS:
        hashed, password = _desk.nobody, password[:_HASHED_CHARACTERS]
    return await _desk.run(_verify, _desk.hasher, hashed, _bytes(password))


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


@dataclass(frozen=True)
class Strength:
    """How hard a password is to guess: 0 (at once) to 4 (not in years), why, and what would help."""

    score: int
    warning: str | None
    suggestions: list[str]


def strength(password: str, own_words: Iterable[str] = ()) -> Strength:
    """Judge `password`, knowing the person's own words (names, e-mail address, company), which are easy to guess.

    Only the first 64 characters count, so that a megabyte is as cheap as a word.
    """
    judged = password[:_JUDGED_CHARACTERS].encode("utf-8", "replace").decode()
    if len({character for character in judged if ord(character) in _LEET}) > _LEET_KINDS:
        judged = judged.translate(_LEET)
    verdict = zxcvbn(judged, _pieces(own_words))
    if verdict.feedback is None:
        return Strength(int(verdict.score), None, [])
    warning = verdict.feedback.warning
    return Strength(
        int(verdict.score),
        None if warning is None else str(warning),
        [str(suggestion) for suggestion in verdict.feedback.suggestions if suggestion != _CONTRADICTS_POLICIES],
    )


def _pieces(own_words: Iterable[str]) -> list[str]:
    """The words as they are and in their parts: jo.hill@firm.example gives hill and firm too."""
    found: dict[str, None] = {}
    for word in own_words:
        whole = word[:_JUDGED_CHARACTERS].casefold()
        for piece in (whole, *re.split(r"[\W_]+", whole)):
            if len(piece) >= 3:
                found[piece.encode("utf-8", "replace").decode()] = None
    return list(found)[:_OWN_WORDS]


@dataclass(frozen=True)
class Policy:
    """What a password must have at least; lengths in characters, the score as in Strength."""

    min_length: int = 8
    max_length: int = 256
    requires_letter: bool = True
    requires_digit: bool = True
    min_score: int = 2

    def objections(self, password: str, own_words: Iterable[str] = ()) -> list[str]:
        """Why `password` will not do, each reason a sentence for the person who chose it; empty when it will do."""
        if len(password) > self.max_length:
            return [f"Use at most {self.max_length} characters."]
        reasons = []
        if len(password) < self.min_length:
            reasons.append(f"Use at least {self.min_length} characters.")
        if self.requires_letter and not any(character.isalpha() for character in password):
            reasons.append("Use at least one letter.")
        if self.requires_digit and not any(character.isdecimal() for character in password):
            reasons.append("Use at least one digit.")
        verdict = strength(password, own_words)
        if not reasons and verdict.score < self.min_score:
            reasons.append(verdict.warning or "This password is too easy to guess.")
            reasons += verdict.suggestions
        return reasons
