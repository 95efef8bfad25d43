"""The faults of a form by itself, which need no row to be known: they are told beside what a mutation refuses."""

from collections.abc import Callable
from typing import Any, Final

import strawberry
from strawberry.utils.str_converters import to_camel_case

from models.core import text
from models.core import validators as checked
from models.core.errors import Faults, Refusal, within
from models.people.customers import checked_code
from resolvers.core.inputs import AddressInput, postal_address

Check = Callable[[Any, str], object]
"""Refuses what a field cannot hold: its value, and the name of the field in the contract."""
Form = Callable[[Any], object]
"""Refuses an input with all that is wrong with it by itself."""


def fields(**checks: Check) -> Form:
    """The form of an input with these fields, by their names; of fields that are left out it checks none."""

    def check_all(input: Any) -> None:
        faults = Faults()
        for name, check in checks.items():
            value = getattr(input, name)
            if value is not None and value is not strawberry.UNSET:
                with faults.noted():
                    check(value, to_camel_case(name))
        faults.expect_none()

    return check_all


def part(form: Form) -> Check:
    """The check of a field that is a form itself."""

    def check(value: Any, field: str) -> None:
        with within(field):
            form(value)

    return check


def optional(check: Check) -> Check:
    """The check of a text that may be empty."""
    return lambda value, field: value.strip() and check(value, field)


def is_text(value: str, field: str) -> None:
    """A reason or a comment, which may be empty."""
    text.optional_body(value, field, text.MAX_REASON_LENGTH)


def is_reason(value: str, field: str) -> None:
    """A reason that has to be given."""
    text.body(value, field, text.MAX_REASON_LENGTH)


def is_short(value: str, field: str) -> None:
    """A serial number or an external reference, which may be empty."""
    text.optional_line(value, field, 100)


def is_address(value: AddressInput, field: str) -> None:
    """A postal address."""
    postal_address(value).checked(field)


def is_code(value: str, field: str) -> None:
    """The code of a customer."""
    checked_code(value, field)


REASON: Final = fields(reason=is_text)
COMMENT: Final = fields(comment=is_text)
_PERSON: Final[dict[str, Check]] = {
    "name": text.line,
    "display_name": text.optional_line,
    "mobile": optional(checked.mobile),
    "country": optional(checked.country),
    "time_zone": optional(checked.time_zone),
    "locale": optional(checked.locale),
}
PROFILE: Final = fields(**_PERSON)
CONTACT: Final = fields(**_PERSON, email=optional(checked.email), external_reference=is_short)
CUSTOMER: Final = fields(
    name=text.line,
    code=is_code,
    time_zone=checked.time_zone,
    billing_address=is_address,
    external_reference=is_short,
)
SITE: Final = fields(
    name=text.line, address=is_address, time_zone=optional(checked.time_zone), external_reference=is_short
)
CHANGED_SITE: Final = fields(
    name=text.optional_line, address=is_address, time_zone=optional(checked.time_zone), external_reference=is_short
)
_ASSET: Final[dict[str, Check]] = {
    "name": text.line,
    "serial_number": is_short,
    "manufacturer": text.optional_line,
    "model": text.optional_line,
}
ASSET: Final = fields(**_ASSET, external_reference=is_short)
ORDER: Final = fields(problem_summary=text.line, problem_detail=text.optional_body, external_reference=is_short)
NEW_ORDER: Final = fields(
    problem_summary=text.line,
    problem_detail=text.optional_body,
    new_asset=part(fields(**_ASSET)),
    external_reference=is_short,
)


def tell_beside(refusal: Refusal, form: Form, input: Any) -> None:
    """Add to a refusal what is wrong with the form by itself, but for the fields that it tells of already."""
    told = [each.field for each in refusal.faults]
    try:
        form(input)
    except Refusal as wrong:
        refusal.others += [each for each in wrong.faults if each.field not in told]
