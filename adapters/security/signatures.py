"""Webhooks that are signed by the Standard Webhooks scheme: HMAC-SHA256 over id, time and body.

What comes in is checked as the body passes, so that it may be large and need not be text.
"""

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

TOLERANCE: Final = timedelta(minutes=5)
"""The most that the sender's clock may differ from ours; anything older was recorded and is sent again by somebody."""
PREFIX: Final = "whsec_"

_ID = re.compile(r"[!-~]{1,255}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class WebhookRefused(Exception):
    """The signature is missing, wrong, or of another time; the message says which."""


class SignedBody:
    """A body on its way in: its headers are looked at first, and the signature when all of it has come."""

    def __init__(self, headers: Mapping[str, str], secret: str, now: datetime) -> None:
        """Raises WebhookRefused where the headers alone show that it cannot be right."""
        self.id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not _ID.fullmatch(self.id) or not _TIMESTAMP.fullmatch(timestamp):
            raise WebhookRefused("webhook-id and webhook-timestamp are needed.")
        if abs(int(timestamp) - now.timestamp()) > TOLERANCE.total_seconds():
            raise WebhookRefused("webhook-timestamp is more than five minutes from now.")
        self._presented = headers.get("webhook-signature", "").split()
        self._digest = hmac.new(key_of(secret), f"{self.id}.{timestamp}.".encode(), sha256)

    def add(self, chunk: bytes) -> None:
        """Count the next bytes in."""
        self._digest.update(chunk)

    def expect_genuine(self) -> None:
        """Raise WebhookRefused unless a signature that was given is right; while secrets change there are several."""
        right = b"v1," + b64encode(self._digest.digest())
        if not any(hmac.compare_digest(right, presented.encode()) for presented in self._presented):
            raise WebhookRefused("webhook-signature is not right.")


def key_of(secret: str) -> bytes:
    """The key in a secret, `whsec_` and Base64; raises ValueError if it has none."""
    try:
        return b64decode(secret.removeprefix(PREFIX), validate=True)
    except (Error, ValueError):
        raise ValueError("must be whsec_ and Base64") from None


def signed_headers(message_id: str, moment: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The headers of a message that is signed with each of the secrets."""
    timestamp = str(int(moment.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = (b64encode(hmac.digest(key_of(secret), content, "sha256")).decode() for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
