"""Bills: asked for once, due before the deadline, returned by rule; letters of guarantee stay veiled."""
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from market.core import clock, due, money, outbox, steps
from market.core.models import OutboxRow, StepLog
from market.funds import payments, services
from market.funds.models import Bill, Guarantee, Refund
from tests.funds.bonds import AMOUNT, PAYER, bill, fresh, pay

pytestmark = pytest.mark.django_db
LAW = "政府采购货物和服务招标投标管理办法 第二十三条"
PDF = b"%PDF-1.7 letter of " + PAYER.encode()


def lodge(one: Bill, number="BH-1"):
    return services.lodge_guarantee(one, issuer="示例银行示例支行", number=number, amount=AMOUNT,
                                    valid_until=date(2027, 6, 1), name="保函.pdf", letter=PDF)


def back(one: Bill, reason="failed") -> Bill:
    return services.refund_due(one, by=date(2026, 12, 1), law=LAW, reason=reason)


def test_a_bill_asked_for_twice_is_one_bill():
    one, lot, party = None, uuid.uuid4(), uuid.uuid4()

    one, again = bill(lot=lot, party=party), bill(lot=lot, party=party)

    assert one.pk == again.pk and one.status == "open" and Bill.objects.count() == 1
    assert len(one.reference) == 12 and set(one.reference) <= set(services.ALPHABET)


def test_no_bill_is_issued_once_it_is_past_due():
    with pytest.raises(steps.StepRefused) as refused:
        bill(days=0)

    assert [reason.code for reason in refused.value.reasons] == ["bill.past_due"]
    assert not Bill.objects.exists()


def test_an_amount_of_three_decimals_is_no_amount():
    with pytest.raises(money.MoneyError):
        bill(amount=Decimal("1.005"))


def test_a_bill_of_nothing_is_kept_out_by_the_database():
    with pytest.raises((IntegrityError, ValidationError)):
        bill(amount=Decimal("0.00"))


def test_everything_of_a_bill_is_logged_under_its_tag_or_a_program():
    one = bill()
    pay(one)
    back(one)

    actors = set(StepLog.objects.values_list("actor", flat=True))
    assert actors == {f"tag:{one.payer_tag}", "payments", "clockwork"}
    assert not StepLog.objects.exclude(acting_for="").exists()


def test_nobody_but_the_payer_asks_and_nobody_but_the_bank_pays():
    one = bill()

    for step, inputs in (("receive", {"at": clock.now()}), ("lodge", {"at": clock.now()})):
        for actor in ("user:1", "tag:other", "clockwork"):
            with pytest.raises(steps.StepRefused):
                steps.take_step(Bill.objects, one.pk, step, actor=actor, **inputs)
    assert fresh(one).status == "open"


def test_a_letter_secures_the_bill_and_may_be_replaced_before_the_deadline():
    one = bill()

    lodge(one)
    guarantee = lodge(one, number="BH-2")

    assert fresh(one).status == "guaranteed" and Guarantee.objects.count() == 1
    assert services.said_in(guarantee) == {"issuer": "示例银行示例支行", "number": "BH-2", "amount": "60000.00",
                                           "name": "保函.pdf"}
    assert services.letter_of(guarantee) == PDF


def test_a_letter_after_the_deadline_is_refused_and_the_earlier_one_stands():
    with clock.frozen("2026-11-24 09:00") as moment:
        one = bill()
        lodge(one)
        moment.move(timedelta(days=10))

        with pytest.raises(steps.StepRefused):
            lodge(one, number="BH-2")

    assert services.said_in(Guarantee.objects.get())["number"] == "BH-1"


def test_no_name_of_a_payer_stands_anywhere_in_the_database():
    one = bill()
    lodge(bill())
    pay(one)
    pay(one, external_id="P-2", reference="XXXX")
    back(one)

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr(cursor.fetchall()) + "".join(
                bytes(cell).decode("utf-8", "ignore") for row in cursor.fetchall() for cell in row
                if isinstance(cell, bytes | memoryview))
            assert PAYER not in held and "示例银行" not in held, table
    assert PAYER.encode() not in bytes(Guarantee.objects.get().letter)
    assert not OutboxRow.objects.filter(payload__icontains=PAYER).exists()


def test_a_planned_return_begins_at_its_moment_and_may_be_undone_before():
    with clock.frozen("2026-11-24 09:00") as moment:
        kept, returned = bill(), bill()
        for place, one in enumerate((kept, returned)):
            pay(one, external_id=f"P-{place}")
            services.plan_return(one, by=date(2026, 12, 1), law=LAW, reason="withdrawn",
                                 begins_at=moment.at + timedelta(days=3))
        services.keep(kept)

        moment.move(timedelta(days=2))
        due.take_due()
        assert {fresh(kept).status, fresh(returned).status} == {"paid"}
        moment.move(timedelta(days=1))
        due.take_due()

    assert (fresh(kept).status, fresh(returned).status) == ("paid", "refund_due")
    refund = Refund.objects.get()
    assert (refund.payment.bill, refund.amount, refund.refund_by, refund.law) == (
        returned, AMOUNT, date(2026, 12, 1), LAW)


def test_many_returns_at_one_moment_are_owed_one_by_one():
    with clock.frozen("2026-11-24 09:00") as moment:
        for place in range(12):
            one = bill()
            pay(one, external_id=f"P-{place}")
            services.plan_return(one, by=date(2026, 12, 1), law=LAW, reason="withdrawn", begins_at=moment.at)

        due.take_due()

    assert Bill.objects.filter(status="refund_due").count() == Refund.objects.count() == 12


@pytest.mark.parametrize(("before", "after", "refunds"), [
    ("open", "cancelled", 0), ("paid", "refund_due", 1), ("guaranteed", "released", 0)])
def test_a_lot_that_ends_returns_what_it_took_and_doing_it_twice_is_doing_it_once(before, after, refunds):
    one = bill()
    if before == "paid":
        pay(one)
    if before == "guaranteed":
        lodge(one)

    back(one)
    back(one, reason="terminated")

    assert fresh(one).status == after and Refund.objects.count() == refunds


def test_a_returned_bond_may_be_paid_anew_before_the_deadline():
    one = bill()
    pay(one)
    back(one, reason="withdrawn")
    payments.refund_paid(Refund.objects.get(), at=clock.now())

    again = services.issue_bill(purpose="bid_bond", subject=one.subject, payer_tag=one.payer_tag, payer=PAYER,
                                title=one.title, amount=AMOUNT, due_at=one.due_at)
    pay(one, external_id="P-2")

    assert again.pk == one.pk and fresh(one).status == "paid" and fresh(one).refund_by is None
    back(one)
    assert Refund.objects.count() == 2


def test_a_moved_deadline_moves_what_is_still_running():
    one, other = bill(), bill()
    back(other)
    later = one.due_at + timedelta(days=5)

    assert services.defer([one.subject, other.subject], due_at=later) == 1
    assert services.defer([one.subject, other.subject], due_at=later) == 0
    assert fresh(one).due_at == later and fresh(other).due_at != later


def test_events_of_bills_carry_ids_alone():
    one = bill()
    pay(one)

    outbox.sequence()
    for row in OutboxRow.objects.filter(kind__startswith="funds."):
        assert row.object_id == str(one.pk) and set(row.payload) == {"before", "after"} and row.stream == "internal"
