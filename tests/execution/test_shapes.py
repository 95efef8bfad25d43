"""Every field says what it is made of, or is on the list of those that only their resolvers can tell."""

import re
from collections.abc import Iterator
from inspect import iscoroutinefunction, signature
from typing import Final

from graphql import (
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    parse,
)

from execution.compiled.readings import reading_of
from execution.plans import DocumentPlan, FieldPlan
from schema.build import schema
from tests.support.databases import ON_SQLITE
from tests.support.repository import ROOT
from tests.support.server import Server

RESIDUAL: Final = frozenset(
    [
        "access.abilities.can_change_username",
        "access.abilities.can_invite",
        "access.links.email_change_link",
        "access.links.invitation",
        "access.links.password_policy",
        "access.links.password_reset_link",
        "access.links.password_strength",
        "access.links.policy",
        "access.portal_access.invitation_expires_at",
        "access.portal_access.of_contact",
        "access.portal_access.username_available",
        "access.portal_access.username_suggestion",
        "core.connections.edges",
        "core.connections.total_count",
        "core.connections.total_count_is_exact",
        "core.external_references.external_reference",
        "core.values.event_money",
        "core.values.fact",
        "core.values.unless",
        "files.files.credit_note_pdf",
        "files.files.download",
        "files.files.invoice_pdf",
        "files.files.listing_file",
        "files.files.listing_thumbnail",
        "files.files.statement",
        "files.files.tenancy_statement",
        "files.files.thumbnail",
        "files.files.whole_mail",
        "invoices.credit_notes.lines",
        "invoices.credit_notes.of_event",
        "invoices.figures.invoice_stats",
        "invoices.history.origin",
        "invoices.invoices.parts",
        "invoices.parts._in_currency",
        "invoices.totals.totals",
        "log.events.events",
        "log.events.invoice_ids",
        "log.events.named",
        "log.events.notification",
        "log.events.reason",
        "log.events.removed_from",
        "log.events.subject",
        "market.offers.open_count",
        "market.viewings.applicant",
        "messages.notifications.about",
        "messages.notifications.digest_frequency",
        "messages.notifications.preferences",
        "messages.notifications.subject",
        "nodes.node",
        "nodes.nodes",
        "orders.abilities.can_respond",
        "orders.figures.order_stats",
        "orders.removals.can_remove",
        "orders.removals.removal_of_file",
        "orders.removals.removal_of_words",
        "orders.timeline.attachments",
        "orders.timeline.can_redact",
        "orders.timeline.mail_of_note",
        "orders.timeline.technicians",
        "partners.exports.files",
        "partners.keys.acting_partner",
        "partners.keys.customers",
        "partners.keys.scopes",
        "partners.webhooks.status",
        "partners.webhooks.tries",
        "people.contacts.acting_contact",
        "people.contacts.message_locale",
        "people.customers.has_administrator",
        "people.customers.rights",
        "people.customers.rights_asked",
        "people.staff.acting_member",
        "people.staff.permissions",
        "people.staff.role",
        "people.staff.staff_roles",
        "portal.portal",
        "portal.upload_types",
        "search.search",
        "tenancies.charges.next_charge",
        "tenancies.charges.owed",
        "tenancies.documents.download",
        "viewer.is_profile_complete",
    ]
)
"""The resolvers that are asked for each row, or each request, as if nothing were compiled: most of them read something
else first, or make something of it that no column has."""

BY_RESOLVER: Final = {"search", "events", "orderStats", "invoiceStats", "portal"}
"""The queries in the documents that are not compiled, as decision 30 says: their statements follow from the words, and
from the rows that a filter names; figures are one statement that adds rows up; and the portal is settings, without
statements."""


def fields() -> Iterator[GraphQLField]:
    """The fields of everything that is read; payloads of mutations show what these have done."""
    for owner in schema._schema.type_map.values():
        is_written = owner.name.endswith("Payload") or owner.name in ("Mutation", "Subscription")
        if isinstance(owner, GraphQLObjectType) and not is_written:
            yield from owner.fields.values()


def is_residual(field: GraphQLField) -> bool:
    """Whether a field has a resolver without a shape that needs more than a few columns."""
    definition = field.extensions.get("strawberry-definition")
    if definition is None or definition.base_resolver is None:
        return False
    resolver = definition.base_resolver.wrapped_func
    if getattr(resolver, "shape", None) is not None:
        return False
    kind = field.type.of_type if is_non_null_type(field.type) else field.type
    is_leaf = is_leaf_type(get_named_type(kind)) and not is_list_type(kind)
    return list(signature(resolver).parameters) != ["root"] or not is_leaf or iscoroutinefunction(resolver)


def test_a_resolver_without_a_shape_is_on_the_list() -> None:
    resolvers = [
        field.extensions["strawberry-definition"].base_resolver.wrapped_func for field in fields() if is_residual(field)
    ]
    names = {f"{each.__module__}.{each.__qualname__}".removeprefix("resolvers.") for each in resolvers}
    assert {name.replace(".<locals>.resolve", "") for name in names} == RESIDUAL


def queries() -> Iterator[DocumentPlan]:
    """The plans of the queries of docs/ and of the explorer's tabs in the demo."""
    pages = "".join(page.read_text() for page in (ROOT / "docs").rglob("*.md"))
    texts = re.findall(r"^```graphql\n(.*?)^```$", pages, re.MULTILINE | re.DOTALL)
    for text in (*texts, *(ROOT / "web/src/explorer/story.graphql").read_text().split("# ---")):
        nodes = parse(text).definitions
        fragments = {node.name.value: node for node in nodes if isinstance(node, FragmentDefinitionNode)}
        for node in nodes:
            if isinstance(node, OperationDefinitionNode) and node.operation is OperationType.QUERY:
                yield DocumentPlan(schema._schema, node, fragments, {})


@ON_SQLITE
def test_the_queries_of_the_documents_are_compiled(server: Server) -> None:
    roots = [each for plan in queries() for each in plan.root.fields("Query") if isinstance(each, FieldPlan)]
    assert len(roots) > len(BY_RESOLVER)
    assert {each.key for each in roots if reading_of(each) is None} == BY_RESOLVER
