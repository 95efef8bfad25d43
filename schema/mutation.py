"""Every mutation: it takes one `input` and returns a payload of its own with `userErrors`."""

import strawberry

from schema.access.mutations import AccessMutations
from schema.invoices.mutations import InvoiceMutations
from schema.market.mutations import MarketMutations
from schema.messages.mutations import MessageMutations
from schema.orders.mutations import OrderMutations
from schema.partners.mutations import PartnerMutations
from schema.people.mutations import PeopleMutations
from schema.places.mutations import PlaceMutations
from schema.tenancies.mutations import TenancyMutations


@strawberry.type(
    description="Changes. Every mutation happens completely or not at all: if userErrors is empty it happened, "
    "otherwise nothing changed."
)
class Mutation(
    AccessMutations,
    OrderMutations,
    InvoiceMutations,
    PeopleMutations,
    PlaceMutations,
    MessageMutations,
    PartnerMutations,
    MarketMutations,
    TenancyMutations,
):
    """The root of mutations."""
