"""The stand-in as a process of its own, against the site over HTTP: payments, refunds, and all that goes wrong."""
import json
import urllib.error

import pytest
from django.db import IntegrityError

from market.core import clock
from market.funds import gateway, payments, services, tasks
from market.funds.models import BankEvent, Difference, Payment, Refund
from market.funds.reconciling import services as reconciling
from tests.funds.bonds import PAYER, bill, fresh
from tests.funds.conftest import wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("standin")]


def test_a_whole_life_of_a_bond(service):
    one = bill()
    tasks.settle()
    one = fresh(one)
    assert one.account["pay_url"].endswith(f"/pay/{one.reference}") and one.account["number"]

    assert "已付款，银行流水号" in service.pay(one)
    wait_for(lambda: fresh(one).status == "paid")
    services.refund_due(one, by=clock.today(), law="x", reason="failed")
    tasks.settle()
    assert Refund.objects.get().status == "sent"

    wait_for(lambda: fresh(one).status == "refunded")
    assert Refund.objects.get().status == "done" and Payment.objects.get().returned_at


@pytest.mark.parametrize(("way", "status", "kinds"), [
    ("short", "open", ["short"]), ("over", "open", ["over"]), ("late", "open", ["late"]),
    ("wrong", "open", ["unknown"]), ("twice", "paid", ["", "again"])])
def test_every_way_of_paying_wrongly_is_kept_as_such(service, way, status, kinds):
    one = bill()
    tasks.settle()

    service.pay(one, way)

    wait_for(lambda: Payment.objects.count() == len(kinds))
    wait_for(lambda: fresh(one).status == status)
    assert sorted(Payment.objects.values_list("unmatched", flat=True)) == sorted(kinds)
    wait_for(lambda: Refund.objects.count() == len([kind for kind in kinds if kind not in {"", "unknown"}]))


def test_a_lost_notice_is_fetched_and_a_repeated_one_changes_nothing(service):
    one, other = bill(), bill()
    tasks.settle()
    service.fail("lose")
    service.pay(one)
    service.fail("repeat")
    service.pay(other)
    wait_for(lambda: fresh(other).status == "paid")
    assert fresh(one).status == "open"

    assert tasks.catch_up() == 1
    assert fresh(one).status == "paid" and tasks.catch_up() == 0 and Payment.objects.count() == 2


def test_notices_out_of_order_come_to_the_same(service):
    one = bill()
    tasks.settle()
    service.fail("delay")
    service.pay(one, "short")
    service.pay(one)

    wait_for(lambda: Payment.objects.count() == 2)
    assert fresh(one).status == "paid" and Payment.objects.filter(unmatched="again").exists()


def test_a_failed_refund_is_tried_again_under_the_next_number_and_paid_once(service):
    one = bill()
    tasks.settle()
    service.pay(one)
    wait_for(lambda: fresh(one).status == "paid")
    service.fail("fail_refund")
    services.refund_due(one, by=clock.today(), law="x", reason="failed")
    tasks.settle()

    refund = wait_for(lambda: Refund.objects.filter(attempt=2).first())
    assert refund.error == "account.closed" and refund.status == "due"
    Refund.objects.update(next_try_at=clock.now())
    tasks.settle()

    wait_for(lambda: fresh(one).status == "refunded")
    assert gateway.state_of(Refund.objects.get())["status"] == "succeeded"


def test_an_order_sent_twice_is_one_refund_and_more_than_was_paid_is_never_returned(service):
    one = bill()
    tasks.settle()
    service.pay(one)
    wait_for(lambda: fresh(one).status == "paid")
    services.refund_due(one, by=clock.today(), law="x", reason="failed")
    refund = Refund.objects.select_related("payment").get()

    assert gateway.order(refund)["refund_id"] == gateway.order(refund)["refund_id"]
    refund.attempt = 2
    with pytest.raises(gateway.ServiceRefused) as refused:
        gateway.order(refund)
    assert refused.value.code == "refund.exceeds"


def test_a_notice_nobody_took_is_told_again_until_somebody_does(service, monkeypatch):
    one = bill()
    tasks.settle()
    tries = []
    real = payments.take_payment

    def stumble(**inputs):
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError
        return real(**inputs)
    monkeypatch.setattr("market.funds.callbacks.payments.take_payment", stumble)

    service.pay(one)

    wait_for(lambda: fresh(one).status == "paid")
    assert len(tries) == 2 and BankEvent.objects.count() == 1


def test_the_signed_statement_of_the_day_agrees_and_a_forged_one_is_not_taken(service):
    one = bill()
    tasks.settle()
    service.pay(one, "twice")
    wait_for(lambda: fresh(one).status == "paid" and Payment.objects.count() == 2)
    day = reconciling.bank_day(clock.now())

    statement = reconciling.reconcile(day)
    assert statement.closing == 2 * one.amount and not Difference.objects.exists()
    service.fail("statement_forged")
    with pytest.raises(gateway.ServiceRefused) as refused:
        reconciling.reconcile(day)

    assert refused.value.code == "signature.wrong" and PAYER not in gateway._answer("GET", f"/v1/statements/{day}")[
        0].body.decode()


def test_nobody_without_the_key_is_served(service):
    with pytest.raises(urllib.error.HTTPError) as refused:
        service.get("/v1/events")
    assert refused.value.code == 401 and json.loads(refused.value.read()) == {"code": "signature.wrong"}


def test_a_moved_deadline_is_told_to_the_service(service):
    one = bill()
    tasks.settle()
    later = one.due_at + clock.timedelta(days=3)
    services.defer([one.subject], due_at=later)

    tasks.settle()

    assert fresh(one).account["due_at"] == later.isoformat()


def test_an_empty_form_pays_nothing_and_says_so(service):
    one = bill()
    tasks.settle()
    with pytest.raises(urllib.error.HTTPError) as refused:
        service.post(f"/pay/{one.reference}", payer=" ", way="full")
    assert refused.value.code == 422 and "没有付款" in refused.value.read().decode()


def test_both_sides_sign_as_the_document_says(tmp_path, settings):
    from market.funds import signing
    from market.standins.payments import signing as theirs

    document = (settings.BASE_DIR / "docs/payments.md").read_text()
    settings.VAR = tmp_path
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "payments.key").write_bytes(b"\x01" * 32)
    ours = signing.sign(b'{"a":1}', at=clock.datetime.fromtimestamp(1764032400, tz=clock.UTC))

    assert ours == theirs.sign(b"\x01" * 32, b'{"a":1}', at=1764032400) and f"`{ours}`" in document
