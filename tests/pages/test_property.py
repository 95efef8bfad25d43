"""Properties in the portal: what tenants, landlords and applicants see of them and do there, in a real browser."""

from datetime import timedelta
from pathlib import Path

from adapters import clock
from models.market.viewings import Viewing
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import uploaded
from tests.support.invoicing import key
from tests.support.lettings.making import agreed, day, landlord, worked
from tests.support.market.listings import move_listing, new_listing, photo_of
from tests.support.mutations import done
from tests.support.programs.browser import Browser, browser
from tests.support.programs.desk import answer, go
from tests.support.programs.portal import (
    expect_a_fine_page,
    expect_axe_to_be_silent,
    expect_it_in_the_dark_and_on_a_phone,
    sign_in,
)
from tests.support.server import Client, Server
from tests.support.tenancies import photograph

# What a page does in a browser is the same on every database.
pytestmark = ON_SQLITE


async def test_a_tenant_and_a_landlord_see_the_tenancy_each_their_own_way(
    server: Server, cast: Cast, sam: Client, tom: Client, ann: Client
) -> None:
    await landlord(sam, cast, ann)
    await agreed(sam, cast, tom, deposit={"amount": "1500", "currency": "GBP"}, depositHeldBy="Deposit Scheme")
    await worked()
    document = {"kind": "GAS_SAFETY", "title": "Gas certificate", "expiresOn": day(20), "seenBy": ["LANDLORD"]}
    upload = (await uploaded(sam, photograph(), "gas.png"))["id"]
    await done(sam, "propertyDocumentAdd", siteId=cast.quay_street, uploadId=upload, **document)
    async with browser(server.url, width=320) as phone, browser(server.url, width=1280) as desktop:
        await sign_in(phone, tom)
        await phone.click(".row:has-text('12 Quay Street'):has-text('£1,000.00 each month')")
        await phone.see("section:has-text('Tenancy') .facts:has-text('Deposit Scheme')")
        await phone.see(".row:has-text('INV-000001'):has-text('£1,000.00')")
        assert await phone.do("count", on="text=Gas certificate") == 0
        assert await phone.do("count", on="text=Statement") == 0
        await expect_a_fine_page(phone)

        await sign_in(desktop, ann)
        await desktop.see("section:has-text('Documents that expire') .row:has-text('Gas certificate')")
        await desktop.click("section:has-text('Tenancies') .row:has-text('12 Quay Street')")
        await desktop.see(".facts:has-text('Tom')")
        await desktop.see(".file:has-text('Gas certificate')")
        await desktop.click("summary:has-text('Statement')")
        await expect_a_fine_page(desktop)
        await expect_it_in_the_dark_and_on_a_phone(desktop)
        for shown, ending in (("Statement as PDF", ".pdf"), ("Statement as CSV", ".csv")):
            assert str(await desktop.do("download", on=f"text={shown}")).endswith(ending)

        await done(sam, "tenancyNoticeGive", id=await _tenancy(sam), noticeBy="TENANT", endsOn=day(40))
        await phone.see("section:has-text('Tenancy') .chip:has-text('Notice given')")
        await desktop.see("section:has-text('Tenancy') .chip:has-text('Notice given')")


async def _tenancy(sam: Client) -> str:
    found: str = (await sam.data("{ tenancies { nodes { id } } }"))["tenancies"]["nodes"][0]["id"]
    return found


