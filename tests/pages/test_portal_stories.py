"""The portal in a real browser, at the real server: from the button of a mail on."""

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from adapters import clock
from latchkey.pages.portal import PAGES
from tests.support.cast import PASSWORD, Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done, new_invoice
from tests.support.orders import move, new_order
from tests.support.programs.browser import browser
from tests.support.programs.portal import (
    enter,
    expect_a_fine_page,
    expect_axe_to_be_silent,
    expect_it_in_the_dark_and_on_a_phone,
    sign_in,
)
from tests.support.server import Client, Server

# What a page does in a browser is the same on every database.
pytestmark = ON_SQLITE


@pytest.mark.parametrize("paths", [PAGES[::2], PAGES[1::2]], ids=["some", "others"])
async def test_every_address_has_its_page_in_light_and_dark(
    server: Server, cast: Cast, ann: Client, paths: tuple[str, ...]
) -> None:
    await new_order(ann)
    async with browser(server.url, width=1280) as page:
        await sign_in(page, ann)
        for path in paths:
            await page.open(path.format(number="SR-000001", reference="PR-000001", id=cast.acme_site, code="ACME"))
            await page.see("h1")
            is_missing = path in ("/invoices/{number}", "/assets/{id}", "/listings/{reference}")
            assert await page.do("count", on="text=There is nothing here for you") == is_missing, path
            await expect_a_fine_page(page)
            await expect_it_in_the_dark_and_on_a_phone(page)


async def test_an_order_is_opened_with_a_photo_and_answered(
    server: Server, sam: Client, ann: Client, tmp_path: Path
) -> None:
    photo = tmp_path / "oven.jpg"
    Image.new("RGB", (640, 480), "grey").save(photo)
    async with browser(server.url) as page:
        await sign_in(page, ann)
        await page.click("text=New order")
        await page.see("h1:has-text('What needs repair?')")
        await page.fill("[name=problemSummary]", "The oven is cold")
        await page.do("reload")
        await page.see("[name=assetId]")
        assert await page.value("[name=problemSummary]") == "The oven is cold"
        await page.do("selectOption", {"label": "Acme Bakehouse"}, on="[name=siteId]")
        await page.do("selectOption", {"label": "Something else …"}, on="[name=assetId]")
        await page.fill("[name='newAsset.name']", "Deck oven")
        # The first request breaks off; the next asks how much has come, and goes on from there.
        await page.do("cut", "**/tus/**")
        await page.do("setInputFiles", str(photo), on="input[type=file]")
        await page.see(".upload .file-size")
        await expect_axe_to_be_silent(page)
        await page.click("text=Keep as a draft")
        await page.see(".notice:has-text('This is a draft')")
        await page.click("text=Edit")
        await page.fill("dialog [name=problemSummary]", "The oven is ice cold")
        await page.click("dialog >> text=Save")
        await page.see("h1:has-text('The oven is ice cold')")
        await page.click("text=Send the order")
        await page.see(".under-heading:has-text('SR-000001')")
        assert await page.evaluate("location.pathname") == "/orders/SR-000001"
        await page.see(".file:has-text('oven.jpg')")

        await page.fill("[name=body]", "It is the upper deck")
        await page.press("Tab", "Enter")
        await page.see(".entry:has-text('It is the upper deck')")
        assert await page.value("[name=body]") == ""

        order = (await ann.data("{ orders { nodes { id } } }"))["orders"]["nodes"][0]["id"]
        estimate = {"amount": "126.00", "currency": "EUR"}
        await done(sam, "recommendationCreate", orderId=order, title="New element", estimate=estimate)
        await page.click(".card >> text=Approve")
        await page.see("dialog:has-text('€126.00')")
        await expect_axe_to_be_silent(page)
        await page.click("dialog .go")
        await page.see(".card .chip:has-text('Approved')")
        await page.do("waitFor", {"state": "detached"}, on="dialog")
        await expect_axe_to_be_silent(page)

        await page.click("nav >> text=Assets")
        await page.click(".row:has-text('Deck oven')")
        await page.see(".row:has-text('The oven is ice cold')")
        await page.click("text=Edit")
        await page.fill("dialog [name=manufacturer]", "Brandt & Sohn")
        await page.click("dialog >> text=Save")
        await page.see(".facts:has-text('Brandt & Sohn')")
        await expect_axe_to_be_silent(page)
        await page.click(".facts >> text=Acme Bakehouse")
        await page.see("h1:has-text('Acme Bakehouse')")
        await page.see(".row-title:has-text('Deck oven')")
        await expect_axe_to_be_silent(page)


