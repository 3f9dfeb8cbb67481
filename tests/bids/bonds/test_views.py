"""Pages of bonds: each bidder its own, nobody anybody else's; every refusal a sentence and nothing changed."""
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from bids import services
from bids.bonds import acts, states
from market.core import clock
from market.core.models import IdempotencyKey
from market.funds import payments
from market.funds import services as funds
from market.funds.models import Bill, Guarantee, Payment
from tests.bids import hall
from tests.bids.bonds.conftest import BOND, browser, fresh, hand_in, pay
from tests.factories import people
from tests.portal import pages

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


@pytest.fixture
def mine(me):
    return browser(me)


@pytest.fixture
def bill(lot, me):
    return acts.ask(lot, actor=me)


def letter(content=PDF, name="保函.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def form(**otherwise) -> dict:
    return {"issuer": "示例银行示例支行", "number": "BH-2026-1", "amount": "100,000.00", "valid_until": "2027-06-30",
            "letter": letter(), **otherwise}


def test_the_list_shows_what_wants_a_bill_and_then_the_bill(mine, me, lot):
    services.confirm_participation(lot.tender, actor=me)
    assert "取得缴款码" in mine.get("/desk/bonds/").content.decode()

    answer = mine.post(f"/desk/bonds/lots/{lot.pk}/")
    again = mine.post(f"/desk/bonds/lots/{lot.pk}/")
    made = Bill.objects.get()

    assert answer.status_code == 302 and answer["Location"] == again["Location"] == f"/desk/bonds/{made.pk}/"
    assert (made.amount, made.due_at, made.subject) == (BOND, lot.tender.bids_due_at, lot.pk)
    assert pages.faults(mine.get("/desk/bonds/")) == [] and pages.faults(mine.get(answer["Location"])) == []
    assert not IdempotencyKey.objects.exists()


def test_a_bond_page_says_how_to_pay_exactly(mine, bill):
    page = mine.get(f"/desk/bonds/{bill.pk}/").content.decode()

    assert bill.reference in page and "人民币壹拾万元整" in page and "等于截止时间即为逾期" in page


def test_nobody_else_finds_a_bill(bill, other, lot):
    staff = people.act("示例市公共资源交易中心", "centre", "finance", "handler")
    buyer = people.actor(people.person(lot.tender.principal, "handler", "host"))
    for stranger in (other, staff, buyer):
        client = browser(stranger)
        for address in (f"/desk/bonds/{bill.pk}/", f"/desk/bonds/{bill.pk}/receipt.json",
                        f"/desk/bonds/{bill.pk}/guarantee/letter/", f"/desk/bonds/{bill.subject}/"):
            assert client.get(address).status_code == 404
        assert client.post(f"/desk/bonds/{bill.pk}/guarantee/", form()).status_code == 404
        assert client.post(f"/desk/bonds/{bill.pk}/claim/", {"external_id": "YH1"}).status_code == 404
        assert bill.reference not in client.get("/desk/bonds/").content.decode()
    assert fresh(bill).status == "open"


def test_who_did_not_sign_in_is_led_to_the_door(client, bill):
    for address in ("/desk/bonds/", f"/desk/bonds/{bill.pk}/", f"/desk/bonds/lots/{bill.subject}/"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(("roles", "duties", "code"), [
    (["supplier"], ["approver"], "经办人或者财务人员"), (["purchaser"], ["handler"], "身份还没有核实")])
def test_who_may_not_ask_reads_why(lot, roles, duties, code):
    client = browser(people.act("某单位", roles[0], *duties))

    answer = client.post(f"/desk/bonds/lots/{lot.pk}/")

    assert answer.status_code == 409 and code in answer.content.decode() and not Bill.objects.exists()


def test_after_the_deadline_no_bill_is_given(mine, lot, afternoon):
    afternoon.at = lot.tender.bids_due_at

    answer = mine.post(f"/desk/bonds/lots/{lot.pk}/")

    assert answer.status_code == 409 and "缴纳截止时间已到" in answer.content.decode() and not Bill.objects.exists()


def test_a_lot_without_a_bond_asks_for_none(mine, lot, me):
    lot.bond = None
    lot.save()

    assert mine.post(f"/desk/bonds/lots/{lot.pk}/").status_code == 409
    state = states.bond_state(lot, me)
    assert not state.required and state.secured


def test_a_letter_of_guarantee_is_lodged_shown_back_and_veiled(mine, bill, lot, me):
    answer = mine.post(f"/desk/bonds/{bill.pk}/guarantee/", form())

    page = mine.get(answer["Location"]).content.decode()
    assert answer.status_code == 302 and fresh(bill).status == "guaranteed"
    assert "示例银行示例支行" in page and "2027年6月30日" in page and "100,000.00 元" in page
    letter_back = mine.get(f"/desk/bonds/{bill.pk}/guarantee/letter/")
    assert letter_back.content == PDF and "sandbox" in letter_back["Content-Security-Policy"]
    assert PDF not in bytes(Guarantee.objects.get().letter)
    assert states.bond_state(lot, me).secured


@pytest.mark.parametrize("change", [
    {"amount": "99999.99"}, {"amount": "abc"}, {"amount": "1e9"}, {"valid_until": "2027-03-07"},
    {"valid_until": "soon"}, {"issuer": ""}, {"number": "x" * 61}, {"letter": letter(b"MZ\x90\x00", "保函.pdf")},
    {"letter": letter(b"%PDF" + b"0" * (2 * 1024 * 1024))}, {"letter": letter(name="保函.exe")},
    {"letter": letter(b"")}])
def test_a_letter_that_will_not_do_is_refused_in_words(mine, bill, change):
    answer = mine.post(f"/desk/bonds/{bill.pk}/guarantee/", form(**change))

    assert answer.status_code == 422 and "处需要改正" in answer.content.decode()
    assert pages.faults(answer) == []
    assert fresh(bill).status == "open" and not Guarantee.objects.exists()


def test_the_last_lawful_day_of_a_letter_will_do(mine, bill):
    assert mine.post(f"/desk/bonds/{bill.pk}/guarantee/", form(valid_until="2027-03-08")).status_code == 302


def test_money_that_does_not_count_is_shown_to_its_payer_with_its_way_back(mine, bill):
    pay(bill, amount=BOND - 1)

    page = mine.get(f"/desk/bonds/{bill.pk}/").content.decode()

    assert "少于应缴金额" in page and "99,999.00" in page and "民法典 第九百八十五条" in page


def test_a_payment_with_a_wrong_reference_is_claimed_by_its_payer_alone(mine, bill, lot, other):
    pay(bill, reference="NOBODY")
    theirs = acts.ask(lot, actor=other)

    refused = browser(other).post(f"/desk/bonds/{theirs.pk}/claim/", {"external_id": "YH1"})
    unknown = mine.post(f"/desk/bonds/{bill.pk}/claim/", {"external_id": "YH9"})
    claimed = mine.post(f"/desk/bonds/{bill.pk}/claim/", {"external_id": "YH1"})

    assert refused.status_code == unknown.status_code == 409
    assert "没有找到付款户名" in refused.content.decode() and claimed.status_code == 302
    assert (fresh(bill).status, fresh(theirs).status) == ("paid", "open")


def test_a_receipt_is_given_as_a_file_once_there_is_one(mine, bill):
    assert mine.get(f"/desk/bonds/{bill.pk}/receipt.json").status_code == 404

    pay(bill)
    answer = mine.get(f"/desk/bonds/{bill.pk}/receipt.json")

    assert answer.status_code == 200 and answer.json()["receipt"]["content"]["reference"] == bill.reference


@pytest.mark.parametrize("state", ["open", "late", "paid", "guaranteed", "withdrawn", "refund_due", "refunded",
                                   "overdue", "cancelled"])
def test_a_bill_can_be_shown_in_every_state(mine, bill, lot, me, afternoon, state):
    if state in {"paid", "withdrawn", "refund_due", "refunded", "overdue"}:
        pay(bill)
    if state == "guaranteed":
        mine.post(f"/desk/bonds/{bill.pk}/guarantee/", form())
    if state == "withdrawn":
        hand_in(lot, me)
        services.withdraw(services.my_bid(lot, me), actor=me, received_at=clock.now())
    if state in {"refund_due", "refunded", "overdue", "cancelled"}:
        funds.refund_due(fresh(bill), by=clock.today(), law="某条", reason="failed")
    if state == "refunded":
        payments.refund_paid(Payment.objects.get().refund, at=clock.now())
    if state in {"late", "overdue"}:
        afternoon.move(timedelta(days=30))

    answer = mine.get(f"/desk/bonds/{bill.pk}/")

    assert answer.status_code == 200 and pages.faults(answer) == []
    assert states.said(fresh(bill))[0] in answer.content.decode()
    assert ("应退日期" in answer.content.decode()) == (state == "overdue")


def test_the_list_takes_as_many_queries_for_many_bills_as_for_few(mine, me, tender, django_assert_max_num_queries):
    for _ in range(6):
        made = hall.tender()
        made.lots.update(bond=BOND)
        acts.ask(made.lots.select_related("tender").get(), actor=me)

    with django_assert_max_num_queries(20):
        mine.get("/desk/bonds/")


def test_what_the_list_costs_follows_from_the_bidder_and_not_from_the_lots_of_others(mine, me, other, monkeypatch):
    crowd = hall.tender(lots=30)
    crowd.lots.update(bond=BOND)
    for lot in crowd.lots.select_related("tender"):
        acts.ask(lot, actor=other)
    made = hall.tender()
    made.lots.update(bond=BOND)
    acts.ask(made.lots.select_related("tender").get(), actor=me)
    asked, real = [], states.tags.owner_tag
    monkeypatch.setattr(states.tags, "owner_tag", lambda *said: asked.append(said) or real(*said))

    assert len(states.my_bills(me)) == 1 and len(asked) == 3  # two tenders, one lot


def test_no_name_of_a_bidder_stands_beside_a_bond_in_the_database(mine, bill, me):
    mine.post(f"/desk/bonds/{bill.pk}/guarantee/", form())
    pay(bill, reference="NOBODY")

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("parties_", "django_", "account", "auth", "mfa", "socialaccount")):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            held = "".join(repr(row) for row in cursor.fetchall())
            for word in (me.party_name, str(me.party), me.party.hex, str(me.user), me.user.hex, "示例银行"):
                assert word not in held, f"{word} stands in {table}"
