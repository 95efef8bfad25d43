"""GraphiQL at /explorer, served from here without any CDN: for development only, as it offers the demo's passwords."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from latchkey.pages.pages import STRICT_POLICY, page

# GraphiQL's dialogs bring a style element of their own, and its style sheet carries its fonts.
_POLICY = STRICT_POLICY | {"style-src": "'self' 'unsafe-inline'", "font-src": "'self' data:"}


@dataclass(frozen=True)
class DemoAccount:
    """Somebody of the demo data, whom one click signs in; `label` says who it is to the person who clicks."""

    username: str
    password: str
    label: str


def explorer_routes(accounts: Sequence[DemoAccount]) -> list[BaseRoute]:
    """The explorer at /explorer, with a button for each of `accounts` and the story's operations as tabs."""

    async def explorer(_: Request) -> Response:
        return page("explorer.html", _POLICY, accounts=accounts)

    return [Route("/explorer", explorer)]
