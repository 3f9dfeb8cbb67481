"""Bonds through a whole award by the services themselves: the letter, the contract's default, the next in rank."""
from datetime import timedelta
from decimal import Decimal

import pytest

from bids.awarding import services
from bids.models import Award, Bid
from market.core import clock, workdays
from market.funds import payments
from market.funds import services as funds
from market.funds.ledger import balances
from market.funds.models import Bill, Entry, Refund
from tests.factories import awards as factory

pytestmark = pytest.mark.django_db
BOND = Decimal("8000.00")


@pytest.fixture
def made(db):
    """An evaluated lot whose three bidders have paid their bonds."""
    workdays.seed()
    with clock.frozen(factory.AFTER):
        world = factory.evaluated()
        for number, bid in enumerate(Bid.objects.filter(lot=world.lot())):
            bill = funds.issue_bill(purpose="bid_bond", subject=bid.lot_id, payer_tag=bid.tag, payer="某公司",
                                    title="投标保证金", amount=BOND, due_at=clock.now() + timedelta(hours=1),
                                    shown=True)
            payments.take_payment(external_id=f"YH{number}", reference=bill.reference, amount=BOND, payer="某公司",
                                  received_at=clock.now())
        services.deliver_report(world.lot(), actor=world.clerk)
        services.confirm_award(world.lot(), actor=world.boss)
        yield world


def bill(bid: Bid) -> Bill:
    return Bill.objects.get(payer_tag=bid.tag)


def test_the_letter_sends_two_bonds_back_and_a_default_keeps_the_third(made):
    winner = Award.objects.get().bid
    services.publish_results(made.tender, actor=made.clerk)
    assert bill(winner).status == "paid" and {refund.reason for refund in Refund.objects.all()} == {"lost"}
    assert Refund.objects.count() == 2

    services.record_default(made.lot(), reason="中标人书面通知放弃签订合同，且没有正当理由。", actor=made.boss)
    services.cancel_award(made.lot(), ground="declined", reason="中标人拒绝签订合同。", actor=made.boss)
    services.next_candidate(made.lot(), reason="顺延第二名。", actor=made.boss)
    services.confirm_award(made.lot(), actor=made.boss)
    services.publish_results(made.tender, actor=made.clerk)

    found = {key: one.amount for key, one in balances.of(Entry.objects.all()).items() if one.amount}
    assert bill(winner).status == "forfeited" and Refund.objects.count() == 2
    assert found == {"bank": 3 * BOND, "returning": 2 * BOND, "treasury": BOND}
