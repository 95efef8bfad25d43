"""From a token to the context of an operation."""

from execution.context import Context
from models.access.sessions import is_due_for_touch, touch_session, viewer_of_token
from models.log.unit_of_work import shielded


async def open_context(token: str | None, peer: str, user_agent: str | None) -> Context:
    """The context of one operation, with the viewer as they stand now; None as a token means that nobody is signed in.

    Raises RequestError UNAUTHENTICATED for a token that is unknown, ended or expired.
    """
    viewer = await viewer_of_token(token) if token else None
    if viewer is not None and is_due_for_touch(viewer):
        await shielded(touch_session, viewer)
    return Context(viewer=viewer, token=token, peer=peer, user_agent=user_agent)
