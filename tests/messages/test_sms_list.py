"""Staff see each text message that came in, with what it was understood as and its outcome."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.invoicing import contact, issued
from tests.support.mutations import done
from tests.support.server import Client
from tests.support.sms_provider import ANN, OURS, STRANGER, say

MESSAGES = """query($where: SmsMessageWhere, $first: Int, $after: String, $last: Int, $before: String) {
  smsMessages(where: $where, first: $first, after: $after, last: $last, before: $before) {
  totalCount pageInfo { hasNextPage startCursor endCursor }
  nodes { id sender recipient text receivedAt command outcome contact { id } invoice { id number } } } }"""


async def messages(by: Client, where: dict[str, Any] | None = None, **page: Any) -> dict[str, Any]:
    """A page of what came in."""
    found: dict[str, Any] = (await by.data(MESSAGES, {"where": where, **page}))["smsMessages"]
    return found


async def conversation(cast: Cast) -> str:
    """A hold, something about no invoice, a stranger, and a hold that comes too late; gives the invoice's id."""
    await contact(cast.ann, mobile=ANN)
    invoice = await issued(cast)
    for text, sender in (("HOLD", ANN), ("What's this?", ANN), ("Hello", STRANGER), ("hold 1", ANN)):
        await say(text, sender)
        clock.advance(timedelta(minutes=1))
    return encode("Invoice", invoice.id)


async def test_each_text_is_listed_with_its_outcome(cast: Cast, sam: Client) -> None:
    invoice = await conversation(cast)
    found = await messages(sam)
    about, ann = {"id": invoice, "number": "INV-000001"}, {"id": cast.ann.id}
    assert found["totalCount"] == 4
    assert [
        (each["text"], each["sender"], each["command"], each["outcome"], each["contact"], each["invoice"])
        for each in found["nodes"]
    ] == [
        ("hold 1", ANN, "HOLD", "ALREADY_HELD", ann, about),
        ("Hello", STRANGER, "OTHER", "UNKNOWN_NUMBER", None, None),
        ("What's this?", ANN, "OTHER", "NOT_UNDERSTOOD", ann, None),
        ("HOLD", ANN, "HOLD", "HELD", ann, about),
    ]
    assert {each["recipient"] for each in found["nodes"]} == {OURS}
    for by, seen in ((sam, found["nodes"][0]["id"]),):
        node = await by.data("query($id: ID!) { node(id: $id) { ... on SmsMessage { text } } }", {"id": seen})
        assert node["node"] == {"text": "hold 1"}


async def test_texts_can_be_filtered_and_paged(cast: Cast, sam: Client) -> None:
    invoice = await conversation(cast)
    filters: list[tuple[dict[str, Any], list[str]]] = [
        ({"outcome": ["HELD", "UNKNOWN_NUMBER"]}, ["Hello", "HOLD"]),
        ({"command": ["HOLD"]}, ["hold 1", "HOLD"]),
        ({"contactId": cast.ann.id}, ["hold 1", "What's this?", "HOLD"]),
        ({"invoiceId": invoice}, ["hold 1", "HOLD"]),
        ({"command": ["OTHER"], "contactId": cast.ann.id}, ["What's this?"]),
        ({"outcome": []}, []),
    ]
    for where, expected in filters:
        found = await messages(sam, where)
        assert [each["text"] for each in found["nodes"]] == expected
        assert found["totalCount"] == len(expected)
    third = (await messages(sam))["nodes"][2]["receivedAt"]
    assert [each["text"] for each in (await messages(sam, {"receivedAt": {"lt": third}}))["nodes"]] == ["HOLD"]

    page = await messages(sam, first=2)
    await say("One more", STRANGER)
    rest = await messages(sam, first=2, after=page["pageInfo"]["endCursor"])
    texts = [each["text"] for each in page["nodes"] + rest["nodes"]]
    assert texts == ["hold 1", "Hello", "What's this?", "HOLD"]
    assert not rest["pageInfo"]["hasNextPage"]
    back = await messages(sam, last=3, before=rest["pageInfo"]["startCursor"])
    assert [each["text"] for each in back["nodes"]] == ["One more", "hold 1", "Hello"]


async def test_texts_are_for_staff_who_manage_invoices_or_audit(
    cast: Cast, sam: Client, rita: Client, ann: Client, tom: Client
) -> None:
    await conversation(cast)
    seen = (await messages(sam))["nodes"][0]["id"]
    for by in (rita, ann, tom):
        answer = await by.graphql(MESSAGES)
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert (await by.data("query($id: ID!) { node(id: $id) { id } }", {"id": seen}))["node"] is None
    role = (await rita.data("{ viewer { staffMember { role { id name } } } }"))["viewer"]["staffMember"]["role"]
    for permission in ("VIEW_AUDIT", "MANAGE_INVOICES"):
        await done(sam, "staffRoleSet", **role, permissions=["MANAGE_ORDERS", permission])
        assert (await messages(rita))["totalCount"] == 4
    await done(sam, "staffRoleSet", **role, permissions=["MANAGE_ORDERS"])
    assert (await rita.graphql(MESSAGES))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_notification_leads_to_its_text(cast: Cast, sam: Client) -> None:
    await say("Hello", STRANGER)
    found = await sam.data("{ notifications { nodes { kind subject { id ... on SmsMessage { text sender } } } } }")
    (told,) = [each for each in found["notifications"]["nodes"] if each["kind"] == "SMS_RECEIVED"]
    assert (told["subject"]["text"], told["subject"]["sender"]) == ("Hello", STRANGER)


@pytest.mark.parametrize("where", [{"contactId": "nonsense"}, {"invoiceId": "AQGiAvP0bHSKu2VFEKg8z5A"}])
async def test_an_id_of_something_else_is_bad_input(sam: Client, where: dict[str, str]) -> None:
    answer = await sam.graphql(MESSAGES, {"where": where})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