async def test_invoices_are_approved_one_and_several(server: Server, cast: Cast, sam: Client, ann: Client) -> None:
    due = clock.now().date() + timedelta(days=14)
    for _ in range(3):
        await new_invoice(sam, cast.acme, due, issue=True)
    async with browser(server.url, width=320) as page:
        await sign_in(page, ann, "/invoices/INV-000001")
        await page.click(".actions >> text=Approve")
        await page.fill("dialog [name=comment]", "As agreed")
        await page.click("dialog .go")
        await page.see(".entry:has-text('As agreed')")
        await page.do("waitFor", {"state": "detached"}, on=".actions >> text=Decline")
        await expect_a_fine_page(page)

        await page.click("text=All invoices")
        await page.do("selectOption", "waiting", on=".selected >> nth=0 >> select")
        await page.click("[aria-label='Choose INV-000002']")
        await page.click("[aria-label='Choose INV-000003']")
        await expect_a_fine_page(page)
        await page.click("text=Approve 2 invoices")
        await page.see("text=Nothing found")
    approved = await ann.data("{ invoices(where: {approvalStatus: [APPROVED]}) { totalCount } }")
    assert approved["invoices"]["totalCount"] == 3


async def test_an_administrator_asks_for_a_colleague_and_for_their_end(
    server: Server, cast: Cast, sam: Client, ann: Client
) -> None:
    await new_order(ann)
    membership = {"contactId": ann.id, "customerId": cast.zenith, "role": "MEMBER", "rights": ["ORDERS"]}
    await done(sam, "membershipSet", **membership)
    async with browser(server.url) as page:
        await sign_in(page, ann, "/orders")
        await page.see(".row-more:has-text('Acme Bakery')")
        await page.do("selectOption", "Zenith Lettings", on="label:has-text('Company') >> select")
        await page.see("text=Nothing found")
        await page.click(".menu summary")
        await page.click(".menu >> text=Acme Bakery")
        await page.see(".row:has-text('Ben Booth')")
        await page.click("text=Ask for an account")
        await page.fill("dialog [name=name]", "Cleo Clark")
        await page.fill("dialog [name=email]", "cleo@people.test")
        await expect_axe_to_be_silent(page)
        await page.click("dialog .go")
        await page.see(".row:has-text('Cleo Clark') >> text=Open")
        await page.do("waitFor", {"state": "detached"}, on="dialog")
        await expect_a_fine_page(page)
        asked = (await sam.data("{ accessRequests { nodes { id } } }"))["accessRequests"]["nodes"][0]["id"]
        await done(sam, "accessRequestResolve", id=asked, grant=True)
        await page.see(".row:has-text('cleo@people.test')")
        await page.see(".row:has-text('Cleo Clark') >> text=Granted")
        await page.click("[aria-label='End access of Cleo Clark']")
        await page.click("dialog .go")
        await page.see(".row:has-text('End of access') >> text=Open")
        leaving = (await sam.data("{ accessRequests(where: {status: [OPEN]}) { nodes { id } } }"))["accessRequests"]
        await done(
            sam, "accessRequestResolve", id=leaving["nodes"][0]["id"], grant=False, comment="She stays until May"
        )
        await page.see(".row:has-text('She stays until May') >> text=Refused")


