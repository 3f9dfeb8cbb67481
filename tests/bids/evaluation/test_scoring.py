"""Votes and sheets: majorities, bounds, blindness, two tabs, handing in, what comes too late."""
from dataclasses import replace
from decimal import Decimal

import pytest

from bids.evaluation import services
from bids.evaluation.services import Change
from bids.models import ObjectiveFact, Score, ScoreSheet, Verdict
from market.core import clock
from market.core.steps import StepRefused
from tests.factories import evaluations

pytestmark = pytest.mark.django_db


def codes(refused) -> list[str]:
    return [one.code for one in refused.value.reasons]


def refused_with(code, act, *args, **said):
    with pytest.raises(StepRefused) as refused:
        act(*args, **said)
    assert codes(refused) == [code]


def cell(made, points, *, bid=0, criterion="plan", comment=""):
    return Change(made.bids[bid].pk, criterion, points if points is None else Decimal(points), comment)


def save(made, *changes, revision=0, who=0):
    return services.save_scores(made.lot, revision=revision, changes=changes, actor=made.everybody[who])


# Votes ----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("noes", "passed"), [(0, True), (2, True), (3, False), (5, False)])
def test_the_majority_decides_and_the_minority_stays_on_record(made, noes, passed):
    bid = made.bids[0]
    evaluations.vote(made, voters=made.everybody[:noes], against=(bid.pk,))
    evaluations.vote(made, voters=made.everybody[noes:])

    verdict = Verdict.objects.get(bid=bid, phase="compliance")

    assert verdict.passed is passed
    dissent = [one["seat"] for vote in verdict.detail["votes"] for one in vote["dissent"]]
    assert len(dissent) == 2 * (noes if passed else 5 - noes)
    assert ("没有按要求签署。" in verdict.ground) is not passed


def test_nothing_is_decided_before_every_seat_has_answered(made):
    evaluations.vote(made, voters=made.everybody[:4])

    assert not Verdict.objects.filter(phase="compliance").exists()


def test_a_no_says_why_and_a_decided_question_is_closed(made):
    motion = made.lot.motions.first()
    refused_with("vote.reason", services.vote, made.lot, answers={motion.pk: (False, " ")}, actor=made.experts[0])
    evaluations.vote(made)
    refused_with("vote.decided", services.vote, made.lot, answers={motion.pk: (True, "")}, actor=made.experts[0])


def test_too_few_left_after_the_review_end_the_lot(made):
    evaluations.vote(made, against=(made.bids[0].pk,))

    ranking = services.tally(made.lot, actor=made.chair)

    assert ranking.failed == "F2"
    refused_with("ranking.failed", services.sign, made.lot, actor=made.experts[0])
    assert services.conclude_failure(made.lot, actor=made.chair).status == "failed"


# Cells ----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("points", "good"), [
    ("0", True), ("40", True), ("39.99", True), ("12.5", True), ("-0.01", False), ("40.01", False), ("12.345", False),
    ("NaN", False), ("Infinity", False), (None, True),
])
def test_points_keep_to_their_range_and_two_decimals(made, points, good):
    if good:
        assert save(made, cell(made, points)).revision == 1
    else:
        refused_with("score.range", save, made, cell(made, points))
        assert not Score.objects.exists()


@pytest.mark.parametrize(("change", "code"), [
    ({"criterion": "cases"}, "score.objective"), ({"criterion": "price"}, "score.unknown"),
    ({"bid": "foreign"}, "score.unknown"),
])
def test_only_what_is_judged_is_typed(made, change, code):
    if change.get("bid") == "foreign":
        change = {"bid": evaluations.opened().bids[0].pk}
    refused_with(code, save, made, replace(cell(made, "1"), **change))


def test_two_tabs_lose_nothing(made):
    save(made, cell(made, "10"), cell(made, "5", bid=1))  # both tabs were opened before: they know revision 0

    other = save(made, cell(made, "12", comment="乙页"), cell(made, "7", bid=2), revision=0)

    assert [(one.sent.points, one.stands.points) for one in other.conflicts] == [(12, 10)]
    assert [(one.bid, one.points) for one in other.others] == [(made.bids[1].pk, 5)]
    stored = {one.bid_id: one.points for one in Score.objects.all()}
    assert stored == {made.bids[0].pk: 10, made.bids[1].pk: 5, made.bids[2].pk: 7}
    again = save(made, cell(made, "12", comment="乙页"), revision=other.revision)
    assert not again.conflicts and Score.objects.get(bid=made.bids[0]).points == 12


def test_the_same_again_is_no_change(made):
    first = save(made, cell(made, "10"))

    assert save(made, cell(made, "10"), revision=0) == first


# Facts ----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("value", ["-1", "1.5", "", "many", "1000001", "٣"])
def test_a_count_is_a_whole_number(made, value):
    refused_with("fact.value", services.enter_facts, made.lot, values={(made.bids[0].pk, "cases"): value},
                 actor=made.experts[0])


