"""Assets and sites: their history of work, found by serial number, and what stays where it was when they move."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

PAGE = "totalCount nodes { problemSummary } pageInfo { hasNextPage }"
ASSET = f"""query($id: ID!) {{ node(id: $id) {{ ... on Asset {{ name serialNumber customer {{ name }} site {{ name }}
  orders {{ {PAGE} }} }} ... on Site {{ orders {{ {PAGE} }} assets {{ totalCount nodes {{ name }} }} }} }} }}"""
ORDER = """query($id: ID!) { order(by: {id: $id}) { number problemSummary problemDetail customer { name } site { name }
  asset { name } earlierOrders { nodes { problemSummary } } timeline { nodes { ... on Note { body } } } } }"""
FOUND = """query($words: String!) { assets(search: $words) { totalCount nodes { name } }
  orders(search: $words) { totalCount nodes { problemSummary } } }"""
MILL = {"line1": "9 Mill Lane", "city": "Leeds", "country": "GB"}


async def new_asset(by: Client, name: str = "Oven", **given: Any) -> str:
    """Add an asset; gives its id."""
    asset: str = (await done(by, "assetCreate", "asset { id }", name=name, **given))["asset"]["id"]
    return asset


async def new_order(by: Client, what: str, **given: Any) -> str:
    """Submit an order with that summary; gives its id."""
    made = await done(by, "orderCreate", "order { id }", kind="SERVICE_CALL", problemSummary=what, **given)
    order: str = made["order"]["id"]
    return order


async def history(by: Client, node: str) -> list[str]:
    """The orders of an asset or a site, newest first, whose count says the same."""
    orders = (await by.data(ASSET, {"id": node}))["node"]["orders"]
    found = [order["problemSummary"] for order in orders["nodes"]]
    assert orders["totalCount"] == len(found)
    return found


async def found(by: Client, words: str) -> tuple[list[str], list[str]]:
    """The assets and the orders that a search finds."""
    answer = await by.data(FOUND, {"words": words})
    return (
        [asset["name"] for asset in answer["assets"]["nodes"]],
        [order["problemSummary"] for order in answer["orders"]["nodes"]],
    )


async def test_an_asset_and_a_site_know_the_work_that_was_done(ann: Client, ben: Client, cast: Cast) -> None:
    oven, mixer = await new_asset(ann, siteId=cast.acme_site), await new_asset(ann, "Mixer", siteId=cast.acme_site)
    for what, asset in (("Cold", oven), ("Loud", mixer), ("Cold again", oven)):
        await new_order(ben, what, assetId=asset)
    last = await new_order(ben, "Dark", assetId=oven)
    assert await history(ann, oven) == ["Dark", "Cold again", "Cold"]
    assert await history(ann, mixer) == ["Loud"]
    assert await history(ann, cast.acme_site) == ["Dark", "Cold again", "Loud", "Cold"]
    assert [
        each["problemSummary"] for each in (await ann.data(ORDER, {"id": last}))["order"]["earlierOrders"]["nodes"]
    ] == [
        "Cold again",
        "Cold",
    ]
    # It is a list like any other: filtered, and in pages.
    page = await ann.data(
        """query($id: ID!) { node(id: $id) { ... on Asset { orders(where: {status: [SUBMITTED]}, first: 1,
        sort: {field: CREATED_AT, direction: ASC}) { nodes { problemSummary } pageInfo { hasNextPage } } } } }""",
        {"id": oven},
    )
    assert page["node"]["orders"] == {"nodes": [{"problemSummary": "Cold"}], "pageInfo": {"hasNextPage": True}}


async def test_a_serial_number_finds_the_asset_and_its_orders(ann: Client, zoe: Client, sam: Client) -> None:
    oven = await new_asset(ann, serialNumber="RX-4711/b")
    await new_order(ann, "Cold", assetId=oven)
    for words in ("RX-4711/b", "rx-4711", "rx-47"):
        for viewer in (ann, sam):
            assert await found(viewer, words) == (["Oven"], ["Cold"]), words
        assert await found(zoe, words) == ([], []), words
    await done(ann, "assetUpdate", id=oven, serialNumber="ZZ-1")
    assert await found(ann, "RX-4711") == ([], [])
    assert await found(ann, "zz-1") == (["Oven"], ["Cold"])
    await done(ann, "assetUpdate", id=oven, serialNumber=None)
    assert await found(ann, "zz-1") == ([], [])


async def test_an_asset_that_moves_to_another_site_leaves_its_orders_there(
    sam: Client, ann: Client, cast: Cast
) -> None:
    mill = (await done(sam, "siteCreate", "site { id }", customerId=cast.acme, name="The Mill", address=MILL))["site"][
        "id"
    ]
    oven = await new_asset(ann, siteId=cast.acme_site)
    old = await new_order(ann, "Cold", assetId=oven)
    await done(ann, "assetUpdate", id=oven, siteId=mill)
    assert (await ann.data(ASSET, {"id": oven}))["node"]["site"]["name"] == "The Mill"
    assert (await ann.data(ORDER, {"id": old}))["order"]["site"]["name"] == "Acme Bakehouse"
    await new_order(ann, "Loud", assetId=oven)
    assert await history(ann, oven) == ["Loud", "Cold"]
    assert (await history(ann, cast.acme_site), await history(ann, mill)) == (["Cold"], ["Loud"])


async def test_a_new_owner_learns_nothing_of_earlier_work(
    sam: Client, ann: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    oven = await new_asset(ann, serialNumber="RX-4711", siteId=cast.acme_site)
    old = await new_order(ann, "The baker was drunk", assetId=oven, problemDetail="Again")
    await done(ann, "noteAdd", orderId=old, body="Do not tell Zenith")
    for by, code in ((ann, "NOT_FOUND"), (zoe, "NOT_FOUND")):
        assert await refused(by, "assetUpdate", id=oven, customerId=cast.zenith) == code
    told = await act(sam, "assetUpdate", id=oven, customerId=cast.zenith, siteId=cast.acme_site)
    assert [(error["code"], error["field"]) for error in told["userErrors"]] == [("INVALID", ["siteId"])]

    moved = await done(sam, "assetUpdate", "asset { customer { name } site { name } }", id=oven, customerId=cast.zenith)
    assert moved["asset"] == {"customer": {"name": "Zenith Lettings"}, "site": None}
    assert await history(zoe, oven) == []
    new = await new_order(zoe, "Cold", assetId=oven)
    seen = (await zoe.data(ORDER, {"id": new}))["order"]
    assert (seen["customer"]["name"], seen["earlierOrders"]["nodes"]) == ("Zenith Lettings", [])
    assert await history(zoe, oven) == ["Cold"]
    assert await found(zoe, "RX-4711") == (["Oven"], ["Cold"])
    assert await found(zoe, "drunk") == ([], [])
    assert (await zoe.data(ORDER, {"id": old}))["order"] is None

    # The former owner keeps the order with all that was said, and sees neither the asset nor what came after.
    kept = (await ann.data(ORDER, {"id": old}))["order"]
    assert (kept["customer"]["name"], kept["site"]["name"]) == ("Acme Bakery", "Acme Bakehouse")
    assert (kept["problemDetail"], kept["asset"], kept["earlierOrders"]["nodes"]) == ("Again", None, [])
    assert {"body": "Do not tell Zenith"} in kept["timeline"]["nodes"]
    assert (await ann.data(ASSET, {"id": oven}))["node"] is None
    assert await refused(ann, "orderCreate", kind="SERVICE_CALL", problemSummary="Mine", assetId=oven) == "NOT_FOUND"
    assert await history(ann, cast.acme_site) == ["The baker was drunk"]
    # Staff see the whole of its life.
    assert await history(sam, oven) == ["Cold", "The baker was drunk"]
    assert await history(sam, cast.acme_site) == ["The baker was drunk"]


async def test_an_asset_on_a_property_is_handed_over_where_it_stands(
    sam: Client, zoe: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    boiler = await new_asset(tom, "Boiler", siteId=cast.quay_street)
    await new_order(tom, "Cold", assetId=boiler)
    mill = (
        await done(sam, "siteCreate", "site { id }", kind="PROPERTY", name="Mill", address=MILL, customerId=cast.acme)
    )["site"]["id"]
    await done(sam, "assetUpdate", id=boiler, customerId=cast.acme, siteId=mill)
    assert await history(ann, boiler) == [] and await history(ann, mill) == []
    assert await history(tom, cast.quay_street) == ["Cold"]
    assert (await tom.data(ASSET, {"id": boiler}))["node"] is None
    # To the owner that it has, it is no hand-over: whoever may change it may say so.
    await done(ann, "assetUpdate", id=boiler, customerId=cast.acme, name="Old boiler")
    assert (await ann.data(ASSET, {"id": boiler}))["node"]["site"]["name"] == "Mill"