async def test_the_bell_rings_until_what_it_tells_is_read(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    async with browser(server.url) as page:
        await sign_in(page, ann)
        await page.see(".bell")
        await done(sam, "noteAdd", orderId=order, body="We look at it tomorrow")
        await page.see(".bell[aria-label='1 new notification']")
        await page.click(".bell")
        await page.click(".row:has-text('We look at it tomorrow')")
        await page.see("h1:has-text('It squeaks')")
        await page.see(".bell[aria-label='Notifications']")

        await page.open("/preferences")
        await page.click("[aria-label='Somebody writes about an order: E-mail']")
        await page.do("selectOption", "DAILY", on="[name=digestFrequency]")
        await page.see("[name=digestFrequency]")
        await page.do("reload")
        await page.see("[aria-label='Somebody writes about an order: E-mail']:not(:checked)")
        assert await page.value("[name=digestFrequency]") == "DAILY"


async def test_the_network_goes_and_comes_back(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    async with browser(server.url) as page:
        await sign_in(page, ann, "/orders/SR-000001")
        await page.see("h1:has-text('It squeaks')")
        await page.do("offline", True)
        await page.see(".standing:has-text('You are offline')")
        await page.see("h1:has-text('It squeaks')")
        await page.fill("[name=body]", "Are you there?")
        await page.click("text=Send >> nth=0")
        await page.see(".problem")
        assert await page.value("[name=body]") == "Are you there?", "what was not sent is still there"
        await page.click("nav >> text=Invoices")
        await page.see("h1:has-text('You are offline')")
        await page.do("goBack")
        await move(sam, order, "SCHEDULED")
        await page.do("offline", False)
        await page.see(".ribbon .current:has-text('Scheduled')")
        assert await page.do("count", on=".standing") == 0


@pytest.mark.settings(operator_name="Brightwell")
async def test_a_person_changes_language_password_and_devices(server: Server, ann: Client) -> None:
    async with browser(server.url) as page:
        await page.open("/account")
        await enter(page, ann)
        await page.click("[aria-label='Sign out tests']")
        await page.do("waitFor", {"state": "detached"}, on=".row-title:has-text('tests')")
        authorization = {"Authorization": f"Bearer {ann.token}"}
        asked = await server.client.post("/graphql", json={"query": "{ viewer { id } }"}, headers=authorization)
        assert asked.status_code == 401

        await page.click("text=Change the password")
        await page.fill("[open] [name=currentPassword]", PASSWORD)
        await page.fill("[name=newPassword]", "seven")
        await page.see(".meter:has-text('not strong enough')")
        await page.click("text=Save password")
        await page.see(".fault")
        await expect_axe_to_be_silent(page)
        await page.fill("[name=newPassword]", "eight lamps by the harbour 5")
        await page.click("text=Save password")
        await page.see(".notice:has-text('Your password has been changed')")
        await page.click("text=Change the address for notifications")
        await page.fill("[name=email] >> nth=1", "ann@home.test")
        await page.fill("[name=currentPassword] >> nth=1", "eight lamps by the harbour 5")
        await page.click("section:has-text('Address for notifications') >> text=Save")
        await page.see(".notice:has-text('Open the link that we have sent')")

        await page.do("selectOption", "de", on="[name='profile.locale']")
        await page.do("selectOption", "Europe/Vienna", on="[name='profile.timeZone']")
        await page.click("text=Save >> nth=0")
        await page.see("h1:has-text('Ihr Konto')")
        await page.see("footer:has-text('(Vienna)')")
        assert await page.evaluate("document.documentElement.lang") == "de"
        assert await page.evaluate("document.title") == "Ihr Konto · Brightwell"
        await expect_a_fine_page(page)
        await page.click(".menu summary")
        await page.click("text=Abmelden >> nth=0")
        await page.see("h1:has-text('Anmelden')")
