"""A list of invoices is added up by currency in one statement: the whole list that is seen and not its page."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

TOTALS = "totals { currency count total { amount currency } paid { amount } outstanding { amount } overdue { amount } }"
LIST = (
    f"query($where: InvoiceWhere, $first: Int) {{ invoices(where: $where, first: $first) {{ {TOTALS} totalCount }} }}"
)
OF_CUSTOMERS = f"{{ customers {{ nodes {{ name invoices(first: 1) {{ {TOTALS} nodes {{ number }} }} }} }} }}"

Sums = dict[str, tuple[int, str, str, str, str]]
"""By currency: how many, what they come to, and what of it is paid, outstanding and overdue."""


def told(connection: dict[str, Any]) -> Sums:
    """The sums as they were told."""
    for each in connection["totals"]:
        assert each["total"]["currency"] == each["currency"]
    return {
        each["currency"]: (
            each["count"],
            *(each[name]["amount"] for name in ("total", "paid", "outstanding", "overdue")),
        )
        for each in connection["totals"]
    }


async def sums(by: Client, where: dict[str, Any] | None = None, first: int | None = None) -> Sums:
    """The sums of a list."""
    return told((await by.data(LIST, {"where": where, "first": first}))["invoices"])


def of_invoices(statements: list[str]) -> int:
    """The number of statements that read invoices for the request: the worker looks for due ones by itself."""
    of_others = ("auto_approves_at IS", "FROM reminders")
    return sum(
        ("FROM invoices" in text or "FROM invoice_sums" in text) and not any(mark in text for mark in of_others)
        for text in statements
    )


async def customer(sam: Client, name: str, currency: str) -> str:
    """Add a customer; gives the id."""
    made: str = (await done(sam, "customerCreate", "customer { id }", name=name, currency=currency))["customer"]["id"]
    return made


async def invoice(
    sam: Client, customer: str, price: str, *, paid: str | None = None, due_in: int = 30, issue: bool = True
) -> str:
    """An invoice without tax, paid so far; gives the id."""
    line = {"kind": "LABOUR", "description": "Work", "quantity": 1, "unitPrice": price, "taxRate": 0}
    due_on, today = ((clock.now() + timedelta(days=days)).date().isoformat() for days in (due_in, 0))
    given = {"customerId": customer, "lines": [line], "dueOn": due_on, "issue": issue}
    made = (await done(sam, "invoiceCreate", "invoice { id total { currency } }", **given))["invoice"]
    if paid:
        amount = {"amount": paid, "currency": made["total"]["currency"]}
        await done(sam, "paymentRecord", invoiceId=made["id"], amount=amount, method="CASH", receivedOn=today)
    key: str = made["id"]
    return key


async def books(sam: Client, cast: Cast) -> None:
    """Invoices in three currencies: of Acme in euros, of a customer in Kuwait and of one in Japan."""
    kuwait, japan = await customer(sam, "Kuwait Mills", "KWD"), await customer(sam, "Osaka Ovens", "JPY")
    await invoice(sam, cast.acme, "100.10")
    await invoice(sam, cast.acme, "50.00", paid="20.05", due_in=-3)
    await invoice(sam, cast.acme, "10.00", paid="10.00", due_in=-3)
    await invoice(sam, cast.acme, "7.00", paid="9.00")
    await done(sam, "invoiceVoid", id=await invoice(sam, cast.acme, "1000.00", due_in=-3), reason="A mistake")
    await invoice(sam, cast.acme, "0.33", issue=False)
    await invoice(sam, kuwait, "12.345", paid="0.001", due_in=-1)
    await invoice(sam, japan, "98765")


ACME_ISSUED = (5, "167.10", "39.05", "130.05", "29.95")
KUWAIT = (1, "12.345", "0.001", "12.344", "12.344")
JAPAN = (1, "98765", "0", "98765", "0")


async def test_a_list_is_added_up_by_currency(sam: Client, ann: Client, cast: Cast) -> None:
    assert await sums(sam) == {}
    await books(sam, cast)
    everything = {"EUR": (6, "167.43", *ACME_ISSUED[2:]), "JPY": JAPAN, "KWD": KUWAIT}
    for first in (None, 0, 1, 100):
        assert await sums(sam, first=first) == everything
    assert list(await sums(sam)) == ["EUR", "JPY", "KWD"]


async def test_a_filter_counts_for_the_sums_too(sam: Client, cast: Cast) -> None:
    await books(sam, cast)
    assert await sums(sam, {"isOverdue": True}) == {
        "EUR": (1, "50.00", "20.05", "29.95", "29.95"),
        "KWD": KUWAIT,
    }
    assert await sums(sam, {"paymentStatus": ["VOID"]}) == {"EUR": (1, "0.00", "0.00", "0.00", "0.00")}
    assert await sums(sam, {"paymentStatus": ["DRAFT"]}) == {"EUR": (1, "0.33", "0.00", "0.00", "0.00")}
    assert await sums(sam, {"paymentStatus": ["PAID"], "customerId": cast.acme}) == {
        "EUR": (2, "17.00", "19.00", "0.00", "0.00")
    }
    found = await sam.data(f'{{ invoices(search: "osaka") {{ {TOTALS} }} }}')
    assert told(found["invoices"]) == {"JPY": JAPAN}


async def test_an_outstanding_invoice_becomes_overdue(sam: Client, cast: Cast) -> None:
    await invoice(sam, cast.acme, "100.10", due_in=2)
    assert await sums(sam) == {"EUR": (1, "100.10", "0.00", "100.10", "0.00")}
    clock.advance(timedelta(days=4))
    assert await sums(sam) == {"EUR": (1, "100.10", "0.00", "100.10", "100.10")}


async def test_nobody_is_told_the_sum_of_what_they_may_not_see(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await books(sam, cast)
    await invoice(sam, cast.zenith, "5.00")
    assert await sums(ann) == await sums(ben) == {"EUR": ACME_ISSUED}
    assert await sums(zoe) == {"GBP": (1, "5.00", "0.00", "5.00", "0.00")}
    assert await sums(zoe, {"customerId": cast.acme}) == await sums(tom) == {}
    assert await sums(rita) == await sums(sam)
    rights = {"customerId": cast.acme, "contactId": cast.ben.id, "role": "MEMBER"}
    await done(sam, "membershipSet", **rights, rights=["ORDERS", "RECOMMENDATIONS"])
    assert await sums(ben) == {}
    (own,) = (await ben.data(OF_CUSTOMERS))["customers"]["nodes"]
    assert own["invoices"] == {"totals": [], "nodes": []}
    await done(sam, "membershipSet", **rights, rights=["INVOICE_APPROVAL"])
    assert await sums(ben) == {"EUR": ACME_ISSUED}


async def test_the_sums_of_many_customers_are_one_statement(sam: Client, cast: Cast, statements: list[str]) -> None:
    await books(sam, cast)
    counts = []
    for name in ("Riga", "Oslo"):
        await invoice(sam, await customer(sam, name, "EUR"), "3.00")
        statements.clear()
        found = (await sam.data(OF_CUSTOMERS))["customers"]["nodes"]
        counts.append(of_invoices(statements))
        assert {each["name"]: told(each["invoices"]) for each in found} == {
            "Acme Bakery": {"EUR": (6, "167.43", *ACME_ISSUED[2:])},
            "Kuwait Mills": {"KWD": KUWAIT},
            "Osaka Ovens": {"JPY": JAPAN},
            "Zenith Lettings": {},
            **{name: {"EUR": (1, "3.00", "0.00", "3.00", "0.00")} for name in ("Riga", "Oslo")[: len(counts)]},
        }
    # The pages of all of them, and their sums.
    assert counts == [2, 2], "\n".join(statements)


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        ("invoices { nodes { number } }", 1),
        (f"invoices {{ nodes {{ number }} {TOTALS} }}", 2),
        (f"invoices(first: 0) {{ {TOTALS} }}", 1),
        (f"invoices(first: 0) {{ totalCount {TOTALS} }}", 2),
    ],
)
async def test_totals_cost_one_statement_and_only_when_selected(
    sam: Client, ann: Client, cast: Cast, statements: list[str], selected: str, expected: int
) -> None:
    for _ in range(2):
        await invoice(sam, cast.acme, "1.00")
        statements.clear()
        await ann.data(f"{{ {selected} }}")
        assert of_invoices(statements) == expected, "\n".join(statements)
