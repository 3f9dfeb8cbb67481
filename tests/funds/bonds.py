"""Bills for tests, made by the services."""
import uuid
from datetime import timedelta
from decimal import Decimal

from market.core import clock, tags
from market.funds import payments, services
from market.funds.models import Bill

AMOUNT = Decimal("60000.00")
PAYER = "示例市晨光仪器有限公司"


def bill(*, lot=None, party=None, amount=AMOUNT, days=10, payer=PAYER, purpose="bid_bond") -> Bill:
    """An open bill of some party for some lot, due in so many days."""
    lot = lot or uuid.uuid4()
    return services.issue_bill(purpose=purpose, subject=lot, payer_tag=tags.owner_tag(lot, party or uuid.uuid4()),
                               payer=payer, title="包 1 投标保证金", amount=amount,
                               due_at=clock.now() + timedelta(days=days))


def pay(one: Bill, *, external_id="P-1", amount=None, reference=None, at=None, payer=PAYER):
    """The payment service tells that somebody paid."""
    return payments.take_payment(external_id=external_id, amount=one.amount if amount is None else amount, payer=payer,
                                 reference=one.reference if reference is None else reference,
                                 received_at=at or clock.now())


def fresh(record):
    """The record as it now stands."""
    return type(record).objects.get(pk=record.pk)
