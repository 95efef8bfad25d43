"""Money adds up: whole minor units, each line rounded by itself, half up, in every currency there is."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from models.core.currencies import DIGITS, digits
from models.core.errors import Refusal
from models.core.money import MAX_MINOR, Money, decimal, minor_units, rounded, unit_amount
from models.invoices.pricing import Line
from models.invoices.rows import LineKind

CURRENCIES = st.sampled_from(sorted(DIGITS))
MINOR = st.integers(-MAX_MINOR, MAX_MINOR)
QUANTITIES = st.decimals(-1000, 1000, places=4).filter(bool)
RATES = st.decimals(0, 100, places=4)


def prices(currency: str, most: int = 10**6) -> st.SearchStrategy[Decimal]:
    """Unit prices with all the digits that the currency has, or with as many as a price may have."""
    return st.sampled_from([digits(currency), 6]).flatmap(lambda places: st.decimals(-most, most, places=places))


def is_line(quantity: Decimal, unit_price: Decimal) -> bool:
    """Whether a line may say both: they are not both negative."""
    return quantity > 0 or unit_price >= 0


PRICED = CURRENCIES.flatmap(lambda currency: st.tuples(st.just(currency), prices(currency)))


def line(quantity: Decimal, unit_price: Decimal, tax_rate: Decimal = Decimal(0)) -> Line:
    """A line of any kind."""
    return Line(LineKind.PART, "A part", quantity, unit_price, tax_rate)


def half_up(exact: Fraction) -> int:
    """The nearest whole number, the one farther from zero where two are as near: told without decimals."""
    size = (abs(exact) * 2 + 1) // 2
    return int(size) if exact >= 0 else -int(size)


@settings(deadline=None)
@given(CURRENCIES, MINOR)
def test_an_amount_survives_the_way_to_decimal_and_back(currency: str, minor: int) -> None:
    amount = decimal(minor, currency)
    assert Money.of(amount, currency) == Money(minor, currency)
    assert Money(minor, currency).as_data() == {"amount": str(amount), "currency": currency}
    exponent = amount.as_tuple().exponent
    assert exponent == -digits(currency)


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        ("EUR", "12.34", 1234),
        ("EUR", "12", 1200),
        ("EUR", "12.340", 1234),
        ("EUR", "1E+2", 10_000),
        ("EUR", "-0.01", -1),
        ("JPY", "1234", 1234),
        ("JPY", "1234.0", 1234),
        ("KWD", "1.234", 1234),
        ("KWD", "1", 1000),
        ("RSD", "150.52", 15052),
        ("IQD", "1.234", 1234),
        ("ISK", "1234", 1234),
        ("MGA", "0.20", 20),
    ],
)
def test_minor_units_are_those_of_the_currency(currency: str, amount: str, minor: int) -> None:
    assert Money.of(Decimal(amount), currency).minor == minor


@pytest.mark.parametrize(
    ("currency", "amount"),
    [
        ("EUR", "0.001"),
        ("JPY", "0.5"),
        ("KWD", "0.0001"),
        # Beyond the 28 digits to which arithmetic rounds.
        ("EUR", "0.01" + "0" * 40 + "1"),
        ("EUR", "1E-999999"),
        ("EUR", "1E+999999"),
        ("EUR", "10000000000000.01"),
        ("JPY", "1000000000000001"),
        ("EUR", "NaN"),
        ("EUR", "Infinity"),
        ("XXQ", "1"),
        ("XAU", "1"),
        ("XTS", "1"),
        ("X" * 3, "1"),
        ("CHE", "1"),
        ("CLF", "1"),
        ("USN", "1"),
        ("XDR", "1"),
        ("HRK", "1"),
        ("BGN", "1"),
        ("ITL", "1"),
        ("eur", "1"),
    ],
)
def test_an_amount_that_the_currency_lacks_is_refused(currency: str, amount: str) -> None:
    with pytest.raises(Refusal) as refused:
        Money.of(Decimal(amount), currency)
    assert refused.value.field in (["amount", "amount"], ["amount", "currency"])


@settings(deadline=None)
@given(st.decimals(-(10**15), 10**15, places=6))
@example(Decimal("0.5"))
@example(Decimal("-0.5"))
@example(Decimal("2.5"))
@example(Decimal("0.499999"))
def test_halves_go_away_from_zero(amount: Decimal) -> None:
    assert rounded(amount) == half_up(Fraction(amount))


@settings(deadline=None)
@given(PRICED, QUANTITIES, RATES)
@example(("EUR", Decimal("0.05")), Decimal("0.1"), Decimal(0))
@example(("EUR", Decimal("0.01")), Decimal("0.5"), Decimal(50))
@example(("EUR", Decimal("0.0125")), Decimal(10_000), Decimal(20))
@example(("EUR", Decimal("9999999999999.999999")), Decimal("0.9999"), Decimal(0))
@example(("JPY", Decimal("0.000001")), Decimal(500_000), Decimal(10))
@example(("JPY", Decimal(1)), Decimal("0.5"), Decimal(10))
@example(("KWD", Decimal("0.001")), Decimal("-0.5"), Decimal("7.5"))
def test_a_line_is_rounded_once_for_its_net_and_once_for_its_tax(
    priced: tuple[str, Decimal], quantity: Decimal, rate: Decimal
) -> None:
    currency, unit_price = priced
    assume(is_line(quantity, unit_price))
    columns = line(quantity, unit_price, rate).priced(currency, 0)
    unit = Fraction(unit_price) * 10 ** digits(currency)
    assert columns["unit_price"] == unit_price
    assert columns["total_minor"] == half_up(Fraction(quantity) * unit)
    assert columns["tax_minor"] == half_up(columns["total_minor"] * Fraction(rate) / 100)


@settings(deadline=None)
@given(PRICED, QUANTITIES, RATES)
def test_a_credit_is_the_charge_with_the_other_sign(
    priced: tuple[str, Decimal], quantity: Decimal, rate: Decimal
) -> None:
    currency, unit_price = priced
    charge = line(quantity, abs(unit_price), rate).priced(currency, 0)
    credit = line(-quantity, abs(unit_price), rate).priced(currency, 0)
    assert (credit["total_minor"], credit["tax_minor"]) == (-charge["total_minor"], -charge["tax_minor"])


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(QUANTITIES, prices("EUR"), RATES).filter(lambda each: is_line(*each[:2])), min_size=1, max_size=30
    )
)
def test_rounded_lines_stray_by_at_most_half_a_cent_each(
    lines: list[tuple[Decimal, Decimal, Decimal]],
) -> None:
    columns = [line(*each).priced("EUR", number) for number, each in enumerate(lines)]
    exact = sum((Fraction(quantity) * Fraction(price) * 100 for quantity, price, _ in lines), Fraction())
    assert abs(sum(each["total_minor"] for each in columns) - exact) <= Fraction(len(lines), 2)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "rate", "field"),
    [
        ("0", "1", "20", "quantity"),
        ("1.00001", "1", "20", "quantity"),
        ("1000000.1", "1", "20", "quantity"),
        ("1E+30", "1", "20", "quantity"),
        ("NaN", "1", "20", "quantity"),
        ("1000000", "9999999999", "20", "quantity"),
        ("1", "0.0000001", "20", "unitPrice"),
        ("1", "-0.0125001", "20", "unitPrice"),
        ("1", "1.000001000000000000000000000000000001", "20", "unitPrice"),
        ("1", "1E+20", "20", "unitPrice"),
        ("1", "1", "-1", "taxRate"),
        ("-1", "-1", "20", "quantity"),
        ("1", "1", "100.01", "taxRate"),
        ("1", "1", "19.00001", "taxRate"),
        ("1", "1", "sNaN", "taxRate"),
    ],
)
def test_a_line_that_no_invoice_can_say_is_refused_by_its_place(
    quantity: str, unit_price: str, rate: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        line(Decimal(quantity), Decimal(unit_price), Decimal(rate)).priced("EUR", 3)
    assert refused.value.field == ["lines", "3", field]


@pytest.mark.parametrize("description", [" ", "one\ntwo", "x" * 501])
def test_a_description_that_is_none_is_refused_by_its_place(description: str) -> None:
    with pytest.raises(Refusal) as refused:
        Line(LineKind.OTHER, description, Decimal(1), Decimal(1), Decimal(0)).priced("EUR", 7)
    assert refused.value.field == ["lines", "7", "description"]


@settings(deadline=None)
@given(CURRENCIES, st.decimals(-(10**9), 10**9, places=6))
def test_no_amount_is_rounded_in_silence(currency: str, amount: Decimal) -> None:
    step = Decimal(1).scaleb(-digits(currency))
    try:
        minor = minor_units(amount, currency, ["amount"])
    except Refusal:
        assert amount.quantize(step, ROUND_HALF_UP) != amount
    else:
        assert decimal(minor, currency) == amount


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [
        ("0.012500", "EUR", "0.0125"),
        ("12.500000", "EUR", "12.50"),
        ("100.000000", "EUR", "100.00"),
        ("100.000000", "JPY", "100"),
        ("0.500000", "JPY", "0.5"),
        ("-1.000000", "KWD", "-1.000"),
        ("0.000000", "EUR", "0.00"),
        ("9999999999999.999999", "EUR", "9999999999999.999999"),
    ],
)
def test_a_unit_price_is_shown_with_the_digits_it_needs(price: str, currency: str, shown: str) -> None:
    assert str(unit_amount(Decimal(price), currency)) == shown


def test_a_withdrawn_currency_keeps_its_digits_where_it_stands() -> None:
    assert (digits("ITL"), digits("HRK"), digits("BGN")) == (0, 2, 2)
    assert Money.of(Decimal("1.50"), "BGN", kept="BGN") == Money(150, "BGN")
