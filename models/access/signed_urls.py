"""Addresses of downloads that work for a few minutes and for one session or API key, signed with the server's key."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import settings
from adapters import clock
from models.access.credentials import public_name, viewer_of_name
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer


def signed_address(path: str, viewer: Viewer) -> dict[str, Any]:
    """The `url` of a download under `path`, for this viewer's session or key alone, and when it `expires_at`.

    Times are rounded up to the minute, so that a list that is read again shows the same addresses.
    """
    options = settings.get()
    moment = int(clock.now().timestamp()) + options.download_minutes * 60
    expires = moment + -moment % 60
    name = public_name(viewer)
    signature = _signature(path, str(expires), name)
    return {
        "url": f"{options.api}{path}?expires={expires}&for={name}&signature={signature}",
        "expires_at": datetime.fromtimestamp(expires, UTC),
    }


async def viewer_of_url(path: str, query: Mapping[str, str]) -> Viewer:
    """The current viewer that a signed address was made for; the query is the address's own.

    Refuses with LINK_INVALID an address that was not signed here, LINK_EXPIRED one that is too old; raises RequestError
    UNAUTHENTICATED if the session or the key is over.
    """
    expires, name, signature = (query.get(name, "") for name in ("expires", "for", "signature"))
    if not hmac.compare_digest(_signature(path, expires, name).encode(), signature.encode("utf-8", "replace")):
        raise Refusal(RefusalCode.LINK_INVALID, "This address was not made here. Ask for a new one.")
    if datetime.fromtimestamp(int(expires), UTC) <= clock.now():
        raise Refusal(RefusalCode.LINK_EXPIRED, "This address has expired. Ask for a new one.")
    return await viewer_of_name(name)


def _signature(path: str, expires: str, name: str) -> str:
    text = f"download\0{path}\0{expires}\0{name}"
    return hmac.new(settings.get().secret, text.encode("utf-8", "replace"), sha256).hexdigest()
