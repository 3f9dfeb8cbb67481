"""What may be added to a contract: a tenth of it in all, to the cent."""
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market.contracts import clocks
from tenders.rulebooks.numbers import share

TENTH = share(Decimal("0.10"), "政府采购法 第四十九条")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(cents=st.integers(1, 10**14), parts=st.lists(st.integers(1, 10**13), max_size=6))
def test_additions_never_pass_a_tenth_and_every_cent_up_to_it_may_be_added(cents, parts):
    amount, added = Decimal(cents) / 100, []
    for part in parts:
        wanted = Decimal(part) / 100
        if wanted <= clocks.room(amount, added, TENTH):
            added.append(wanted)
    left = clocks.room(amount, added, TENTH)

    assert sum(added) * 10 <= amount
    assert (sum(added) + left) * 10 <= amount < (sum(added) + left + Decimal("0.01")) * 10


def test_without_a_cap_there_is_no_limit():
    assert clocks.room(Decimal(100), [Decimal(1000)], None) is None
