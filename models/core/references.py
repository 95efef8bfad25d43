"""References: the numbers of orders and invoices as people write them, SR-000145 and INV-000087."""


def order_reference(number: int | None) -> str:
    """An order's number as people write it: SR-000145, or DRAFT if it has none yet."""
    return "DRAFT" if number is None else f"SR-{number:06}"


def number_of_reference(reference: str, prefix: str) -> int | None:
    """The number in SR-000145 or INV-000087, in upper or lower case; None for any other text."""
    head, _, digits = reference.strip().upper().rpartition("-")
    return int(digits) if head == prefix and digits.isascii() and digits.isdigit() and len(digits) <= 9 else None
