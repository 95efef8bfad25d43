"""Types that many parts of the contract use."""

from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

import strawberry
from graphql import GraphQLResolveInfo

from models.core.rows import Row
from models.core.viewer import ActorKind
from resolvers.core import connections
from resolvers.core.declare import describe
from resolvers.core.scalars import CountryCode, CurrencyCode
from resolvers.partners import keys
from resolvers.people import contacts, staff
from schema.core.fields import column, global_id, interface_type, object_type, relation
from schema.core.refs import LazyContact, LazyStaffMember

T = TypeVar("T")

describe(
    ActorKind,
    "The kinds of actors.",
    CONTACT="A contact, in the portal.",
    STAFF="A member of the operator's staff.",
    PARTNER="A program with an API key.",
    SYSTEM="The server itself, when something falls due.",
)


@interface_type
class Node:
    """An object that can be read again by its id."""

    recognised_by: ClassVar[tuple[str, ...]] = ()

    id: strawberry.ID = column("A global id: opaque and permanent.")

    @staticmethod
    def is_type_of(_row: Row, _info: GraphQLResolveInfo[Any]) -> bool:
        """True: a row is of the type of its field, or of the type that `resolve_type` returns."""
        return True

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The name of the type that was determined when the row was read."""
        name: str = row["__typename"]
        return name


@object_type
class PageInfo:
    """The position of a page in its list."""

    has_next_page: bool = column("Whether there are items after this page.")
    has_previous_page: bool = column("Whether there are items before this page.")
    start_cursor: str | None = relation(
        connections.start_cursor, "The cursor of the first item on the page, to page back from with `before`."
    )
    end_cursor: str | None = relation(
        connections.end_cursor, "The cursor of the last item on the page, to page on from with `after`."
    )


@object_type
class Edge(Generic[T]):
    """An item of a list, with its cursor."""

    cursor: str = relation(connections.cursor, "The item's position, valid for this list in this order.")
    node: T = column("The item.")


@object_type
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = relation(connections.edges, "The items of the page, each with its cursor.")
    nodes: list[T] = column("The items of the page.")
    page_info: PageInfo = column("The position of the page in the list.")
    total_count: int = relation(
        connections.total_count,
        "Number of items in the whole list, counted up to 10,000: if `totalCountIsExact` is false there are more.",
    )
    total_count_is_exact: bool = relation(
        connections.total_count_is_exact, "Whether `totalCount` is the number of all items, and not the least of it."
    )


@object_type
class Money:
    """An amount of money."""

    amount: Decimal = column("The amount, with all the digits of its currency by ISO 4217; unit prices may have more.")
    currency: CurrencyCode = column("The currency of the amount.")


@object_type
class Percentiles:
    """The distribution of a number over the rows that have it. Each is the number of one of these rows, and null if
    there are none."""

    count: int = column("The number of rows that have it.")
    median: int | None = column("The median: half of them have at most so much.")
    percentile90: int | None = column("The 90th percentile: nine of ten have at most so much.")


@object_type
class Address:
    """A postal address."""

    line1: str = column("Street and number.")
    line2: str | None = column("The line between street and city, such as a floor or an estate.")
    city: str = column("The city, town or village.")
    region: str | None = column("The state, county or province, in countries whose addresses have one.")
    postal_code: str | None = column("The postal code, in countries that have them.")
    country: CountryCode = column("The country.")


@object_type
class Partner:
    """A program that acts with an API key, as everybody sees it."""

    id: strawberry.ID = global_id("ApiKey")
    name: str = column("The name of its API key, now.")


@object_type
class Actor:
    """The person or program that did something, as known at that time."""

    kind: ActorKind = column("The kind of actor.")
    name: str = column("Their name; for contacts, the display name, and for programs, that of the API key.")
    contact: LazyContact | None = relation(
        contacts.acting_contact,
        "The contact; null for other actors, and for contacts whom the viewer may not see.",
        needs=("kind", "id"),
    )
    staff_member: LazyStaffMember | None = relation(
        staff.acting_member, "The member of staff; null for other actors.", needs=("kind", "id")
    )
    partner: Partner | None = relation(
        keys.acting_partner, "The program of a partner; null for other actors.", needs=("kind", "id")
    )
