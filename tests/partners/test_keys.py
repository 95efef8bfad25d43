"""API keys are made, changed, rotated and revoked by those who may, and their secrets are shown once."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from models.partners.keys import ApiKey
from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.partners.keys import EVERY_SCOPE, OF_CUSTOMERS, new_key, new_secret
from tests.support.server import Client
from tests.support.whole_database import places_of

pytestmark = pytest.mark.without_worker

KEY = """id version name hint status scopes customer { id } customers { id } createdBy { name } expiresAt revokedAt
  formerSecretEndsAt lastUsedAt viewerCanUpdate viewerCanRotate viewerCanRevoke"""
KEYS = f"query($where: ApiKeyWhere) {{ apiKeys(where: $where) {{ totalCount nodes {{ {KEY} }} }} }}"
EVENTS = """{ events(kinds: [API_KEY_CHANGED]) { nodes { kind actor { name }
  ... on ApiKeyEvent { change apiKeyId apiKey { name } } } } }"""


async def keys(by: Client, **where: Any) -> list[dict[str, Any]]:
    """The keys that somebody manages, newest first."""
    found: list[dict[str, Any]] = (await by.data(KEYS, {"where": where}))["apiKeys"]["nodes"]
    return found


async def test_a_key_of_a_customer_is_made_by_its_administrator(
    cast: Cast, ann: Client, ben: Client, zoe: Client, sam: Client, rita: Client
) -> None:
    key = await new_key(ann, "WRITE_ORDERS", "READ_EVENTS", name="Purchasing", idempotencyKey="once")
    shown = (await keys(ann))[0]
    assert (
        shown
        | {
            "name": "Purchasing",
            "hint": key.token[:12],
            "status": "ACTIVE",
            "scopes": ["READ_ORDERS", "WRITE_ORDERS", "READ_EVENTS"],
            "customer": {"id": cast.acme},
            "customers": [{"id": cast.acme}],
            "createdBy": {"name": "Ann"},
            "expiresAt": None,
            "viewerCanUpdate": True,
            "viewerCanRotate": True,
            "viewerCanRevoke": True,
        }
        == shown
    )

    again = await done(
        *(ann, "apiKeyCreate", "secret apiKey { id }"),
        name="Purchasing",
        scopes=["WRITE_ORDERS", "READ_EVENTS"],
        idempotencyKey="once",
    )
    assert again == {"secret": None, "apiKey": {"id": key.id}, "userErrors": []}
    assert await places_of(key.token, key.token[8:]) == []

    assert [each["id"] for each in await keys(sam)] == [key.id]
    assert await keys(zoe) == []
    for other in (ben, rita):
        assert await refused(other, "apiKeyCreate", name="Mine", scopes=["READ_ORDERS"]) == "FORBIDDEN"
        assert (await other.graphql("{ apiKeys { totalCount } }"))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await refused(zoe, "apiKeyRevoke", id=key.id) == "NOT_FOUND"
    assert await refused(ann, "apiKeyCreate", name="Two", scopes=["READ_ORDERS"], customerIds=[cast.zenith]) == (
        "NOT_FOUND"
    )
    both = [cast.acme, cast.zenith]
    assert await refused(ann, "apiKeyCreate", name="Two", scopes=["READ_ORDERS"], customerIds=both) == "INVALID"


async def test_nobody_gives_a_key_more_than_they_have(cast: Cast, sam: Client, ann: Client) -> None:
    assert await refused(ann, "apiKeyCreate", name="Spy", scopes=["READ_INTERNAL"]) == "FORBIDDEN"
    decides = await new_key(ann, "DECIDE_INVOICES")
    rights = {"customerId": cast.acme, "contactId": cast.ann.id, "role": "ADMIN", "rights": ["ORDERS"]}
    await done(sam, "membershipSet", **rights)
    assert await refused(ann, "apiKeyCreate", name="Books", scopes=["READ_INVOICES"]) == "FORBIDDEN"
    assert await refused(ann, "apiKeyUpdate", id=decides.id, scopes=["READ_INVOICES"]) == "FORBIDDEN"
    assert await refused(ann, "apiKeyRotate", id=decides.id, overlapSeconds=0) == "FORBIDDEN"
    assert [(await keys(ann))[0][f"viewerCan{verb}"] for verb in ("Update", "Rotate", "Revoke")] == [True, False, True]
    await done(ann, "apiKeyUpdate", id=decides.id, name="Orders", scopes=["READ_ORDERS"])
    await new_secret(ann, decides, 0)


async def test_staff_make_keys_for_any_customers(cast: Cast, sam: Client, ann: Client) -> None:
    for_all = await new_key(sam, *EVERY_SCOPE)
    for_both = await new_key(sam, "READ_ORDERS", customerIds=[cast.acme, cast.zenith, cast.acme])
    of_acme = await new_key(ann, *OF_CUSTOMERS)
    assert [each["id"] for each in await keys(ann)] == [of_acme.id]
    assert [each["id"] for each in await keys(sam, customerId=[cast.zenith])] == [for_both.id]
    assert [each["id"] for each in await keys(sam, status=["REVOKED", "EXPIRED"])] == []
    by_id = {each["id"]: each for each in await keys(sam)}
    assert (by_id[for_all.id]["customer"], by_id[for_all.id]["customers"]) == (None, None)
    assert sorted(each["id"] for each in by_id[for_both.id]["customers"]) == sorted([cast.acme, cast.zenith])

    await done(sam, "apiKeyUpdate", id=for_both.id, customerIds=[cast.zenith])
    await done(sam, "apiKeyUpdate", id=for_all.id, customerIds=[cast.acme])
    assert {each["id"]: [one["id"] for one in each["customers"]] for each in await keys(sam)} == {
        for_all.id: [cast.acme],
        for_both.id: [cast.zenith],
        of_acme.id: [cast.acme],
    }
    await done(sam, "apiKeyUpdate", id=for_all.id, customerIds=None)
    assert (await keys(sam))[-1]["customers"] is None
    assert await refused(sam, "apiKeyUpdate", id=of_acme.id, customerIds=[cast.zenith]) == "INVALID"
    assert await refused(sam, "apiKeyCreate", name="None", scopes=["READ_ORDERS"], customerIds=[]) == "REQUIRED"
    await done(sam, "customerCreate", name="Old", currency="EUR", code="OLD")
    old = (await sam.data('{ customers(search: "Old") { nodes { id } } }'))["customers"]["nodes"][0]["id"]
    await done(sam, "customerArchive", id=old)
    assert await refused(sam, "apiKeyCreate", name="Old", scopes=["READ_ORDERS"], customerIds=[old]) == "WRONG_STATE"


async def test_wrong_forms_name_their_fields(sam: Client, ann: Client) -> None:
    past = (clock.now() - timedelta(minutes=1)).isoformat()
    answer = await act(ann, "apiKeyCreate", name=" ", scopes=[], expiresAt=past)
    assert {(error["code"], error["field"][0]) for error in answer["userErrors"]} == {
        ("REQUIRED", "name"),
        ("REQUIRED", "scopes"),
        ("INVALID", "expiresAt"),
    }
    key = await new_key(ann, "READ_ORDERS")
    for overlap in (-1, 7 * 86_400 + 1):
        assert await refused(ann, "apiKeyRotate", id=key.id, overlapSeconds=overlap) == "INVALID"
    assert await refused(ann, "apiKeyUpdate", id=key.id, scopes=[]) == "REQUIRED"
    assert await refused(ann, "apiKeyUpdate", id=key.id, version=7, name="Late") == "STALE_VERSION"
    await done(ann, "apiKeyRevoke", id=key.id)
    for verb, given in (("Update", {"name": "Back"}), ("Rotate", {"overlapSeconds": 0}), ("Revoke", {})):
        assert await refused(sam, f"apiKey{verb}", id=key.id, **given) == "WRONG_STATE"
    shown = (await keys(ann, status=["REVOKED"]))[0]
    assert not (shown["viewerCanUpdate"] or shown["viewerCanRotate"] or shown["viewerCanRevoke"])


async def test_an_owner_has_a_hundred_keys_at_most(sam: Client, ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.partners.key_changes.MAX_KEYS", 1)
    mine = await new_key(ann, "READ_ORDERS")
    assert await refused(ann, "apiKeyCreate", name="One more", scopes=["READ_ORDERS"]) == "WRONG_STATE"
    await new_key(sam, "READ_ORDERS")
    await done(ann, "apiKeyRevoke", id=mine.id)
    await new_key(ann, "READ_ORDERS")


async def test_those_who_manage_a_key_see_its_events(
    cast: Cast, sam: Client, rita: Client, ann: Client, ben: Client
) -> None:
    key = await new_key(ann, "READ_ORDERS", name="Purchasing")
    await done(sam, "apiKeyUpdate", id=key.id, name="Buying")
    await new_secret(ann, key, 60)
    await done(ann, "apiKeyRevoke", id=key.id)
    await new_key(sam, "READ_ORDERS", customerIds=[cast.acme])
    told = [
        {"kind": "API_KEY_CHANGED", "actor": {"name": who}, "change": change, "apiKeyId": key.id, "apiKey": shown}
        for who, change in (("Ann", "CREATED"), ("Sam Sutton", "UPDATED"), ("Ann", "ROTATED"), ("Ann", "REVOKED"))
        for shown in ({"name": "Buying"},)
    ]
    assert (await ann.data(EVENTS))["events"]["nodes"] == told
    assert (await sam.data(EVENTS))["events"]["nodes"][:4] == told
    for other in (ben, rita):
        assert (await other.data(EVENTS))["events"]["nodes"] == []


async def test_an_expired_key_comes_back_with_a_later_end(ann: Client) -> None:
    end = clock.now() + timedelta(hours=1)
    key = await new_key(ann, "READ_ORDERS", expiresAt=end.isoformat())
    await ApiKey.all().update(expires_at=clock.now() - timedelta(seconds=1))
    assert [each["status"] for each in await keys(ann, status=["EXPIRED"])] == ["EXPIRED"]
    assert await refused(ann, "apiKeyRotate", id=key.id, overlapSeconds=60) == "INVALID"
    back = await new_secret(ann, key, 60, expiresAt=end.isoformat())
    assert (await back.data("{ viewer { apiKey { status } } }"))["viewer"]["apiKey"] == {"status": "ACTIVE"}
    assert (await keys(ann, status=["ACTIVE"]))[0]["formerSecretEndsAt"] is not None
