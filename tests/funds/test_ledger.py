"""The ledger: every event once, every row in balance, nothing ever changed, and nothing told of what is sealed."""
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from market.core import clock
from market.funds import payments, sealed, services
from market.funds.ledger import accounts, balances, writing
from market.funds.models import Bill, Entry, Payment, Posting, Refund
from market.funds.models.entries import Frozen
from tests.funds.bonds import AMOUNT, bill, fresh, pay

pytestmark = pytest.mark.django_db
NOTHING = Decimal("0.00")


def stands(**expected) -> None:
    """Each account named holds that much, all others nothing, and the whole is in balance."""
    found = balances.of(Entry.objects.all())
    assert {key: one.amount for key, one in found.items() if one.amount} == expected
    assert balances.difference(found) == 0


def kinds() -> list[str]:
    return sorted(Entry.objects.values_list("kind", flat=True))


def test_money_that_counts_lies_as_a_bond_until_it_is_back_with_its_payer():
    one = bill()
    pay(one)
    stands(bank=AMOUNT, bonds=AMOUNT)

    services.refund_due(one, by=clock.today(), law="x", reason="lost")
    stands(bank=AMOUNT, returning=AMOUNT)

    payments.refund_paid(Refund.objects.get(), at=clock.now())
    payments.refund_paid(Refund.objects.get(), at=clock.now())
    stands()
    assert kinds() == ["owed", "received", "repaid"]


def test_a_performance_bond_lies_on_its_own_account():
    one = bill(purpose="performance_bond")
    pay(one)

    stands(bank=AMOUNT, performance=AMOUNT)


@pytest.mark.parametrize(("amount", "reference"), [("59999.99", None), ("60000.01", None), ("60000.00", "NOBODY")])
def test_money_that_does_not_count_waits_on_an_account_of_its_own(amount, reference):
    one = bill()
    payment = pay(one, amount=Decimal(amount), reference=reference)

    if reference:
        stands(bank=payment.amount, unmatched=payment.amount)
        payments.send_back(payment)
        payments.send_back(payment)
    stands(bank=payment.amount, returning=payment.amount)
    assert Refund.objects.count() == 1 and kinds() == ["owed", "unmatched"]


def test_a_payment_matched_later_moves_to_the_bonds():
    one = bill()
    pay(one, reference="NOBODY")

    payments.claim(one, external_id="P-1", payer="示例市晨光仪器有限公司")

    stands(bank=AMOUNT, bonds=AMOUNT)
    assert kinds() == ["matched", "unmatched"]


def test_a_bond_not_returned_belongs_to_the_treasury_once_and_is_never_refunded():
    one = bill()
    pay(one)

    for _ in range(2):
        services.forfeit(one, law="政府采购法 第七十七条", reason="defaulted")
    services.refund_due(one, by=clock.today(), law="x", reason="lost")

    stands(bank=AMOUNT, treasury=AMOUNT)
    assert fresh(one).status == "forfeited" and not Refund.objects.exists()
    assert Entry.objects.get(kind="forfeited").law == "政府采购法 第七十七条"


def test_money_on_its_way_back_is_not_forfeited():
    one = bill()
    pay(one)
    services.refund_due(one, by=clock.today(), law="x", reason="lost")

    services.forfeit(one, law="x", reason="defaulted")

    stands(bank=AMOUNT, returning=AMOUNT)


def test_a_return_called_off_leaves_the_money_where_it_is():
    one = bill()
    pay(one)
    services.plan_return(one, by=clock.today(), law="x", reason="withdrawn", begins_at=clock.now() + timedelta(days=1))

    services.keep(one)

    stands(bank=AMOUNT, bonds=AMOUNT)
    assert kinds() == ["received"]


def test_a_failed_refund_moves_nothing():
    one = bill()
    pay(one)
    services.refund_due(one, by=clock.today(), law="x", reason="lost")

    payments.refund_failed(Refund.objects.get(), attempt=1, error="account.closed")

    stands(bank=AMOUNT, returning=AMOUNT)
    assert Refund.objects.get().hindered


