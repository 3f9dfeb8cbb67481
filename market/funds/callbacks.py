"""What the payment service tells, acted on once: payments that arrived, refunds that succeeded or failed."""
import hashlib
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from market.core import clock, money

from . import gateway, payments
from .models import BankEvent, Refund

LONGEST = 200


class EventRefused(Exception):
    """An event is not acted on. ``status`` is for the answer, ``code`` is stable."""

    def __init__(self, status: int, code: str):
        super().__init__(code)
        self.status, self.code = status, code


def heed(event: dict) -> bool:
    """Act on one event; returns whether it was new. Raises EventRefused, and then nothing was done."""
    try:
        name, kind, data = _text(event["event_id"], 80), _text(event["type"], 40), event["data"]
        act = _ACTS[kind]
        inputs = act.read(data)
    except KeyError as missing:
        raise EventRefused(422, "event.unknown_type" if missing.args == (event.get("type"),) else
                           "event.malformed") from missing
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise EventRefused(422, "event.malformed") from error
    digest = hashlib.sha256(repr(sorted(inputs.items())).encode()).hexdigest()
    with transaction.atomic():
        known, fresh = BankEvent.objects.get_or_create(
            id=name, defaults={"kind": kind, "digest": digest, "told_at": clock.now()})
        if (known.kind, known.digest) != (kind, digest):
            raise EventRefused(409, "event.contradicted")
        if fresh:
            act.do(**inputs)
    return fresh


def take(data: dict) -> None:
    """Act on a payment the service was asked about, as if it had told of it. Raises EventRefused."""
    try:
        inputs = _Received.read(data)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise EventRefused(422, "event.malformed") from error
    with transaction.atomic():
        _Received.do(**inputs)


def _text(value, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
        raise ValueError(value)
    return value.strip()


class _Received:
    """``payment.received``."""

    @staticmethod
    def read(data: dict) -> dict:
        amount = money.yuan(_text(data["amount"], 30))
        if data["currency"] != "CNY" or amount <= 0:
            raise ValueError(amount)
        reference = data["reference"]
        return {"external_id": _text(data["payment_id"], 80), "amount": amount, "payer": _text(data["payer"], LONGEST),
                "reference": _text(reference, LONGEST) if reference else "", "received_at": data["received_at"]}

    @staticmethod
    def do(*, external_id: str, reference: str, amount: Decimal, payer: str, received_at: str) -> None:
        try:
            payments.take_payment(external_id=external_id, reference=reference, amount=amount, payer=payer,
                                  received_at=_moment(received_at))
        except payments.Contradicted as error:
            raise EventRefused(409, error.code) from error


class _Paid:
    """``refund.succeeded``."""

    @staticmethod
    def read(data: dict) -> dict:
        return {"refund_id": _text(data["refund_id"], 60), "amount": money.yuan(_text(data["amount"], 30)),
                "at": data["finished_at"]}

    @staticmethod
    def do(*, refund_id: str, amount: Decimal, at: str) -> None:
        refund, _ = _refund(refund_id, amount)
        payments.refund_paid(refund, at=_moment(at))


class _Failed:
    """``refund.failed``."""

    @staticmethod
    def read(data: dict) -> dict:
        return {"refund_id": _text(data["refund_id"], 60), "amount": money.yuan(_text(data["amount"], 30)),
                "error": _text(data["error"], 60)}

    @staticmethod
    def do(*, refund_id: str, amount: Decimal, error: str) -> None:
        refund, attempt = _refund(refund_id, amount)
        payments.refund_failed(refund, attempt=attempt, error=error)


_ACTS = {"payment.received": _Received, "refund.succeeded": _Paid, "refund.failed": _Failed}


def _moment(text: str) -> datetime:
    try:
        return gateway.moment(text)
    except (ValueError, TypeError) as error:
        raise EventRefused(422, "event.malformed") from error


def _refund(external_id: str, amount: Decimal) -> tuple[Refund, int]:
    """The refund an event is about and the attempt it names. Raises EventRefused."""
    name, _, attempt = external_id.partition(".")
    try:
        refund = Refund.objects.get(pk=UUID(name), amount=amount)
        number = int(attempt)
    except (ValueError, Refund.DoesNotExist) as error:
        raise EventRefused(409, "refund.unknown") from error
    if not 1 <= number <= refund.attempt:
        raise EventRefused(409, "refund.unknown")
    return refund, number
