"""What is asked of the payment service. Never called inside a transaction; each call may be made again harmlessly."""
import hashlib
import json
from datetime import date, datetime
from urllib.parse import quote

from django.conf import settings

from market.core import clock, outbound

from . import signing
from .models import Bill, Refund


class ServiceRefused(Exception):
    """The payment service does not do it, or cannot be reached. ``code`` is stable; ``final`` where asking again in
    the same words is pointless."""

    def __init__(self, code: str, *, final: bool = False):
        super().__init__(code)
        self.code, self.final = code, final


def offered() -> bool:
    """Whether payments can be made here at all."""
    return bool(settings.PAYMENTS_URL)


def register(bill: Bill, *, seconds: float = 5.0) -> None:
    """Have the service take payments under the bill's reference, and keep where to pay. Raises ServiceRefused."""
    answer = _ask("POST", "/v1/references", {
        "reference": bill.reference, "amount": str(bill.amount), "currency": "CNY", "title": bill.title,
        "expires_at": clock.outside(bill.due_at).timestamp()}, seconds=seconds)
    account = {**answer["account"], "pay_url": answer["pay_url"], "due_at": bill.due_at.isoformat()}
    Bill.objects.filter(pk=bill.pk).update(account=account)


def order(refund: Refund) -> dict:
    """Order one attempt of a refund; the service knows it by its id and does it once. Raises ServiceRefused."""
    return _ask("POST", "/v1/refunds", {"refund_id": refund.external_id, "payment_id": refund.payment.external_id,
                                        "amount": str(refund.amount), "currency": "CNY"})


def state_of(refund: Refund) -> dict:
    """How an attempt stands. Raises ServiceRefused."""
    return _ask("GET", f"/v1/refunds/{refund.external_id}")


def untold() -> list[dict]:
    """Events the service could not tell us of. Raises ServiceRefused."""
    return _ask("GET", "/v1/events")["events"]


def acknowledge(event_ids: list[str]) -> None:
    """Say that those were taken. Raises ServiceRefused."""
    _ask("POST", "/v1/events/acknowledged", {"event_ids": event_ids})


def payment(external_id: str) -> dict:
    """A payment again, in the words in which it is told. Raises ServiceRefused."""
    return _ask("GET", f"/v1/payments/{quote(external_id, safe='')}")


def statement(day: date) -> tuple[dict, str]:
    """The service's statement of one of its days, and the SHA-256 of it as signed. Raises ServiceRefused, with
    ``signature.*`` where the service did not sign what came."""
    path = f"/v1/statements/{day.isoformat()}"
    answer, told = _answer("GET", path)
    try:
        signing.verify(answer.body, answer.headers.get(signing.HEADER.lower(), ""))
    except signing.SignatureRefused as refused:
        raise ServiceRefused(refused.code) from refused
    return told, hashlib.sha256(answer.body).hexdigest()


def moment(text: str) -> datetime:
    """A moment of the service as this installation counts it. Raises ValueError."""
    told = datetime.fromisoformat(text)
    if told.tzinfo is None:
        raise ValueError("a moment without an offset")
    return clock.inside(told)


def _ask(method: str, path: str, said: dict | None = None, *, seconds: float = 10.0) -> dict:
    return _answer(method, path, said, seconds=seconds)[1]


def _answer(method: str, path: str, said: dict | None = None, *, seconds: float = 10.0) -> tuple[outbound.Answer, dict]:
    if not offered():
        raise ServiceRefused("payments.not_offered")
    body = json.dumps(said, ensure_ascii=False).encode() if said is not None else None
    try:
        answer = outbound.fetch(method, f"{settings.PAYMENTS_URL}{path}", body=body, seconds=seconds, headers={
            "Content-Type": "application/json", signing.HEADER: signing.sign(body or path.encode())})
        told = answer.json()
    except signing.SignatureRefused as refused:
        raise ServiceRefused(refused.code) from refused
    except (outbound.OutboundRefused, ValueError) as error:
        raise ServiceRefused(getattr(error, "code", "payments.unreadable")) from error
    if answer.status >= 400 or not isinstance(told, dict):
        code = told.get("code", "") if isinstance(told, dict) else ""
        raise ServiceRefused(str(code)[:60] or f"payments.{answer.status}", final=400 <= answer.status < 500)
    return answer, told
