"""The selections of webhooks: what is posted of an event, as fields of `PortalEvent`."""

from typing import Final

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType, parse, print_ast

from execution.gate import Refused
from execution.live import LiveOperation, stored
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.partners.webhook_changes import MAX_SELECTION_LENGTH

USUAL: Final = """{
  __typename cursor kind occurredAt actor { kind name }
  ... on OrderEvent { order { id number status } }
  ... on OrderStatusChanged { fromStatus toStatus }
  ... on InvoiceEvent { invoice { id number approvalStatus paymentStatus } }
  ... on CustomerEvent { customer { id } }
  ... on ContactEvent { contact { id } }
  ... on MembershipEvent { membershipId }
  ... on SiteEvent { siteId }
  ... on PartyEvent { partyId }
  ... on AssetEvent { assetId }
}"""
"""The selection of webhooks that have none of their own."""


def checked_selection(selection: str, field: str = "selection") -> str:
    """A selection in one form; refuses with INVALID or TOO_LONG what is not fields in braces."""
    if len(selection) > MAX_SELECTION_LENGTH:
        raise Refusal(RefusalCode.TOO_LONG, "Use at most {most} characters.", field, most=MAX_SELECTION_LENGTH)
    try:
        document = parse(selection, max_tokens=MAX_SELECTION_LENGTH)
    except GraphQLError as error:
        raise _refused(error.message, field) from None
    node = document.definitions[0]
    is_alone = len(document.definitions) == 1 and isinstance(node, OperationDefinitionNode)
    if not is_alone or node.operation is not OperationType.QUERY or node.name or node.directives:  # type: ignore[attr-defined]
        raise _refused("expected fields in braces, and nothing else", field)
    return print_ast(node.selection_set)  # type: ignore[attr-defined]


async def operation_of(schema: GraphQLSchema, selection: str | None, viewer: Viewer) -> LiveOperation:
    """The operation that is executed for each event of a webhook; refuses with INVALID a selection that does not fit
    the schema, or costs too much."""
    document = f"subscription {{ events {{ ... on PortalEvent {selection or USUAL} }} }}"
    try:
        return await stored(schema, document, viewer)
    except GraphQLError as error:
        raise _refused(error.message) from None
    except Refused as refused:
        raise _refused(refused.errors[0].message) from None


def _refused(problem: str, field: str = "selection") -> Refusal:
    return Refusal(RefusalCode.INVALID, "This selection cannot be used: {problem}", field, problem=problem)
