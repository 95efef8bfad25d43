"""Known devices: wrong passwords of strangers do not count on a device that somebody has signed in on before.

A device keeps a token for each of the last accounts that signed in on it, as OWASP's device cookies do. It is no
credential, and ends with the password it was made for.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import Final

import settings
from adapters.security.tokens import signature
from models.access.accounts import Account
from models.core.viewer import Viewer

SEPARATOR: Final = "~"
MAX_ACCOUNTS: Final = 5
"""Accounts that are known on one device."""
MAX_COOKIE_LENGTH: Final = 400
"""Characters of a device's token that are read."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a sign-in: the peer, its program, the token of its device, and the viewer of the session it
    replaces."""

    peer: str
    user_agent: str | None = None
    device: str | None = None
    viewer: Viewer | None = None

    @property
    def claims_to_be_known(self) -> bool:
        """Whether it has a device's token or a session."""
        return self.device is not None or self.viewer is not None


def known_as(account: Account, origin: Origin) -> str | None:
    """The token of the device, or the session, on which the account is known; None for a stranger."""
    if origin.viewer is not None and origin.viewer.account_id == account.id:
        return str(origin.viewer.session_id)
    return next((token for token in _tokens(origin.device) if _belongs(token, account)), None)


def remember(account: Account, device: str | None) -> str:
    """The device's new token, by which the account is known there, and the last others as before."""
    tokens = _tokens(device)
    own = next((token for token in tokens if _belongs(token, account)), None)
    if own is None:
        nonce = secrets.token_urlsafe(12)
        own = nonce + _sign(nonce, account)
    others = [token for token in tokens if token != own]
    return SEPARATOR.join([own, *others[: MAX_ACCOUNTS - 1]])


def _tokens(device: str | None) -> list[str]:
    return [token for token in (device or "")[:MAX_COOKIE_LENGTH].split(SEPARATOR) if token][:MAX_ACCOUNTS]


_NONCE: Final = 16
"""Characters of a token before its signature."""


def _belongs(token: str, account: Account) -> bool:
    signed = _sign(token[:_NONCE], account).encode()
    return account.password_hash is not None and hmac.compare_digest(token[_NONCE:].encode("utf-8", "replace"), signed)


def _sign(nonce: str, account: Account) -> str:
    return signature(settings.get().secret, "device", nonce, str(account.id), account.password_hash or "")