async def test_an_applicant_finds_a_listing_asks_and_looks_at_it(
    server: Server, cast: Cast, sam: Client, ben: Client, zoe: Client
) -> None:
    listing = await new_listing(sam, cast, marketed=False, description="Three floors by the water.")
    await photo_of(sam, listing)
    await done(sam, "partySet", siteId=cast.quay_street, contactId=zoe.id, role="VENDOR")
    async with browser(server.url, width=320) as page, browser(server.url, width=1280) as vendor:
        await sign_in(page, ben, "/requirements")
        await page.click("text=New search")
        await page.fill("dialog [name=areas]", "Bristol, Bath")
        await page.fill("dialog [name='maxPrice.amount']", "-1")
        await page.do("selectOption", "GBP", on="dialog [name='maxPrice.currency']")
        await expect_axe_to_be_silent(page)
        await page.click("dialog .go")
        await page.see("dialog .fault")
        await page.fill("dialog [name='maxPrice.amount']", "350000")
        await page.click("dialog .go")
        await page.see(".card:has-text('For sale · Bristol · Bath'):has-text('up to £350,000')")
        await expect_axe_to_be_silent(page)
        await page.click(".tabs >> text=On the market")
        await page.see("text=Nothing on the market yet")
        await move_listing(sam, listing, "ON_THE_MARKET")
        await page.click(".row:has-text('Terraced house'):has-text('Offers over £325,000')")
        await page.see("h1:has-text('Terraced house by the quay')")
        await page.see(".photo img")
        assert await page.do("count", on=".facts a") == 0, "the property is not seen by a wish alone"
        await expect_a_fine_page(page)

        await page.click("text=Ask about it")
        await page.fill("dialog [name=message]", "Is it quiet?")
        await page.click("dialog .go")
        await page.see(".notice:has-text('You asked about this')")
        await page.see(".facts a:has-text('12 Quay Street')")
        await page.click("text=Ask for a viewing")
        at = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")
        await page.fill("dialog [name=startsAt]", at)
        await expect_axe_to_be_silent(page)
        await page.click("dialog .go")
        await page.see("section:has-text('Viewings') .chip:has-text('Asked for')")
        await page.open("/")
        await page.click("section:has-text('Viewings') .row:has-text('Terraced house'):has-text('Asked for')")

        await sign_in(vendor, zoe, f"/sites/{cast.quay_street}")
        await vendor.see(".ribbon .current:has-text('On the market')")
        viewing = (await sam.data("{ viewings { nodes { id } } }"))["viewings"]["nodes"][0]["id"]
        await done(sam, "viewingConfirm", id=viewing)
        await page.see("section:has-text('Viewings') .chip:has-text('Confirmed')")
        await Viewing.filter(id=key(viewing, "Viewing")).update(starts_at=clock.now() - timedelta(hours=2))
        await done(sam, "viewingComplete", id=viewing)
        await page.click("text=Give feedback")
        await page.do("selectOption", "INTERESTED", on="dialog [name=interest]")
        await page.fill("dialog [name=feedback]", "A fine house")
        await expect_axe_to_be_silent(page)
        await page.click("dialog .go")
        await page.see("q:has-text('A fine house')")
        await expect_a_fine_page(page)
        assert await vendor.do("count", on="text=A fine house") == 0
        part = (await sam.data("{ viewings { nodes { attendances { id } } } }"))["viewings"]["nodes"][0]["attendances"]
        await done(sam, "feedbackRelease", id=part[0]["id"])
        await vendor.see("q:has-text('A fine house')")
        await expect_a_fine_page(vendor)
        await expect_it_in_the_dark_and_on_a_phone(vendor)

        await page.click("text=Make an offer")
        await page.fill("dialog [name='amount.amount']", "320000")
        assert await page.value("dialog [name='amount.currency']") == "GBP"
        await page.do("selectOption", "CASH_BUYER", on="dialog [name=position]")
        await expect_axe_to_be_silent(page)
        await page.click("dialog .go")
        await page.see("section:has-text('Offers') .card:has-text('£320,000'):has-text('Cash buyer')")
        await page.click("text=Change the offer")
        await page.fill("dialog [name='amount.amount']", "326000")
        await page.click("dialog .go")
        await page.see("section:has-text('Offers') .card:has-text('£326,000')")
        await vendor.click(".row:has-text('Terraced house')")
        await vendor.click("section:has-text('Offers') >> text=Accept")
        await expect_axe_to_be_silent(vendor)
        await vendor.fill("dialog [name=comment]", "With pleasure")
        await vendor.click("dialog .go")
        await page.see("section:has-text('Offers') .chip:has-text('Accepted')")
        await page.see(".ribbon .current:has-text('Under offer')")
        await expect_a_fine_page(vendor)
        await expect_a_fine_page(page)
        await vendor.open("/")
        await vendor.see("section:has-text('On the market') .row:has-text('Terraced house'):has-text('Under offer')")
        await expect_a_fine_page(vendor)
        await expect_it_in_the_dark_and_on_a_phone(vendor)
        await vendor.click("section:has-text('Offers') .row:has-text('£326,000'):has-text('Ben')")
        await page.open("/")
        await page.click("section:has-text('Offers') .row:has-text('Accepted')")
        await page.click("text=Withdraw the offer")
        await page.click("dialog .go")
        await vendor.see("section:has-text('Offers') .chip:has-text('Withdrawn')")

        await page.click("text=I am no longer interested")
        await page.click("dialog .go")
        await page.do("waitFor", {"state": "detached"}, on=".facts a")
        await page.click("text=On the market >> nth=0")
        await page.click(".tabs >> text=Viewings")
        await page.see("text=No viewings")
        await page.click(".tabs >> text=Searches")
        await page.click("text=No longer looking")
        await page.see(".card .chip:has-text('Ended')")
        await page.click(".tabs >> text=On the market")
        await page.see("text=Nothing on the market yet")


