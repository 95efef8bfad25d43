"""The documents of bulk exports: the fields of the contract that a file has of each row, and the columns of CSV."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
)

from models.partners.exports import BulkExportContent
from resolvers.partners.selections import USUAL

_MONEY: Final = "{ amount currency }"
_RECOMMENDATION: Final = "recommendation { id title }"
SELECTIONS: Final[Mapping[BulkExportContent, str]] = {
    BulkExportContent.ORDERS: """... on Order {
      id version number externalReference kind status priority customer { id } site { id } asset { id }
      problemSummary problemDetail scheduledFor completedAt createdAt updatedAt }""",
    BulkExportContent.TIMELINES: f"""... on TimelineEntry {{
      __typename id kind occurredAt visibility actor {{ kind name }}
      ... on StatusChange {{ fromStatus toStatus comment }}
      ... on Note {{ body }}
      ... on AttachmentAdded {{ attachment {{ id filename size }} }}
      ... on RecommendationPosted {{ {_RECOMMENDATION} }}
      ... on RecommendationAnswered {{ {_RECOMMENDATION} answer comment }}
      ... on RecommendationReplied {{ {_RECOMMENDATION} comment }}
      ... on RecommendationWithdrawn {{ {_RECOMMENDATION} comment }}
      ... on WorkRecorded {{ work summary }}
      ... on VisitScheduled {{ scheduledFor }}
      ... on TechniciansAssigned {{ technicians {{ id name }} }} }}""",
    BulkExportContent.INVOICES: f"""... on Invoice {{
      id version number externalReference customer {{ id }} order {{ id }} paymentStatus approvalStatus isOnHold
      issuedAt dueOn subtotal {_MONEY} tax {_MONEY} total {_MONEY} paid {_MONEY} credited {_MONEY} balance {_MONEY}
      createdAt updatedAt
      lines {{ id kind description quantity unitPrice {_MONEY} taxRate total {_MONEY} tax {_MONEY} }} }}""",
    BulkExportContent.PEOPLE: """... on Contact {
      id version name displayName email mobile country timeZone locale externalReference archivedAt
      memberships(first: 100) { nodes { customer { id } role rights } } }""",
    BulkExportContent.TENANCIES: f"""... on Tenancy {{
      id version externalReference site {{ id }} customer {{ id }} tenants {{ id }} state startsOn endsOn
      rent {_MONEY} rentPeriod rentDueFrom rentTaxRate deposit {_MONEY} depositHeldBy depositReference noticeGivenOn
      noticeBy activatedAt endedAt nextCharge {{ dueOn amount {_MONEY} }} balance {_MONEY} arrears {_MONEY}
      createdAt updatedAt }}""",
    BulkExportContent.RENT_CHARGES: f"""... on RentCharge {{
      id version tenancy {{ id }} startsOn endsOn dueOn amount {_MONEY} invoice {{ id number paymentStatus }}
      createdAt updatedAt }}""",
    BulkExportContent.EVENTS: f"... on PortalEvent {USUAL}",
}
"""The fields of a row of each content."""
ORDER_OF_ENTRY: Final = "orderId"
"""The field of an entry of a timeline that the file has beside those of the contract."""


def document(content: BulkExportContent) -> str:
    """The query for the rows of a content with some `ids`; events have no ids."""
    return f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {SELECTIONS[content]} }} }}"


def columns(schema: GraphQLSchema, content: BulkExportContent) -> list[str]:
    """The columns of a content in CSV: fields by their paths, `customer.id`; what is a list is one column, as JSON."""
    selected = parse(f"{{ {SELECTIONS[content]} }}").definitions[0].selection_set  # type: ignore[attr-defined]
    own = [ORDER_OF_ENTRY] if content is BulkExportContent.TIMELINES else []
    return own + list(dict.fromkeys(_paths(schema, selected, None, "")))


def _paths(schema: GraphQLSchema, selected: SelectionSetNode, on: GraphQLNamedType | None, path: str) -> Iterator[str]:
    for node in selected.selections:
        if isinstance(node, InlineFragmentNode):
            assert node.type_condition is not None, "each says its type"
            yield from _paths(schema, node.selection_set, schema.get_type(node.type_condition.name.value), path)
            continue
        assert isinstance(node, FieldNode), "there are no other fragments"
        name, kind = f"{path}{node.name.value}", _type_of(on, node.name.value)
        is_list = kind is not None and is_list_type(get_nullable_type(kind))
        if is_list or node.selection_set is None:
            yield name
        else:
            yield from _paths(schema, node.selection_set, get_named_type(kind), f"{name}.")


def _type_of(on: Any, name: str) -> Any:
    return None if name == "__typename" else on.fields[name].type


def cells(row: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a row by the names of their columns."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from cells(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value
