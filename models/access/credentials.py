"""Credentials: the tokens of sessions, and the secrets of API keys. Each stands for a viewer."""

from uuid import UUID

from adapters.security.key_secrets import is_secret
from models.access.sessions import is_due_for_touch, touch_session, viewer_of_session, viewer_of_token
from models.core.viewer import Viewer
from models.partners.key_viewers import is_key_due_for_touch, touch_key, viewer_of_hash, viewer_of_key, viewer_of_secret

_KEY = "key-"


async def viewer_of_credential(credential: str) -> Viewer:
    """The current viewer of a token or a key; RequestError UNAUTHENTICATED if it is unknown or over."""
    return await (viewer_of_secret(credential) if is_secret(credential) else viewer_of_token(credential))


async def viewer_now(viewer: Viewer) -> Viewer:
    """A viewer as they stand now, by the credential that let them in; raises like `viewer_of_credential`."""
    if viewer.secret_hash is not None:
        return await viewer_of_hash(viewer.secret_hash)
    assert viewer.session_id is not None, "whoever was let in has a session or a key"
    return await viewer_of_session(viewer.session_id)


def public_name(viewer: Viewer) -> str:
    """A name of the viewer's session or key that is no secret, for addresses."""
    return f"{_KEY}{viewer.api_key_id}" if viewer.is_key else str(viewer.session_id)


async def viewer_of_name(name: str) -> Viewer:
    """The current viewer of the session or the key with this `public_name`; raises like `viewer_of_credential`."""
    if name.startswith(_KEY):
        return await viewer_of_key(UUID(name.removeprefix(_KEY)))
    return await viewer_of_session(UUID(name))


def is_use_due(viewer: Viewer) -> bool:
    """Whether it has to be written down that the viewer's session or key is in use."""
    return is_key_due_for_touch(viewer) if viewer.is_key else is_due_for_touch(viewer)


async def mark_used(viewer: Viewer, address: str | None = None) -> None:
    """Write down that the viewer's session or key is in use, the latter from an address."""
    await (touch_key(viewer, address) if viewer.is_key else touch_session(viewer))
