"""The report, inquiries, ties, and evaluating anew."""
from datetime import timedelta
from decimal import Decimal

import pytest

from bids.evaluation import services
from bids.models import Inquiry, Ranked, Ranking, Reconsideration, TieDraw, Verdict
from bids.ranking import verify
from market.core import clock
from market.core.models import StepLog
from market.core.steps import StepRefused
from tests.factories import evaluations

pytestmark = pytest.mark.django_db


def refused_with(code, act, *args, **said):
    with pytest.raises(StepRefused) as refused:
        act(*args, **said)
    assert [one.code for one in refused.value.reasons] == [code]


def tallied(made):
    return services.tally(made.lot, actor=made.chair)


def test_a_report_waits_for_every_signature_and_keeps_dissent(scored):
    made = scored
    ranking = tallied(made)
    refused_with("ranking.made", services.tally, made.lot, actor=made.chair)
    services.sign(made.lot, dissent="售后评分偏高。", actor=made.experts[1])
    refused_with("report.signed", services.sign, made.lot, actor=made.experts[1])
    for one in (made.experts[0], made.experts[2], made.representative):
        services.sign(made.lot, actor=one)
    refused_with("report.unsigned", services.finish, made.lot, actor=made.chair)

    silent = made.member(made.experts[3]).seat
    refused_with("chair.only", services.record_refusal, made.lot, seat=silent, actor=made.experts[1])
    services.record_refusal(made.lot, seat=silent, actor=made.chair)
    services.finish(made.lot, actor=made.chair)

    assert made.now().status == "evaluated" and made.lot.evaluated_at == clock.now()
    said = {one.member.seat: (one.signed, one.dissent) for one in ranking.signatures.select_related("member")}
    assert said[silent] == (False, "") and (True, "售后评分偏高。") in said.values()


def test_the_log_of_the_lot_names_no_member(scored):
    made = scored
    tallied(made)
    for one in made.everybody:
        services.sign(made.lot, actor=one)
    services.finish(made.lot, actor=made.chair)

    assert StepLog.objects.get(step="finish_evaluation", record_id=str(made.lot.pk)).actor == "committee"


def test_a_member_who_leaves_before_the_end_voids_the_ranking(scored):
    made = scored
    tallied(made)

    services.recuse(made.committee, ground="other", actor=made.experts[2])

    refused_with("ranking.none", services.sign, made.lot, actor=made.experts[1])
    refused_with("report.missing", services.finish, made.lot, actor=made.chair)


@pytest.mark.parametrize("ground", Reconsideration.Ground.values)
def test_evaluating_anew_keeps_the_earlier_ranking(scored, ground):
    made = scored
    evaluations.evaluated(made)
    old = Ranking.objects.get(lot=made.lot)
    before = (old.digest, old.bundle)

    services.re_evaluate(made.lot, ground=ground, text="复核发现。", actor=made.handler)

    assert made.now().status == "evaluating" and made.lot.evaluated_at is None
    one = made.experts[0]
    revision = made.member(one).sheets.get().revision
    services.save_scores(made.lot, revision=revision, actor=one, changes=[
        services.Change(made.bids[2].pk, "plan", Decimal(40), "改正。")])
    for each in made.everybody:
        services.hand_in(made.lot, actor=each)
    evaluations.evaluated(made)
    old.refresh_from_db()
    new = Ranking.objects.get(lot=made.lot, number=2)
    assert (old.digest, old.bundle) == before and new.digest != old.digest
    assert services.newest_finished(made.lot.pk) == new


@pytest.mark.parametrize(("said", "code"), [
    ({"ground": "because"}, "again.ground"), ({"text": " "}, "again.text"), ({"actor": "staff"}, "again.by_whom"),
])
def test_evaluating_anew_wants_a_ground_of_the_law(scored, said, code):
    made = scored
    evaluations.evaluated(made)
    if said.get("actor"):
        said = {"actor": made.staff}

    refused_with(code, services.re_evaluate, made.lot, **({"ground": "sum", "text": "x", "actor": made.handler} | said))

    assert made.now().status == "evaluated" and not Reconsideration.objects.exists()


