"""Staff at the desk with several rows at once, with the words of others, and with files, in a real browser."""

from pathlib import Path

from PIL import Image

from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done, mail_to, new_contact
from tests.support.orders import new_order, order_at
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


async def test_words_and_files_are_removed_or_shown_to_later_tenants(
    server: Server, cast: Cast, sam: Client, tom: Client, tmp_path: Path
) -> None:
    await order_at(tom, cast.quay_street)
    photo = tmp_path / "boiler.jpg"
    Image.new("RGB", (640, 480), "grey").save(photo)
    async with browser(server.url) as phone, browser(server.url, width=1280) as desk:
        await sign_in(phone, tom, "/orders/SR-000001")
        await phone.do("setInputFiles", str(photo), on="input[type=file]")
        await phone.see(".upload .file-size")
        await phone.click("text=Send >> nth=0")
        await phone.see(".entry:has-text('added a file') .file:has-text('boiler.jpg')")
        await phone.fill("[name=body]", "My code is 4711")
        await phone.click("text=Send >> nth=0")
        await phone.see(".entry.note:has-text('4711'):has(summary)")
        await expect_a_fine_page(phone)

        await sign_in(desk, sam, "/desk/orders/SR-000001")
        await desk.click(".entry:has-text('boiler.jpg') summary")
        await desk.click(".entry:has-text('boiler.jpg') >> text=Show to later occupants")
        await answer(desk)
        await desk.see(".facts:has-text('Later occupants')")
        await desk.click(".entry:has-text('4711') summary")
        await desk.click(".entry:has-text('4711') >> text=Remove the words")
        await expect_axe_to_be_silent(desk)
        await answer(desk, reason="It is a secret")
        await desk.see(".entry:has-text('It is a secret')")
        await expect_a_fine_page(desk)
        await expect_it_in_the_dark_and_on_a_phone(desk)

        await phone.see(".entry:has-text('It is a secret')")
        assert await phone.do("count", on="text=4711") == 0
        await phone.click("[aria-label='Remove boiler.jpg']")
        await answer(phone)
        await phone.see("text=A file was removed.")


async def test_several_orders_are_changed_and_several_people_invited(
    server: Server, cast: Cast, sam: Client, ann: Client
) -> None:
    for summary in ("It squeaks", "It is cold", "It smells"):
        await new_order(ann, problemSummary=summary)
    for name in ("Cleo Cole", "Dora Dean"):
        await new_contact(sam, name, f"{name.split()[0].lower()}@people.test", customerId=cast.acme)
    leaving = await new_contact(sam, "Emil Ende", "emil@people.test", customerId=cast.acme)
    await new_contact(sam, "Faye Fox", None, customerId=cast.acme)
    async with browser(server.url, width=1280) as page:
        await sign_in(page, sam, "/desk/orders")
        await page.click("[aria-label='Choose SR-000001']")
        await page.click("[aria-label='Choose SR-000003']")
        await expect_a_fine_page(page)
        await expect_it_in_the_dark_and_on_a_phone(page)
        await page.click("text=Change 2 orders")
        await page.do("selectOption", "IN_PROGRESS", on="dialog [name=status]")
        await page.do("selectOption", "URGENT", on="dialog [name=priority]")
        await page.click("dialog .tick:has-text('Rita Rowe')")
        await expect_axe_to_be_silent(page)
        await answer(page)
        for summary in ("It squeaks", "It smells"):
            await page.see(f".row:has-text('{summary}'):has-text('Urgent'):has-text('Rita Rowe')")
        await page.see(".row:has-text('It is cold'):has-text('Submitted')")
        assert await page.do("count", on=".together") == 0

        await go(page, "/contacts")
        for name in ("Cleo Cole", "Dora Dean", "Emil Ende"):
            await page.click(f"[aria-label='Choose {name}']")
        assert await page.do("count", on="[aria-label='Choose Faye Fox']") == 0, "without an address nobody is invited"
        await done(sam, "contactArchive", id=leaving)
        await page.click("text=Invite 3 people")
        await page.see(".problem:has-text('Emil Ende: ')")
        await page.see(".row:has-text('Dora Dean'):has-text('Invited')")
        await expect_a_fine_page(page)
    assert "/activate?token=" in (await mail_to(server.mail, "cleo@people.test", "activate")).text


async def test_an_export_is_written_while_one_looks_on(server: Server, cast: Cast, sam: Client, ann: Client) -> None:
    await new_order(ann)
    async with browser(server.url, width=1280) as page:
        await sign_in(page, sam, "/desk/exports")
        await page.see("text=No exports yet")
        await page.click("text=New export")
        await page.click("dialog .tick:has-text('Invoices')")
        await page.click("dialog .tick:has-text('People')")
        await expect_axe_to_be_silent(page)
        await answer(page)
        await page.see(".card .chip:has-text('Written')")
        await page.see(".file:has-text('Orders'):has-text('one row')")
        await expect_a_fine_page(page)
        await expect_it_in_the_dark_and_on_a_phone(page)
        await page.click(".file:has-text('People')")
        await page.do("waitFor", {"state": "detached"}, on=".problem")
