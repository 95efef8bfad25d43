"""The pages that this server serves, in a real browser: on a phone, by keyboard, read aloud, in the dark."""

import re

import pytest

from latchkey.pages.explorer import DemoAccount, explorer_routes
from tests.support.cast import PASSWORD, Cast, Person
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done, new_contact
from tests.support.programs.browser import Browser, browser
from tests.support.programs.pages import expect_a_good_page, invitation, link_in_mail
from tests.support.server import Client, Server

# What a page does in a browser is the same on every database.
pytestmark = ON_SQLITE

GOOD = "copper kettle 1729"
LINK_PAGES = ("/activate", "/reset", "/confirm-email")


async def signs_in(server: Server, username: str, password: str) -> bool:
    """Whether these let somebody in."""
    answer = await server.graphql(
        "mutation($u: String!, $p: String!) { sessionCreate(input: {username: $u, password: $p}) { token } }",
        {"u": username, "p": password},
    )
    # Nobody stays signed in by the cookie.
    server.client.cookies.clear()
    return answer["data"]["sessionCreate"]["token"] is not None


@pytest.mark.parametrize("dark", [False, True])
async def test_an_invitation_is_accepted_on_a_phone_by_keyboard(server: Server, sam: Client, dark: bool) -> None:
    link = await invitation(sam, server)
    async with browser(server.url, dark=dark) as page:
        await page.open(link)
        await page.see("#form")
        assert await page.evaluate("location.href") == f"{server.url}/activate"
        assert await page.focused() == "password"
        assert await page.value("#username") == "jo.hill"
        assert await page.value("#name") == "Jo Hill"
        assert await page.value("#country") == "GB"
        assert await page.value("#timeZone") == "Europe/London"
        await expect_a_good_page(page)

        await page.do("type", "Password1")
        await page.see("#strength-words:has-text('not strong enough')")
        await page.press("Enter")
        await page.see("#password-error:not(:empty)")
        assert await page.focused() == "password"
        assert await page.do("getAttribute", "aria-invalid", on="#password") == "true"
        await expect_a_good_page(page)

        await page.press("Control+A")
        await page.do("type", GOOD)
        await page.see("#strength-words:not(:has-text('not strong enough')):not(:empty)")
        await page.press("Tab", "Tab", "Tab")
        assert await page.focused() == "displayName"
        await page.do("type", "Jo")
        await page.press("Tab")
        await page.do("type", "07911 123456")
        await page.press("Enter")
        await page.see("#mobile-error:not(:empty)")
        assert await page.focused() == "mobile"
        await page.press("Control+A")
        await page.do("type", "0044 7911 123456")
        await page.press("Enter")
        await page.see("h1:has-text('Your account is active')")
        assert await page.focused() == "heading"
        await expect_a_good_page(page)

        await page.open(link)
        await page.see("#problem:has-text('already been used')")
        await expect_a_good_page(page)
    assert await signs_in(server, "jo.hill", GOOD)
    contacts = await sam.data('{ contacts(search: "Jo Hill") { nodes { displayName mobile country timeZone } } }')
    assert contacts["contacts"]["nodes"] == [
        {"displayName": "Jo", "mobile": "+447911123456", "country": "GB", "timeZone": "Europe/London"}
    ]


async def test_an_invitation_for_a_property_leads_to_its_page(server: Server, sam: Client, cast: Cast) -> None:
    jo = await new_contact(sam)
    tenant = await done(sam, "partySet", "party { id }", siteId=cast.quay_street, contactId=jo, role="TENANT")
    await done(sam, "invitationSend", to={"partyId": tenant["party"]["id"]})
    async with browser(server.url) as page:
        await page.open(await link_in_mail(server.mail, "jo@harbour.test", "activate"))
        await page.see("#form")
        await page.fill("#password", GOOD)
        await page.fill("#mobile", "+447911123456")
        await page.do("selectOption", "GB", on="#country")
        await page.press("Enter")
        await page.see("h1:has-text('Your account is active')")
        await page.click("text=12 Quay Street")
        await page.fill("input[name=username]", "jo@harbour.test")
        await page.fill("input[name=password]", GOOD)
        await page.press("Enter")
        await page.see("h1:has-text('12 Quay Street')")
        assert await page.evaluate("location.pathname") == f"/sites/{cast.quay_street}"


async def test_opening_a_link_uses_nothing_up(server: Server, sam: Client) -> None:
    link = await invitation(sam, server)
    async with browser(server.url) as page:
        for _ in range(3):
            await page.open(link)
            assert await page.see("h1") == "Set up your account"
            await page.see("#form")


async def test_a_forgotten_password_is_replaced_through_the_mail(server: Server, ann: Client) -> None:
    async with browser(server.url) as page:
        await page.open("/reset")
        await page.see("#request")
        assert await page.focused() == "usernameOrEmail"
        await page.do("type", ann.username)
        await page.press("Enter")
        await page.see("#status:has-text('If there is an account')")

        await page.open(await link_in_mail(server.mail, ann.email, "reset"))
        await page.see("#form")
        assert await page.evaluate("location.href") == f"{server.url}/reset"
        await expect_a_good_page(page)
        await page.fill("#password", GOOD)
        await page.click("#show-password")
        assert await page.do("getAttribute", "type", on="#password") == "text"
        assert await page.do("getAttribute", "aria-pressed", on="#show-password") == "true"
        await page.click("text=Save password")
        await page.see("h1:has-text('Your password has been changed')")
        await expect_a_good_page(page)
    assert await signs_in(server, ann.username, GOOD)
    assert not await signs_in(server, ann.username, PASSWORD)


