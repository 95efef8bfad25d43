"""More of what staff do at the desk, in a real browser: orders for who calls, assets, erasing, webhooks."""

from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done, new_contact
from tests.support.programs.browser import browser
from tests.support.programs.desk import answer
from tests.support.programs.portal import expect_a_fine_page, expect_axe_to_be_silent, sign_in
from tests.support.server import Client, Server

# What a page does in a browser is the same on every database.
pytestmark = ON_SQLITE


async def test_an_order_is_opened_for_who_calls_with_an_asset_of_the_site(
    server: Server, cast: Cast, sam: Client
) -> None:
    async with browser(server.url) as page:
        await sign_in(page, sam, f"/desk/sites/{cast.acme_site}")
        await page.click("text=New asset")
        await answer(page, name="Deck oven", manufacturer="Brandt")
        await page.see("h1:has-text('Deck oven')")
        await page.click("text=Change the details")
        await expect_axe_to_be_silent(page)
        await answer(page, model="BX 9")
        await page.see(".facts:has-text('BX 9')")
        await page.click(".buttons >> text=Archive")
        await page.see(".under-heading:has-text('Archived')")
        await page.click(".buttons >> text=Restore")
        await page.see(".buttons >> text=Archive")
        await expect_a_fine_page(page)

        await page.open("/desk/orders/new")
        await page.fill("[name=customer-search]", "acme")
        await page.do("selectOption", {"label": "Acme Bakery, ACME"}, on="[name=customer]")
        await page.fill("[name=problemSummary]", "The oven is cold")
        await page.do("selectOption", {"label": "Acme Bakehouse"}, on="[name=siteId]")
        await page.do("selectOption", {"label": "Deck oven"}, on="[name=assetId]")
        await page.do("selectOption", "HIGH", on="[name=priority]")
        await expect_a_fine_page(page)
        await page.click("text=Open the order")
        await page.see(".under-heading:has-text('SR-000001'):has-text('High')")
        await page.see(".facts:has-text('Deck oven')")


async def test_a_person_is_erased_by_who_writes_their_name(server: Server, cast: Cast, sam: Client) -> None:
    contact = await new_contact(sam, "Cleo Cole", "cleo@people.test", customerId=cast.acme)
    async with browser(server.url) as page:
        await sign_in(page, sam, f"/desk/contacts/{contact}")
        await page.click("text=Erase for good")
        await page.fill("dialog [name=confirmed]", "Cleo")
        await page.see("dialog .go:disabled")
        await expect_axe_to_be_silent(page)
        await answer(page, confirmed="Cleo Cole", reason="As asked by letter")
        await page.see("h1:has-text('Erased person')")
        await page.see(".under-heading:has-text('Erased')")
        await expect_a_fine_page(page)


async def test_a_warning_stays_on_the_page_until_it_is_closed(
    server: Server, cast: Cast, sam: Client, ann: Client
) -> None:
    async with browser(server.url) as page:
        await sign_in(page, sam, f"/desk/contacts/{ann.id}")
        await page.click("text=Revoke access")
        await answer(page)
        await page.see(".warnings:has-text('Acme Bakery')")
        await expect_a_fine_page(page)
        await page.click(".warnings [aria-label=Close]")
        await page.do("waitFor", {"state": "detached"}, on=".warnings")


async def test_a_webhook_gets_kinds_and_a_new_secret(server: Server, sam: Client) -> None:
    key = await done(sam, "apiKeyCreate", "apiKey { id }", name="Ledger", scopes=["READ_ORDERS", "READ_EVENTS"])
    hook = {"apiKeyId": key["apiKey"]["id"], "url": "https://hooks.example.com/latchkey"}
    await done(sam, "webhookCreate", **hook)
    async with browser(server.url, width=1280) as page:
        await sign_in(page, sam, "/desk/keys")
        await page.click("[aria-label^='https://'] >> text=Change")
        await page.click("dialog summary")
        await page.click("dialog [value=ORDER_CREATED]")
        await page.click("dialog [value=NOTE_ADDED]")
        await expect_axe_to_be_silent(page)
        await answer(page)
        await page.see(".facts:has-text('NOTE_ADDED, ORDER_CREATED')")
        await page.click("[aria-label^='https://'] >> text=Send a test")
        await page.click("[aria-label^='https://'] >> text=Deliveries")
        await page.see("dialog h3:has-text('Test')")
        await page.click("dialog [aria-label=Close]")
        await page.click("[aria-label^='https://'] >> text=New secret")
        await page.click("dialog .go")
        await page.see("dialog .secret:has-text('whsec_')")
        await expect_a_fine_page(page)
