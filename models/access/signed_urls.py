"""Addresses of downloads that work for a few minutes and for one session, signed with the server's key."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import settings
from adapters import clock
from models.access.sessions import viewer_of_session
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer


def signed_address(path: str, viewer: Viewer) -> dict[str, Any]:
    """The `url` of a download under `path`, for this viewer's session alone, and when it `expires_at`.

    Times are rounded up to the minute, so that a list that is read again shows the same addresses.
    """
    options = settings.get()
    moment = int(clock.now().timestamp()) + options.download_minutes * 60
    expires = moment + -moment % 60
    signature = _signature(path, str(expires), str(viewer.session_id))
    return {
        "url": f"{options.api}{path}?expires={expires}&for={viewer.session_id}&signature={signature}",
        "expires_at": datetime.fromtimestamp(expires, UTC),
    }


async def viewer_of_url(path: str, query: Mapping[str, str]) -> Viewer:
    """The current viewer that a signed address was made for; the query is the address's own.

    Refuses with LINK_INVALID an address that was not signed here, LINK_EXPIRED one that is too old; raises RequestError
    UNAUTHENTICATED if the session has ended.
    """
    expires, session, signature = (query.get(name, "") for name in ("expires", "for", "signature"))
    if not hmac.compare_digest(_signature(path, expires, session).encode(), signature.encode("utf-8", "replace")):
        raise Refusal(RefusalCode.LINK_INVALID, "This address was not made here. Ask for a new one.")
    if datetime.fromtimestamp(int(expires), UTC) <= clock.now():
        raise Refusal(RefusalCode.LINK_EXPIRED, "This address has expired. Ask for a new one.")
    return await viewer_of_session(UUID(session))


def _signature(path: str, expires: str, session: str) -> str:
    text = f"download\0{path}\0{expires}\0{session}"
    return hmac.new(settings.get().secret, text.encode("utf-8", "replace"), sha256).hexdigest()
