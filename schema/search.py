"""Results of the search over all nouns at once."""

from resolvers.core.declare import describe
from resolvers.search import SearchType
from schema.core.fields import column, object_type
from schema.core.types import Node

describe(
    SearchType,
    "The types of results of `search`.",
    ORDER="Orders.",
    INVOICE="Invoices.",
    CUSTOMER="Customers.",
    CONTACT="Contacts.",
    SITE="Sites and properties.",
    ASSET="Assets.",
    CREDIT_NOTE="Credit notes, by their numbers.",
)


@object_type
class SearchResult:
    """Something that was found by `search`."""

    type: SearchType = column("The type of the result.")
    node: Node = column("The order, invoice, customer, contact, site, asset or credit note.")
