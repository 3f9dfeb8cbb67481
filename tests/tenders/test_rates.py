"""What a late return costs: by the day, at the rate of each day, exact to the cent."""
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.rulebooks import rates

FIFTH = Decimal("0.20")


@pytest.mark.parametrize(("due", "returned", "amount", "days"), [
    (date(2026, 12, 1), date(2026, 12, 31), "435.00", 30),   # 100,000 × 4.35 % × 1.2 × 30 / 360
    (date(2026, 12, 1), date(2026, 12, 2), "14.50", 1),
    (date(2015, 10, 20), date(2015, 10, 25), "75.00", 5),    # three days at 4.60 %, two at 4.35 %
])
def test_each_late_day_counts_at_its_own_rate(due, returned, amount, days):
    late = rates.late(Decimal(100_000), due, returned, FIFTH)

    assert (late.amount, late.days) == (Decimal(amount), days)


@pytest.mark.parametrize("returned", [date(2026, 12, 1), date(2026, 11, 30)])
def test_what_is_back_in_time_costs_nothing(returned):
    assert rates.late(Decimal(100_000), date(2026, 12, 1), returned, FIFTH) is None


@pytest.mark.parametrize(("day", "value"), [
    (date(2015, 10, 23), "0.0460"), (date(2015, 10, 24), "0.0435"), (date(2026, 11, 25), "0.0435"),
    (date(2014, 11, 22), "0.0560")])
def test_the_rate_of_a_day_is_the_last_announced_before_it(day, value):
    assert rates.on(day).value == Decimal(value)


def test_before_the_table_nothing_is_guessed():
    with pytest.raises(rates.NoRate):
        rates.on(date(2014, 11, 21))


@given(cents=st.integers(1, 10**13), late=st.integers(1, 4000), start=st.integers(0, 3000))
def test_pieces_come_to_the_sum_day_by_day(cents, late, start):
    principal, due = Decimal(cents).scaleb(-2), date(2014, 12, 1) + timedelta(days=start)

    found = rates.late(principal, due, due + timedelta(days=late), FIFTH)
    daily = sum(Fraction(rates.on(due + timedelta(days=n)).value) for n in range(1, late + 1))

    assert abs(Fraction(found.amount) - Fraction(principal) * daily * Fraction(6, 5) / 360) <= Fraction(1, 200)
