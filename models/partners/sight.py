"""The rows that API keys see beside those that their rights show: people, keys, webhooks, and what is internal."""

from typing import Final

from models.core.scope import EVERYTHING, NOTHING, Scope, all_of, among, any_of, equals, one_of
from models.core.viewer import SEES_INVOICES, SEES_ORDERS, KeyScope, Permission, Viewer
from models.log.events import ORDER_KINDS, EventKind

_DRAFT_KINDS: Final = (EventKind.INVOICE_DRAFTED, EventKind.INVOICE_CHANGED, EventKind.INVOICE_VOIDED)


def sees_everybody(viewer: Viewer) -> bool:
    """Whether the viewer sees all people, also those who belong to no customer: staff, and keys that may read people
    and are for all customers."""
    return viewer.is_staff or (viewer.everywhere is not None and viewer.covers(KeyScope.READ_PEOPLE))


def of_people(viewer: Viewer) -> Scope:
    """Rows about the people of customers: a contact sees those of their own customers, a key if it may read people."""
    return viewer.of_customers() if viewer.covers(KeyScope.READ_PEOPLE) else NOTHING


def keys(viewer: Viewer) -> Scope:
    """The API keys that the viewer sees: those that they manage, and a key itself alone."""
    if viewer.may(Permission.MANAGE_PARTNERS):
        return EVERYTHING
    if viewer.is_key:
        return equals("id", viewer.api_key_id)
    return one_of("customer_id", viewer.administered_customers())


def webhooks(viewer: Viewer) -> Scope:
    """The webhooks that the viewer sees: those of the keys that they manage."""
    return NOTHING if viewer.is_key else keys(viewer)


def own(viewer: Viewer) -> Scope:
    """The uploads and exports of the viewer: of a person, or of an API key."""
    for column in ("contact_id", "staff_id", "api_key_id"):
        if (key := getattr(viewer, column)) is not None:
            return equals(column, key)
    return NOTHING


def sees_drafts(viewer: Viewer) -> bool:
    """Whether the viewer sees drafts of invoices, of the customers whose invoices they see."""
    return viewer.is_staff or KeyScope.WRITE_INVOICES in viewer.scopes


def internal_events(viewer: Viewer) -> Scope:
    """The events for staff only that a key sees by its scopes: those of orders, and of drafts of invoices."""
    of_orders = all_of(among("kind", ORDER_KINDS), viewer.of_customers(SEES_ORDERS))
    of_drafts = all_of(among("kind", _DRAFT_KINDS), viewer.of_customers(SEES_INVOICES))
    return any_of(
        of_orders if viewer.sees_internal else NOTHING,
        of_drafts if sees_drafts(viewer) else NOTHING,
    )
