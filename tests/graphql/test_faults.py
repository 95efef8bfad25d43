"""All faults of a form are told at once, each with its path."""

from datetime import timedelta
from typing import Any

from adapters import clock
from tests.support.cast import Cast
from tests.support.mutations import act, done
from tests.support.server import Client


async def faults(by: Client, name: str, /, **given: Any) -> list[tuple[str, str]]:
    """The code and the path of each error of a refused mutation."""
    return [(each["code"], ".".join(each["field"])) for each in (await act(by, name, **given))["userErrors"]]


async def test_each_fault_of_each_line_is_told(sam: Client, cast: Cast) -> None:
    line = {"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": "1", "taxRate": 0}
    given = {
        "customerId": cast.acme,
        "dueOn": (clock.now() + timedelta(days=10)).date().isoformat(),
        "lines": [line | {"quantity": 0, "taxRate": 101}, line, line | {"description": " ", "unitPrice": "0.0000001"}],
    }
    assert await faults(sam, "invoiceCreate", **given) == [
        ("INVALID", "lines.0.quantity"),
        ("INVALID", "lines.0.taxRate"),
        ("REQUIRED", "lines.2.description"),
        ("INVALID", "lines.2.unitPrice"),
    ]
    assert (await sam.data("{ invoices { totalCount } }"))["invoices"] == {"totalCount": 0}


async def test_an_order_and_its_new_asset_are_one_form(ann: Client) -> None:
    asset = {"name": " ", "serialNumber": "x" * 101}
    told = await faults(ann, "orderCreate", kind="WALK_IN_REPAIR", problemSummary=" ", newAsset=asset)
    assert told == [
        ("REQUIRED", "newAsset.name"),
        ("TOO_LONG", "newAsset.serialNumber"),
        ("REQUIRED", "problemSummary"),
    ]
    assert (await ann.data("{ orders { totalCount } assets { totalCount } }"))["orders"] == {"totalCount": 0}


async def test_faults_of_an_address_are_told_by_their_paths(sam: Client) -> None:
    address = {"line1": " ", "city": "", "postalCode": "x" * 21, "country": "GB"}
    given = {"name": "", "currency": "GBP", "code": "not a code!", "billingAddress": address}
    assert await faults(sam, "customerCreate", **given) == [
        ("REQUIRED", "name"),
        ("INVALID", "code"),
        ("REQUIRED", "billingAddress.line1"),
        ("REQUIRED", "billingAddress.city"),
        ("TOO_LONG", "billingAddress.postalCode"),
    ]


async def test_faults_of_a_profile_are_told_at_once(ann: Client) -> None:
    told = await faults(ann, "profileUpdate", profile={"name": " ", "displayName": "x" * 201})
    assert told == [("REQUIRED", "profile.name"), ("TOO_LONG", "profile.displayName")]


async def test_wrong_ids_are_told_with_the_other_faults(sam: Client, ann: Client, cast: Cast) -> None:
    nothing, long = cast.ann.id, "x" * 2001
    asset = (await done(sam, "assetCreate", "asset { id }", customerId=cast.acme, name="Oven"))["asset"]["id"]
    given: dict[str, Any] = {"customerId": nothing, "siteId": nothing, "name": " ", "serialNumber": long, "model": long}
    assert await faults(sam, "assetUpdate", id=asset, **given) == [
        ("NOT_FOUND", "customerId"),
        ("NOT_FOUND", "siteId"),
        ("REQUIRED", "name"),
        ("TOO_LONG", "serialNumber"),
        ("TOO_LONG", "model"),
    ]
    given = {"customerId": nothing, "contactId": cast.acme, "role": "MEMBER", "rights": [], "reason": long}
    assert await faults(sam, "membershipSet", **given) == [
        ("NOT_FOUND", "customerId"),
        ("NOT_FOUND", "contactId"),
        ("TOO_LONG", "reason"),
    ]
    given = {"siteId": nothing, "contactId": cast.acme, "role": "TENANT", "startsOn": "2030-02-01"}
    assert await faults(sam, "partySet", **given, endsOn="2030-01-01") == [
        ("NOT_FOUND", "siteId"),
        ("NOT_FOUND", "contactId"),
        ("INVALID", "endsOn"),
    ]
    assert await faults(sam, "staffInvite", name=" ", email="nobody", roleId=nothing) == [
        ("REQUIRED", "name"),
        ("INVALID", "email"),
        ("NOT_FOUND", "roleId"),
    ]
    assert await faults(sam, "staffRoleSet", id=nothing, name=" ", permissions=[]) == [
        ("NOT_FOUND", "id"),
        ("REQUIRED", "name"),
    ]
    before = await sam.data("{ staffRoles { id } }")
    assert await faults(sam, "staffRoleSet", id=nothing, name="Desk", permissions=[]) == [("NOT_FOUND", "id")]
    assert await sam.data("{ staffRoles { id } }") == before


async def test_faults_of_a_change_are_told_at_once(sam: Client, cast: Cast) -> None:
    address = {"line1": " ", "city": "Leeds", "country": "XX"}
    assert await faults(sam, "siteUpdate", id=cast.acme_site, name=" x" * 200, address=address) == [
        ("REQUIRED", "address.line1"),
        ("INVALID", "address.country"),
        ("TOO_LONG", "name"),
    ]
    await done(sam, "customerCreate", name="Harbour", currency="GBP", code="HARBOUR")
    given: dict[str, Any] = {"name": " ", "code": "harbour", "timeZone": "Moon", "billingAddress": address}
    assert await faults(sam, "customerUpdate", id=cast.acme, **given) == [
        ("REQUIRED", "billingAddress.line1"),
        ("INVALID", "billingAddress.country"),
        ("REQUIRED", "name"),
        ("NOT_UNIQUE", "code"),
        ("INVALID", "timeZone"),
    ]
    given = {"name": " ", "displayName": " ", "email": "nobody", "mobile": "1", "country": "XX", "locale": "-"}
    assert sorted(await faults(sam, "contactUpdate", id=cast.ann.id, **given)) == [
        ("INVALID", "country"),
        ("INVALID", "email"),
        ("INVALID", "locale"),
        ("INVALID", "mobile"),
        ("REQUIRED", "displayName"),
        ("REQUIRED", "name"),
    ]
