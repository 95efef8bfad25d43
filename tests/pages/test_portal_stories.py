"""The portal in a real browser, at the real server: from the button of a mail on."""

import pytest

from latchkey.pages.portal import PATHS
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done
from tests.support.orders import move, new_order
from tests.support.programs.browser import browser
from tests.support.programs.portal import enter, expect_a_fine_page, sign_in
from tests.support.server import Client, Server

# What a page does in a browser is the same on every database.
pytestmark = ON_SQLITE


async def test_a_mails_button_opens_its_order_which_stays_live(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await done(sam, "noteAdd", orderId=order, body="We look at it tomorrow")
    mail = await server.mail.wait_for(lambda mail: ann.email in mail.to and "tomorrow" in mail.text)
    async with browser(server.url, width=320) as page:
        await page.open(f"{server.url}/orders/SR-000001")
        assert f"{server.url}/orders/SR-000001" in mail.text
        await page.see("h1:has-text('Sign in')")
        await expect_a_fine_page(page)
        await page.fill("input[name=username]", ann.username)
        await page.fill("input[name=password]", "wrong")
        await page.press("Enter")
        await page.see(".problem")
        await expect_a_fine_page(page)
        await enter(page, ann)
        await page.see("h1:has-text('It squeaks')")
        await page.see(".entry:has-text('We look at it tomorrow')")
        await expect_a_fine_page(page)

        await move(sam, order, "IN_PROGRESS")
        await page.see(".ribbon .current:has-text('In progress')")
        await page.see(".entry:has-text('set the status to “In progress”')")

        await done(sam, "portalAccessRevoke", contactId=ann.id)
        await page.see("h1:has-text('Sign in')")
        await page.see(".notice:has-text('You have been signed out')")
        assert await page.do("count", on="text=It squeaks") == 0


async def test_every_address_has_its_page_in_light_and_dark(server: Server, ann: Client) -> None:
    await new_order(ann)
    for dark in (False, True):
        async with browser(server.url, width=1280, dark=dark) as page:
            await sign_in(page, ann)
            for path in PATHS:
                await page.open(path.format(number="SR-000001", id="x", code="X"))
                await page.see("h1")
                if path != "/invoices/{number}":
                    assert await page.do("count", on="text=There is nothing here for you") == 0, path
                await expect_a_fine_page(page)
            await page.open("/invoices/INV-999999")
            await page.see("h1:has-text('There is nothing here for you')")


async def test_the_network_goes_and_comes_back(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    async with browser(server.url) as page:
        await sign_in(page, ann, "/orders/SR-000001")
        await page.see("h1:has-text('It squeaks')")
        await page.do("offline", True)
        await page.see(".standing:has-text('You are offline')")
        await page.see("h1:has-text('It squeaks')")
        await page.click("nav >> text=Invoices")
        await page.see("h1:has-text('You are offline')")
        await page.do("goBack")
        await move(sam, order, "SCHEDULED")
        await page.do("offline", False)
        await page.see(".ribbon .current:has-text('Scheduled')")
        assert await page.do("count", on=".standing") == 0


@pytest.mark.settings(operator_name="Brightwell")
async def test_the_portal_speaks_the_readers_language(server: Server, ann: Client) -> None:
    await done(ann, "profileUpdate", profile={"locale": "de-AT", "timeZone": "Europe/Vienna"})
    async with browser(server.url) as page:
        await sign_in(page, ann)
        await page.see("h1:has-text('Hallo Ann')")
        await page.see("footer:has-text('(Vienna)')")
        assert await page.evaluate("document.documentElement.lang") == "de"
        assert await page.evaluate("document.title") == "Übersicht · Brightwell"
        await page.click("summary")
        await page.click("text=Abmelden")
        await page.see("h1:has-text('Anmelden')")
        await expect_a_fine_page(page)
