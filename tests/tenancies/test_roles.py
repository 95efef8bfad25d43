"""Each role sees the fields of a tenancy that docs/property.md says, and nothing else of it."""

from typing import Any, Final

import pytest
from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, parse

from schema.build import schema
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import pdf, uploaded
from tests.support.lettings.making import agreed, day, landlord, worked
from tests.support.mutations import done
from tests.support.server import Client

EVERYTHING: Final = """query($id: ID!, $from: Date!, $to: Date!) { node(id: $id) { ... on Tenancy {
  id version createdAt updatedAt externalReference history { nodes { kind } } rentTaxRate site { id } customer { id } tenants { id } state startsOn endsOn rent { amount }
  rentPeriod rentDueFrom feeRate deposit { amount } depositHeldBy depositReference noticeGivenOn noticeBy activatedAt
  endedAt charges { nodes { id tenancy { id } invoice { id } amount { amount } } } nextCharge { dueOn }
  balance { amount } arrears { amount } invoices { nodes { id total { amount } } } documents { nodes { id } }
  statement(startsOn: $from, endsOn: $to) { csv { url } }
  viewerCanUpdate viewerCanActivate viewerCanGiveNotice viewerCanEnd } } }"""
HIDDEN: Final[dict[str, set[str]]] = {
    "staff": set(),
    "landlord": {"customer", "externalReference"},
    "tenant": {"customer", "feeRate", "statement", "externalReference"},
    "payer": {"site", "tenants", "feeRate", "statement", "documents", "externalReference"},
}
"""The fields that are empty for those who see the tenancy; of one that goes on `endedAt` is empty for everybody."""


def fields_asked() -> set[str]:
    """The fields of a tenancy that the document asks for."""
    [operation] = parse(EVERYTHING).definitions
    assert isinstance(operation, OperationDefinitionNode)
    [node] = operation.selection_set.selections
    assert isinstance(node, FieldNode) and node.selection_set is not None
    [fragment] = node.selection_set.selections
    return {each.name.value for each in fragment.selection_set.selections}  # type: ignore[attr-defined]


def test_every_field_of_a_tenancy_is_swept() -> None:
    tenancy = schema._schema.type_map["Tenancy"]
    assert isinstance(tenancy, GraphQLObjectType)
    assert fields_asked() == set(tenancy.fields)


def is_empty(value: Any) -> bool:
    """Whether a field shows nothing."""
    return value is None or value == [] or (isinstance(value, dict) and value.get("nodes") == [])


@pytest.mark.without_worker
@ON_SQLITE
async def test_each_role_sees_its_fields_of_a_tenancy(
    sam: Client, ann: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await landlord(sam, cast, zoe)
    euros = [{"amount": amount, "currency": "EUR"} for amount in ("900", "1800")]
    terms: dict[str, Any] = {
        "rent": euros[0],
        "deposit": euros[1],
        "depositHeldBy": "Scheme",
        "depositReference": "D-1",
    }
    terms |= {"feeRate": "8", "rentTaxRate": "20", "externalReference": "L-1"}
    let = await agreed(sam, cast, tom, customerId=cast.acme, endsOn=day(90), **terms)
    await done(sam, "tenancyNoticeGive", id=let["id"], endsOn=day(80), noticeBy="TENANT")
    file = (await uploaded(sam, pdf(600)))["id"]
    filed = {"siteId": cast.quay_street, "tenancyId": let["id"], "uploadId": file, "kind": "CONTRACT"}
    await done(sam, "propertyDocumentAdd", **filed, title="Contract")
    await worked()
    given = {"id": let["id"], "from": day(-1), "to": day(1)}
    for role, by in (("staff", sam), ("landlord", zoe), ("tenant", tom), ("payer", ann)):
        shown = (await by.data(EVERYTHING, given))["node"]
        assert {name for name, value in shown.items() if is_empty(value)} == HIDDEN[role] | {"endedAt"}, role
        may = {name for name in shown if name.startswith("viewerCan") and shown[name]}
        assert bool(may) == (role == "staff"), role
        assert all(each["invoice"] for each in shown["charges"]["nodes"]), role
        invoice = (await by.data("{ invoices { nodes { customer { id } } } }"))["invoices"]["nodes"][0]
        assert (invoice["customer"] is not None) == (role in ("staff", "payer")), role
    for role, who in (("LANDLORD", zoe), ("TENANT", tom)):
        await done(sam, "partySet", siteId=cast.quay_street, contactId=who.id, role=role, endsOn=day(-1))
        assert (await who.data(EVERYTHING, given))["node"] is None, "the role has ended"
    nothing = "{ tenancies { nodes { id } } invoices { nodes { id } } propertyDocuments { nodes { id } } }"
    for role in ("VENDOR", "APPLICANT"):
        await done(sam, "partySet", siteId=cast.quay_street, contactId=zoe.id, role=role)
        assert (await zoe.data(EVERYTHING, given))["node"] is None, role
        assert all(found == {"nodes": []} for found in (await zoe.data(nothing)).values()), role
