"""The rows that API keys see beside those that their rights show: people, keys, and webhooks."""

from models.core.scope import EVERYTHING, NOTHING, Scope, equals, one_of
from models.core.viewer import KeyScope, Permission, Viewer


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
