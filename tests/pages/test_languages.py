"""The pages that links lead to speak the language of whom the link was sent to, and else that of the browser."""

import re

import pytest

from adapters.security.password_advice import ADVICE
from adapters.text.locales import page_words, translations
from tests.support.databases import ON_SQLITE
from tests.support.programs.browser import Browser, browser
from tests.support.programs.pages import expect_a_good_page, invitation, link_in_mail
from tests.support.server import Client, Server

GOOD = "copper kettle 1729"
# What a page does in a browser is the same on every database.


async def expect_german(page: Browser) -> None:
    """The page is good, says that it is German, and nothing on it is left in English."""
    await expect_a_good_page(page)
    assert await page.evaluate("document.documentElement.lang") == "de"
    shown = await page.evaluate("document.title + ' ' + document.body.innerText")
    english, german = page_words("en"), page_words("de")
    left = [words for name, words in english.items() if german[name] != words]
    left += [advice for advice in ADVICE if translations("de").gettext(advice) != advice]
    assert [words for words in left if re.search(rf"\b{re.escape(words)}(?!\w)", shown)] == []


@ON_SQLITE
@pytest.mark.parametrize("dark", [False, True])
async def test_an_invitation_is_accepted_in_german(server: Server, sam: Client, dark: bool) -> None:
    link = await invitation(sam, server, "de-AT")
    # The browser is an English one: the mail was German, and so is the page.
    async with browser(server.url, dark=dark) as page:
        await page.open(link)
        await page.see("#form")
        assert await page.see("h1") == "Ihr Konto einrichten"
        await page.see("#password-hint:has-text('Mindestens 8 Zeichen, darunter ein Buchstabe und eine Ziffer.')")
        assert "Vereinigtes Königreich" in await page.see("#country")
        await expect_german(page)
        await page.do("type", "Password1")
        await page.see(
            "#strength-words:has-text('Sehr schwach, reicht nicht aus. Das ist ein sehr häufiges Passwort.')"
        )
        await page.press("Enter")
        await page.see("#password-error:has-text('Fügen Sie noch ein oder zwei Wörter hinzu.')")
        await expect_german(page)
        await page.fill("#password", "x1")
        await page.press("Enter")
        await page.see("#password-error:has-text('Verwenden Sie mindestens 8 Zeichen.')")
        await page.fill("#password", GOOD)
        await page.fill("#name", "  ")
        await page.fill("#mobile", "07911 123456")
        await page.press("Enter")
        await page.see("#mobile-error:has-text('mit Ländervorwahl')")
        await page.fill("#mobile", "+44 7911 123456")
        await page.press("Enter")
        await page.see("h1:has-text('Ihr Konto ist eröffnet')")
        await expect_german(page)
        await page.open(link)
        await page.see("#problem:has-text('schon verwendet')")
        await expect_german(page)


@ON_SQLITE
async def test_a_password_is_replaced_and_an_address_confirmed_in_german(server: Server, ann: Client) -> None:
    changed = await ann.data(
        """mutation { profileUpdate(input: {profile: {locale: "de-DE"}}) { userErrors { message } } }"""
    )
    assert changed["profileUpdate"]["userErrors"] == []
    async with browser(server.url, locale="de-CH") as page:
        await page.open("/reset")
        await page.see("#request")
        await expect_german(page)
        await page.fill("#usernameOrEmail", ann.username)
        await page.press("Enter")
        await page.see("h1:has-text('Sehen Sie in Ihre E-Mails')")
        await expect_german(page)
        await page.open(await link_in_mail(server.mail, ann.email, "reset"))
        await page.see("#form")
        await expect_german(page)
        await page.fill("#password", GOOD)
        await page.press("Enter")
        await page.see("h1:has-text('Ihr Passwort ist geändert')")
        await expect_german(page)
        await page.open("/activate?token=made-up")
        await page.see("#problem:has-text('nicht gültig')")
        await expect_german(page)

    session = await server.graphql(
        'mutation($p: String!) { sessionCreate(input: {username: "ann", password: $p}) { token } }', {"p": GOOD}
    )
    asked = await server.graphql(
        """mutation($p: String!) { emailChangeRequest(input: {email: "ann@elsewhere.test", currentPassword: $p}) {
        userErrors { message } } }""",
        {"p": GOOD},
        session["data"]["sessionCreate"]["token"],
    )
    assert asked["data"]["emailChangeRequest"]["userErrors"] == []
    async with browser(server.url) as page:
        link = await link_in_mail(server.mail, "ann@elsewhere.test", "confirm-email")
        await page.open(link)
        await page.see("#form")
        await expect_german(page)
        await page.press("Enter")
        await page.see("h1:has-text('Ihre Adresse ist bestätigt')")
        await expect_german(page)
        await page.open(link)
        await page.see("#problem:has-text('Dieser Link wurde schon verwendet.')")
        await expect_german(page)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de", "de"),
        ("DE-at,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR, fr;q=0.9, de;q=0.5, en;q=0.4", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("fr, zh-Hant-TW", "en"),
        (", ;q=x ,*", "en"),
        ("de," * 5000, "de"),
        ("", "en"),
    ],
)
@ON_SQLITE
async def test_the_browser_chooses_the_language_without_a_link(server: Server, asked: str, language: str) -> None:
    for path in ("/reset", "/activate?token=made-up", "/confirm-email?token="):
        response = await server.client.get(path, headers={"Accept-Language": asked})
        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.text


async def test_a_link_opens_in_its_readers_language_and_stays_valid(server: Server, sam: Client) -> None:
    link = await invitation(sam, server, "de")
    response = await server.client.get(link, headers={"Accept-Language": "en"})
    assert '<html lang="de"' in response.text
    token = link.partition("token=")[2]
    assert token not in response.text
    preview = await server.graphql("query($t: String!) { invitation(token: $t) { status } }", {"t": token})
    assert preview["data"]["invitation"] == {"status": "VALID"}


async def test_readers_of_other_languages_get_english(server: Server, sam: Client) -> None:
    link = await invitation(sam, server, "fr-FR")
    response = await server.client.get(link, headers={"Accept-Language": "de"})
    assert '<html lang="en"' in response.text
