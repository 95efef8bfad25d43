"""The desk in a real browser: what staff do there, and what their customers see of it."""

from datetime import timedelta

import pytest

from adapters import clock
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done, mail_to, new_contact, new_invoice
from tests.support.orders import move, new_order
from tests.support.programs.browser import browser
from tests.support.programs.desk import answer, go
from tests.support.programs.portal import (
    expect_a_fine_page,
    expect_axe_to_be_silent,
    expect_it_in_the_dark_and_on_a_phone,
    sign_in,
)
from tests.support.server import Client, Server

# What a page does in a browser is the same on every database.
pytestmark = ON_SQLITE


async def test_staff_give_access_on_a_contacts_page(server: Server, cast: Cast, sam: Client) -> None:
    contact = await new_contact(sam, "Cleo Cole", "cleo@people.test", customerId=cast.acme)
    async with browser(server.url, width=320) as page:
        await sign_in(page, sam, f"/contacts/{contact}")
        assert await page.evaluate("location.pathname") == f"/desk/contacts/{contact}"
        await page.see(".chip:has-text('No access')")
        await page.click("text=Give access")
        await page.see("dialog [name=username][value='cleo.cole']")
        await expect_axe_to_be_silent(page)
        await answer(page, username="cleo")
        await page.see(".chip:has-text('Invited')")
        await page.see(".entry:has-text('Invitation sent')")
        await expect_a_fine_page(page)
        assert "/activate?token=" in (await mail_to(server.mail, "cleo@people.test", "activate")).text

        await page.click("text=Change the username")
        await page.fill("dialog [name=username]", "ann")
        await page.click("dialog .go")
        await page.see("dialog .fault")
        await answer(page, username="cleo.c", reason="As she asked")
        await page.see(".facts:has-text('cleo.c')")
        await page.click("text=Revoke access")
        await answer(page, reason="Left the company")
        await page.see(".entry:has-text('Left the company')")
        await page.see("text=Give access")


async def test_the_customers_page_shows_at_once_what_staff_do(server: Server, sam: Client, ann: Client) -> None:
    await new_order(ann)
    async with browser(server.url, width=1280) as desk, browser(server.url) as phone:
        await sign_in(phone, ann, "/orders/SR-000001")
        await sign_in(desk, sam, "/desk/orders/SR-000001")
        await desk.click(".actions >> text=Move")
        await desk.do("selectOption", "IN_PROGRESS", on="dialog [name=status]")
        await answer(desk, comment="We have begun")
        await phone.see(".ribbon .current:has-text('In progress')")
        await phone.see(".entry:has-text('We have begun')")

        await desk.fill("[name=body]", "She pays late")
        await desk.click("[name=internal]")
        await desk.click(".reply >> text=Send")
        await desk.see(".entry:has-text('She pays late') .chip:has-text('Only staff')")
        await desk.click("text=Recommend work")
        await answer(desk, title="New bearing", estimate="84.50")
        await phone.see(".card:has-text('New bearing')")
        assert await phone.do("count", on="text=She pays late") == 0

        await desk.click("text=New invoice")
        await desk.fill("[name='lines.0.description']", "Bearing")
        await desk.fill("[name='lines.0.unitPrice']", "a lot")
        await desk.click("text=Add an item")
        await desk.fill("[name='lines.1.description']", "An hour")
        await desk.fill("[name='lines.1.unitPrice']", "40")
        await desk.fill("[name='lines.1.taxRate']", "0")
        await desk.click("text=Save")
        await desk.see(".problem")
        await desk.fill("[name='lines.0.unitPrice']", "100")
        await desk.click("text=Save")
        await desk.see("h1:has-text('Invoice Draft')")
        await expect_axe_to_be_silent(desk)
        await desk.click("text=Issue")
        await desk.see("h1:has-text('INV-000001')")
        await phone.see(".row:has-text('€160.00')")
        await desk.click("text=Record a payment")
        await answer(desk, amount="60.00")
        await desk.see("section:has-text('Payments') >> text=€60.00")

        await desk.open(f"/desk/contacts/{ann.id}")
        await desk.click("text=Revoke access")
        await answer(desk)
        await phone.see("h1:has-text('Sign in')")