def test_a_fact_wants_two_pairs_of_eyes_and_is_locked_then(made):
    place = (made.bids[0].pk, "cases")
    services.enter_facts(made.lot, values={place: "02"}, actor=made.experts[0])
    refused_with("fact.self", services.confirm_facts, made.lot, values={place: "2"}, actor=made.experts[0])
    refused_with("fact.changed", services.confirm_facts, made.lot, values={place: "3"}, actor=made.experts[1])

    assert services.confirm_facts(made.lot, values={place: "2"}, actor=made.experts[1]) == 1

    refused_with("fact.locked", services.enter_facts, made.lot, values={place: "3"}, actor=made.experts[2])
    assert services.enter_facts(made.lot, values={place: "2"}, actor=made.experts[2]) == 0


def test_a_fact_of_who_leaves_is_confirmed_anew(made):
    evaluations.facts(made)

    services.recuse(made.committee, ground="kin", actor=made.everybody[1])

    assert not ObjectiveFact.objects.filter(confirmed_at__isnull=False).exists()
    assert ObjectiveFact.objects.count() == 3


# Handing in -----------------------------------------------------------------------------------------------------------

def test_a_sheet_is_handed_in_whole_and_extremes_have_words(made):
    one = made.experts[0]
    refused_with("evaluation.voting", services.hand_in, made.lot, actor=one)
    evaluations.vote(made)
    refused_with("fact.unconfirmed", services.hand_in, made.lot, actor=one)
    evaluations.facts(made)
    refused_with("score.blank", services.hand_in, made.lot, actor=one)
    evaluations.score(made, one, hand_in=False)
    seen = ScoreSheet.objects.get(member__user=one.user).revision
    services.save_scores(made.lot, revision=seen, changes=[cell(made, "40")], actor=one)
    refused_with("score.comment", services.hand_in, made.lot, actor=one)
    services.save_scores(made.lot, revision=seen + 1, changes=[cell(made, "40", comment="全部满足。")], actor=one)

    assert services.hand_in(made.lot, actor=one).submitted_at == clock.now()
    refused_with("score.handed_in", save, made, cell(made, "39"), revision=9)
    refused_with("score.handed_in", services.hand_in, made.lot, actor=one)


def test_nobody_reads_another_sheet_before_the_own_one_is_handed_in(made):
    evaluations.vote(made)
    evaluations.facts(made)
    for one in made.everybody[:2]:
        evaluations.score(made, one)
    evaluations.score(made, made.everybody[2], hand_in=False)
    first, second, third, *_ = made.everybody

    def readers(actor):
        return {one.sheet.member.user_id for one in Score.objects.visible_to(actor).select_related("sheet__member")}

    assert readers(first) == {first.user, second.user}
    assert readers(third) == {third.user}
    for other in (made.handler, made.staff, made.supervising, made.bids[0].actor):
        assert readers(other) == set()


def test_after_the_report_principal_and_supervisor_read_scores_and_centre_and_bidders_never(scored):
    made = scored
    evaluations.evaluated(made)

    assert Score.objects.visible_to(made.handler).count() == Score.objects.visible_to(made.supervising).count() == 30
    assert not Score.objects.visible_to(made.staff).exists()
    assert not Score.objects.visible_to(made.bids[0].actor).exists()


def test_a_sheet_after_closing_is_refused(scored):
    made = scored
    services.tally(made.lot, actor=made.chair)
    ScoreSheet.objects.update(submitted_at=None)
    refused_with("score.closed", save, made, cell(made, "1"), revision=9)
    ScoreSheet.objects.update(submitted_at=clock.now())
    for one in made.everybody:
        services.sign(made.lot, actor=one)
    services.finish(made.lot, actor=made.chair)

    refused_with("evaluation.not_running", save, made, cell(made, "1"), revision=9)


def test_an_outlier_is_asked_and_never_forced(made):
    evaluations.vote(made)
    evaluations.facts(made)
    far = {(made.bids[0].pk, "plan"): Decimal(39)}
    for place, one in enumerate(made.everybody):
        evaluations.score(made, one, far if place == 0 else None)
    refused_with("explain.none", services.explain, made.lot, bid=made.bids[0].pk, text="x", actor=made.everybody[1])

    services.explain(made.lot, bid=made.bids[0].pk, text="方案明显更细。", actor=made.everybody[0])

    assert services.tally(made.lot, actor=made.chair).failed == ""


def test_nobody_but_the_chair_adds_up(scored):
    made = scored
    other = next(one for one in made.everybody if not made.member(one).chair)

    refused_with("chair.only", services.tally, made.lot, actor=other)


def test_the_last_sheet_is_waited_for(made):
    evaluations.vote(made)
    evaluations.facts(made)
    for one in made.everybody[:4]:
        evaluations.score(made, one)

    refused_with("sheet.open", services.tally, made.lot, actor=made.chair)
