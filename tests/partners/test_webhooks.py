"""Webhooks are made, changed and deleted by those who manage their keys."""

from typing import Final

import pytest

from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import act, done, refused
from tests.support.partners.keys import EVERY_SCOPE, new_key
from tests.support.partners.webhooks import SHOWN, new_webhook, shown
from tests.support.server import Client
from tests.support.whole_database import places_of

pytestmark = pytest.mark.without_worker

URL: Final = "https://buying.example.com/events?from=portal"
WEBHOOKS: Final = "query($where: WebhookWhere) { webhooks(where: $where) { nodes { id status } } }"
EVENTS: Final = """{ events(kinds: [WEBHOOK_CHANGED]) { nodes { kind actor { name }
  ... on WebhookEvent { webhookChange webhookId webhook { url } } } } }"""
SELECTIONS: Final = {
    "{ nothing }": "Cannot query field 'nothing' on type 'PortalEvent'.",
    "{ kind } extra": "Unexpected Name",
    "{ kind } query Q { viewer { kind } }": "expected fields in braces, and nothing else",
    "mutation { x }": "expected fields in braces, and nothing else",
    "{ kind } } { kind": "Unexpected",
    "{ ... on OrderEvent { order { customer { orders(first: 100) { nodes { timeline(first: 100) { nodes { id } } } } } } } }": (
        "The operation costs"
    ),
    "kind": "Unexpected Name",
}
"""Selections that cannot be executed, and what is said of them."""


async def test_a_webhook_is_managed_by_those_who_manage_its_key(
    cast: Cast, ann: Client, ben: Client, zoe: Client, sam: Client, rita: Client
) -> None:
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    of_staff = await new_key(sam, *EVERY_SCOPE)
    hook = await new_webhook(ann, key.id, URL, kinds=["ORDER_CREATED"], idempotencyKey="once")
    assert hook | {"url": URL, "status": "ACTIVE", "kinds": ["ORDER_CREATED"], "selection": None} == hook
    again = await new_webhook(ann, key.id, URL, kinds=["ORDER_CREATED"], idempotencyKey="once")
    assert (again["id"], again["secret"]) == (hook["id"], None)
    assert hook["secret"].startswith("whsec_")
    assert await places_of(hook["secret"], hook["secret"][6:]) == []
    others = await new_webhook(sam, of_staff.id, URL)

    assert [each["id"] for each in (await ann.data(WEBHOOKS))["webhooks"]["nodes"]] == [hook["id"]]
    assert [each["id"] for each in (await sam.data(WEBHOOKS))["webhooks"]["nodes"]] == [others["id"], hook["id"]]
    by_key = {"where": {"apiKeyId": [key.id], "status": ["ACTIVE", "FAILING"]}}
    assert [each["id"] for each in (await sam.data(WEBHOOKS, by_key))["webhooks"]["nodes"]] == [hook["id"]]
    assert await refused(zoe, "webhookUpdate", id=hook["id"], isPaused=True) == "NOT_FOUND"
    assert await refused(ann, "webhookDelete", id=others["id"]) == "NOT_FOUND"
    for other in (ben, rita, key):
        answer = await other.graphql("{ webhooks { nodes { id } } }")
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"

    changed = await done(
        *(ann, "webhookUpdate", f"webhook {{ {SHOWN} }}"),
        id=hook["id"],
        version=hook["version"],
        kinds=None,
        selection=" { kind\n }",
        isPaused=True,
    )
    changes = {"kinds": None, "selection": "{\n  kind\n}", "status": "PAUSED", "version": 2}
    assert changed["webhook"] | changes == changed["webhook"]
    for status, found in (("PAUSED", 1), ("ACTIVE", 1), ("STOPPED", 0), ("FAILING", 0)):
        assert len((await sam.data(WEBHOOKS, {"where": {"status": [status]}}))["webhooks"]["nodes"]) == found
    await done(sam, "webhookTest", id=hook["id"])
    removed = await done(sam, "webhookDelete", "removedId webhook { id }", id=hook["id"], version=2)
    assert (removed["removedId"], removed["webhook"]) == (hook["id"], None)
    assert (await sam.data("{ webhookDeliveries { totalCount } }"))["webhookDeliveries"] == {"totalCount": 0}

    told = [
        {
            "kind": "WEBHOOK_CHANGED",
            "actor": {"name": who},
            "webhookChange": change,
            "webhookId": hook["id"],
            "webhook": None,
        }
        for who, change in (("Ann", "CREATED"), ("Ann", "UPDATED"), ("Sam Sutton", "TESTED"), ("Sam Sutton", "DELETED"))
    ]
    assert (await ann.data(EVENTS))["events"]["nodes"] == told
    assert len((await sam.data(EVENTS))["events"]["nodes"]) == 5
    for other in (ben, rita):
        assert (await other.data(EVENTS))["events"]["nodes"] == []
    assert await refused(sam, "apiKeyUpdate", id=of_staff.id, scopes=["READ_ORDERS"]) == "WRONG_STATE"


async def test_nobody_sees_by_a_webhook_more_than_they_may(cast: Cast, sam: Client, ann: Client) -> None:
    key = await new_key(ann, "READ_INVOICES", "READ_EVENTS")
    hook = await new_webhook(ann, key.id, URL)
    rights = {"customerId": cast.acme, "contactId": cast.ann.id, "role": "ADMIN", "rights": ["ORDERS"]}
    await done(sam, "membershipSet", **rights)
    assert await refused(ann, "webhookCreate", apiKeyId=key.id, url=URL) == "FORBIDDEN"
    assert await refused(ann, "webhookUpdate", id=hook["id"], url=f"{URL}&more") == "FORBIDDEN"
    await done(ann, "webhookUpdate", id=hook["id"], isPaused=True)
    assert (await shown(ann, hook["id"]))["status"] == "PAUSED"


@ON_SQLITE
async def test_a_selection_that_cannot_be_executed_is_refused(ann: Client) -> None:
    key = await new_key(ann, "READ_EVENTS")
    for selection, problem in SELECTIONS.items():
        answer = await act(ann, "webhookCreate", apiKeyId=key.id, url=URL, selection=selection)
        [error] = answer["userErrors"]
        assert (error["code"], error["field"]) == ("INVALID", ["selection"])
        assert problem in error["message"]
    assert await refused(ann, "webhookCreate", apiKeyId=key.id, url=URL, selection="{ kind " * 2000) == "TOO_LONG"
