"""The external references of rows, which staff alone give, see and find by."""

from collections.abc import Sequence
from typing import Any

import strawberry

from models.core.errors import Refusal, RefusalCode, RequestError
from models.core.references import kept_form
from models.core.rows import Row
from models.core.scope import EVERYTHING, NOTHING, Scope, one_of
from models.core.viewer import Viewer
from resolvers.core import ids
from resolvers.core.values import by_viewer


@by_viewer
def external_reference(viewer: Viewer, root: Row) -> str | None:
    """The external reference of a row, for staff; None for others."""
    return root["external_reference"] if viewer.is_staff else None


def given(reference: str | None, viewer: Viewer) -> str | None:
    """The external reference of a new row; refuses with FORBIDDEN one that anybody but staff gives."""
    if reference and not viewer.is_staff:
        raise Refusal(RefusalCode.FORBIDDEN, "Only staff may give an external reference.", "externalReference")
    return reference


def given_anew(reference: Any, viewer: Viewer) -> dict[str, Any]:
    """The change of an external reference, if the client sent one, null or not; refuses like `given`."""
    if reference is strawberry.UNSET:
        return {}
    if not viewer.is_staff:
        raise Refusal(RefusalCode.FORBIDDEN, "Only staff may change an external reference.", "externalReference")
    return {"external_reference": reference}


def key_of_external_reference(viewer: Viewer, reference: str) -> tuple[str, str] | None:
    """The column and the value by which staff find a row; None for others, and for what no row can have."""
    kept = kept_form(reference) if viewer.is_staff else None
    return None if kept is None else ("external_reference", kept)


def in_external_references(viewer: Viewer, references: Sequence[str] | None) -> Scope:
    """Rows with one of these external references, for staff; no row for others, and every row for None.

    RequestError BAD_USER_INPUT for more than 100.
    """
    if references is None:
        return EVERYTHING
    if len(references) > ids.MAX_IDS:
        raise RequestError(
            "BAD_USER_INPUT", "{argument}: use at most {most}.", argument="externalReference", most=ids.MAX_IDS
        )
    kept = [form for each in references if (form := kept_form(each)) is not None]
    return one_of("external_reference", kept) if viewer.is_staff else NOTHING