async def test_figures_are_drawn_and_stand_in_a_table(server: Server, cast: Cast, sam: Client, ann: Client) -> None:
    for _ in range(2):
        await move(sam, await new_order(ann), "IN_PROGRESS")
    await new_order(ann)
    await new_invoice(sam, cast.acme, clock.now().date() + timedelta(days=14), issue=True)
    async with browser(server.url, width=1280) as page:
        await sign_in(page, sam, "/desk/figures")
        await page.see(".tile:has-text('Orders') strong:has-text('3')")
        await page.do("waitFor", on=".chart svg[role=img] .part-1 >> nth=0")
        await expect_a_fine_page(page)
        await page.do("selectOption", "STATUS", on="label:has-text('By') >> nth=0 >> select")
        await page.do("selectOption", "CUSTOMER", on="label:has-text('And by') >> select")
        assert await page.see(".bars li >> nth=0") == "In progress 2"
        await page.click("summary >> nth=1")
        assert (await page.see("tbody tr >> nth=0")).startswith("In progress Acme Bakery 2")
        await expect_it_in_the_dark_and_on_a_phone(page)
        await page.click(".tabs >> text=Invoices")
        await page.see(".bars li:has-text('Not due'):has-text('€1.00')")
        await expect_a_fine_page(page)
        await expect_it_in_the_dark_and_on_a_phone(page)


WORK = ("/", "/orders", "/orders/SR-000001", "/board", "/invoices", "/invoices/INV-000001", "/invoices/new")
NEW_INVOICE = "/invoices/new?customer={acme}"
PEOPLE = (
    "/customers",
    "/customers/ACME",
    "/contacts",
    "/contacts/{ann}",
    "/sites",
    "/sites/{quay}",
    "/search?search=a",
)
MESSAGES = ("/access-requests", "/inbound-mails?show=all", "/sms-messages", "/deliveries", "/notifications")
SET_UP = ("/staff", "/keys", "/account", "/preferences")


@pytest.mark.parametrize("paths", [(NEW_INVOICE, *WORK), PEOPLE, (*MESSAGES, *SET_UP)], ids=["work", "people", "rest"])
async def test_each_page_is_fine_in_light_and_dark(
    server: Server, cast: Cast, sam: Client, ann: Client, paths: tuple[str, ...]
) -> None:
    await new_order(ann)
    await new_invoice(sam, cast.acme, clock.now().date() + timedelta(days=14), issue=True)
    await done(ann, "accessRequestCreate", customerId=cast.acme, kind="NEW_ACCOUNT", name="Di", email="di@people.test")
    async with browser(server.url, width=1280) as page:
        await sign_in(page, sam)
        for path in paths:
            await go(page, path.format(acme=cast.acme, ann=ann.id, quay=cast.quay_street))
            assert await page.do("count", on="text=There is nothing here for you") == 0, path
            await expect_a_fine_page(page)
            await expect_it_in_the_dark_and_on_a_phone(page)


async def test_the_desk_shows_what_somebody_may_do(server: Server, rita: Client, ann: Client) -> None:
    await new_order(ann)
    async with browser(server.url, width=1280) as page:
        await sign_in(page, rita)
        assert await page.see("#places") == (
            "Work Overview Orders Board Invoices Search Figures Exports People and places Customers Contacts Properties and "
            "sites Tenancies Market Messages E-mails received"
        )
        for path, hidden in (
            ("/access-requests", "text=Open"),
            ("/customers", "text=New customer"),
            (f"/contacts/{ann.id}", "text=Portal access"),
            ("/orders/SR-000001", "text=New invoice"),
        ):
            await go(page, path)
            assert await page.do("count", on=hidden) == 0, path
        await page.see(".actions >> text=Move")
    async with browser(server.url) as page:
        await sign_in(page, ann, "/desk/orders/SR-000001")
        await page.see("h1:has-text('It squeaks')")
        assert await page.evaluate("location.pathname") == "/orders/SR-000001"
