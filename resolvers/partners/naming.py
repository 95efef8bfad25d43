"""The ids that programs give to rows: the input and the mutation."""

from collections.abc import Awaitable
from typing import Any, Final

import strawberry

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core.errors import Refusal, RefusalCode
from models.core.rows import Row
from models.core.viewer import KeyScope
from models.invoices.rows import Invoice
from models.orders.orders import Order
from models.partners.naming import Named, name_row
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.assets import Asset
from models.places.sites import Site
from models.tenancies.rows import Tenancy
from resolvers import nodes
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, input_type
from resolvers.core.forms import fields, is_short
from resolvers.core.ids import decode_any, find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import Rule

KEYS: Final = Rule(Sentence("Requires an API key."), lambda viewer: viewer.is_key)
NAMED: Final[dict[str, type[Named]]] = {
    model.__name__: model for model in (Customer, Contact, Site, Asset, Order, Invoice, Tenancy)
}


@input_type
class ExternalReferenceSetInput:
    """A row, and the id that it has in the program's own system."""

    id: strawberry.ID = about("The customer, contact, site, asset, order, invoice or tenancy.")
    version: int | None = about(VERSION)
    external_reference: str | None = about(
        "The id in the program's own system, at most 100 characters in one line, which nothing else of this type has. "
        "Null takes the present one away."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@mutation(
    KEYS,
    keys=KeyScope.WRITE_REFERENCES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE STALE_VERSION TOO_LONG",
    form=fields(external_reference=is_short),
)
async def external_reference_set(info: Info, input: ExternalReferenceSetInput) -> dict[str, Any]:
    """Give a row that the key sees an external reference."""
    viewer, typed_key = viewer_of(info), decode_any(input.id)
    model = NAMED.get(typed_key[0]) if typed_key else None
    if model is None:
        raise Refusal(
            RefusalCode.NOT_FOUND, "No customer, contact, site, asset, order, invoice or tenancy has this id.", "id"
        )
    row = await find_node(model, input.id, viewer, to="see", version=input.version)
    await name_row(row, input.external_reference, by=viewer)
    return {_key(model): row.id}


def _key(model: type[Named]) -> str:
    return f"{model.__name__.lower()}_id"


def named(root: dict[str, Any], info: Info) -> Awaitable[Row | None] | None:
    """The row that a payload is about; None for a refused mutation."""
    found = ((name, root[_key(model)]) for name, model in NAMED.items())
    return next((nodes.read(info, name, row_id) for name, row_id in found if row_id), None)
