"""Rules about who may use a root field. Each field has one; a test fails if one has none."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from adapters.text.sentences import Sentence
from execution.context import Context, Info
from models.core.errors import RequestError
from models.core.viewer import NO_SCOPE, SEES_ORDERS, KeyScope, Permission, Right, Viewer
from models.orders.tenures import SEE_ORDERS

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on the viewer, and the sentence about it in the schema's descriptions."""

    sentence: Sentence
    allows: Callable[[Viewer], bool] | None

    def check(self, context: Context) -> None:
        """Raise RequestError UNAUTHENTICATED or FORBIDDEN if the viewer may not use the field."""
        viewer = self.expect_signed_in(context)
        if viewer is not None and not self.permits(viewer):
            raise RequestError.of("FORBIDDEN", self.sentence)

    def expect_signed_in(self, context: Context) -> Viewer | None:
        """The viewer; raises RequestError UNAUTHENTICATED if there is none and not everybody may use the field."""
        if context.viewer is None and self.allows is not None:
            raise RequestError("UNAUTHENTICATED", "Sign in first.")
        return context.viewer

    def permits(self, viewer: Viewer) -> bool:
        """Whether a signed-in viewer may use the field."""
        return self.allows is None or self.allows(viewer)


ANYONE = Rule(Sentence("Anyone may use this."), None)
SIGNED_IN = Rule(Sentence("Requires a signed-in viewer, and shows what they may see."), lambda viewer: True)
CONTACTS = Rule(Sentence("Requires a signed-in contact."), lambda viewer: viewer.contact_id is not None)


def permission(*permissions: Permission) -> Rule:
    """A rule for staff who have at least one of these permissions."""
    names = [permission.value for permission in permissions]
    return Rule(
        Sentence("Requires permission {permissions}.", permissions=names),
        lambda viewer: any(viewer.may(permission) for permission in permissions),
    )


def permission_or_key(instead: Permission) -> Rule:
    """A rule for staff who have a permission, and for API keys, of which the field says the scopes."""
    return Rule(
        Sentence("Requires permission {permission}, or an API key.", permission=instead.value),
        lambda viewer: viewer.may(instead) or viewer.is_key,
    )


def right(rights: Right, instead: Permission, *, or_party: bool = False) -> Rule:
    """A rule for contacts who have at least one of these rights for some customer, for staff with a permission and,
    with `or_party`, for people with a role in force that shows a property's orders. The policy decides about each
    row."""
    facts = {"rights": [each.name for each in rights], "permission": instead.value}
    if or_party:
        sentence = Sentence(
            "Requires the right {rights} or a role on a property that shows its orders, or permission {permission}.",
            **facts,
        )
    else:
        sentence = Sentence("Requires the right {rights}, or permission {permission}.", **facts)
    return Rule(
        sentence,
        lambda viewer: (
            viewer.may(instead) or viewer.has_somewhere(rights) or (or_party and bool(viewer.properties(*SEE_ORDERS)))
        ),
    )


def administrator(*instead: Permission) -> Rule:
    """A rule for contacts who administer some customer, if the operator allows it, and for staff with one of these
    permissions."""
    names = [permission.value for permission in instead]
    return Rule(
        Sentence(
            "Requires permission {permissions}, or to administer the customer, if the operator lets administrators do "
            "this.",
            permissions=names,
        ),
        lambda viewer: any(viewer.may(permission) for permission in instead) or bool(viewer.administered_customers()),
    )


MANAGES_ACCESS: Final = permission(Permission.MANAGE_PORTAL_ACCESS)
REQUESTS_WORK: Final = right(SEES_ORDERS, Permission.MANAGE_ORDERS, or_party=True)
"""For people who create orders, with their assets and files."""


ANY_KEY: Final = NO_SCOPE
"""Opens a root field to every API key, which sees there what the policy shows it."""


def expect_open_to(viewer: Viewer | None, scopes: KeyScope | None) -> None:
    """Raise RequestError FORBIDDEN for an API key without all `scopes`; None lets no key in."""
    if viewer is None or not viewer.is_key:
        return
    if scopes is None:
        raise RequestError("FORBIDDEN", "No API key may use this.")
    if scopes not in viewer.scopes:
        raise RequestError.of("FORBIDDEN", needed_by_keys(scopes))


def needed_by_keys(scopes: KeyScope) -> Sentence:
    """The need of an API key to use a root field that is open to keys with these scopes."""
    if not scopes:
        return Sentence("Open to every API key.")
    return Sentence("An API key needs {scopes}.", scopes=", ".join(str(scope.name) for scope in scopes))


def allow(rule: Rule, *, keys: KeyScope | None = None) -> Callable[[F], F]:
    """Declare the rule of a root field, and the scopes with which API keys may use it too; None: with none.

    Both are checked before the resolver runs.
    """

    def check(context: Context) -> None:
        expect_open_to(context.viewer, keys)
        rule.check(context)

    def declare(resolver: F) -> F:
        @functools.wraps(resolver)
        def checked(info: Info, **arguments: Any) -> Any:
            check(info.context)
            return resolver(info=info, **arguments)

        if inspect.iscoroutinefunction(resolver):

            @functools.wraps(resolver)
            async def wrapped(info: Info, **arguments: Any) -> Any:
                check(info.context)
                return await resolver(info=info, **arguments)

        elif inspect.isasyncgenfunction(resolver):

            @functools.wraps(resolver)
            async def wrapped(info: Info, **arguments: Any) -> Any:
                check(info.context)
                async for item in resolver(info=info, **arguments):
                    yield item

        else:
            wrapped = checked
        wrapped.rule = rule  # type: ignore[attr-defined]
        wrapped.keys = keys  # type: ignore[attr-defined]
        wrapped.check = check  # type: ignore[attr-defined]
        return wrapped  # type: ignore[return-value]

    return declare
