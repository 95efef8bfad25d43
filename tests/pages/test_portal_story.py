"""The story of the portal on both databases, in a real browser: from the button of a mail to a revoked access."""

from tests.support.mutations import done
from tests.support.orders import move, new_order
from tests.support.programs.browser import browser
from tests.support.programs.portal import enter, expect_a_fine_page
from tests.support.server import Client, Server


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
