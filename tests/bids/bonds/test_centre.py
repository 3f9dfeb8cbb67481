"""The centre's pages of money: nothing of what is sealed, everything of what is not, and two people for a match."""
from datetime import timedelta
from decimal import Decimal

import pytest

from bids.bonds import acts, sealed
from bids.models import Award, Bid
from market.core import clock
from market.funds import services as funds
from market.funds.models import Difference, Handling, Payment, Statement
from tenders.models import Lot, Tender
from tests.attack.crawl import bare
from tests.bids import hall
from tests.bids.bonds.conftest import BOND, browser, fresh, pay
from tests.bids.bonds.test_awarded import happens
from tests.factories import people
from tests.portal import pages

pytestmark = pytest.mark.django_db
FUNDS, STRAYS = "/desk/centre/funds/", "/desk/centre/payments/"


@pytest.fixture
def bill(lot, me):
    return acts.ask(lot, actor=me)


@pytest.fixture
def staff():
    """Two of the centre's finance staff."""
    first = people.act("示例市公共资源交易中心", "centre", "finance")
    return first, people.actor(people.person(hall.party(first), "finance", name="示例复核员"))


def words(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200 and pages.faults(answer) == []
    return answer.content.decode()


def statement(**said) -> Statement:
    day = clock.today()
    return Statement.objects.create(**{"day": day, "digest": "", "opening": 0, "closing": BOND, "lines": 1,
                                       "final": True, "begins_at": clock.now(), "taken_at": clock.now(),
                                       "ends_at": clock.now() + timedelta(days=1), **said})


def test_before_the_opening_both_pages_are_the_same_whatever_was_paid(bill, staff, afternoon):
    client = browser(staff[0])
    day = statement()
    afternoon.move(timedelta(hours=1))
    before = [bare(address, words(client, address).encode()).decode() for address in (FUNDS, STRAYS)]
    pay(bill, amount=BOND - 1)
    pay(bill, external_id="YH2")
    pay(bill, external_id="YH3")
    stray = pay(bill, external_id="YH4", reference="NOBODY")
    Difference.objects.create(statement=day, kind="not_there", bill=bill, ours=BOND, bank_id="YH2", at=clock.now(),
                              found_at=clock.now())

    assert [bare(address, words(client, address).encode()).decode() for address in (FUNDS, STRAYS)] == before
    assert "没有可以列出的来款" in before[1] and "开标前不显示" in before[0]
    assert client.post(f"{STRAYS}find/", {"external_id": "YH4"})["Location"] == f"{STRAYS}{stray.pk}/"


def test_from_the_opening_on_sums_rows_and_differences_show_and_never_a_name(bill, lot, staff, me):
    day = statement()
    pay(bill, amount=BOND - 1)
    pay(bill, external_id="YH2")
    Difference.objects.create(statement=day, kind="not_there", bill=bill, ours=BOND, bank_id="YH2", at=clock.now(),
                              found_at=clock.now())

    happens("open_bids", lot)
    overview, strays = (words(browser(staff[0]), address) for address in (FUNDS, STRAYS))

    assert "199,999.00" in overview and "YH2" in overview and Difference.REMEDIES["not_there"] in overview
    assert "99,999.00" in strays and "少于应缴金额" in strays
    for secret in (me.party_name, bill.reference):
        assert secret not in overview + strays


def test_the_horizon_follows_public_dates_alone(tender, lot, afternoon):
    assert sealed.since() == tender.published_at
    Lot.objects.filter(tender=tender).update(bond=None)
    assert sealed.since() is None
    Lot.objects.filter(pk=lot.pk).update(bond=BOND)
    Tender.objects.filter(pk=tender.pk).update(status="terminated")
    assert sealed.since() is None
    Tender.objects.filter(pk=tender.pk).update(status="closed")
    assert sealed.since() == tender.published_at
    Lot.objects.filter(tender=tender).update(status="opened")
    assert sealed.since() is None


def test_the_supervisor_reads_the_accounts_and_acts_on_nothing(bill, lot):
    reader = browser(people.act("示例市财政局", "supervisor", "handler"))
    stray = pay(bill, reference="NOBODY")

    assert "账户余额" in words(reader, FUNDS)
    for address in (STRAYS, f"{STRAYS}{stray.pk}/"):
        assert reader.get(address).status_code == 403
    assert reader.post(f"{STRAYS}{stray.pk}/return/").status_code == 403


@pytest.mark.parametrize(("role", "duty"), [("centre", "handler"), ("supplier", "finance"), ("purchaser", "finance"),
                                            ("supervisor", "custodian")])
def test_others_are_told_who_may(bill, role, duty):
    client = browser(people.act("别的单位", role, duty))

    for address in (FUNDS, STRAYS):
        refused = client.get(address)
        assert refused.status_code == 403 and "财务人员" in refused.content.decode()


def propose(client, payment, bill, reason="付款回单显示附言末位写错。"):
    return client.post(f"{STRAYS}{payment.pk}/match/", {"reference": bill.reference.lower(), "reason": reason})


def test_two_people_match_a_payment_and_one_alone_cannot(bill, staff):
    first, second = map(browser, staff)
    stray = pay(bill, reference="NOBODY")

    assert propose(first, stray, bill)["Location"] == STRAYS
    made = Handling.objects.get()
    alone = first.post(f"{STRAYS}handlings/{made.pk}/agree/")
    assert alone.status_code == 409 and fresh(bill).status == "open"
    assert "复核来款的匹配" in words(second, "/desk/") and "复核来款的匹配" not in words(first, "/desk/")
    for _ in range(2):
        second.post(f"{STRAYS}handlings/{made.pk}/agree/")

    assert fresh(bill).status == "paid" and Payment.objects.get().bill == bill
    made = Handling.objects.get()
    assert (made.status, made.proposed_by, made.decided_by) == ("agreed", str(staff[0]), str(staff[1]))


def test_a_match_not_agreed_to_moves_nothing_and_may_be_proposed_anew(bill, staff):
    first, second = map(browser, staff)
    stray = pay(bill, reference="NOBODY")
    propose(first, stray, bill)
    assert propose(second, stray, bill).status_code == 409

    second.post(f"{STRAYS}handlings/{Handling.objects.get().pk}/refuse/")
    assert fresh(bill).status == "open" and propose(first, stray, bill).status_code == 302


@pytest.mark.parametrize(("said", "status", "sentence"), [
    ({"reference": "22222222222A"}, 409, "没有这个缴款码"), ({"reason": ""}, 422, "处需要改正"),
    ({"reference": ""}, 422, "处需要改正")])
def test_a_match_that_will_not_do_is_refused_in_words(bill, staff, said, status, sentence):
    stray = pay(bill, reference="NOBODY")

    answer = browser(staff[0]).post(f"{STRAYS}{stray.pk}/match/", {"reference": bill.reference, "reason": "x", **said})

    assert answer.status_code == status and sentence in answer.content.decode() and pages.faults(answer) == []
    assert not Handling.objects.exists()


@pytest.mark.parametrize(("amount", "minutes"), [(BOND - 1, -1), (BOND, 0)])
def test_a_match_must_be_exact_and_in_time_too(bill, staff, amount, minutes):
    stray = pay(bill, reference="NOBODY", amount=amount, received_at=bill.due_at + timedelta(minutes=minutes))

    assert propose(browser(staff[0]), stray, bill).status_code == 409 and not Handling.objects.exists()


def test_what_was_sent_back_meanwhile_is_matched_by_nobody(bill, staff):
    first, second = map(browser, staff)
    stray = pay(bill, reference="NOBODY")
    propose(first, stray, bill)
    first.post(f"{STRAYS}{stray.pk}/return/")

    answer = second.post(f"{STRAYS}handlings/{Handling.objects.get().pk}/agree/")

    assert answer.status_code == 409 and fresh(bill).status == "open"
    assert Handling.objects.get().status == "proposed"


def test_a_stray_payment_is_sent_back_once_however_often_the_button_is_pressed(bill, staff):
    stray, counted = pay(bill, reference="NOBODY"), pay(bill, external_id="YH2")
    client = browser(staff[0])

    for _ in range(2):
        assert client.post(f"{STRAYS}{stray.pk}/return/").status_code == 302
    for address in (f"{STRAYS}{counted.pk}/return/", f"{STRAYS}{counted.pk}/match/"):
        assert client.post(address).status_code == 404
    assert client.get(f"{STRAYS}{counted.pk}/").status_code == 404
    assert Payment.objects.get(pk=stray.pk).refund.status == "due" and not hasattr(counted, "refund")
    assert "将按原付款账户退回" in words(client, f"{STRAYS}{stray.pk}/")


def test_a_number_that_is_no_stray_payments_is_answered_alike(bill, staff):
    pay(bill)
    client = browser(staff[0])

    counted, unknown = (client.post(f"{STRAYS}find/", {"external_id": name}) for name in ("YH1", "YH9"))

    assert counted.status_code == unknown.status_code == 409
    assert bare("", counted.content).replace(b"YH1", b"") == bare("", unknown.content).replace(b"YH9", b"")
    assert client.post(f"{STRAYS}find/", {"external_id": ""}).status_code == 422


def test_an_overdue_refund_is_listed_once_its_lot_is_open(bill, lot, staff, afternoon):
    pay(bill)
    funds.refund_due(fresh(bill), by=clock.today(), law="某条第一款", reason="withdrawn")
    client = browser(staff[0])
    afternoon.move(timedelta(days=2))
    assert "某条第一款" not in words(client, STRAYS)

    happens("open_bids", lot)

    assert "某条第一款" in words(client, STRAYS)


def test_a_forfeited_bond_stands_on_its_list_with_its_law(bill, lot, staff, me):
    pay(bill)
    bid = Bid.objects.create(lot=lot, tag=bill.payer_tag, status="opened", party=hall.party(me))
    Award.objects.create(lot=lot, bid=bid, rank=1, amount=Decimal(1), confirmed_at=clock.now(), confirmed_by="x")
    for step in ("open_bids", "record_default"):
        happens(step, lot)

    assert "政府采购法 第七十七条" in words(browser(staff[0]), FUNDS)
    mine = words(browser(me), f"/desk/bonds/{bill.pk}/")
    assert "应上缴国库" in mine and "政府采购法 第七十七条" in mine


def test_a_bidder_reads_its_own_ledger_and_how_late_its_bond_is(bill, lot, me, afternoon):
    pay(bill)
    funds.refund_due(fresh(bill), by=clock.today() + timedelta(days=5), law="某条", reason="lost")
    client = browser(me)
    assert "还有 5 日" in words(client, "/desk/bonds/")
    afternoon.move(timedelta(days=35))

    listed, page = words(client, "/desk/bonds/"), words(client, f"/desk/bonds/{bill.pk}/")

    assert "已逾期 30 日" in listed and "435.00" in page and "第三十八条" in page and "5.22%" in page
    assert "来款计入保证金" in page and "转入退还" in page


def test_the_accounts_take_as_many_queries_for_many_entries_as_for_few(bill, lot, staff, me,
                                                                      django_assert_max_num_queries):
    for number in range(12):
        day = statement(day=clock.today() - timedelta(days=number))
        pay(bill, external_id=f"YH{number}")
        Difference.objects.create(statement=day, kind="not_there", bill=bill, ours=BOND, bank_id=f"YH{number}",
                                  at=clock.now(), found_at=clock.now())
    happens("open_bids", lot)
    client = browser(staff[0])

    for address in (FUNDS, STRAYS):
        with django_assert_max_num_queries(22):
            client.get(address)