def test_a_sheet_is_opened_again_on_the_spot_before_the_signatures(scored):
    made = scored
    tallied(made)
    seat = made.member(made.experts[1]).seat

    services.reopen(made.lot, seat=seat, ground="abnormal", text="评分畸高。", actor=made.chair)

    refused_with("ranking.none", services.sign, made.lot, actor=made.experts[0])
    refused_with("again.not_handed_in", services.reopen, made.lot, seat=seat, ground="abnormal", text="x",
                 actor=made.chair)
    services.hand_in(made.lot, actor=made.experts[1])
    assert services.tally(made.lot, actor=made.chair).number == 2


def test_a_tie_is_parted_by_a_draw_on_record():
    made = evaluations.evaluating(prices=("1800000.00",) * 3)
    evaluations.scored(made)
    refused_with("ranking.tied", services.tally, made.lot, actor=made.chair)

    services.draw_ties(made.lot, actor=made.chair)

    services.tally(made.lot, actor=made.chair)
    order = [str(one.bid_id) for one in Ranked.objects.filter(ranking__lot=made.lot)]
    assert order == TieDraw.objects.get(lot=made.lot).order
    assert verify(services.public_bundle(Ranking.objects.get(lot=made.lot))) == []
    assert [one.candidate for one in Ranked.objects.filter(ranking__lot=made.lot)] == [1, 2, 3]


# Inquiries ------------------------------------------------------------------------------------------------------------

def ask(made, **said):
    return services.ask(made.lot, **({"bid": made.bids[0].pk, "kind": "clarify", "text": "请说明质保起算时间。",
                                      "minutes": 20, "actor": made.experts[0]} | said))


@pytest.mark.parametrize(("said", "code"), [
    ({"text": " "}, "inquiry.text"), ({"minutes": 4}, "inquiry.minutes"), ({"minutes": 1441}, "inquiry.minutes"),
    ({"kind": "correction"}, "inquiry.amount"),
    ({"kind": "correction", "amount": Decimal("1860000.00")}, "inquiry.amount"),
    ({"actor": "outsider"}, "member.none"),
])
def test_a_question_is_sound(made, said, code):
    refused_with(code, ask, made, **(said | ({"actor": made.handler} if "actor" in said else {})))


def test_a_clarification_is_answered_once_by_its_bidder(made):
    inquiry = ask(made)
    refused_with("inquiry.not_yours", services.answer, inquiry, text="自验收之日起。", actor=made.bids[1].actor)
    assert list(Inquiry.objects.visible_to(made.bids[1].actor)) == []
    assert list(Inquiry.objects.visible_to(made.bids[0].actor)) == [inquiry]

    services.answer(inquiry, text="自验收之日起。", actor=made.bids[0].actor)

    refused_with("inquiry.answered", services.answer, inquiry, text="改一下。", actor=made.bids[0].actor)


@pytest.mark.parametrize(("answer", "passed"), [(True, True), (False, False), (None, False)])
def test_a_correction_is_confirmed_or_the_bid_is_out(made, frozen, answer, passed):
    inquiry = ask(made, kind="correction", text="分项合计与总价不一致。", amount=Decimal("1870000.00"))
    if answer is None:
        frozen.move(timedelta(minutes=20))
        assert (services.expire(), services.expire()) == (1, 0)
    else:
        services.answer(inquiry, agrees=answer, actor=made.bids[0].actor)

    verdict = Verdict.objects.get(bid=made.bids[0], phase="correction")

    assert (verdict.passed, verdict.detail["amount"]) == (passed, "1870000.00")


def test_a_confirmed_correction_is_what_is_ranked_and_contracted(scored):
    made = scored
    inquiry = ask(made, kind="correction", text="分项合计与总价不一致。", amount=Decimal("1870000.00"))
    services.answer(inquiry, agrees=True, actor=made.bids[0].actor)

    tallied(made)

    row = Ranked.objects.get(bid=made.bids[0])
    assert (row.amount, row.p_eval) == (Decimal("1870000.00"), Decimal("1870000.00"))


def test_nothing_is_added_up_while_a_question_is_open(scored, frozen):
    made = scored
    ask(made)
    refused_with("evaluation.inquiries", services.tally, made.lot, actor=made.chair)
    frozen.move(timedelta(minutes=20))
    services.expire()

    assert services.tally(made.lot, actor=made.chair).failed == ""
