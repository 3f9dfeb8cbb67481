"""What the payment service says is believed only under its signature, and done once."""
import json
from datetime import timedelta

import pytest

from market.core import clock
from market.funds import payments, services, signing
from market.funds.models import BankEvent, Payment, Refund
from tests.funds.bonds import PAYER, bill, fresh, pay

pytestmark = pytest.mark.django_db


def received(one, *, event_id="evt_1", payment_id="YH1", **data) -> dict:
    return {"event_id": event_id, "type": "payment.received", "occurred_at": clock.now().isoformat(), "data": {
        "payment_id": payment_id, "reference": one.reference, "amount": str(one.amount), "currency": "CNY",
        "payer": PAYER, "received_at": "2026-11-24T09:00:00.000+08:00", **data}}


def refund_event(refund, kind, *, event_id="evt_r", **data) -> dict:
    return {"event_id": event_id, "type": f"refund.{kind}", "occurred_at": clock.now().isoformat(), "data": {
        "refund_id": refund.external_id, "payment_id": refund.payment.external_id, "amount": str(refund.amount),
        "status": kind, "error": "account.closed" if kind == "failed" else "",
        "finished_at": "2026-11-25T10:00:00.000+08:00", **data}}


@pytest.fixture
def one():
    with clock.frozen("2026-11-24 08:00"):
        return bill()


def test_a_signed_event_is_taken_and_told_again_it_changes_nothing(tell, one):
    first, again = tell(received(one)), tell(received(one))

    assert (first.status_code, first.json()) == (200, {"taken": True, "fresh": True})
    assert again.json() == {"taken": True, "fresh": False}
    assert fresh(one).status == "paid" and Payment.objects.count() == 1


def test_the_same_payment_under_another_event_is_the_same_payment(tell, one):
    tell(received(one))

    assert tell(received(one, event_id="evt_2")).status_code == 200
    assert Payment.objects.count() == 1 and not Refund.objects.exists()


@pytest.mark.parametrize(("header", "code"), [
    ("", "signature.malformed"), ("t=1,v1=zz", "signature.malformed"),
    (f"t=1764000000,v1={'0' * 64}", "signature.wrong"), (f"t=1764000000,v1={'0' * 64}x", "signature.malformed"),
    ("t=１７６４,v1=" + "0" * 64, "signature.malformed")])
def test_a_forged_signature_is_refused_and_changes_nothing(tell, one, header, code):
    answer = tell(received(one), header=header.encode().decode("latin-1"))

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert fresh(one).status == "open" and not BankEvent.objects.exists()


@pytest.mark.parametrize(("age", "status"), [(299, 200), (-299, 200), (302, 401), (-302, 401)])
def test_an_old_signature_is_a_replay(tell, one, age, status):
    answer = tell(received(one), at=clock.real_now() - timedelta(seconds=age))

    assert answer.status_code == status
    assert fresh(one).status == ("paid" if status == 200 else "open")


def test_a_body_changed_after_signing_is_refused(tell, one, key):
    body = json.dumps(received(one)).encode()

    answer = tell(body.replace(b"60000.00", b"60000.01"), header=signing.sign(body))

    assert answer.json()["code"] == "signature.wrong"


def test_without_a_key_nothing_is_believed(client, one, settings, tmp_path):
    settings.VAR = tmp_path

    answer = client.post("/payments/callback/", b"{}", content_type="application/json",
                         headers={signing.HEADER: f"t=1764000000,v1={'0' * 64}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "signature.no_key")


@pytest.mark.parametrize("change", [
    {"amount": 60000.0}, {"amount": "60000.001"}, {"amount": "-1"}, {"amount": "0"}, {"amount": "NaN"},
    {"amount": "9" * 20}, {"currency": "USD"}, {"payer": ""}, {"payer": "a\x00b"}, {"payer": "长" * 201},
    {"payment_id": ""}, {"payment_id": "x" * 81}, {"received_at": "yesterday"}, {"received_at": "2026-11-24T09:00:00"},
    {"received_at": None}, {"reference": ["x"]}])
def test_what_is_no_payment_is_refused_with_a_code_and_changes_nothing(tell, one, change):
    answer = tell(received(one, **change))

    assert (answer.status_code, answer.json()["code"]) == (422, "event.malformed")
    assert not Payment.objects.exists() and not BankEvent.objects.exists() and fresh(one).status == "open"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b'{"event_id": "x"}', b"{" * 900,
                                  b'{"event_id": 1, "type": "payment.received", "data": {}}'])
def test_what_is_no_event_is_refused(tell, body):
    assert tell(body).status_code == 422


def test_an_unknown_kind_of_event_and_a_huge_one_are_refused(tell, one):
    assert tell({**received(one), "type": "payment.dreamt"}).json()["code"] == "event.unknown_type"
    assert tell(b"x" * 70_000).status_code == 413


def test_an_event_told_in_other_words_is_refused_and_the_first_stands(tell, one):
    tell(received(one, amount="59999.00"))

    answer = tell(received(one))

    assert (answer.status_code, answer.json()["code"]) == (409, "event.contradicted")
    assert Payment.objects.get().unmatched == "short"


def test_a_payment_told_in_other_words_is_refused(tell, one):
    tell(received(one))

    answer = tell(received(one, event_id="evt_2", amount="1.00"))

    assert (answer.status_code, answer.json()["code"]) == (409, "payment.contradicted")
    assert not BankEvent.objects.filter(pk="evt_2").exists()


def test_a_callback_is_a_post_and_needs_no_form_token(client, tell, one):
    assert client.get("/payments/callback/").status_code == 405


@pytest.fixture
def refund(one):
    pay(one, at=one.due_at - timedelta(days=1))
    services.refund_due(one, by=clock.today(), law="x", reason="failed")
    return Refund.objects.select_related("payment").get()


def test_a_refund_that_succeeded_before_its_order_was_noted_is_done_once(tell, refund):
    tell(refund_event(refund, "succeeded"))
    again = tell(refund_event(refund, "succeeded", event_id="evt_s"))
    late = tell(refund_event(refund, "failed", event_id="evt_f"))

    assert again.status_code == late.status_code == 200
    assert fresh(refund).status == "done" and fresh(refund.payment.bill).status == "refunded"


def test_an_old_attempts_failure_does_not_disturb_the_next_one(tell, refund):
    tell(refund_event(refund, "failed"))
    tell(refund_event(refund, "failed", event_id="evt_again"))

    assert fresh(refund).attempt == 2 and fresh(refund).error == "account.closed"


@pytest.mark.parametrize("change", [{"refund_id": "nobody"}, {"amount": "1.00"},
                                    {"refund_id": "00000000-0000-4000-8000-000000000000.1"}])
def test_an_unknown_refund_is_refused(tell, refund, change):
    answer = tell(refund_event(refund, "succeeded", **change))

    assert (answer.status_code, answer.json()["code"]) == (409, "refund.unknown") and fresh(refund).status == "due"


@pytest.mark.parametrize("attempt", [0, 2, -1])
def test_an_attempt_that_was_never_made_is_refused(tell, refund, attempt):
    answer = tell(refund_event(refund, "succeeded", refund_id=f"{refund.pk}.{attempt}"))

    assert answer.status_code == 409 and fresh(refund).status == "due"


def test_an_answer_of_the_callback_names_nobody(tell, one):
    assert PAYER not in tell(received(one)).content.decode()
    assert payments.plain(" ab-12 ") == "AB12"
