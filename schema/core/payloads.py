"""The parts that payloads of mutations share: the errors of a refused one, the warnings of one that succeeded."""

from datetime import datetime
from typing import Any, ClassVar, Final

from graphql import GraphQLResolveInfo

from models.core.errors import RefusalCode, WarningCode
from models.core.rows import Row
from models.orders.lifecycle import OrderStatus
from models.people.customers import Customer as CustomerRow
from resolvers.core import values
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.core.scalars import ByteCount
from schema.core.fields import column, interface_type, object_type, relation
from schema.core.refs import LazyCustomer

describe(
    RefusalCode,
    "The reason for which a mutation changed nothing.",
    name="UserErrorCode",
    REQUIRED="A required value is missing.",
    INVALID="The value is not valid for this field.",
    TOO_LONG="The value has more characters or items than allowed.",
    NOT_FOUND="Nothing has this id, or the viewer may not see it.",
    NOT_UNIQUE="The name, code or address is taken, or the address is another account's username.",
    FORBIDDEN="The viewer may not do this, or not to this row.",
    WRONG_STATE="Not allowed in its present state.",
    STALE_VERSION="It has changed since the version that was sent. The payload has the row as it is now.",
    PASSWORD_TOO_WEAK="The password does not meet the policy, or is too easy to guess.",  # noqa: S106
    BAD_CREDENTIALS="The username or the password is wrong.",
    EMAIL_REQUIRED="The contact has no e-mail address, which this requires.",
    LINK_INVALID="No link has this token.",
    LINK_EXPIRED="The link has expired. Request a new one.",
    LINK_USED="The link has already been used.",
    LINK_SUPERSEDED="A newer link has been sent.",
    LINK_CANCELLED="The link was cancelled.",
    LINK_REVOKED="The access that the link was for has ended.",
    LINK_OUTDATED="The password or the e-mail address, for example, has changed since the link was sent.",
    LAST_ADMIN="A customer would be left without an administrator, or the staff without anybody with MANAGE_STAFF.",
    TOO_LARGE="The file is larger than allowed.",
    UNSUPPORTED_TYPE="Files of this type are not accepted.",
    TOO_MANY_ATTEMPTS="Too many attempts in a short time. Wait, then try again.",
    IDEMPOTENCY_KEY_REUSED="The idempotency key was used for a different request. Use a new one.",
)
describe(
    WarningCode,
    "Problems to be aware of although a mutation succeeded.",
    NO_ADMINISTRATOR="The customer no longer has an administrator: none of its members can request accounts.",
    NO_APPROVER="No member of the customer can approve an invoice: it waits, without a review clock, until staff "
    "decide how to proceed.",
    APPROVER_CANNOT_ANSWER="The approver cannot sign in yet, or receives no notifications: until that changes, "
    "others are asked.",
)


@interface_type
class UserError:
    """The reason for which a mutation changed nothing. Its type has the facts that belong to its code."""

    recognised_by: ClassVar[tuple[str, ...]] = ("code",)

    code: RefusalCode = column("The reason, for programs.")
    message: str = column("The reason, for people.")
    field: list[str] | None = column("The path to the input field at fault, without the leading `input`.")

    @staticmethod
    def is_type_of(_row: Row, _info: GraphQLResolveInfo[Any]) -> bool:
        """True: an error is of the type that `resolve_type` returns."""
        return True

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type of an error, by its code."""
        kind: type[UserError] = ERROR_TYPES.get(row["code"], PlainError)
        return kind.__name__


@object_type
class PlainError(UserError):
    """An error that has no more to say than its code, its message and its field."""


@object_type
class StaleVersionError(UserError):
    """STALE_VERSION: the row has changed since the client read it. The payload has it as it is now."""

    current_version: int | None = relation(
        values.fact("current_version"), "The version that the row has now; null if it has been removed."
    )


@object_type
class WrongStateError(UserError):
    """WRONG_STATE: what was asked is not allowed in the row's present state."""

    allowed: list[OrderStatus] = relation(
        values.fact("allowed", []),
        "The statuses to which the viewer may move the order from its present one; empty if the error is not about "
        "the status of an order.",
    )
    retry_at: datetime | None = relation(
        values.fact("retry_at"), "The time from which it is allowed; null if it does not depend on time alone."
    )


@object_type
class TooManyAttemptsError(UserError):
    """TOO_MANY_ATTEMPTS: there were too many attempts in a short time."""

    retry_at: datetime | None = relation(
        values.fact("retry_at"), "The time from which the next attempt is allowed; null if it does not depend on time."
    )


@object_type
class TooLargeError(UserError):
    """TOO_LARGE: the file is larger than allowed."""

    maximum: ByteCount = column("The maximum size in bytes.")


@object_type
class NotUniqueError(UserError):
    """NOT_UNIQUE: the value of the field is taken."""


@object_type
class IdempotencyKeyReusedError(UserError):
    """IDEMPOTENCY_KEY_REUSED: the key was used for a different request."""


ERROR_TYPES: Final[dict[str, type[UserError]]] = {
    RefusalCode.STALE_VERSION: StaleVersionError,
    RefusalCode.WRONG_STATE: WrongStateError,
    RefusalCode.TOO_MANY_ATTEMPTS: TooManyAttemptsError,
    RefusalCode.TOO_LARGE: TooLargeError,
    RefusalCode.NOT_UNIQUE: NotUniqueError,
    RefusalCode.IDEMPOTENCY_KEY_REUSED: IdempotencyKeyReusedError,
}
"""The codes whose errors have a type of their own; those of all other codes are plain."""


@object_type
class MutationWarning:
    """A problem to be aware of although the mutation succeeded."""

    code: WarningCode = column("The problem, for programs.")
    message: str = column("The problem, for people.")
    customer: LazyCustomer | None = relation(one(CustomerRow, "customer_id"), "The customer concerned.")


@object_type
class Payload:
    """The part of every payload. A mutation's payload inherits it and is named after the mutation."""

    user_errors: list[UserError] = column("The reasons for which nothing changed; empty if the mutation succeeded.")


@object_type
class PayloadWithWarnings(Payload):
    """The part of payloads of mutations that can succeed with a warning."""

    warnings: list[MutationWarning] = relation(
        values.list_or_empty("warnings"), "Problems to be aware of although the mutation succeeded."
    )
