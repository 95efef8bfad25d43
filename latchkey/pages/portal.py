"""The portal in a browser: one page at each of its addresses, whose script shows what the address is of.

Whoever asks gets the same page: the script asks the API for the rest, like any other client. Where the portal is
served elsewhere or not at all, a notice is at the addresses that messages lead to. Beside it are the business's logo
and colour.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

import settings
from adapters.text.locales import asked_language, page_words
from latchkey.pages.colours import style_sheet
from latchkey.pages.notices import in_portal
from latchkey.pages.pages import STRICT_POLICY, page

PATHS: Final = (
    "/",
    "/orders",
    "/orders/{number}",
    "/invoices",
    "/invoices/{number}",
    "/contacts/{id}",
    "/customers/{code}",
    "/sites",
    "/sites/{id}",
    "/listings/{reference}",
    "/viewings",
    "/access-requests",
    "/inbound-mails",
    "/sms-messages",
    "/preferences",
)
"""The addresses that messages lead to, besides the pages of links. A frontend at PORTAL_URL serves these itself."""
PAGES: Final = (
    *PATHS,
    "/orders/new",
    "/assets",
    "/assets/{id}",
    "/listings",
    "/requirements",
    "/notifications",
    "/account",
)
"""The addresses of the portal that is served from here."""
DESK: Final = ("/desk", "/desk/{path:path}")
"""Staff work at the same addresses and others, below this one."""
# The page has these styles in itself: over a slow line its first picture comes a second before the portal's files.
_FIRST_STYLES: Final = (Path(__file__).parent / "portal.css").read_text().rstrip()
_OF_FIRST_STYLES: Final = b64encode(sha256(_FIRST_STYLES.encode()).digest()).decode()
_POLICY: Final = STRICT_POLICY | {
    "style-src": f"'self' 'sha256-{_OF_FIRST_STYLES}'",
    # Photos are shown before they are sent.
    "img-src": "'self' data: blob:",
}
_LOGO_HEADERS: Final = {
    # An SVG may hold scripts, which must not run where somebody opens it by its own address.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "public, max-age=3600",
    "X-Content-Type-Options": "nosniff",
}


def portal_routes() -> list[BaseRoute]:
    """A page for every address of the portal and of the desk, /colours.css and /logo."""
    pages = [Route(path, _portal, methods=["GET"]) for path in (*PAGES, *DESK)]
    notices = [Route(path, in_portal, methods=["GET"]) for path in PATHS]
    return [
        *(pages if settings.get().serves_portal else notices),
        Route("/colours.css", _colours, methods=["GET"]),
        Route("/logo", _logo, methods=["GET", "HEAD"]),
    ]


async def _portal(request: Request) -> Response:
    language = asked_language(request.headers.get("accept-language", ""))
    has_colour = settings.get().operator_colour is not None
    answer = page("portal.html", _POLICY, language=language, words=page_words(language), has_colour=has_colour)
    answer.headers["Vary"] = "Accept-Language"
    return answer


async def _colours(_: Request) -> Response:
    colour = settings.get().operator_colour
    if colour is None:
        raise HTTPException(404, "No colour is set.")
    return Response(style_sheet(colour), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


async def _logo(request: Request) -> Response:
    file = settings.get().logo_file
    if file is None:
        raise HTTPException(404, "No logo is set.")
    return FileResponse(file, headers=_LOGO_HEADERS)
