"""From the report to the result: who wins, by whom or by silence, who is told what, and what undoes it."""
from dataclasses import replace
from datetime import timedelta

import pytest

from bids.awarding import services
from bids.models import Award, AwardLetter
from market.core import clock, due, files, workdays
from market.core.models import StepLog
from market.core.steps import StepRefused
from market.custody import receipts
from publish.models import Disclosure
from tenders.services import resume, suspend
from tests.factories import awards as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db):
    workdays.seed()
    workdays.forget()
    with clock.frozen(factory.AFTER) as frozen:
        yield frozen


@pytest.fixture
def made(at):
    return factory.evaluated()


def delivered(made, number: int = 1):
    return services.deliver_report(made.lot(number), actor=made.clerk)


def awarded(made, number: int = 1) -> Award:
    delivered(made, number)
    return services.confirm_award(made.lot(number), actor=made.boss)


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_the_first_candidate_wins_at_its_own_price(made):
    award = awarded(made)

    first = award.ranking.rows.get(candidate=1)
    assert (award.bid, award.amount, award.rank, award.deemed) == (first.bid, first.amount, 1, False)
    assert made.lot().status == "awarded" and made.lot().awarded_at == clock.now()


def test_who_prepares_may_not_confirm_and_a_stranger_may_do_nothing(made):
    delivered(made)

    for who in (made.clerk, made.finance, made.bidders[0].actor):
        with pytest.raises(StepRefused) as refused:
            services.confirm_award(made.lot(), actor=who)
        assert codes(refused) == ["step.not_permitted"]
    assert not Award.objects.exists()


def test_silence_confirms_the_first_after_five_working_days_and_not_a_moment_earlier(made, at):
    lot = delivered(made)
    ends = lot.next_due_at

    assert ends.astimezone(clock.SHANGHAI).isoformat() == "2026-12-02T00:00:00+08:00"
    at.move(ends - clock.now() - timedelta(milliseconds=1))
    assert due.take_due() == 0 and not Award.objects.exists()
    at.move(timedelta(milliseconds=1))
    assert due.take_due() == 1
    award = Award.objects.get()
    assert award.deemed and award.confirmed_by == "clockwork" and "5 个工作日" in award.reason
    assert StepLog.objects.filter(step="confirm_award", actor="clockwork").count() == 1


def test_a_suspension_puts_the_end_of_silence_off(made, at):
    ends = delivered(made).next_due_at
    at.move(timedelta(days=1))
    suspend(made.lot(), order_no="锡财购〔2026〕9号", reason="投诉处理", actor=made.finance)
    at.move(timedelta(days=7))
    resume(made.lot(), reason="投诉处理完毕", actor=made.finance)

    assert made.lot().next_due_at == ends + timedelta(days=7)
    at.move(ends - clock.now() + timedelta(seconds=1))
    assert due.take_due() == 0 and made.lot().status == "award_pending"


def test_a_suspension_of_the_whole_tender_does_so_too(made, at):
    ends = delivered(made).next_due_at
    suspend(made.tender, order_no="锡财购〔2026〕9号", reason="投诉处理", actor=made.finance)
    at.move(timedelta(days=7))
    resume(made.tender, reason="投诉处理完毕", actor=made.finance)
    at.move(ends - clock.now() + timedelta(seconds=1))

    due.take_due()
    assert made.lot().status == "award_pending" and made.lot().next_due_at > ends


def test_a_result_tells_the_public_and_every_bidder_its_own(made):
    award = awarded(made)
    services.publish_results(made.tender, actor=made.clerk)

    assert made.lot().status == "result_published"
    notice = Disclosure.objects.get(kind="result_notice")
    body = notice.versions.get().body
    assert award.bid.party.name in body and f"{award.amount:,.2f}" in body
    letters = {letter.bid.party_id: letter for letter in AwardLetter.objects.all()}
    assert len(letters) == 3 and sum(one.kind == "winner" for one in letters.values()) == 1
    for one in made.bidders:
        mine = AwardLetter.objects.visible_to(one.actor)
        assert [letter.bid.party_id for letter in mine] == [one.party.pk]
        said = receipts.verify(receipts.file_of(mine.get().receipt), receipts.public_keys()).said["content"]
        assert said["bidder"] == one.party.name
        if mine.get().kind == "loser":
            assert said["rank"] and said["total"] and said["winner"] == award.bid.party.name


def test_the_notice_carries_a_bundle_anybody_recomputes_without_single_scores(made):
    from bids.ranking import verify

    awarded(made)
    services.publish_results(made.tender, actor=made.clerk)
    file = Disclosure.objects.get(kind="result_notice").versions.get().attachments.get().file

    with files.open(file) as stored:
        raw = stored.read()
    assert verify(raw) == [] and b'"scores":null' in raw


def test_lots_whose_results_go_out_together_share_one_notice(at):
    made = factory.evaluated(lots=2)
    for number in (1, 2):
        awarded(made, number)
    services.publish_results(made.tender, actor=made.clerk)

    assert Disclosure.objects.filter(kind="result_notice").count() == 1
    assert AwardLetter.objects.count() == 6
    with pytest.raises(StepRefused) as refused:
        services.publish_results(made.tender, actor=made.clerk)
    assert codes(refused) == ["award.nothing"]


