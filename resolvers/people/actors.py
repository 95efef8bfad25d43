"""Who did something, as it was remembered when it was done."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from execution.context import Info
from models.core.rows import Row
from models.core.viewer import ActorKind
from models.people.contacts import Contact
from resolvers.core.relations import by_id


def contact(root: Row, info: Info) -> Awaitable[Any] | None:
    """The contact who acted; None for others, and where the viewer may not see them."""
    if root["kind"] != ActorKind.CONTACT or not root["id"]:
        return None
    return by_id(info, Contact, UUID(root["id"]))