async def test_a_new_address_is_confirmed_by_a_button(server: Server, ann: Client) -> None:
    asked = await ann.data(
        """mutation($p: String!) { emailChangeRequest(input: {email: "ann@elsewhere.test", currentPassword: $p}) {
        userErrors { message } } }""",
        {"p": PASSWORD},
    )
    assert asked["emailChangeRequest"]["userErrors"] == []
    link = await link_in_mail(server.mail, "ann@elsewhere.test", "confirm-email")
    async with browser(server.url) as page:
        await page.open(link)
        await page.see("#form")
        assert (await ann.data("{ viewer { contact { email } } }"))["viewer"]["contact"]["email"] == ann.email
        await expect_a_good_page(page)
        await page.press("Enter")
        await page.see("h1:has-text('Your address is confirmed')")
        await page.open(link)
        await page.see("#problem:has-text('already been used')")
    assert (await ann.data("{ viewer { contact { email } } }"))["viewer"]["contact"]["email"] == "ann@elsewhere.test"


async def test_an_unknown_link_says_so(server: Server) -> None:
    async with browser(server.url, dark=True) as page:
        for path in LINK_PAGES:
            await page.open(f"{path}?token=made-up")
            await page.see("#problem:has-text('not valid')")
            await expect_a_good_page(page)


@pytest.mark.parametrize("path", LINK_PAGES)
async def test_link_pages_run_nothing_but_our_files_and_leave_no_trace(server: Server, path: str) -> None:
    response = await server.client.get(f"{path}?token=very-secret")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    policy = dict(part.split(" ", 1) for part in response.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "very-secret" not in response.text
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]* src=\"/static/assets/)", response.text)
    assert (await server.client.post(path)).status_code == 405


async def test_a_caught_mail_leads_to_its_page(server: Server, sam: Client) -> None:
    await invitation(sam, server)
    async with browser(server.url, width=1000) as page:
        await page.open("/mailbox")
        await page.click(".mails a >> nth=0")
        assert "jo@harbour.test" in await page.see("dl")
        await page.click("text=Accept invitation", frame="iframe")
        await page.see("#form")
        assert await page.evaluate("location.pathname") == "/activate"
        await expect_a_good_page(page)
    assert (await server.client.get("/mailbox/999")).status_code == 404


async def test_the_explorer_signs_in_and_stays_live(server: Server, rita: Client, ann: Client, acme_order: str) -> None:
    server.app.router.routes[0:0] = explorer_routes([_demo(ann, "Ann"), _demo(rita, "Rita")])
    async with browser(server.url, width=1200) as page:
        await page.open("/explorer")
        await page.click("[data-username=ann]")
        await page.see("#who:has-text('Signed in as ann')")
        await _run(page, "query WhoAmI { viewer { contact { name } } }")
        await page.see(".graphiql-response:has-text('Ann Archer')")

        await _run(page, "subscription Moves { orderEvents { ... on OrderEvent { actor { name } } } }")
        await page.see("[aria-label^='Stop query']")
        # There is no telling from outside when the server has begun to listen, so the order moves until it is seen.
        moved = await _move(rita, acme_order, "IN_PROGRESS")
        while not await page.do("count", on=".graphiql-response:has-text('Rita')"):
            moved = await _move(rita, acme_order, "AWAITING_PARTS" if moved == "IN_PROGRESS" else "IN_PROGRESS")
        assert await page.noise() == []


def _demo(person: Person, label: str) -> DemoAccount:
    return DemoAccount(person.username, PASSWORD, label)


async def _run(page: Browser, operation: str) -> None:
    await page.click(".graphiql-query-editor .view-lines")
    await page.press("Control+A")
    await page.paste(operation)
    # GraphiQL looks at what is written after a pause; the tab then bears the operation's name.
    await page.see(f".graphiql-tab >> text={operation.split()[1]}")
    await page.click(".graphiql-execute-button")


async def _move(staff: Client, order: str, status: str) -> str:
    moved = await staff.data(
        """mutation($id: ID!, $to: OrderStatus!) { orderStatusChange(input: {id: $id, status: $to}) {
        order { status } userErrors { message } } }""",
        {"id": order, "to": status},
    )
    assert moved["orderStatusChange"]["userErrors"] == []
    return status


@pytest.fixture
async def acme_order(ann: Client) -> str:
    """An order that Ann has submitted."""
    created = await ann.data(
        """mutation { orderCreate(input: {kind: SERVICE_CALL, problemSummary: "Oven does not heat"}) {
        order { id } userErrors { message } } }"""
    )
    assert created["orderCreate"]["userErrors"] == []
    identifier: str = created["orderCreate"]["order"]["id"]
    return identifier
