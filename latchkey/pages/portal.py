"""A notice at the addresses of the portal, whose pages are not served from here: what an address is, and who can help.

It is the same for every address and looks nothing up, so it tells nobody whether anything is there. Beside it is the
business's logo, for the pages of a frontend.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

import settings
from adapters.text.locales import asked_language, page_words
from latchkey.pages.pages import page

PATHS: Final = (
    "/",
    "/orders",
    "/orders/{number}",
    "/invoices",
    "/invoices/{number}",
    "/contacts/{id}",
    "/customers/{code}",
    "/access-requests",
    "/inbound-mails",
    "/sms-messages",
    "/preferences",
)
"""The addresses that messages lead to, besides the pages of links. A frontend at PORTAL_URL serves these itself."""
_LOGO_HEADERS: Final = {
    # An SVG may hold scripts, which must not run where somebody opens it by its own address.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "public, max-age=3600",
    "X-Content-Type-Options": "nosniff",
}


def portal_routes() -> list[BaseRoute]:
    """A page for every address of the portal that messages lead to, and /logo."""
    return [
        *(Route(path, _in_portal, methods=["GET"]) for path in PATHS),
        Route("/logo", _logo, methods=["GET", "HEAD"]),
    ]


async def _in_portal(request: Request) -> Response:
    return _notice(request, "in_portal")


async def _logo(request: Request) -> Response:
    file = settings.get().logo_file
    if file is None:
        raise HTTPException(404, "No logo is set.")
    return FileResponse(file, headers=_LOGO_HEADERS)


async def not_found(request: Request, error: Exception) -> Response:
    """The answer to an unknown address: a page for browsers, a line for programs."""
    detail = error.detail if isinstance(error, HTTPException) else ""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(detail, 404)
    answer = _notice(request, "not_found")
    answer.status_code = 404
    return answer


def _notice(request: Request, name: str) -> HTMLResponse:
    language = asked_language(request.headers.get("accept-language", ""))
    words = page_words(language)
    answer = page(
        "notice.html",
        language=language,
        words=words,
        title=words[f"{name}_title"],
        paragraphs=[words[f"{name}_what"], words[f"{name}_next"]],
        shows_tools=settings.get().is_development,
    )
    answer.headers["Vary"] = "Accept-Language"
    return answer
