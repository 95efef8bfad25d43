"""The pages served from here: those that links in mails lead to, and the tools of development; scripts do the rest."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

import settings
from adapters.errors import Unavailable
from adapters.text.locales import asked_language, language_of, page_words
from latchkey.pages.assets import assets, built_files
from models.access.links import locale_of_link

_environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
_environment.globals["assets"] = assets

# Nothing but our own files: no inline script or style, no frame around us, no other origin.
STRICT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_LINK_PAGES = {
    "/activate": "activate.html",
    "/reset": "reset.html",
    "/confirm-email": "confirm_email.html",
    "/agree-email": "agree_email.html",
    "/confirm-notices": "confirm_notices.html",
}


def page(template: str, policy: dict[str, str] = STRICT_POLICY, **values: Any) -> HTMLResponse:
    """The page `template` filled with `values`, under that content security policy.

    It is never stored and tells no other site its address, which may hold the token of a link.
    """
    options = settings.get()
    common = {
        "operator_name": options.operator_name,
        "support_email": options.support_email,
        "support_phone": options.support_phone,
    }
    return HTMLResponse(
        _environment.get_template(template).render(common | values),
        headers={
            "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


def pages_routes() -> list[BaseRoute]:
    """The pages that links in mails lead to: /activate, /reset, /confirm-email, /agree-email and /confirm-notices.

    Opening one changes nothing, whatever its token: mail gateways open every link. The page's script reads the token,
    takes it out of the address and talks to the API like any other client. They speak the reader's language, as the
    mails do.
    """
    return [*(Route(path, _link_page, methods=["GET"]) for path in _LINK_PAGES), built_files()]


async def _link_page(request: Request) -> Response:
    language = await _language(request)
    return page(
        _LINK_PAGES[request.url.path],
        portal_url=settings.get().portal_address,
        language=language,
        words=page_words(language),
    )


async def _language(request: Request) -> str:
    """The language of whom the link was sent to; where that is nobody, the one that the browser asks for."""
    token = request.query_params.get("token")
    try:
        locale = await locale_of_link(token) if token else None
    except Unavailable:
        locale = None
    return asked_language(request.headers.get("accept-language", "")) if locale is None else language_of(locale)
