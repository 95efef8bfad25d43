"""Expectations of every page in a browser, and ways to come to one."""

import re

from adapters.mail.catcher import MailCatcher
from tests.support.programs.browser import Browser
from tests.support.server import Client, Server

UNNAMED_FIELDS = """[...document.querySelectorAll("input, select, textarea, meter")].filter((field) =>
  !(field.labels.length && field.labels[0].textContent.trim()) && !field.ariaLabel
  || (field.getAttribute("aria-describedby") ?? "").split(" ").some((id) => id && !document.getElementById(id))
).map((field) => field.id)"""
"""The ids of the fields that do not say what they are, or name what does not exist."""
FAINT_TEXTS = """(() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    const color = rgb(getComputedStyle(element).backgroundColor);
    return color[3] === 0 && element.parentElement ? ground(element.parentElement) : color;
  };
  const says = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.checkVisibility() && (says(element) || element.matches("input, select")))
    .filter((element) => {
      const [one, other] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
      return (one + 0.05) / (other + 0.05) < 4.5;
    })
    .map((element) => element.outerHTML.slice(0, 80));
})()"""
"""The texts that stand out from what is behind them by less than 4.5 to 1, which WCAG asks for."""
IS_WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > innerWidth"


async def expect_a_good_page(page: Browser) -> None:
    """Expect named fields, readable texts, no sideways scrolling and no noise, as of every page at every moment."""
    assert await page.evaluate(UNNAMED_FIELDS) == []
    assert await page.evaluate(FAINT_TEXTS) == []
    assert not await page.evaluate(IS_WIDER_THAN_THE_WINDOW)
    assert await page.noise() == []


async def link_in_mail(catcher: MailCatcher, to: str, page: str) -> str:
    """The address that the newest mail of this kind to a person leads to."""
    pattern = re.compile(rf"https?://\S+/{page}\?token=[\w-]+")
    mail = await catcher.wait_for(lambda mail: to in mail.to and pattern.search(mail.text) is not None)
    found = pattern.search(mail.text)
    assert found is not None
    return found[0]


async def invitation(sam: Client, server: Server, locale: str = "en") -> str:
    """Sam invites Jo, who has that locale; gives the link of the mail."""
    created = await sam.data(
        """mutation($customer: ID!, $locale: Locale) { contactCreate(input: {customerId: $customer, name: "Jo Hill",
        email: "jo@harbour.test", country: "GB", locale: $locale}) { contact { id } userErrors { message } } }""",
        {
            "locale": locale,
            "customer": (await sam.data("{ customers(first: 1) { nodes { id } } }"))["customers"]["nodes"][0]["id"],
        },
    )
    enabled = await sam.data(
        "mutation($id: ID!) { portalAccessEnable(input: {contactId: $id}) { userErrors { message } } }",
        {"id": created["contactCreate"]["contact"]["id"]},
    )
    assert enabled["portalAccessEnable"]["userErrors"] == []
    return await link_in_mail(server.mail, "jo@harbour.test", "activate")
