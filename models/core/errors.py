"""The refusals that a client may see; anything else that is raised is a fault and is masked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final, Literal

from adapters.text.sentences import Sentence


class RefusalCode(StrEnum):
    """The reasons why a mutation did nothing."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    NOT_FOUND = "NOT_FOUND"
    NOT_UNIQUE = "NOT_UNIQUE"
    FORBIDDEN = "FORBIDDEN"
    WRONG_STATE = "WRONG_STATE"
    STALE_VERSION = "STALE_VERSION"
    PASSWORD_TOO_WEAK = "PASSWORD_TOO_WEAK"  # noqa: S105
    BAD_CREDENTIALS = "BAD_CREDENTIALS"
    EMAIL_REQUIRED = "EMAIL_REQUIRED"
    LINK_INVALID = "LINK_INVALID"
    LINK_EXPIRED = "LINK_EXPIRED"
    LINK_USED = "LINK_USED"
    LINK_SUPERSEDED = "LINK_SUPERSEDED"
    LINK_CANCELLED = "LINK_CANCELLED"
    LINK_REVOKED = "LINK_REVOKED"
    LINK_OUTDATED = "LINK_OUTDATED"
    LAST_ADMIN = "LAST_ADMIN"
    TOO_LARGE = "TOO_LARGE"
    UNSUPPORTED_TYPE = "UNSUPPORTED_TYPE"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"


class WarningCode(StrEnum):
    """Consequences of a mutation that succeeded, which the actor should know of."""

    NO_ADMINISTRATOR = "NO_ADMINISTRATOR"
    NO_APPROVER = "NO_APPROVER"
    APPROVER_CANNOT_ANSWER = "APPROVER_CANNOT_ANSWER"


MAX_FAULTS: Final = 100


class Refusal(Exception):
    """A business rule says no: becomes a `userError` and rolls the unit of work back.

    `sentence` is constant, so that it can be translated; braces in it name facts. `field` is the path to the input
    field at fault, in the client's spelling, without the leading `input`. `facts` are those that the sentence names,
    and those that belong to the code, by the names of fields of its type in the contract. `row` is the row that has
    changed meanwhile, of a refusal with STALE_VERSION.
    """

    def __init__(
        self,
        code: RefusalCode,
        sentence: str,
        field: str | Sequence[str] | None = None,
        *,
        row: Any = None,
        **facts: Any,
    ) -> None:
        self.sentence = Sentence(sentence, **facts)
        super().__init__(code, sentence, facts)
        self.code = code
        self.field = [field] if isinstance(field, str) else list(field) if field else None
        self.row = row
        self.others: list[Refusal] = []
        """The other faults of the same form."""

    @classmethod
    def of(
        cls, code: RefusalCode, sentence: Sentence, field: str | Sequence[str] | None = None, **facts: Any
    ) -> "Refusal":
        """A refusal with a sentence that is kept elsewhere."""
        return cls(code, sentence.english, field, **sentence.facts, **facts)

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def faults(self) -> list["Refusal"]:
        """This refusal and the other faults of the same form."""
        return [self, *self.others]


class Faults:
    """The refusals of the parts of a form, which are told at once.

    Each part is checked in a block of `noted`, and after the last one `expect_none` refuses with all that was noted.
    """

    def __init__(self) -> None:
        self._noted: list[Refusal] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note a refusal of the block, and go on after the block."""
        try:
            yield
        except Refusal as refusal:
            self._noted += refusal.faults

    def __bool__(self) -> bool:
        return bool(self._noted)

    def expect_none(self) -> None:
        """Refuse with the first of what was noted, which carries the others; at most 100 of them."""
        if self._noted:
            first, *others = self._noted[:MAX_FAULTS]
            first.others = others
            raise first


@contextmanager
def within(*path: str, **names: str) -> Iterator[None]:
    """Let refusals in the block name fields of the input object at `path`, by the `names` that they have there."""
    try:
        yield
    except Refusal as refusal:
        for each in refusal.faults:
            if each.field:
                each.field = [*path, *(names.get(step, step) for step in each.field)]
        raise


RequestErrorCode = Literal[
    "BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "COST_LIMIT_EXCEEDED", "THROTTLED", "CURSOR_EXPIRED"
]


class RequestError(Exception):
    """The request itself is refused: becomes a top-level error with this code in its extensions.

    `sentence` is constant, and braces in it name facts. `reason` distinguishes an expired session from a revoked one,
    for the close code of a socket.
    """

    def __init__(
        self,
        code: RequestErrorCode,
        sentence: str,
        reason: Literal["expired", "revoked"] | None = None,
        **facts: Any,
    ) -> None:
        self.sentence = Sentence(sentence, **facts)
        super().__init__(code, sentence, facts)
        self.code = code
        self.reason = reason

    @classmethod
    def of(cls, code: RequestErrorCode, sentence: Sentence) -> "RequestError":
        """An error with a sentence that is kept elsewhere."""
        return cls(code, sentence.english, **sentence.facts)

    def __str__(self) -> str:
        return str(self.sentence)


class Vanished(RequestError):
    """The viewer may no longer see what an event is about, which was checked before the event was read."""

    SENTENCE: Final = Sentence("You may no longer see what this is about.")

    def __init__(self) -> None:
        super().__init__("FORBIDDEN", self.SENTENCE.english)
