"""Types that many parts of the contract use."""

from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

import strawberry
from graphql import GraphQLResolveInfo

from models.core.errors import RefusalCode
from models.core.rows import Row
from models.core.viewer import ActorKind
from resolvers.core import connections
from resolvers.core.declare import describe
from resolvers.core.scalars import CountryCode, CurrencyCode
from resolvers.people import contacts
from schema.core.fields import column, interface_type, object_type, relation
from schema.core.refs import LazyContact

T = TypeVar("T")

describe(
    RefusalCode,
    "Why a mutation did nothing.",
    name="UserErrorCode",
    REQUIRED="Something that must be filled in is missing.",
    INVALID="The value cannot be what it is meant to be.",
    TOO_LONG="There are more characters or items than are allowed.",
    NOT_FOUND="There is nothing of this id, or the viewer may not see it.",
    NOT_UNIQUE="Another has this name, code or address, or has this address for a username.",
    FORBIDDEN="The viewer sees it, but may not do this to it.",
    WRONG_STATE="Not in the state that it is in now; the message names the legal moves where there are some.",
    STALE_VERSION="It has changed since the version that was sent. Read it again.",
    PASSWORD_TOO_WEAK="The password does not fulfil the policy, or is too easy to guess.",  # noqa: S106
    BAD_CREDENTIALS="The name and the password do not belong together.",
    EMAIL_REQUIRED="The contact has no e-mail address, and needs one for this.",
    LINK_INVALID="No link has this token.",
    LINK_EXPIRED="The link is too old. Ask for a new one.",
    LINK_USED="The link has been used already.",
    LINK_SUPERSEDED="A newer link has been sent.",
    LINK_CANCELLED="The link was taken back.",
    LINK_REVOKED="The access that the link was for has ended.",
    LINK_OUTDATED="Something has changed since the link was sent, like the password or the e-mail address.",
    LAST_ADMIN="A customer would be left without an administrator, or nobody with MANAGE_STAFF.",
    TOO_LARGE="The file is larger than is allowed.",
    UNSUPPORTED_TYPE="Files of this type are not taken.",
    TOO_MANY_ATTEMPTS="Too many attempts in a short time. Wait, then try again.",
    IDEMPOTENCY_KEY_REUSED="The idempotency key was used for something else. Use a new one.",
)
describe(
    ActorKind,
    "Who can do something.",
    CONTACT="A contact, in the portal.",
    STAFF="A member of the operator's staff.",
    PARTNER="A partner of the operator, by its own program.",
    SYSTEM="The server itself, when the clock acts.",
)


@interface_type
class Node:
    """Something that can be read again by its id."""

    recognised_by: ClassVar[tuple[str, ...]] = ()

    id: strawberry.ID = column("A global id, opaque and for good.")

    @staticmethod
    def is_type_of(_row: Row, _info: GraphQLResolveInfo[Any]) -> bool:
        """Rows are of the type that their field says, or `resolve_type`."""
        return True

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type that was found out when the row was read."""
        name: str = row["__typename"]
        return name


@object_type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = column("Whether there is more after this page.")
    has_previous_page: bool = column("Whether there is more before this page.")
    start_cursor: str | None = relation(
        connections.start_cursor, "The cursor of the first one on the page, to go back from with `before`."
    )
    end_cursor: str | None = relation(
        connections.end_cursor, "The cursor of the last one on the page, to go on from with `after`."
    )


@object_type
class Edge(Generic[T]):
    """One of a list, with its place in it."""

    cursor: str = relation(connections.cursor, "Its place, good for this list in this order.")
    node: T = column("The one itself.")


@object_type
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = relation(connections.edges, "Those on the page, each with its cursor.")
    nodes: list[T] = column("Those on the page.")
    page_info: PageInfo = column("Where the page stands in the list.")
    total_count: int = relation(
        connections.total_count, "How many the whole list has; counted only where it is asked for."
    )


@object_type
class UserError:
    """Why a mutation did nothing."""

    code: RefusalCode = column("Why, for programs.")
    message: str = column("Why, for people.")
    field: list[str] | None = column("The path to the input field at fault, without the leading `input`.")


@object_type
class Money:
    """An amount of money."""

    amount: Decimal = column("The amount, with all the digits of its currency.")
    currency: CurrencyCode = column("The currency of the amount.")


@object_type
class Address:
    """A postal address."""

    line1: str = column("Street and number.")
    line2: str | None = column("What comes between the street and the city, like a floor or an estate.")
    city: str = column("The city, town or village.")
    region: str | None = column("The state, county or province, where it belongs to an address.")
    postal_code: str | None = column("The postal code, where there is one.")
    country: CountryCode = column("The country.")


@object_type
class Actor:
    """Who did something, as they were known when they did it."""

    kind: ActorKind = column("What they are.")
    name: str = column("Their name; for contacts the name that everyone sees.")
    contact: LazyContact | None = relation(
        contacts.acting_contact, "The contact, where it was one and the viewer may see them.", needs=("kind", "id")
    )
