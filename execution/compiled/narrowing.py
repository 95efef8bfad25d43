"""Conditions without what follows from the rest of them.

A list of an order's notes asks for events of some kinds, and the policy says for each kind who sees it. What it says of
the other kinds can hold for no row of the list: the database need not look.
"""

from collections.abc import Mapping
from functools import reduce

from models.core.scope import EVERYTHING, NOTHING, AllOf, Among, AnyOf, OneOf, Scope, Together, all_of, any_of

Names = Mapping[str, frozenset[str]]


def narrowed(scope: Scope, known: Names | None = None) -> Scope:
    """The same condition on rows whose columns are known to have one of some names."""
    known = known or {}
    if isinstance(scope, Among) and scope.column in known:
        possible = known[scope.column]
        left = possible & scope.names
        return EVERYTHING if left == possible else Among(scope.column, left) if left else NOTHING
    if isinstance(scope, AllOf):
        return _all(scope, known)
    if isinstance(scope, AnyOf):
        parts = [each for part in _parts(scope, AnyOf) if not _holds_never(each := narrowed(part, known))]
        return EVERYTHING if EVERYTHING in parts else _one(any_of, parts)
    return scope


def _all(scope: AllOf, known: Names) -> Scope:
    parts = _parts(scope, AllOf)
    names: dict[str, frozenset[str]] = {}
    for part in parts:
        if isinstance(part, Among):
            before = names.get(part.column, known.get(part.column, part.names))
            names[part.column] = before & part.names
    if not all(names.values()):
        return NOTHING
    told: list[Scope] = [narrowed(Among(column, left), known) for column, left in names.items()]
    others = [narrowed(part, {**known, **names}) for part in parts if not isinstance(part, Among)]
    if any(map(_holds_never, others)):
        return NOTHING
    return _one(all_of, [part for part in told + others if part is not EVERYTHING])


def _parts(scope: Scope, kind: type[AllOf] | type[AnyOf]) -> list[Scope]:
    """The parts of a condition, and those of the parts of the same kind."""
    if not isinstance(scope, kind):
        return [scope]
    return reduce(lambda found, part: found + _parts(part, kind), scope.parts, list[Scope]())


def _one(make: object, parts: list[Scope]) -> Scope:
    return parts[0] if len(parts) == 1 else make(*parts)  # type: ignore[operator]


def _holds_never(scope: Scope) -> bool:
    return (isinstance(scope, OneOf) and not scope.values) or (isinstance(scope, Together) and not scope.pairs)
