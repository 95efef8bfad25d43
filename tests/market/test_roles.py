"""Each role sees the fields of the market that docs/property.md says, and nothing else of it."""

from datetime import timedelta
from typing import Any, Final

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from adapters import clock
from schema.build import schema
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import pdf, uploaded
from tests.support.market.listings import new_listing, owner, pounds
from tests.support.mutations import done
from tests.support.server import Client
from tests.support.tenancies import day, photograph, tenant

TYPES: Final = ("Listing", "Enquiry", "Requirement", "Viewing", "Attendance", "Offer")
EMPTY: Final = {
    "Listing": {"closedAt"},
    "Enquiry": {"closedAt", "closeReason"},
    "Requirement": {"closedAt"},
    "Viewing": {"cancelReason"},
    "Attendance": set(),
    "Offer": set(),
}
"""The fields that are empty for everybody: of what is not over."""
_OWNERS: Final[dict[str, set[str]]] = {
    "Listing": {"nextStatuses"},
    "Viewing": set(),
    "Attendance": {"contact"},
    "Offer": set(),
}
HIDDEN: Final[dict[str, dict[str, set[str]]]] = {
    "staff": {name: set() for name in TYPES},
    "landlord": _OWNERS,
    "vendor": {**_OWNERS, "Offer": {"contact"}},
    "tenant": {"Viewing": {"listing", "attendances"}},
    "applicant": {**{name: set() for name in TYPES}, "Listing": {"nextStatuses", "openOfferCount"}},
    "searcher": {
        "Listing": {"site", "nextStatuses", "openOfferCount", "viewings", "offers", "history"},
        "Enquiry": {"site"},
        "Requirement": set(),
    },
    "member": {},
    "stranger": {},
}
"""The fields that each role does not see of what it sees; of the other types it sees nothing. A searcher has no role, and
a requirement that the listing fits."""
MAY: Final[dict[str, dict[str, set[str]]]] = {
    "staff": {"Listing": {"Update", "ChangeStatus"}, "Requirement": {"Update"}, "Offer": {"Withdraw", "Decline"}},
    "landlord": {"Offer": {"Decline"}},
    "vendor": {"Offer": {"Decline"}},
    "applicant": {"Requirement": {"Update"}, "Offer": {"Withdraw"}},
    "searcher": {"Requirement": {"Update"}},
}
"""What each role may do: the offer is accepted, so that the enquiry stays open, and the viewing is over."""
PEOPLE: Final = """query($offer: ID!) { node(id: $offer) { ... on Offer { applicantName contact {
  name displayName email notificationEmail mobile country timeZone locale createdAt memberships { nodes { id } }
  portalAccess { status } } } } }"""
Rows = dict[str, str]


def asked(typename: str) -> str:
    """The document that asks for each field of a type."""
    kind = schema._schema.type_map[typename]
    assert isinstance(kind, GraphQLObjectType)
    fields = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        below = "{ nodes { __typename } }" if inner.name.endswith("Connection") else "{ __typename }"
        fields.append(name if is_leaf_type(inner) else f"{name} {below}")
    return f"query($id: ID!) {{ node(id: $id) {{ ... on {typename} {{ {' '.join(fields)} }} }} }}"


def is_empty(value: Any) -> bool:
    """Whether a field shows nothing."""
    return value is None or value == [] or (isinstance(value, dict) and value.get("nodes") == [])