def test_an_award_taken_back_leads_to_the_next_in_order_and_then_to_nobody(made):
    names = []
    for _ in range(3):
        award = services.confirm_award(made.lot(), actor=made.boss) if names else awarded(made)
        names.append(award.rank)
        services.cancel_award(made.lot(), ground="waived", reason="书面放弃中标", actor=made.clerk)
        if len(names) < 3:
            services.next_candidate(made.lot(), reason="按名单顺延", actor=made.clerk)

    assert names == [1, 2, 3]
    with pytest.raises(StepRefused) as refused:
        services.next_candidate(made.lot(), reason="按名单顺延", actor=made.clerk)
    assert codes(refused) == ["award.nobody_next"]
    assert Award.objects.living().count() == 0


@pytest.mark.parametrize("verb, said, code", [
    (services.cancel_award, {"ground": "", "reason": "x"}, "award.no_ground"),
    (services.cancel_award, {"ground": "waived", "reason": " "}, "award.no_reason"),
    (services.record_default, {"reason": ""}, "award.no_reason"),
])
def test_what_undoes_an_award_wants_its_reason(made, verb, said, code):
    awarded(made)
    services.publish_results(made.tender, actor=made.clerk)

    with pytest.raises(StepRefused) as refused:
        verb(made.lot(), actor=made.clerk, **said)
    assert codes(refused) == [code] and Award.objects.living().count() == 1


def test_a_default_and_a_void_award_stand_on_record_and_are_public(at):
    made = factory.evaluated(lots=2)
    for number in (1, 2):
        awarded(made, number)
    services.publish_results(made.tender, actor=made.clerk)
    services.record_default(made.lot(1), reason="拒签合同", actor=made.clerk)
    with pytest.raises(StepRefused):
        services.void_award(made.lot(2), order_no="锡财购〔2026〕11号", reason="串通投标", actor=made.clerk)
    services.void_award(made.lot(2), order_no="锡财购〔2026〕11号", reason="串通投标", actor=made.finance)

    assert (made.lot(1).status, made.lot(2).status) == ("defaulted", "voided")
    assert {one.ended_for for one in Award.objects.all()} == {"record_default", "void_award"}
    assert Disclosure.objects.filter(kind="change_notice").count() == 1
    assert Disclosure.objects.filter(kind="termination_notice").count() == 1


def test_before_it_was_public_an_award_ends_without_a_notice(made):
    awarded(made)
    services.cancel_award(made.lot(), ground="illegal", reason="查实串标", actor=made.clerk)

    assert not Disclosure.objects.exclude(kind="opening_record").exists()


def test_a_hold_stops_the_result(made):
    awarded(made)
    suspend(made.tender, order_no="锡财购〔2026〕9号", reason="投诉处理", actor=made.finance)

    with pytest.raises(StepRefused) as refused:
        services.publish_results(made.tender, actor=made.clerk)
    assert codes(refused) == ["step.on_hold"]
    assert not AwardLetter.objects.exists() and Award.objects.get().letter_at is None


def test_another_method_is_asked_for_once_and_decided_by_the_department(made):
    from tenders.models import Lot
    Lot.objects.filter(tender=made.tender).update(status="failed", failed_for="F2")
    with pytest.raises(StepRefused) as refused:
        services.request_method_change(made.lot(), target="negotiation", statement=" ", actor=made.clerk)
    assert codes(refused) == ["method.no_statement"]
    asked = services.request_method_change(made.lot(), target="negotiation", statement="文件合理", actor=made.clerk)

    with pytest.raises(StepRefused) as refused:
        services.decide_method_change(asked, approved=True, order_no="1号", decision="同意", actor=made.boss)
    assert codes(refused) == ["step.not_permitted"]
    services.decide_method_change(asked, approved=True, order_no="1号", decision="同意", actor=made.finance)
    with pytest.raises(StepRefused) as refused:
        services.decide_method_change(asked, approved=False, order_no="2号", decision="不同意", actor=made.finance)
    assert codes(refused) == ["method.decided"]


def test_who_was_put_out_is_told_why(at):
    made = factory.evaluated(bidders=4, out=1)
    awarded(made)
    services.publish_results(made.tender, actor=made.clerk)

    said = [letter.receipt.content for letter in AwardLetter.objects.filter(kind="loser")]
    assert len(said) == 3 and sum('"rank":null' in one for one in said) == 1


@pytest.mark.parametrize("ground", ["declined", "no_bond"])
def test_a_default_is_recorded_before_the_award_is_taken_back_so_that_the_bond_is_kept(made, ground):
    awarded(made)
    with pytest.raises(StepRefused) as refused:
        services.cancel_award(made.lot(), ground=ground, reason="拒签合同", actor=made.clerk)
    assert codes(refused) == ["award.default_first"] and Award.objects.living().count() == 1
    services.record_default(made.lot(), reason="拒签合同", actor=made.clerk)
    services.cancel_award(made.lot(), ground=ground, reason="拒签合同", actor=made.clerk)

    assert made.lot().status == "award_cancelled" and Award.objects.get().ended_for == "record_default"


@pytest.mark.parametrize(("basis", "kind", "awards"), [("total", "", 1), ("rate", "discount", 1), ("rate", "fee", 0),
                                                       ("unit_price", "", 0)])
def test_an_award_is_over_a_sum_and_nothing_else(made, at, basis, kind, awards):
    made.tender.scheme = replace(factory.SCHEME, basis=basis, rate_kind=kind).as_json()
    made.tender.save()
    ends = delivered(made).next_due_at
    if not awards:
        with pytest.raises(StepRefused) as refused:
            services.confirm_award(made.lot(), actor=made.boss)
        assert codes(refused) == ["award.no_sum"]
    at.move(ends - clock.now())
    due.take_due()

    assert Award.objects.count() == awards
