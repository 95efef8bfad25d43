"""Resolvers of lists that only differ in what they list."""

from collections.abc import Callable
from typing import Any

from execution.context import Info
from models.core.rows import Row
from models.core.viewer import Viewer
from resolvers.core.paging import Listing, page


def of_parent(listing: Callable[[Viewer], Listing], key: str = "id") -> Callable[..., Any]:
    """The resolver of a connection of what belongs to this row, whose `key` the listing's parent column holds."""

    def resolve(
        root: Row,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Any:
        return page(info, listing, first=first, after=after, last=last, before=before, of=root[key])

    return resolve
