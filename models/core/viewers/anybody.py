"""Anybody, and a stranger, with the rights of a viewer: what depends on these alone is made once for all."""

from typing import Any, Final
from uuid import UUID

from models.core.viewer import RIGHTS, Viewer

NOBODY: Final = UUID(int=0)


class Personal(Exception):
    """Something depends on a person's identity, and not only on their rights."""


class Anybody(Viewer):
    """Anybody with the same rights. Code that asks who it is raises Personal, and so cannot depend on it."""

    __slots__ = ()

    @classmethod
    def like(cls, viewer: Viewer) -> "Anybody":
        """Anybody with the viewer's rights."""
        anybody = object.__new__(cls)
        for name in RIGHTS:
            object.__setattr__(anybody, name, getattr(viewer, name))
        for name in ("statements", "remembered"):
            object.__setattr__(anybody, name, {})
        return anybody

    def _who(self) -> Any:
        raise Personal

    name = account_id = session_id = contact_id = staff_id = api_key_id = secret_hash = property(_who)
    expires_at = used_at = property(_who)


def stranger(viewer: Viewer) -> Viewer:
    """Somebody else with the viewer's rights, who is nobody in the log."""
    return Viewer(
        name="",
        contact_id=NOBODY if viewer.contact_id else None,
        staff_id=NOBODY if viewer.staff_id else None,
        api_key_id=NOBODY if viewer.api_key_id else None,
        **{name: getattr(viewer, name) for name in RIGHTS},
    )