def entry(key="k", postings=((accounts.BANK, accounts.BONDS, AMOUNT),)) -> Entry:
    return writing.write("received", key=key, at=clock.now(), words="x", postings=postings)


@pytest.mark.parametrize("postings", [
    [], [("bank", "bank", AMOUNT)], [("bank", "purse", AMOUNT)], [("bank", "bonds", Decimal("0.00"))],
    [("bank", "bonds", Decimal("-1.00"))]])
def test_what_is_no_entry_is_not_written(postings):
    with pytest.raises(writing.Unbalanced):
        entry(postings=postings)
    assert not Entry.objects.exists()


def test_the_database_holds_no_posting_that_moves_nothing_or_nowhere():
    one = entry()
    for debit, credit, amount in (("bank", "bank", AMOUNT), ("bank", "returning", Decimal("0.00")),
                                  ("bank", "returning", Decimal("-1.00")), ("bank", "bonds", AMOUNT)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.create(entry=one, debit=debit, credit=credit, amount=amount)


def test_an_event_told_again_is_one_entry_and_told_otherwise_is_refused():
    assert entry() == entry()
    with pytest.raises(writing.Contradicted):
        entry(postings=[(accounts.BANK, accounts.BONDS, AMOUNT + 1)])
    assert Entry.objects.count() == Posting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_the_transaction_of_its_act():
    with pytest.raises(writing.Unbalanced):
        entry()


def test_nothing_that_was_written_is_changed_or_removed():
    one = entry()
    line = one.postings.get()
    for act in (one.save, one.delete, line.save, line.delete, Entry.objects.all().delete,
                lambda: Posting.objects.update(amount=1), lambda: Entry.objects.filter(pk=one.pk).update(words="y"),
                lambda: Posting.objects.bulk_create([line])):
        with pytest.raises(Frozen):
            act()


def test_sums_are_exact_to_the_last_cent():
    for place in range(10):
        entry(key=str(place), postings=[(accounts.BANK, accounts.BONDS, Decimal("0.10"))])
    entry(key="large", postings=[(accounts.BANK, accounts.BONDS, Decimal("999999999999.99"))])

    assert balances.of(Entry.objects.all())["bank"].amount == Decimal("1000000000000.99")


@pytest.fixture
def horizon():
    """From when on money may belong to a sealed lot; the test sets it."""
    kept, said = list(sealed._asked), []
    sealed.bind(lambda: said[0] if said else None)
    yield said
    sealed._asked[:] = kept


def test_what_was_paid_for_a_sealed_lot_is_in_no_sum_until_its_bill_is_shown(horizon):
    horizon.append(clock.now() - timedelta(days=3))
    one = bill()
    pay(one)
    pay(one, external_id="P-2", amount=Decimal("1.00"))
    pay(one, external_id="P-3", reference="NOBODY")
    before = pay(one, external_id="P-4", reference="NOBODY", at=clock.now() - timedelta(days=4))

    assert {found.payment_id for found in Entry.objects.shown()} == {before.pk}
    services.show([one.subject], at=clock.now())
    assert Entry.objects.shown().filter(bill=one).count() == 3
    assert Payment.objects.get(external_id="P-3").pk not in Entry.objects.shown().values_list("payment", flat=True)


def test_a_bill_is_shown_once_and_an_earlier_moment_stands(horizon):
    one, at = bill(), clock.now()
    services.show([one.subject], at=at)
    services.show([one.subject], at=at + timedelta(days=1))

    assert fresh(one).shown_at == at
    later = bill()
    services.show([later.subject], at=at + timedelta(days=1))
    pay(later)
    assert not Entry.objects.shown().exists() and Bill.objects.count() == 2


def test_a_ledger_without_an_answer_shows_nothing():
    kept = list(sealed._asked)
    sealed._asked.clear()
    try:
        with pytest.raises(LookupError):
            list(Entry.objects.shown())
    finally:
        sealed._asked[:] = kept
