"""The caught mail, readable in the browser: for development only, as everybody may read everything."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.mail.catcher import CaughtMail, MailCatcher
from latchkey.pages.pages import STRICT_POLICY, page

_PAGE_POLICY = STRICT_POLICY | {"frame-src": "'self'"}
# Mails style themselves inline; nothing else of them is let in.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def mailbox_routes(catcher: MailCatcher) -> list[BaseRoute]:
    """/mailbox lists the newest mails first, /mailbox/NUMBER shows one; its links open in the whole window."""

    async def index(_: Request) -> Response:
        return page("mailbox.html", mails=catcher.messages()[::-1])

    async def one(request: Request) -> Response:
        return page("mail.html", _PAGE_POLICY, mail=caught_mail(request))

    async def html(request: Request) -> Response:
        # The frame may navigate the window, but open no other: what opened there would inherit the sandbox.
        return HTMLResponse(
            caught_mail(request).html.replace('target="_blank"', "").replace("<head>", '<head><base target="_top">', 1),
            headers={
                "Content-Security-Policy": _MAIL_POLICY,
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
            },
        )

    def caught_mail(request: Request) -> CaughtMail:
        for mail in catcher.messages():
            if mail.number == request.path_params["number"]:
                return mail
        raise HTTPException(404, "No such mail, or it was too long ago")

    return [
        Route("/mailbox", index),
        Route("/mailbox/{number:int}", one),
        Route("/mailbox/{number:int}/html", html),
    ]
