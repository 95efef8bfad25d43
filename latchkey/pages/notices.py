"""Plain pages that say one thing: that an address is of a portal elsewhere, or that nothing is there."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

import settings
from adapters.text.locales import asked_language, page_words
from latchkey.pages.pages import page


async def in_portal(request: Request) -> Response:
    """The page at an address of a portal that is not served from here.

    It is the same for every address and looks nothing up, so it tells nobody whether anything is there.
    """
    return _notice(request, "in_portal")


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
