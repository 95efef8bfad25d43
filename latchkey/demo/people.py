"""The people of the demo, where they live and work, and what they own."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final

from adapters.security import passwords
from latchkey.demo.stage import Diary
from latchkey.pages.explorer import DemoAccount
from models.access.memberships import set_membership
from models.access.staff_access import add_active_staff
from models.core.postal_addresses import Address
from models.core.viewer import SYSTEM, ActorKind, MembershipRole, PartyRole, Permission, Right, Viewer
from models.invoices.approvers import set_approval
from models.people.contacts import Contact, add_contact
from models.people.customers import ApprovalMode, Customer, add_customer
from models.people.staff import StaffMember, add_role
from models.places.assets import Asset, add_asset
from models.places.sites import Site, SiteKind, add_site, set_party

PASSWORD: Final = "lanterns at the quay 7"  # noqa: S105 - printed at every start of the demo

ACCOUNTS: Final = [
    DemoAccount("sam", PASSWORD, "Sam Whitaker, staff with every permission"),
    DemoAccount("tomasz", PASSWORD, "Tomasz Nowak, technician"),
    DemoAccount("priya", PASSWORD, "Priya Shah, access desk"),
    DemoAccount("moira", PASSWORD, "Moira Hargreaves, administrator and approver of the bakery"),
    DemoAccount("idris", PASSWORD, "Idris Bakare, member of the bakery"),
    DemoAccount("walter", PASSWORD, "Walter Finch, whose invoices are approved for him"),
    DemoAccount("ada", PASSWORD, "Ada Okafor, landlord"),
    DemoAccount("ben", PASSWORD, "Ben Castell, tenant of 12 Quay Street"),
    DemoAccount("grace", PASSWORD, "Grace Adeyemi, whose tenancy has ended"),
    DemoAccount("helen", PASSWORD, "Helen Reid, who sells 7 Orchard Close"),
    DemoAccount("yuki", PASSWORD, "Yuki Tanaka, who offers to buy 7 Orchard Close"),
]
"""The people to sign in as, with their passwords: the explorer has a button for each."""

TENANTS: Final = ("ben", "grace", "lena")

HEADS: Final = {"bakery": "moira", "finch": "walter", "okafor": "ada"}
"""The contact who decides for each customer."""


@dataclass
class Cast:
    """Everybody and everything on the stage, by a short name."""

    now: datetime
    staff: dict[str, StaffMember] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def diary(self, opened: int, story: str) -> Diary:
        """The diary of a story; the same story has the same hours at every seeding."""
        return Diary(self.now, opened, Random(story))  # noqa: S311 - hours of work, not secrets

    def customer_at(self, place: str) -> str:
        """The key of the customer that an asset or a site belongs to."""
        owned = self.assets.get(place) or self.sites[place]
        return next(key for key, customer in self.customers.items() if customer.id == owned.customer_id)

    def head_of(self, place: str) -> str:
        """The key of the contact who decides for an asset or a site."""
        return HEADS[self.customer_at(place)]


async def assemble(cast: Cast) -> None:
    """Bring everybody in: staff, customers with their people and places, and what there is to repair."""
    await _assemble_staff(cast)
    await _assemble_bakery(cast)
    await _assemble_household(cast)
    await _assemble_properties(cast)


async def _assemble_staff(cast: Cast) -> None:
    hashed = await passwords.hash_password(PASSWORD)
    roles = {
        "Management": set(Permission),
        "Workshop": {Permission.MANAGE_ORDERS},
        "Access desk": {Permission.MANAGE_PORTAL_ACCESS, Permission.MANAGE_CONTACTS, Permission.VIEW_AUDIT},
    }
    people = {
        "sam": ("Sam Whitaker", "Management"),
        "tomasz": ("Tomasz Nowak", "Workshop"),
        "elin": ("Elin Berg", "Workshop"),
        "priya": ("Priya Shah", "Access desk"),
    }
    made = {name: await add_role(name, permissions, by=SYSTEM) for name, permissions in roles.items()}
    for key, (name, role) in people.items():
        member = await add_active_staff(
            name, f"{key}@brightwell.test", made[role], key, hashed, time_zone="Europe/London", by=SYSTEM
        )
        cast.staff[key] = member
        permissions = frozenset(roles[role])
        cast.viewers[key] = Viewer(ActorKind.STAFF, member.name, staff_id=member.id, permissions=permissions)


async def _assemble_bakery(cast: Cast) -> None:
    sam = cast.viewers["sam"]
    bakery = cast.customers["bakery"] = await add_customer("Hargreaves Bakery Ltd", "GBP", "BAKERY", by=sam)
    moira = await _contact(cast, "moira", "Moira Hargreaves", "bakery.test", "+447700900118")
    await _contact(cast, "idris", "Idris Bakare", "bakery.test")
    await _contact(cast, "chloe", "Chloe Tan", "bakery.test")
    await _contact(cast, "pavel", "Pavel Dvořák", "bakery.test")
    await _contact(cast, "rosa", "Rosa Lindqvist", "bakery.test")
    await set_membership(bakery, moira, MembershipRole.ADMIN, None, by=sam)
    for key in ("idris", "chloe", "pavel", "rosa"):
        await set_membership(bakery, cast.contacts[key], MembershipRole.MEMBER, None, by=sam)
    await set_approval(bakery, mode=ApprovalMode.REVIEW_THEN_AUTO_APPROVE, channel=None, approver=moira, by=sam)
    mill = await _site(
        cast, "mill", "Mill Lane Bakehouse", Address("3 Mill Lane", "Bristol", "GB", postal_code="BS3 1QA")
    )
    shop = await _site(
        cast, "shop", "Station Road Shop", Address("41 Station Road", "Bristol", "GB", postal_code="BS6 5EF")
    )
    await _asset(cast, "oven", "Deck oven, two decks", mill, "DO2-20417", "Brandt & Sohn")
    await _asset(cast, "mixer", "Spiral mixer, 60 kg", mill, "SM60-0883", "Nordvik")
    await _asset(cast, "prover", "Retarder-prover", mill, "RP-77120", "Nordvik")
    await _asset(cast, "slicer", "Bread slicer", shop, "BS12-3391", "Brandt & Sohn")
    await _asset(cast, "coffee", "Espresso machine, two groups", shop, "LU2-5512", "Luminara")
    await _asset(cast, "fridge", "Display fridge, 1.2 m", shop, "DF-12004", "Polarline")
    await _asset(cast, "kettle", "Tilting kettle, 80 l", mill, "TK-8010", "Nordvik")
    await _asset(cast, "scale", "Counter scale with printer", shop, "CS-0091", "Weighwright")


async def _assemble_household(cast: Cast) -> None:
    sam = cast.viewers["sam"]
    finch = cast.customers["finch"] = await add_customer("Walter Finch", "GBP", "FINCH", by=sam)
    walter = await _contact(cast, "walter", "Walter Finch", "finch.test", "+447700900164")
    nadia = await _contact(cast, "nadia", "Nadia Finch", "finch.test", country="IE")
    await set_membership(
        finch, walter, MembershipRole.ADMIN, Right.ORDERS | Right.RECOMMENDATIONS | Right.INVOICES, by=sam
    )
    await set_membership(finch, nadia, MembershipRole.MEMBER, Right.INVOICES, by=sam)
    await set_approval(finch, mode=ApprovalMode.OPERATOR_APPROVES, channel=None, approver=None, by=sam)
    home = await _site(
        cast, "home", "Walter's house", Address("8 Larkhall Terrace", "Bath", "GB", postal_code="BA1 6RT")
    )
    await _asset(cast, "stairlift", "Stairlift, straight", home, "SL-4410", "Ascenda")
    await _asset(cast, "scooter", "Mobility scooter", home, "MS8-2207", "Ascenda")
    await _asset(cast, "chair", "Riser recliner chair", home, "RC-1180", "Holloway")
    await _asset(cast, "loop", "Hearing loop, living room", home, "HL-0316", "Clarion Acoustics")


async def _assemble_properties(cast: Cast) -> None:
    sam = cast.viewers["sam"]
    okafor = cast.customers["okafor"] = await add_customer("Okafor Lettings", "GBP", "OKAFOR", by=sam)
    ada = await _contact(cast, "ada", "Ada Okafor", "okafor.test", "+447700900177")
    await _contact(cast, "ben", "Ben Castell", "tenants.test")
    await _contact(cast, "lena", "Lena Vogt", "tenants.test", country="DE", locale="de")
    await _contact(cast, "grace", "Grace Adeyemi", "tenants.test")
    marcus = await _contact(cast, "marcus", "Marcus Reid", "buyers.test")
    helen = await _contact(cast, "helen", "Helen Reid", "buyers.test")
    await _contact(cast, "yuki", "Yuki Tanaka", "buyers.test")
    await _contact(cast, "omar", "Omar Haddad", "buyers.test")
    await set_membership(okafor, ada, MembershipRole.ADMIN, None, by=sam)
    await set_approval(okafor, mode=ApprovalMode.REVIEW_AND_APPROVE, channel=None, approver=ada, by=sam)
    quay = await _site(
        cast, "quay", "12 Quay Street", Address("12 Quay Street", "Bristol", "GB", postal_code="BS1 4DJ")
    )
    harbour = await _site(
        cast, "harbour", "Flat 3, Harbour House", Address("Harbour House", "Bristol", "GB", line2="Flat 3")
    )
    orchard = await _site(cast, "orchard", "7 Orchard Close", Address("7 Orchard Close", "Keynsham", "GB"))
    await _asset(cast, "quay_boiler", "Combination boiler", quay, "CB-30551", "Thermalux")
    await _asset(cast, "harbour_alarm", "Smoke alarms, interlinked", harbour, None, "Safewell")
    for site in (quay, harbour, orchard):
        await set_party(site, ada, PartyRole.LANDLORD, starts_on=None, ends_on=None, by=sam)
    for seller in (marcus, helen):
        await set_party(orchard, seller, PartyRole.VENDOR, starts_on=None, ends_on=None, by=sam)
    # Who pays the rent: each tenant for themselves.
    for key in TENANTS:
        cast.customers[key] = await add_customer(cast.contacts[key].name, "GBP", key.upper(), by=sam)


async def _contact(
    cast: Cast, key: str, name: str, domain: str, mobile: str | None = None, country: str = "GB", locale: str = "en-GB"
) -> Contact:
    contact = await add_contact(
        name, email=f"{key}@{domain}", mobile=mobile, country=country, locale=locale, by=cast.viewers["sam"]
    )
    cast.contacts[key] = contact
    cast.viewers[key] = Viewer(ActorKind.CONTACT, contact.display_name, contact_id=contact.id)
    return contact


async def _site(cast: Cast, key: str, name: str, address: Address) -> Site:
    *_, customer = cast.customers.values()
    kind = SiteKind.PROPERTY if customer.code == "OKAFOR" else SiteKind.BUSINESS
    cast.sites[key] = await add_site(name, address, kind=kind, customer=customer, by=SYSTEM)
    return cast.sites[key]


async def _asset(cast: Cast, key: str, name: str, site: Site, serial: str | None, maker: str) -> None:
    cast.assets[key] = await add_asset(
        name, customer_id=None, site=site, serial_number=serial, manufacturer=maker, by=SYSTEM
    )
