"""A key uses the root fields that its scopes open, and sees there what they show, of its customers alone."""

from typing import Final

from graphql import GraphQLField

from adapters.mail.catcher import MailCatcher
from models.core.viewer import KeyScope
from resolvers.core.ids import decode_any
from schema.build import schema
from tests.support.attacks.bad_requests import UNLIMITED, Request, document, requests, sent
from tests.support.attacks.one_of_everything import standing
from tests.support.cast import Cast
from tests.support.files import attached, pdf, uploaded
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.partners.keys import EVERY_SCOPE, OF_CUSTOMERS, Program, keys_of_all_kinds, new_key
from tests.support.server import Client, Server
from tests.support.sockets import live

NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
SHOWN: Final[dict[str, set[str]]] = {
    "READ_ORDERS": {"Order", "Recommendation", "TimelineEntry", "Asset", "Site"},
    "READ_INVOICES": {"Invoice", "InvoiceLine", "InvoiceHold", "Payment", "CreditNote", "Tenancy", "RentCharge"},
    "READ_PEOPLE": {"Contact", "Membership"},
    "READ_EVENTS": set(),
    "READ_INTERNAL": set(),
    "WRITE_REFERENCES": set(),
}
"""The kinds of rows of Acme that each scope shows by their ids, beside the customer and staff."""
TARGETS: Final = ("invitationSend.partyId", "invitationsSend.partyId")
STREAMS: Final = {
    "events": {"READ_EVENTS"},
    "orderEvents": {"READ_EVENTS", "READ_ORDERS"},
    "invoiceEvents": {"READ_EVENTS", "READ_INVOICES"},
}


def needed(field: GraphQLField) -> KeyScope | None:
    """The scopes with which a root field is open to keys; None if it is closed."""
    keys: KeyScope | None = field.extensions["strawberry-definition"].base_resolver.wrapped_func.keys
    return keys


def names(scopes: KeyScope) -> list[str]:
    """The names of scopes."""
    return [str(scope.name) for scope in scopes]


def plain(operation: str, some_id: str) -> list[Request]:
    """A request for each root field, with arguments that would do, but for ids, which are all the same."""
    known = dict.fromkeys(("ID", "order.id", "invoice.id", "creditNote.id", "listing.id", *TARGETS), some_id)
    return [each for each in requests(operation, known) if each.path == ()]


async def is_closed(by: Client, request: Request) -> bool:
    """Whether a field is refused to a key as such: FORBIDDEN, whatever else is wrong with the request."""
    errors = (await sent(by.server, by.token, document([request]))).json().get("errors", [])
    assert all("path" in error for error in errors), errors
    return any(error["extensions"]["code"] == "FORBIDDEN" and "API key" in error["message"] for error in errors)


@UNLIMITED
async def test_a_root_field_is_closed_to_keys_without_its_scopes(sam: Client) -> None:
    with_all = await new_key(sam, *EVERY_SCOPE)
    by_scopes: dict[tuple[str, ...], Program] = {}
    opened = 0
    for request in [*plain("query", sam.id), *plain("mutation", sam.id)]:
        scopes = needed(request.definition)
        if scopes is None:
            assert await is_closed(with_all, request), f"{request.field} is open to keys"
            continue
        opened += 1
        only = tuple(names(scopes)) or ("READ_INTERNAL",)
        lacking = tuple(scope for scope in OF_CUSTOMERS if scope not in implying(only))
        for given in (only, lacking):
            if given not in by_scopes:
                by_scopes[given] = await new_key(sam, *given)
        assert not await is_closed(by_scopes[only], request), f"{request.field} is closed with {only}"
        assert not scopes or await is_closed(by_scopes[lacking], request), f"{request.field} is open with {lacking}"
    assert opened > 30


def implying(scopes: tuple[str, ...]) -> set[str]:
    """The scopes with which a key has one of these."""
    writes = {"READ_ORDERS": ["WRITE_ORDERS"], "READ_INVOICES": ["DECIDE_INVOICES", "WRITE_INVOICES"]}
    return {*scopes, *(each for scope in scopes for each in writes.get(scope, ()))}


async def test_a_stream_is_closed_to_keys_without_its_scopes(server: Server, sam: Client) -> None:
    assert schema._schema.subscription_type is not None
    for name, field in schema._schema.subscription_type.fields.items():
        scopes = needed(field)
        assert (None if scopes is None else set(names(scopes))) == STREAMS.get(name), name
        for left_out in STREAMS.get(name, {""}):
            given = [scope for scope in EVERY_SCOPE if scope not in implying((left_out,))]
            key = await new_key(sam, *given)
            async with live(server, key.token) as socket:
                refusal = await (await socket.ask(f"subscription {{ {name} {{ __typename }} }}")).message()
                assert "FORBIDDEN" in str(refusal), (name, given)


async def seen(by: Client, ids: list[str]) -> set[str]:
    """The kinds of those of the ids that somebody sees."""
    found = (await by.data(NODES, {"ids": ids}))["nodes"]
    keys = [decode_any(node["id"]) for node in found if node]
    return {key[0] for key in keys if key}


