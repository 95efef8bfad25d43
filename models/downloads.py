"""Downloads: addresses that work for a few minutes and for one session, signed with the server's key."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import settings
from adapters import clock
from models.errors import Refusal, RefusalCode
from models.sessions import viewer_of_session
from models.viewer import Viewer


def signed_address(subject: str, viewer: Viewer) -> dict[str, Any]:
    """The `url` under /files/ of what has the global id `subject`, for this viewer, and when it `expires_at`.

    Times are rounded up to the minute, so that a list that is read again shows the same addresses.
    """
    options = settings.get()
    moment = int(clock.now().timestamp()) + options.download_minutes * 60
    expires = moment + -moment % 60
    query = f"expires={expires}&for={viewer.session_id}&signature={_signature(subject, str(expires), str(viewer.session_id))}"
    return {
        "url": f"{options.portal}/files/{subject}?{query}",
        "expires_at": datetime.fromtimestamp(expires, UTC),
    }


async def holder(subject: str, expires: str, session: str, signature: str) -> Viewer:
    """Whom a signed address was made for, as they stand now.

    Refuses with LINK_INVALID what was not signed here, LINK_EXPIRED what was too long ago; RequestError
    UNAUTHENTICATED where the session has ended.
    """
    if not hmac.compare_digest(_signature(subject, expires, session).encode(), signature.encode()):
        raise Refusal(RefusalCode.LINK_INVALID, "This address was not made here. Ask for a new one.")
    if datetime.fromtimestamp(int(expires), UTC) <= clock.now():
        raise Refusal(RefusalCode.LINK_EXPIRED, "This address has expired. Ask for a new one.")
    return await viewer_of_session(UUID(session))


def _signature(subject: str, expires: str, session: str) -> str:
    text = "\0".join(("download", subject, expires, session))
    return hmac.new(settings.get().secret, text.encode(), sha256).hexdigest()
