"""Milestones, acceptance and payments, each in its order; each refusal with its code."""
from datetime import date, timedelta

import pytest

from market.contracts import services, standing
from market.contracts.models import Instalment, LateAct
from market.core import clock
from market.core.steps import why_not
from publish.models import Disclosure
from tenders.ports import OpenMatter
from tests.factories import contracts

from .refusals import refused

pytestmark = pytest.mark.django_db


def test_performance_starts_only_after_filing_and_not_while_a_matter_is_open(deal, matters):
    contract = deal.filed()
    matters.append(OpenMatter("质疑", "1", "/", "有一件质疑可能影响结果。", "政府采购法实施条例 第五十四条"))
    assert refused(services.start, contract, actor=deal.buyer) == ["redress.open"]
    matters.clear()
    services.start(contract, actor=deal.buyer)
    assert deal.at().status == "performing"


def test_a_milestone_is_done_with_evidence_once_by_either_side_and_a_late_one_says_so(deal, day):
    contract = deal.performing()
    first, second = contract.milestones.all()
    assert refused(services.report_done, first, done_on=clock.today() + timedelta(days=1), evidence=deal.evidence(),
                   actor=deal.seller) == ["milestone.future"]
    assert refused(services.report_done, first, done_on=date(2026, 12, 13), evidence=deal.evidence(),
                   actor=deal.seller) == ["milestone.early"]
    services.report_done(first, done_on=clock.today(), evidence=deal.evidence(), actor=deal.seller)
    day.move(timedelta(days=120))
    late = services.report_done(second, done_on=clock.today(), evidence=deal.evidence(), actor=deal.buyer)

    assert late.is_late and not contract.milestones.first().is_late
    assert refused(services.report_done, first, done_on=clock.today(), evidence=deal.evidence(), actor=deal.buyer) == [
        "milestone.done"]


def test_acceptance_wants_every_milestone_every_standard_and_no_failure(deal):
    contract = deal.performing()
    assert refused(services.accept, contract, actor=deal.buyer) == ["contract.milestones_open", "acceptance.missing"]
    for one in contract.milestones.all():
        services.report_done(one, done_on=clock.today(), evidence=deal.evidence(), actor=deal.seller)
    assert refused(deal.inspect, contract, results={1: (True, ""), 2: (True, "")}) == ["acceptance.incomplete"]
    assert refused(deal.inspect, contract, results={n: (n > 1, "") for n in (1, 2, 3)}) == ["acceptance.no_finding"]
    assert refused(deal.inspect, contract, inspected_on=clock.today() + timedelta(days=1)) == ["acceptance.future"]
    deal.inspect(contract, failed=2)
    assert refused(services.accept, contract, actor=deal.buyer) == ["acceptance.failed"]
    deal.inspect(contract)

    services.accept(contract, actor=deal.buyer)

    assert deal.at().status == "accepted"
    assert [one.get_group_display() for one in contract.acceptances.last().lines.all()] == ["技术", "服务", "安全"]
    assert not Disclosure.objects.filter(kind="performance_notice").exists()


def test_where_the_public_is_served_its_users_are_heard_and_the_result_is_public(deal):
    contract = deal.reached(public_service=True)
    assert refused(deal.inspect, contract) == ["acceptance.no_users"]

    deal.inspect(contract, users_part=True, users_opinion="候诊时间明显缩短")
    services.accept(contract, actor=deal.buyer)

    body = Disclosure.objects.get(kind="performance_notice").versions.get().body
    assert "候诊时间明显缩短" in body and "辐射防护检测合格" in body


def test_payments_fall_due_by_the_agreed_days_and_late_ones_are_recorded(deal, day):
    rows = [contracts.BLANKS["instalments"][0], contracts.BLANKS["instalments"][1] | {"days": 12}]
    contract = deal.accepted(instalments=rows)
    first, second = contract.instalments.all()
    assert first.due_on == date(2026, 12, 24) and second.due_on == date(2026, 12, 28), "the 26th is a Saturday"
    day.move(timedelta(days=60))
    services.mark_paid(first, paid_on=date(2026, 12, 24), voucher=deal.evidence(), actor=deal.buyer)
    assert refused(services.settle, contract, actor=deal.buyer) == ["contract.unpaid"]
    services.mark_paid(second, paid_on=date(2026, 12, 29), voucher=deal.evidence(), actor=deal.buyer)

    services.settle(contract, actor=deal.buyer)

    assert [(row.about, row.days) for row in LateAct.objects.filter(act="pay")] == [("验收款", 1)]
    assert deal.at().status == "settled"
    assert refused(services.mark_paid, first, paid_on=clock.today(), voucher=deal.evidence(), actor=deal.buyer) == [
        "step.wrong_state"]


@pytest.mark.parametrize(("days", "fine"), [(60, True), (61, False)])
def test_a_payment_is_agreed_within_sixty_days(deal, days, fine):
    rows = [contracts.BLANKS["instalments"][0], contracts.BLANKS["instalments"][1] | {"days": days}]
    if fine:
        deal.offered(instalments=rows)
    else:
        assert refused(deal.offered, instalments=rows) == ["contract.payment_too_late"]


def test_another_number_shortens_what_may_be_agreed_and_what_is_proposed(db, matters):
    deal = contracts.deal(rules={"payment_agreed": 29, "payment": 20})

    assert services.begin(deal.award, actor=deal.buyer).blanks["instalments"][0]["days"] == 20
    assert refused(deal.offered) == ["contract.payment_too_late"]


def test_the_first_proposal_is_the_thirty_days_of_the_law(deal):
    assert services.begin(deal.award, actor=deal.buyer).blanks["instalments"] == [
        {"name": "合同价款", "amount": "5986000.00", "after": "acceptance", "days": 30}]


def test_parts_of_the_price_add_up_to_it(deal):
    rows = [contracts.BLANKS["instalments"][0]]

    assert refused(deal.offered, instalments=rows) == ["contract.instalments_differ"]
    assert not Instalment.objects.exists()


def test_every_act_is_refused_to_who_is_not_its_side(deal):
    contract = deal.signed()

    for call in (lambda who: services.settle_redaction(contract, actor=who),
                 lambda who: services.publish(contract, actor=who), lambda who: services.file(contract, actor=who),
                 lambda who: services.start(contract, actor=who), lambda who: services.accept(contract, actor=who),
                 lambda who: services.settle(contract, actor=who), lambda who: services.archive(contract, actor=who)):
        for who in (deal.seller, deal.supervising):
            assert refused(call, who) == ["step.not_permitted"]


def test_the_standing_of_a_lot_without_contract_refuses_every_step(deal):
    assert standing.of(deal.lot.pk) is None
    assert [one.code for one in why_not(deal.at(), "sign_contract", "contracts")] == ["contract.missing"]
