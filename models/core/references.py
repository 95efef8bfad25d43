"""How people write the numbers of orders and invoices: SR-000145, INV-000087."""


def order_reference(number: int | None) -> str:
    """An order's number as people say it: SR-000145, or DRAFT where it has none yet."""
    return "DRAFT" if number is None else f"SR-{number:06}"


def number_of_reference(reference: str, prefix: str) -> int | None:
    """The number in SR-000145 or INV-000087, whatever the case; None where it is no such thing."""
    head, _, digits = reference.strip().upper().rpartition("-")
    return int(digits) if head == prefix and digits.isascii() and digits.isdigit() and len(digits) <= 9 else None
