"""How often a password may be tried: by whom it is for and from where together, so that nobody shuts others out.

A stranger has so many wrong attempts for a name, and for an account by whatever name, from one network. Where the
person is known, by a device or a session, they have as many of their own, and what strangers do does not count.
Strangers from everywhere together lock an account for strangers, which bounds guessing from many addresses. Only wrong
attempts count; one is taken before the password is looked at, so that many at once are not more than one by one.
"""

from dataclasses import dataclass, field
from typing import Final

import settings
from adapters.security.rate_limits import current as limiter
from adapters.security.rate_limits import network_of
from models.access.accounts import Account
from models.access.devices import Origin, known_as
from models.core.errors import Refusal, RefusalCode

WINDOW_MINUTES: Final = 15

Limit = tuple[int, tuple[str, ...]]
"""How many wrong attempts there may be in `WINDOW_MINUTES`, and under which key they are counted."""


@dataclass(slots=True)
class Attempt:
    """One try of a password that counts as wrong until it is known to be right."""

    is_strangers: bool
    may_try: bool = True
    counted: list[Limit] = field(default_factory=list)

    async def count(self, most: int, *key: str) -> bool:
        """Count it under a key too; False where there were too many."""
        if not await limiter().allows(most, WINDOW_MINUTES, *key):
            return False
        self.counted.append((most, key))
        return True

    async def take_back(self) -> None:
        """Count it no more, as it was right, or was not made."""
        for most, key in self.counted:
            await limiter().give_back(most, WINDOW_MINUTES, *key)


async def begin(name_key: str, account: Account | None, origin: Origin, attempt: Attempt) -> None:
    """Count an attempt for a name, whose account was found or not; says in `may_try` whether the password counts.

    Refuses with TOO_MANY_ATTEMPTS by what whoever asks knows: the name and where they are. What is known of the account
    alone decides silently. Both cost the same where there is no account.
    """
    most, network = settings.get().sign_in_attempts, network_of(origin.peer)
    stamp = _stamp(account)
    known = known_as(account, origin) if account is not None else None
    if account is not None and known is not None:
        attempt.is_strangers = False
        if not await attempt.count(most, "sign-in-known", str(account.id), known, stamp):
            raise too_many()
        return
    if origin.claims_to_be_known:
        await expect_peer(origin, attempt)
    if not await attempt.count(most, "sign-in", name_key, stamp, network):
        raise too_many()
    person = str(account.id) if account is not None else name_key
    attempt.may_try = await attempt.count(most, "sign-in-to", person, stamp, network)
    attempt.may_try &= account is not None and account.password_hash is not None and not account.is_locked


async def expect_peer(origin: Origin, attempt: Attempt) -> None:
    """Refuse with TOO_MANY_ATTEMPTS a network from which there were too many wrong attempts, for whatever names."""
    if not await attempt.count(settings.get().sign_in_attempts_per_peer, "sign-in-from", network_of(origin.peer)):
        raise too_many()


async def begin_own(account: Account, session_id: str) -> Attempt:
    """Count an attempt of somebody who is signed in to give their own password; refuses with TOO_MANY_ATTEMPTS."""
    attempt = Attempt(is_strangers=False)
    if not await attempt.count(settings.get().sign_in_attempts, "own-password", session_id, _stamp(account)):
        raise too_many()
    return attempt


async def may_ask_for_reset(name_key: str, peer: str) -> bool:
    """Count a request for a reset: by the name from one network, by the network, and by the name from everywhere.

    The last is for the mailbox alone: whoever has it finds the newest link there.
    """
    most, network = settings.get().reset_requests_per_hour, network_of(peer)
    return (
        await limiter().allows(most * 20, 60, "reset-from", network)
        and await limiter().allows(most, 60, "reset", name_key, network)
        and await limiter().allows(most * 5, 60, "reset-for", name_key)
    )


def too_many() -> Refusal:
    """The refusal of one attempt too many."""
    return Refusal(
        RefusalCode.TOO_MANY_ATTEMPTS,
        "Too many wrong attempts from here. Wait a quarter of an hour, or have a link sent to choose a new password.",
    )


def _stamp(account: Account | None) -> str:
    """What makes keys new where the account was unlocked or got a new password."""
    return account.counted_from.isoformat() if account is not None and account.counted_from else ""
