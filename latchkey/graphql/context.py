"""From a token or an API key to the context of an operation."""

from execution.context import Context
from models.access.credentials import is_use_due, mark_used, viewer_of_credential
from models.log.unit_of_work import shielded


async def open_context(token: str | None, peer: str, user_agent: str | None) -> Context:
    """The context of one operation, with the viewer as they stand now; None as a token means that nobody is signed in.

    Raises RequestError UNAUTHENTICATED for a token or a key that is unknown, ended or expired.
    """
    viewer = await viewer_of_credential(token) if token else None
    if viewer is not None and is_use_due(viewer):
        await shielded(mark_used, viewer, peer)
    return Context(viewer=viewer, token=token, peer=peer, user_agent=user_agent)
