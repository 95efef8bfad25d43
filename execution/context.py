"""The context of one operation, or of one event of a stream: the viewer, the peer, and loaders that batch reads."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from adapters.text.locales import Formats, asked_language
from execution.loading import Loader, Read
from execution.operations import Operation
from models.core.errors import RequestError
from models.core.viewer import Viewer


@dataclass(slots=True)
class Context:
    """The context of one operation. Its loaders cache what they read, and must not outlive it.

    `operation` is the one that the gate let in. `accept_language` is the header of the request by that name, or what a
    socket gives in its place.

    A mutation sets `set_cookie` to the new session token, or to "" to clear the cookie. `device` is the token by which
    accounts know the device, and `set_device` the one that it keeps from now on. With `keeps_cookies` the client gets
    both as cookies, and the payload leaves them out.
    """

    viewer: Viewer | None
    token: str | None
    peer: str
    user_agent: str | None
    operation: Operation | None = None
    accept_language: str = ""
    resume_after: str | None = None
    set_cookie: str | None = None
    device: str | None = None
    set_device: str | None = None
    keeps_cookies: bool = False
    loaders: dict[Hashable, Loader | RequestError] = field(default_factory=dict)
    """Loaders by key, or the error with which the function for one was refused."""

    def loader(self, key: Hashable, reader: Callable[[], Read]) -> Loader:
        """The loader of this operation under `key`.

        `reader` is called once, for the function that reads its keys; where it raises RequestError, so does every call
        for the key.
        """
        loader = self.loaders.get(key)
        if loader is None:
            try:
                loader = Loader(reader())
            except RequestError as error:
                loader = error
            self.loaders[key] = loader
        if isinstance(loader, RequestError):
            raise loader
        return loader

    @property
    def formats(self) -> Formats:
        """The language and the formats of the reader: those of the viewer, or else those that the request asks for.

        They are the viewer's own: raises Personal for anybody with the same rights.
        """
        viewer = self.viewer
        if viewer is None:
            return Formats.of(asked_language(self.accept_language), "UTC")
        return Formats.of(viewer.locale, viewer.time_zone)

    def renew(self, viewer: Viewer | None) -> None:
        """Forget everything read so far and continue as this viewer, for the next event of a stream."""
        self.viewer = viewer
        self.loaders.clear()


Info = strawberry.Info[Context, Any]


def raw(info: Info) -> GraphQLResolveInfo[Any]:
    """graphql-core's information about the field that is being resolved."""
    return info._raw_info


def viewer_of(info: Info) -> Viewer:
    """The viewer of a field; RequestError UNAUTHENTICATED if nobody is signed in."""
    viewer = info.context.viewer
    if viewer is None:
        raise RequestError("UNAUTHENTICATED", "Sign in first.")
    return viewer