async def test_a_scope_shows_its_rows_of_its_customers_alone(
    cast: Cast, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    everything = await standing(cast, sam, ann, catcher)
    ids = [*everything["by_kind"].values(), cast.acme_site, ann.id, cast.acme]
    ids += [(await ann.data("{ viewer { memberships { nodes { id } } } }"))["viewer"]["memberships"]["nodes"][0]["id"]]
    ids = [each for each in ids if each not in (everything["by_kind"]["Contact"], cast.quay_street)]
    for scope, kinds in SHOWN.items():
        of_acme = await new_key(sam, scope, customerIds=[cast.acme])
        assert await seen(of_acme, ids) == kinds | {"Customer", "StaffMember"}, scope
        of_zenith = await new_key(sam, scope, customerIds=[cast.zenith])
        assert await seen(of_zenith, ids) == {"StaffMember"}, scope
    own = await new_key(ann, *OF_CUSTOMERS)
    others = {"Delivery", "Session", "StaffRole", "Notification", "AccessRequest", "Upload", "ApiKey"}
    assert others.isdisjoint(await seen(own, ids))
    assert await seen(own, [own.id]) == {"ApiKey"}


async def test_internal_notes_and_files_take_a_scope_of_their_own(cast: Cast, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await done(sam, "noteAdd", orderId=order, body="For the workshop", visibility="STAFF_ONLY")
    await attached(sam, order, pdf(1001), visibility="STAFF_ONLY")
    read = """query($id: ID!) { events { nodes { kind } } order(by: {id: $id}) {
      timeline { nodes { __typename } } attachments { totalCount } } }"""
    scopes = ("READ_ORDERS", "READ_EVENTS", "READ_INVOICES")
    plain_key, internal = [
        await new_key(sam, *scopes, *more, customerIds=[cast.acme]) for more in ((), ("READ_INTERNAL",))
    ]
    for key, entries in ((plain_key, 1), (internal, 3)):
        found = await key.data(read, {"id": order})
        assert len(found["order"]["timeline"]["nodes"]) == entries
        assert found["order"]["attachments"]["totalCount"] == entries // 3
        kinds = [event["kind"] for event in found["events"]["nodes"]]
        assert ("NOTE_ADDED" in kinds) == (entries == 3)
    elsewhere = await new_key(sam, *EVERY_SCOPE, customerIds=[cast.zenith])
    assert (await elsewhere.data(read, {"id": order}))["order"] is None


async def test_a_key_writes_and_decides_like_a_member(cast: Cast, sam: Client, ann: Client) -> None:
    reads, writes = await new_key(ann, "READ_ORDERS", "READ_INVOICES"), await new_key(ann, *OF_CUSTOMERS)
    order = await new_order(writes, customerId=cast.acme)
    await done(writes, "noteAdd", orderId=order, body="From the purchasing system")
    file = await uploaded(writes, pdf(900))
    foreign = await sam.data("query($id: ID!) { node(id: $id) { id } }", {"id": file["id"]})
    assert foreign["node"] is None
    await done(writes, "attachmentAdd", orderId=order, uploadId=file["id"])
    await done(writes, "orderUpdate", id=order, problemSummary="It squeaks a lot")
    can = "query($id: ID!) { order(by: {id: $id}) { viewerCanUpdate viewerCanAddNote problemDetail } }"
    for key, may in ((reads, False), (writes, True)):
        found = (await key.data(can, {"id": order}))["order"]
        assert (found["viewerCanUpdate"], found["viewerCanAddNote"]) == (may, may)
    answer = await sent(
        reads.server,
        reads.token,
        {"query": 'mutation { orderCancel(input: {id: "x", reason: "y"}) { userErrors { code } } }'},
    )
    assert answer.json()["errors"][0]["message"] == "An API key needs WRITE_ORDERS."

    lines = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 9, "taxRate": 0}]
    given = {"customerId": cast.acme, "dueOn": "2030-01-31", "lines": lines}
    invoices = [(await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"] for _ in range(2)]
    await done(writes, "invoiceApprove", id=invoices[0])
    await done(sam, "invoiceHandOver", id=invoices[1], approverId=cast.ann.id)
    fields = "query($id: ID!) { invoice(by: {id: $id}) { viewerCanApprove viewerCanHold history { nodes { kind actor { kind name } } } } }"
    assert (await reads.data(fields, {"id": invoices[1]}))["invoice"]["viewerCanHold"] is False
    other = (await writes.data(fields, {"id": invoices[1]}))["invoice"]
    assert (other["viewerCanApprove"], other["viewerCanHold"]) == (False, True)
    approved = (await ann.data(fields, {"id": invoices[0]}))["invoice"]["history"]["nodes"]
    acted = {"kind": "PARTNER", "name": "Program"}
    assert [entry["actor"] for entry in approved if entry["kind"] == "INVOICE_APPROVED"] == [acted]


async def test_a_key_for_all_sees_all_customers_and_nobodys_own(
    cast: Cast, sam: Client, ann: Client, tom: Client
) -> None:
    await new_order(ann)
    await new_order(tom, kind="SERVICE_CALL", siteId=cast.quay_street)
    kinds = await keys_of_all_kinds(sam, ann, cast)
    read = "{ orders { totalCount } customers { totalCount } contacts { totalCount } viewer { id overview { unreadNotificationCount } } }"
    counts = {
        name: [found[part]["totalCount"] for part in ("orders", "customers", "contacts")]
        for name, key in kinds.items()
        for found in [await key.data(read)]
    }
    assert counts == {"for all": [2, 2, 4], "for zenith": [1, 1, 1], "of acme": [1, 1, 2]}
    found = await kinds["for all"].data("{ contacts { nodes { name email parties { nodes { role } } } } }")
    tenant = next(each for each in found["contacts"]["nodes"] if each["name"] == "Tom Tully")
    assert tenant == {"name": "Tom Tully", "email": "tom@people.test", "parties": {"nodes": [{"role": "TENANT"}]}}
    later = await done(sam, "customerCreate", "customer { id }", name="Later", currency="EUR")
    seen_later = await kinds["for all"].data(
        "query($id: ID!) { customer(id: $id) { id } }", {"id": later["customer"]["id"]}
    )
    assert seen_later["customer"] == later["customer"]
