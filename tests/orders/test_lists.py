"""Lists of orders and recommendations: sorted with empty columns in their place, filtered, and in pages."""

from datetime import date
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.mutations import done, new_invoice
from tests.support.orders import move, new_order, order_at
from tests.support.server import Client

ORDERS = """query($where: OrderWhere, $sort: OrderSort, $first: Int, $after: String) {
  orders(where: $where, sort: $sort, first: $first, after: $after) { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }"""
OF_ORDER = """query($id: ID!) { order(by: {id: $id}) {
  recommendations(first: 1) { totalCount nodes { title } pageInfo { endCursor hasNextPage } }
  invoices(first: 1) { totalCount nodes { id } totals { count } }
  earlierOrders(first: 2) { totalCount nodes { problemSummary } pageInfo { endCursor hasNextPage } } } }"""
PROPOSED = """query($where: RecommendationWhere, $sort: RecommendationSort) {
  recommendations(where: $where, sort: $sort) { nodes { title } } }"""


async def ids(by: Client, **given: Any) -> list[str]:
    """The orders of a list."""
    return [each["id"] for each in (await by.data(ORDERS, given))["orders"]["nodes"]]


async def paged(by: Client, field: str, direction: str) -> list[str]:
    """The orders in a sort order, read two at a time."""
    found, after = [], None
    while True:
        given = {"sort": {"field": field, "direction": direction}, "first": 2, "after": after}
        page = (await by.data(ORDERS, given))["orders"]
        found += [each["id"] for each in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


@pytest.fixture
async def four(sam: Client, ann: Client) -> list[str]:
    """Orders by their visits: two with one, the later first; then one without, and a draft."""
    late, soon, without = [await new_order(ann) for _ in range(3)]
    draft = await new_order(ann, asDraft=True)
    await done(sam, "orderSchedule", id=late, scheduledFor="2030-02-01T09:00:00Z")
    await done(sam, "orderSchedule", id=soon, scheduledFor="2030-01-01T09:00:00+01:00")
    return [late, soon, without, draft]


async def test_orders_without_a_visit_come_last_ascending(sam: Client, ann: Client, four: list[str]) -> None:
    late, soon, without, draft = four
    expected = [soon, late, without, draft]
    assert await paged(ann, "SCHEDULED_FOR", "ASC") == expected
    assert await paged(ann, "SCHEDULED_FOR", "DESC") == expected[::-1]
    assert await paged(ann, "NUMBER", "ASC") == [late, soon, without, draft]
    assert await paged(ann, "NUMBER", "DESC") == [draft, without, soon, late]
    for order in (without, late):
        await move(sam, order, "IN_PROGRESS")
        await move(sam, order, "COMPLETED")
    assert await paged(ann, "COMPLETED_AT", "ASC") == [without, late, soon, draft]
    assert await paged(ann, "COMPLETED_AT", "DESC") == [draft, soon, late, without]


async def test_orders_are_filtered_by_times_and_lists_of_ids(
    sam: Client, ann: Client, tom: Client, cast: Cast, four: list[str]
) -> None:
    late, soon, _, _ = four
    there = await order_at(tom, cast.quay_street)
    assert await ids(ann, where={"scheduledFor": {"gte": "2030-01-15T00:00:00Z"}}) == [late]
    await move(sam, soon, "IN_PROGRESS")
    await move(sam, soon, "COMPLETED")
    assert await ids(ann, where={"completedAt": {"gte": "2020-01-01T00:00:00Z"}}) == [soon]
    assert await ids(sam, where={"siteId": [cast.quay_street]}) == [there]
    assert len(await ids(sam, where={"customerId": [cast.acme, cast.zenith]})) == 5
    await done(sam, "orderAssign", id=late, technicianIds=[cast.rita.id])
    await done(sam, "orderAssign", id=there, technicianIds=[cast.sam.id, cast.rita.id])
    assert set(await ids(sam, where={"technicianId": [cast.rita.id]})) == {late, there}
    assert await ids(tom, where={"partyRole": ["TENANT"]}) == [there]
    assert await ids(tom, where={"partyRole": ["LANDLORD"]}) == []
    assert await ids(ann, where={"customerId": []}) == []


async def test_an_open_recommendation_is_no_sign_for_a_tenant(
    sam: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    order = await order_at(tom, cast.quay_street)
    made = await done(sam, "recommendationCreate", "recommendation { id }", orderId=order, title="New boiler")
    asked, calm = {"where": {"hasOpenRecommendation": True}}, {"where": {"hasOpenRecommendation": False}}
    assert (await ids(zoe, **asked), await ids(zoe, **calm)) == ([order], [])
    assert (await ids(tom, **asked), await ids(tom, **calm)) == ([], [order])
    await done(zoe, "recommendationRespond", id=made["recommendation"]["id"], answer="DECLINE")
    assert (await ids(zoe, **asked), await ids(zoe, **calm)) == ([], [order])


async def test_lists_that_grow_in_an_order_are_paged(sam: Client, ann: Client, cast: Cast) -> None:
    made = await done(ann, "assetCreate", "asset { id }", customerId=cast.acme, name="Oven")
    orders = [
        await new_order(ann, problemSummary=f"No. {each}", newAsset=None, assetId=made["asset"]["id"])
        for each in range(4)
    ]
    for title in ("Door", "Seal"):
        await done(sam, "recommendationCreate", orderId=orders[-1], title=title)
    await new_invoice(sam, cast.acme, date(2030, 1, 31), issue=True)
    seen = (await ann.data(OF_ORDER, {"id": orders[-1]}))["order"]
    assert (seen["recommendations"]["totalCount"], seen["recommendations"]["nodes"]) == (2, [{"title": "Seal"}])
    assert seen["invoices"] == {"totalCount": 0, "nodes": [], "totals": []}
    assert seen["earlierOrders"]["totalCount"] == 3
    assert [each["problemSummary"] for each in seen["earlierOrders"]["nodes"]] == ["No. 2", "No. 1"]
    more = "query($id: ID!, $after: String) { order(by: {id: $id}) { earlierOrders(after: $after) { nodes { problemSummary } } } }"
    page = await ann.data(more, {"id": orders[-1], "after": seen["earlierOrders"]["pageInfo"]["endCursor"]})
    assert page["order"]["earlierOrders"]["nodes"] == [{"problemSummary": "No. 0"}]
    every = await ann.data("{ orders { nodes { earlierOrders { totalCount nodes { problemSummary } } } } }")
    assert [each["earlierOrders"]["totalCount"] for each in every["orders"]["nodes"]] == [3, 2, 1, 0]
    assert [len(each["earlierOrders"]["nodes"]) for each in every["orders"]["nodes"]] == [3, 2, 1, 0]


async def test_recommendations_are_sorted_and_filtered(sam: Client, ann: Client, cast: Cast) -> None:
    one, other = await new_order(ann), await new_order(ann)
    for title, order in (("First", one), ("Second", other), ("Third", one)):
        await done(sam, "recommendationCreate", orderId=order, title=title)

    async def titles(**given: Any) -> list[str]:
        return [each["title"] for each in (await ann.data(PROPOSED, given))["recommendations"]["nodes"]]

    assert await titles() == ["Third", "Second", "First"]
    assert await titles(sort={"field": "POSTED_AT", "direction": "ASC"}) == ["First", "Second", "Third"]
    assert await titles(where={"orderId": [one]}) == ["Third", "First"]
    assert len(await titles(where={"orderId": [one, other], "customerId": [cast.acme]})) == 3
    assert await titles(where={"customerId": [cast.zenith]}) == []
    assert await titles(where={"postedAt": {"lt": "2020-01-01T00:00:00Z"}}) == []
