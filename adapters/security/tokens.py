"""Secrets that travel in links and tokens: made here, and kept only as hashes."""

import hashlib
import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode


def new_token() -> str:
    """32 random bytes, fit for a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """The form in which a token is stored: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def token_of_seed(seed: str, key: bytes) -> str:
    """The token that belongs to 32 random bytes and the server's key.

    A queued message keeps the seed, so that the secret of its link is nowhere in the database in clear.
    """
    digest = hmac.new(key, b"link\0" + seed.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def signature(key: bytes, *parts: str) -> str:
    """The server's signature of these parts; the first is its purpose, so that no signature stands for another.

    Short enough for a cookie: 128 bits.
    """
    digest = hmac.new(key, b"signature\0" + "\0".join(parts).encode(), hashlib.sha256).digest()[:16]
    return urlsafe_b64encode(digest).decode().rstrip("=")


def code_of_seed(seed: str, key: bytes) -> str:
    """The six digits that belong to 32 random bytes and the server's key, for people to type."""
    digest = hmac.new(key, b"code\0" + seed.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def webhook_secret_of_seed(seed: str, key: bytes) -> str:
    """The secret, in the form of Standard Webhooks, that belongs to 32 random bytes and the server's key."""
    digest = hmac.new(key, b"webhook\0" + seed.encode(), hashlib.sha256).digest()
    return f"whsec_{b64encode(digest).decode()}"
