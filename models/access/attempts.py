"""Limits on trying passwords, counted by account and by network together, so that nobody can lock others out.

From one network a stranger has a number of wrong attempts for a name, and the same for an account under any name.
Somebody who is known by a device or a session has as many of their own, and the attempts of strangers do not count for
them. Strangers from everywhere together lock an account for strangers, which bounds guessing from many addresses. Only
wrong attempts count; each is counted before the password is checked, so that many at once are no more than one by one.
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
"""A number of wrong attempts in `WINDOW_MINUTES`, and the key under which they are counted."""


@dataclass(slots=True)
class Attempt:
    """One attempt at a password, which counts as wrong until it is known to be right."""

    is_strangers: bool
    may_try: bool = True
    counted: list[Limit] = field(default_factory=list)

    async def count(self, most: int, *key: str) -> bool:
        """Count it under a key too; returns False if there were too many."""
        if not await limiter().allows(most, WINDOW_MINUTES, *key):
            return False
        self.counted.append((most, key))
        return True

    async def expect(self, most: int, *key: str) -> None:
        """Count it under a key too; refuses with TOO_MANY_ATTEMPTS if there were too many."""
        if not await self.count(most, *key):
            raise Refusal(
                RefusalCode.TOO_MANY_ATTEMPTS,
                "Too many wrong attempts from here. Wait a quarter of an hour, or have a link sent to choose a new "
                "password.",
                retry_at=await limiter().ends_at(most, WINDOW_MINUTES, *key),
            )

    async def take_back(self) -> None:
        """Stop counting it, since it was right or was not made."""
        for most, key in self.counted:
            await limiter().give_back(most, WINDOW_MINUTES, *key)


async def begin(name_key: str, account: Account | None, origin: Origin, attempt: Attempt) -> None:
    """Count an attempt for a name, with its account if there is one; sets `may_try` to whether the password counts.

    Refuses with TOO_MANY_ATTEMPTS by the name and the network, which the sender knows. Limits of the account itself
    apply silently. Both take the same time if there is no account.
    """
    most, network = settings.get().sign_in_attempts, network_of(origin.peer)
    stamp = _stamp(account)
    known = known_as(account, origin) if account is not None else None
    if account is not None and known is not None:
        attempt.is_strangers = False
        await attempt.expect(most, "sign-in-known", str(account.id), known, stamp)
        return
    if origin.claims_to_be_known:
        await expect_peer(origin, attempt)
    await attempt.expect(most, "sign-in", name_key, stamp, network)
    person = str(account.id) if account is not None else name_key
    attempt.may_try = await attempt.count(most, "sign-in-to", person, stamp, network)
    attempt.may_try &= account is not None and account.password_hash is not None and not account.is_locked


async def expect_peer(origin: Origin, attempt: Attempt) -> None:
    """Refuse with TOO_MANY_ATTEMPTS a network with too many wrong attempts, for any names."""
    await attempt.expect(settings.get().sign_in_attempts_per_peer, "sign-in-from", network_of(origin.peer))


async def begin_own(account: Account, session_id: str) -> Attempt:
    """Count an attempt of a signed-in viewer at their own password; refuses with TOO_MANY_ATTEMPTS."""
    attempt = Attempt(is_strangers=False)
    await attempt.expect(settings.get().sign_in_attempts, "own-password", session_id, _stamp(account))
    return attempt


async def may_ask_for_reset(name_key: str, peer: str) -> bool:
    """Count a request for a reset: by the name from one network, by the network, and by the name from everywhere.

    The last protects the mailbox alone: its owner finds the newest link there.
    """
    most, network = settings.get().reset_requests_per_hour, network_of(peer)
    return (
        await limiter().allows(most * 20, 60, "reset-from", network)
        and await limiter().allows(most, 60, "reset", name_key, network)
        and await limiter().allows(most * 5, 60, "reset-for", name_key)
    )


def _stamp(account: Account | None) -> str:
    """The part of keys that is new once the account was unlocked or got a new password."""
    return account.counted_from.isoformat() if account is not None and account.counted_from else ""
