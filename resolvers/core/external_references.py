"""The external references of rows: staff and API keys give them, see them and find rows by them.

Staff and the operator's keys share theirs; the keys of a customer have their own (models/core/references.py).
"""

from collections.abc import Awaitable, Sequence
from typing import Any
from uuid import UUID

import strawberry
from tortoise.models import Model

from execution.compiled.row_values import Bail
from execution.context import Info, viewer_of
from execution.loading import Read
from models.core.errors import Refusal, RefusalCode, RequestError
from models.core.references import PartnerReference, is_operators, kept_form
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, NOTHING, Scope, all_of, equals, one_of, related
from models.core.viewer import Viewer
from models.policy import visible
from resolvers.core import ids


def external_reference(root: Row, info: Info) -> Awaitable[str | None] | str | None:
    """The external reference of a row, for staff and API keys; None for others."""
    viewer = viewer_of(info)
    if is_operators(viewer):
        of_operator: str | None = root["external_reference"]
        return of_operator

    def reader() -> Read:
        async def load(row_ids: list[UUID]) -> list[str | None]:
            named = all_of(equals("owner_id", viewer.owner_id), one_of("row_id", row_ids))
            rows = await select(PartnerReference, ("row_id", "reference"), named)
            references = {row["row_id"]: row["reference"] for row in rows}
            return [references.get(row_id) for row_id in row_ids]

        return load

    return info.context.loader("external references", reader).load(root["id"]) if viewer.is_key else None


def given(reference: str | None, viewer: Viewer) -> str | None:
    """The external reference of a new row; refuses with FORBIDDEN one that anybody but staff and API keys gives."""
    if reference and not _refers(viewer):
        raise Refusal(
            RefusalCode.FORBIDDEN, "Only staff and API keys may give an external reference.", "externalReference"
        )
    return reference


def given_anew(reference: Any, viewer: Viewer) -> dict[str, Any]:
    """The change of an external reference, if the client sent one, null or not; refuses like `given`."""
    if reference is strawberry.UNSET:
        return {}
    if not _refers(viewer):
        raise Refusal(
            RefusalCode.FORBIDDEN, "Only staff and API keys may change an external reference.", "externalReference"
        )
    return {"external_reference": reference}


def _refers(viewer: Viewer) -> bool:
    return viewer.is_staff or viewer.is_key


def key_of_external_reference(viewer: Viewer, reference: str) -> tuple[str, str] | None:
    """The column and the value by which staff and the operator's keys find a row; None for people, and for what no row
    can have. A customer's key finds it with `in_external_references` alone: Bail."""
    if viewer.is_key and not is_operators(viewer):
        raise Bail
    kept = kept_form(reference) if _refers(viewer) else None
    return None if kept is None else ("external_reference", kept)


def in_external_references(viewer: Viewer, references: Sequence[str] | None) -> Scope:
    """Rows with one of these external references, for staff and API keys; no row for others, and every row for None.

    RequestError BAD_USER_INPUT for more than 100.
    """
    if references is None:
        return EVERYTHING
    if len(references) > ids.MAX_IDS:
        raise RequestError(
            "BAD_USER_INPUT", "{argument}: use at most {most}.", argument="externalReference", most=ids.MAX_IDS
        )
    kept = [form for each in references if (form := kept_form(each)) is not None]
    if is_operators(viewer):
        return one_of("external_reference", kept)
    named = all_of(equals("owner_id", viewer.owner_id), one_of("reference", kept))
    return related("id", "partner_references", "row_id", named) if viewer.is_key else NOTHING


async def row_named(model: type[Model], reference: str, viewer: Viewer) -> UUID | None:
    """The identifier of the row with this external reference; None if the viewer sees no such row."""
    rows = await select(model, ("id",), all_of(in_external_references(viewer, [reference]), visible(model, viewer)))
    return rows[0]["id"] if rows else None
