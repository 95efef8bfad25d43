"""What one operation, or one event of a stream, knows: who asks, from where, and the loaders that batch its reads."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from execution.loading import Loader, Read
from models.core.errors import RequestError
from models.core.viewer import Viewer


@dataclass
class Context:
    """Made anew for each operation: loaders remember what they read, and must not outlive it.

    `set_cookie` is what a mutation wants the session cookie to be: a token, or "" to clear it; `device` is what the
    device keeps about who has signed in there, and `set_device` what it is to keep from now on.
    """

    viewer: Viewer | None
    token: str | None
    peer: str
    user_agent: str | None
    resume_after: str | None = None
    set_cookie: str | None = None
    device: str | None = None
    set_device: str | None = None
    loaders: dict[Hashable, Loader] = field(default_factory=dict)

    def loader(self, key: Hashable, reader: Callable[[], Read]) -> Loader:
        """The loader of this operation under `key`; `reader` makes, once, what reads all that is asked for."""
        loader = self.loaders.get(key)
        if loader is None:
            loader = self.loaders[key] = Loader(reader())
        return loader

    def renew(self, viewer: Viewer | None) -> None:
        """Forget what was read and look with this viewer's eyes from now on: for the next event of a stream."""
        self.viewer = viewer
        self.loaders.clear()


Info = strawberry.Info[Context, Any]


def raw(info: Info) -> GraphQLResolveInfo[Any]:
    """What graphql-core knows of the field that is being resolved."""
    return info._raw_info


def viewer_of(info: Info) -> Viewer:
    """Who asks; RequestError UNAUTHENTICATED where nobody is signed in."""
    viewer = info.context.viewer
    if viewer is None:
        raise RequestError("UNAUTHENTICATED", "Sign in first.")
    return viewer