async def rows_of_everything(sam: Client, ben: Client, cast: Cast) -> Rows:
    """A row of each type, with something in each field: what Ben is told, does and says about a listing."""
    words: dict[str, Any] = {
        "description": "By the water",
        "area": "Harbour",
        "bathrooms": 2,
        "receptions": 1,
        "availableOn": day(90),
    }
    listing = await new_listing(sam, cast, **words)
    await done(sam, "listingUpdate", id=listing, exchangeOn=day(60), completionOn=day(70))
    for kind in ("PHOTO", "FLOOR_PLAN", "BROCHURE"):
        content, name = (pdf(500), "a.pdf") if kind == "BROCHURE" else (photograph(), f"{kind}.png")
        file = (await uploaded(sam, content, name))["id"]
        await done(sam, "listingFilesAdd", listingId=listing, kind=kind, uploadIds=[file])
    asks = {"listingId": listing, "contactId": ben.id, "source": "PHONE", "message": "Is there a garden?"}
    enquiry = (await done(sam, "enquiryCreate", "enquiry { id }", **asks))["enquiry"]["id"]
    prices = {"minPrice": pounds(100_000), "maxPrice": pounds(400_000), "minBedrooms": 2, "areas": ["Harbour"]}
    wanted = await done(ben, "requirementCreate", "requirement { id }", kind="FOR_SALE", **prices)
    at = {"startsAt": (clock.now() + timedelta(hours=1)).isoformat(), "note": "At the gate"}
    given = {"listingId": listing, "applicantIds": [ben.id], "accompaniedById": cast.rita.id, **at}
    viewing = (await done(sam, "viewingCreate", "viewing { id attendances { id } }", **given))["viewing"]
    part = viewing["attendances"][0]["id"]
    clock.advance(timedelta(hours=2))
    await done(sam, "viewingComplete", id=viewing["id"])
    await done(ben, "feedbackRecord", id=part, feedback="Lovely", interest="INTERESTED")
    await done(sam, "feedbackRelease", id=part)
    amount = {"listingId": listing, "amount": pounds(300_000), "position": "CHAIN_FREE", "conditions": "A survey"}
    offer = (await done(ben, "offerCreate", "offer { id }", **amount))["offer"]["id"]
    await done(ben, "offerRaise", id=offer, amount=pounds(310_000))
    await done(sam, "offerAccept", id=offer, comment="Gladly")
    ids = (listing, enquiry, wanted["requirement"]["id"], viewing["id"], part, offer)
    return dict(zip(TYPES, ids, strict=True))


async def expect_seen(role: str, by: Client, rows: Rows) -> None:
    """Somebody sees of each row what their role shows, and can do what it may."""
    for typename, row in rows.items():
        shown = (await by.data(asked(typename), {"id": row}))["node"]
        if typename not in HIDDEN[role]:
            assert shown is None, (role, typename)
            continue
        assert shown is not None, (role, typename)
        hidden = {name for name, value in shown.items() if is_empty(value)}
        assert hidden == HIDDEN[role][typename] | EMPTY[typename], (role, typename)
        may = {name.removeprefix("viewerCan") for name in shown if name.startswith("viewerCan") and shown[name]}
        assert may == MAY.get(role, {}).get(typename, set()), (role, typename)


@pytest.mark.without_worker
@ON_SQLITE
async def test_each_role_sees_its_fields_of_the_market(
    sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await owner(sam, cast, zoe, "LANDLORD")
    rows = await rows_of_everything(sam, ben, cast)
    people = (("staff", sam), ("landlord", zoe), ("tenant", tom), ("applicant", ben), ("stranger", ann))
    for role, by in people:
        await expect_seen(role, by, rows)
    known = (await zoe.data(PEOPLE, {"offer": rows["Offer"]}))["node"]
    assert known["applicantName"] == known["contact"]["displayName"] == known["contact"]["name"] == "Ben"
    data = {name for name, value in known["contact"].items() if not is_empty(value)}
    assert data == {"name", "displayName"}, "a landlord knows whose offer it is, and no address"
    await _end(sam, cast, zoe, "LANDLORD")
    await tenant(sam, cast, zoe, "VENDOR", startsOn=day(-2))
    await expect_seen("vendor", zoe, rows)
    await _end(sam, cast, zoe, "VENDOR")
    await expect_seen("member", zoe, rows)
    await _end(sam, cast, tom, "TENANT")
    await expect_seen("stranger", tom, rows)
    await _end(sam, cast, ben, "APPLICANT")
    await expect_seen("searcher", ben, rows)


async def _end(sam: Client, cast: Cast, who: Client, role: str) -> None:
    """Let a role at 12 Quay Street end at once."""
    await tenant(sam, cast, who, role, startsOn=day(-9), endsOn=day(-1))
