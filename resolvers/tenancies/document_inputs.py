"""Enums and inputs of the documents of properties and tenancies."""

from datetime import date
from enum import StrEnum

import strawberry

from models.core.viewer import PartyRole
from models.tenancies.documents import DocumentKind
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import DateRange, DateTimeRange, SortDirection

describe(
    DocumentKind,
    "The kinds of documents of properties.",
    GAS_SAFETY="A gas safety record.",
    ELECTRICAL="A report on the electrical installation.",
    ENERGY="An energy performance certificate.",
    FIRE_SAFETY="A record of alarms and fire safety.",
    INVENTORY="An inventory, or a record of the condition.",
    CONTRACT="A contract.",
    OTHER="Another document.",
)


@input_type
class PropertyDocumentWhere:
    """A filter of documents; all given conditions have to be met."""

    kind: list[DocumentKind] | None = about("Of one of these kinds.")
    site_id: list[strawberry.ID] | None = about("Of one of these properties; at most 100.")
    tenancy_id: list[strawberry.ID] | None = about("Of one of these tenancies; at most 100.")
    expires_on: DateRange | None = about("With a last day in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class PropertyDocumentSortField(StrEnum):
    """The fields that documents can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    PropertyDocumentSortField,
    "The fields that documents can be sorted by.",
    CREATED_AT="Time at which it was added.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class PropertyDocumentSort:
    """A sort order of documents."""

    field: PropertyDocumentSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class PropertyDocumentAddInput:
    """A document to file."""

    site_id: strawberry.ID = about("The property.")
    tenancy_id: strawberry.ID | None = about("The tenancy of the property that it is about, if it is about one.")
    upload_id: strawberry.ID = about("A complete upload.")
    kind: DocumentKind = about("The kind of document.")
    title: str = about("The title, in one line.")
    issued_on: date | None = about("The day on which it was issued.")
    expires_on: date | None = about("The last day on which it is valid. People are reminded of it in time.")
    seen_by: list[PartyRole] | None = about(
        "The roles on the property whose holders see it, besides staff. By default, LANDLORD and TENANT. Of a document "
        "of a tenancy these are its tenants alone, and no APPLICANT or VENDOR sees it."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class PropertyDocumentUpdateInput:
    """Changes to a document; omitted fields keep their values. Its file stays."""

    id: strawberry.ID = about("The document.")
    version: int | None = about(VERSION)
    kind: DocumentKind | None = about("The kind of document; null keeps it.", strawberry.UNSET)
    title: str | None = about("The title; null keeps it.", strawberry.UNSET)
    issued_on: date | None = about("The day on which it was issued; null clears it.", strawberry.UNSET)
    expires_on: date | None = about("The last day on which it is valid; null clears it.", strawberry.UNSET)
    seen_by: list[PartyRole] | None = about(
        "The roles on the property whose holders see it, besides staff; null keeps them.", strawberry.UNSET
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class PropertyDocumentRemoveInput:
    """A document to remove, with its file."""

    id: strawberry.ID = about("The document.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
