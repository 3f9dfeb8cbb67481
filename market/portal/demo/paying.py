"""Bonds of the demo: paid as the payment service would tell, and written down for the stand-in to know of."""
import json

from bids.bonds import acts
from market.core import clock
from market.funds import payments
from market.funds.models import Payment, Refund
from market.parties.models import Party
from tenders.models import Lot

from ..serving.standins import payments_past


def pay(lot: Lot, *, actor, party: Party, serial: str, reference: str = "", again: str = "") -> None:
    """Pay the bond of a lot with the right reference or another, and once more under the serial number ``again``; the
    second payment has gone back by now."""
    bill = acts.ask(lot, actor=actor)
    said = {"amount": bill.amount, "payer": party.name, "received_at": clock.now()}
    _know(payment=payments.take_payment(external_id=serial, reference=reference or bill.reference, **said),
          payer=party.name)
    if again:
        twice = payments.take_payment(external_id=again, reference=bill.reference, **said)
        payments.refund_paid(twice.refund, at=clock.now())
        _know(payment=twice, payer=party.name, refund=twice.refund)


def _know(*, payment: Payment, payer: str, refund: Refund | None = None) -> None:
    path = payments_past()
    said = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"payments": [], "refunds": []}
    at = clock.outside(payment.received_at).timestamp()
    said["payments"].append({"id": payment.external_id, "reference": payment.reference, "amount": str(payment.amount),
                             "payer": payer, "at": at})
    if refund:
        said["refunds"].append({"id": refund.external_id, "payment": payment.external_id,
                                "amount": str(refund.amount), "at": at})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