async def test_staff_let_a_property_from_the_listing_to_the_notice(
    server: Server, cast: Cast, sam: Client, ben: Client, tmp_path: Path
) -> None:
    photo = tmp_path / "front.png"
    photo.write_bytes(photograph())
    async with browser(server.url, width=1280) as desk:
        await sign_in(desk, sam, f"/desk/sites/{cast.quay_street}")
        await desk.click("text=New listing")
        await desk.do("selectOption", "TO_LET", on="dialog [name=kind]")
        await desk.do("selectOption", "PER_MONTH", on="dialog [name=priceQualifier]")
        await expect_axe_to_be_silent(desk)
        await answer(desk, headline="Flat by the quay", bedrooms="2", **{"price.amount": "1450"})
        await desk.see("h1:has-text('Flat by the quay')")
        await desk.click("text=Add files")
        await desk.do("setInputFiles", str(photo), on="dialog input[type=file]")
        await desk.see("dialog .upload .file-size")
        await answer(desk, caption="The front")
        await desk.see(".file:has-text('The front')")
        await desk.click(".actions >> text=Move")
        await answer(desk, comment="Photos are in")
        await desk.see(".ribbon .current:has-text('On the market')")
        await desk.click("text=New enquiry")
        await _choose(desk, "contactId", "Ben Booth")
        await answer(desk, message="Has a dog")
        await desk.see(".card:has-text('Ben Booth'):has-text('Telephone')")
        await desk.click("text=Record an offer")
        await _choose(desk, "contactId", "Ben Booth")
        await answer(desk, **{"amount.amount": "1400"})
        await desk.click("section:has-text('Offers') >> text=Decline")
        await answer(desk, comment="Too low")
        await desk.see("section:has-text('Offers') .card:has-text('£1,400.00') .chip:has-text('Declined')")
        await desk.click("text=New viewing")
        await _choose(desk, "applicantIds.0", "Ben Booth")
        at = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")
        await answer(desk, startsAt=at)
        await desk.see(".card:has-text('Ben Booth') .chip:has-text('Confirmed')")
        await desk.click("text=Move elsewhen")
        await expect_axe_to_be_silent(desk)
        await answer(desk, minutes="45")
        await Viewing.all().update(starts_at=clock.now() - timedelta(hours=2))
        await desk.click("text=It took place")
        await desk.click("text=Give feedback")
        await answer(desk, feedback="Bright")
        await desk.click("text=Show the owners what Ben Booth says")
        await desk.do("waitFor", {"state": "detached"}, on="text=Show the owners")
        await expect_a_fine_page(desk)
        await expect_it_in_the_dark_and_on_a_phone(desk)

        await go(desk, f"/sites/{cast.quay_street}")
        await desk.click("text=File a document")
        await desk.do("setInputFiles", str(photo), on="dialog input[type=file]")
        await desk.see("dialog .upload .file-size")
        await desk.click("dialog [value=LANDLORD]")
        await answer(desk, title="Inventory of May")
        await desk.see("text=Seen by: Landlord")
        await desk.click("text=New tenancy")
        await _choose(desk, "tenantIds.0", "Ben Booth")
        await expect_axe_to_be_silent(desk)
        await answer(desk, startsOn=day(0), **{"rent.amount": "1450"})
        await desk.see("h1:has-text('Tenancy of 12 Quay Street')")
        await desk.click("text=Agree to it")
        await desk.see(".under-heading .chip:has-text('Agreed')")
        await worked()
        await desk.see(".row:has-text('INV-000001'):has-text('£1,450.00')")
        await desk.click(".actions >> text=Notice")
        await answer(desk, endsOn=day(40))
        await desk.see(".under-heading .chip:has-text('Notice given')")
        await desk.click("text=Add a tenant")
        await _choose(desk, "contactId", "Zoe Zimmer")
        await answer(desk)
        await desk.see(".card:has-text('Zoe Zimmer')")
        await expect_a_fine_page(desk)
        await expect_it_in_the_dark_and_on_a_phone(desk)
        for path in ("/tenancies", "/listings", "/enquiries", "/viewings", "/requirements"):
            await go(desk, path)
            await expect_a_fine_page(desk)
            await expect_it_in_the_dark_and_on_a_phone(desk)


async def _choose(desk: Browser, name: str, contact: str) -> None:
    await desk.fill(f"dialog [name='{name}-search']", contact)
    await desk.do("selectOption", {"index": 1}, on=f"dialog [name='{name}']")
