"""Limits on the size of documents: one rule that runs before all others and visits each fragment once."""

from functools import cache
from typing import Any, ClassVar, Final, NamedTuple

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValidationContext,
    specified_rules,
)
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

import settings

# The check for conflicts compares fields in pairs: even the worst document with this many takes a fifth of a second.
MAX_FIELDS = 500
MAX_DIGITS = 40
DEFAULT_PAGE: Final = 20
MAX_PAGE_SIZE: Final = 100
INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})


class Limits(NamedTuple):
    """The limits of one document, from the settings."""

    depth: int
    aliases: int
    directives: int
    root_fields: int
    tokens: int
    errors: int

    @classmethod
    def of_settings(cls) -> "Limits":
        """The limits in the settings of this process."""
        options = settings.get()
        return cls(
            depth=options.max_query_depth,
            aliases=options.max_query_aliases,
            directives=options.max_query_directives,
            root_fields=options.max_root_fields,
            tokens=options.max_query_tokens,
            errors=options.max_query_errors - 1,  # validation adds a message that there are more
        )


class Size(NamedTuple):
    """The size of a selection with its fragments expanded."""

    depth: int = 0
    root_fields: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0


class LimitsRule(ASTValidationRule):
    """Refuse a document that is too large, before any slower rule visits it."""

    limits: ClassVar[Limits]

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fragments: dict[str, Size] = {}

    def enter_document(self, node: DocumentNode, *_: Any) -> None:
        """Measure each operation."""
        for definition in node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self._check(definition)

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        """Refuse a NUL character, which databases cannot store."""
        if "\0" in node.value:
            self.report_error(GraphQLError("Strings must not contain NUL characters.", node))

    def enter_int_value(self, node: IntValueNode, *_: Any) -> None:
        """Refuse a number so long that parsing it takes time, or fails."""
        if len(node.value) > MAX_DIGITS:
            raise ValidationAbortedError(f"Numbers have at most {MAX_DIGITS} digits.", node)

    def _check(self, operation: OperationDefinitionNode) -> None:
        size = self._size_of(operation.selection_set)
        checks = (
            (size.depth, self.limits.depth, "levels of nesting"),
            (size.root_fields, self.limits.root_fields, "root fields"),
            (size.aliases, self.limits.aliases, "aliases"),
            (size.directives + len(operation.directives or ()), self.limits.directives, "directives"),
            (size.fields, MAX_FIELDS, "fields"),
        )
        for count, allowed, items in checks:
            if count > allowed:
                number = count if count <= 1_000_000 else "more than a million"
                raise ValidationAbortedError(
                    f"The operation has {number} {items}; the maximum is {allowed}.", operation
                )

    def _size_of(self, selection_set: SelectionSetNode | None) -> Size:
        depth = root_fields = fields = aliases = directives = 0
        for selection in selection_set.selections if selection_set else ():
            directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                inner = self._size_of(selection.selection_set)
                # Introspection has a depth rule of its own, and its usual query is deeper than any other.
                deeper = 0 if selection.name.value in INTROSPECTION_FIELDS else 1 + inner.depth
                depth = max(depth, deeper)
                root_fields += 1
                fields += 1
                aliases += selection.alias is not None
            else:
                inner = self._size_of_spread(selection)
                depth = max(depth, inner.depth)
                root_fields += inner.root_fields
            fields += inner.fields
            aliases += inner.aliases
            directives += inner.directives
        return Size(depth, root_fields, fields, aliases, directives)

    def _size_of_spread(self, selection: SelectionNode) -> Size:
        if isinstance(selection, InlineFragmentNode):
            return self._size_of(selection.selection_set)
        assert isinstance(selection, FragmentSpreadNode)
        name = selection.name.value
        if name not in self._fragments:
            self._fragments[name] = Size()  # a cycle adds nothing here: another rule reports it
            fragment = self.context.get_fragment(name)
            self._fragments[name] = self._size_of(fragment.selection_set if fragment else None)
        return self._fragments[name]


@cache
def rules(limits: Limits) -> tuple[type[ASTValidationRule], ...]:
    """The rules by which documents are validated: the same tuple for the same limits, so that caches hit."""
    limited = type("LimitsRule", (LimitsRule,), {"limits": limits})
    return (limited, *specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
