"""The portal in browsers while others decide, and while the server goes and comes back."""

import socket
from datetime import timedelta
from pathlib import Path

import settings
from adapters import clock
from latchkey.app import create_app
from latchkey.pages.portal import PATHS
from settings import Settings
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.market.listings import new_listing
from tests.support.mutations import new_invoice
from tests.support.orders import move, new_order
from tests.support.programs.browser import browser
from tests.support.programs.portal import sign_in
from tests.support.server import Client, Server, serving

# What a page does in a browser is the same on every database.
pytestmark = ON_SQLITE

SOON = "setTimeout(() => document.querySelector('dialog .go').click(), 400 - (Date.now() % 400))"
"""Presses the button of the dialog at a moment that is the same in all browsers of this machine."""


async def test_one_of_two_who_approve_at_once_is_told(server: Server, cast: Cast, sam: Client, ann: Client) -> None:
    await new_invoice(sam, cast.acme, clock.now().date() + timedelta(days=14), issue=True)
    async with browser(server.url) as phone, browser(server.url) as laptop:
        for page in (phone, laptop):
            await sign_in(page, ann, "/invoices/INV-000001")
            await page.click(".actions >> text=Approve")
            await page.see("dialog .go")
        for page in (phone, laptop):
            await page.evaluate(SOON)
        for page in (phone, laptop):
            await page.see(".entry:has-text('Approved')")
            await page.do(
                "waitFor", {"state": "attached"}, on=".actions:has(dialog .problem), .actions:not(:has(dialog))"
            )
        told = [await page.do("count", on="dialog .problem") for page in (phone, laptop)]
        assert sorted(told) == [0, 1], told
        assert await page.do("count", on=".entry:has-text('Approved')") == 1


async def test_a_page_goes_on_with_the_server_that_comes_after(database: str, cast: Cast, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        changes = {
            "database_url": database,
            "data_dir": tmp_path,
            "port": address[1],
            "secret_key": "tests know this key, and nobody else does",
        }
        settings.use(Settings(**changes))
        async with browser(f"http://127.0.0.1:{address[1]}") as page:
            async with serving(create_app(with_worker=False), listener) as first:
                order = await new_order(first.client_of(cast.ann))
                await sign_in(page, first.client_of(cast.ann), "/orders/SR-000001")
                await page.see("h1:has-text('It squeaks')")
            listener.close()
            await page.see(".standing:has-text('The server cannot be reached')")
            await page.see("h1:has-text('It squeaks')")
            with socket.create_server(address) as again:
                async with serving(create_app(with_worker=False), again) as second:
                    await move(second.client_of(cast.sam), order, "IN_PROGRESS")
                    await page.see(".ribbon .current:has-text('In progress')")
                    await page.do("waitFor", {"state": "detached"}, on=".standing")


async def test_addresses_of_messages_are_at_the_desk_for_staff(
    server: Server, cast: Cast, sam: Client, ann: Client
) -> None:
    await new_order(ann)
    await new_invoice(sam, cast.acme, clock.now().date() + timedelta(days=14), issue=True)
    await new_listing(sam, cast)
    numbers = {"/invoices/{number}": "INV-000001"}
    async with browser(server.url, width=1280) as page:
        await sign_in(page, sam)
        for path in PATHS:
            shown = cast.quay_street if "sites" in path else ann.id
            number = numbers.get(path, "SR-000001")
            await page.open(path.format(number=number, reference="PR-000001", id=shown, code="ACME"))
            await page.see("main:not(:has(.loading)) h1")
            assert str(await page.evaluate("location.pathname")).startswith("/desk"), path
            assert await page.do("count", on="text=There is nothing here for you") == 0, path
