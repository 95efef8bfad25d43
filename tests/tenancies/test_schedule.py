"""The days for which rent is charged, and how much: month ends, leap days, part periods, and clocks that change."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import settings
from models.tenancies.rows import RentPeriod, TenancyState
from models.tenancies.schedule import acts_at, beginning, next_due, period_of


def dates(*texts: str) -> list[date]:
    """Days by their texts."""
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (RentPeriod.MONTHLY, ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]),
        (RentPeriod.MONTHLY, ["2026-12-30", "2027-01-30", "2027-02-28", "2027-03-30"]),
        (RentPeriod.QUARTERLY, ["2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30"]),
        (RentPeriod.HALF_YEARLY, ["2027-08-31", "2028-02-29", "2028-08-31"]),
        (RentPeriod.YEARLY, ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        (RentPeriod.WEEKLY, ["2028-02-24", "2028-03-02", "2028-03-09"]),
        (RentPeriod.FORTNIGHTLY, ["2026-12-25", "2027-01-08"]),
        (RentPeriod.FOUR_WEEKLY, ["2027-02-01", "2027-03-01", "2027-03-29"]),
    ],
)
def test_periods_are_counted_from_one_day(period: RentPeriod, days: list[str]) -> None:
    first, *others = dates(*days)
    assert [beginning(first, period, number) for number in range(1, len(days))] == others
    for one, following in zip([first, *others], others, strict=False):
        last = date.fromordinal(following.toordinal() - 1)
        assert period_of(first, period, one) == period_of(first, period, last) == (one, last)
    before = beginning(first, period, -1)
    assert period_of(first, period, before) == (before, date.fromordinal(first.toordinal() - 1))


def tenancy(**terms: Any) -> dict[str, Any]:
    """A tenancy for 3,100.00 a month from the first of December on."""
    usual: dict[str, Any] = {
        "state": TenancyState.ACTIVE,
        "starts_on": date(2026, 12, 1),
        "ends_on": None,
        "charged_until": None,
        "rent_due_from": date(2026, 12, 1),
        "rent_period": RentPeriod.MONTHLY,
        "rent_minor": 310_000,
    }
    return usual | terms


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ({}, ("2026-12-01", "2026-12-31", 310_000)),
        ({"charged_until": date(2026, 12, 31)}, ("2027-01-01", "2027-01-31", 310_000)),
        ({"starts_on": date(2026, 11, 16)}, ("2026-11-16", "2026-11-30", 155_000)),
        ({"ends_on": date(2026, 12, 10)}, ("2026-12-01", "2026-12-10", 100_000)),
        ({"ends_on": date(2026, 12, 31)}, ("2026-12-01", "2026-12-31", 310_000)),
        ({"charged_until": date(2026, 12, 10)}, ("2026-12-11", "2026-12-31", 210_000)),
        ({"charged_until": date(2027, 1, 31), "ends_on": date(2027, 2, 1)}, ("2027-02-01", "2027-02-01", 11_071)),
        ({"charged_until": date(2028, 1, 31), "ends_on": date(2028, 2, 1)}, ("2028-02-01", "2028-02-01", 10_690)),
        ({"charged_until": date(2026, 12, 10), "ends_on": date(2026, 12, 10)}, None),
        ({"state": TenancyState.PROPOSED}, None),
        ({"state": TenancyState.ENDED}, None),
    ],
)
def test_part_of_a_period_is_charged_by_its_days(terms: dict[str, Any], due: tuple[str, str, int] | None) -> None:
    found = next_due(tenancy(**terms))
    assert (found and (found.starts_on.isoformat(), found.ends_on.isoformat(), found.amount_minor)) == due


def test_rent_is_charged_at_midnight_on_either_side_of_summer_time() -> None:
    settings.use(settings.get().model_copy(update={"time_zone": "Europe/London", "rent_days_ahead": 0}))
    charged = tenancy(charged_until=date(2027, 2, 28))
    assert acts_at(charged) == datetime(2027, 3, 1, tzinfo=UTC)
    assert acts_at(charged | {"charged_until": date(2027, 3, 31)}) == datetime(2027, 3, 31, 23, tzinfo=UTC)
    assert acts_at(charged | {"charged_until": date(2027, 10, 31)}) == datetime(2027, 11, 1, tzinfo=UTC)
    over = charged | {"charged_until": date(2027, 3, 28), "ends_on": date(2027, 3, 28)}
    assert acts_at(over) == datetime(2027, 3, 28, 23, tzinfo=UTC)
    assert acts_at(over | {"state": TenancyState.ENDED}) is None
