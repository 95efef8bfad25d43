"""Who did something, as it was remembered when it was done."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from models.contacts import Contact
from models.rows import Row
from models.viewer import ActorKind
from resolvers.context import Info
from resolvers.relations import by_id


def contact(root: Row, info: Info) -> Awaitable[Any] | None:
    """The contact who acted; None for others, and where the viewer may not see them."""
    if root["kind"] != ActorKind.CONTACT or not root["id"]:
        return None
    return by_id(info, Contact, UUID(root["id"]))
