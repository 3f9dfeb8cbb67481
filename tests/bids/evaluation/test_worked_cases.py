"""The worked cases of the rules, through the services to the cent."""
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from bids.evaluation import services
from bids.models import Inquiry, Motion, Ranked, Verdict
from bids.ranking import bundles, verify
from market.core import clock
from market.core.steps import StepRefused
from tenders.rulebooks.schemes import Criterion, Scheme
from tests.factories import evaluations

pytestmark = pytest.mark.django_db
OTHER = Criterion(key="other", label="商务技术", most=Decimal(70), kind="subjective", group="technical")
E1 = Scheme(method="comprehensive", price_points=Decimal(30), criteria=(OTHER,), compliance=evaluations.ITEMS,
            sme_deduction=Decimal("0.10"))
TOTALS = ((52, 54, 51, 55, 53), (61, 60, 62, 59, 58), (50, 49, 52, 51, 48))


def table(made) -> list[tuple]:
    """The ranking as the worked case prints it: bidder, P_eval, price, mean, total, rank."""
    rows = Ranked.objects.filter(ranking__lot=made.lot).select_related("bid").order_by(F("rank").asc(nulls_last=True))
    place = {bid.pk: "ABCDE"[n] for n, bid in enumerate(made.bids)}
    return [(place[one.bid_id], str(one.p_eval), str(one.price_points), str(one.others_mean), str(one.total),
             one.rank) for one in rows]


def test_e1_comprehensive_scoring_of_goods(frozen):
    made = evaluations.evaluating(E1, declared={0: {"size": "small"}})
    evaluations.scored(made, {bid.pk: totals for bid, totals in zip(made.bids, TOTALS, strict=True)})

    evaluations.evaluated(made)

    assert table(made) == [
        ("B", "1920000.00", "26.16", "60.00", "86.16", 1), ("A", "1674000.00", "30.00", "53.00", "83.00", 2),
        ("C", "1745000.00", "28.78", "50.00", "78.78", 3)]
    winner = Ranked.objects.get(ranking__lot=made.lot, candidate=1)
    assert (winner.bid, winner.amount, made.lot.status) == (made.bids[1], Decimal("1920000.00"), "evaluated")
    assert made.lot.evaluated_at == clock.now()


SIXTY = Criterion(key="other", label="商务技术", most=Decimal(60), kind="subjective", group="technical")
E6 = Scheme(method="comprehensive", price_points=Decimal(40), criteria=(SIXTY,), compliance=evaluations.ITEMS,
            domestic=True, same_brand=True, core_product="探测器", ties=("price", "draw"))
BIDS = (("900000.00", "X", True, "52.5"), ("880000.00", "X", True, "50.1"), ("1000000.00", "Y", False, "57.0"),
        ("860000.00", "Z", True, "49.0"), ("430000.00", "W", True, "48.0"))


def six():
    """The five bids of E6, before anything is voted."""
    declared = {n: {"brand": brand, "domestic_part": price if domestic else None}
                for n, (price, brand, domestic, _) in enumerate(BIDS)}
    return evaluations.evaluating(E6, prices=tuple(one[0] for one in BIDS), declared=declared, budget="1000000.00",
                                  ceiling="1000000.00")


def explained(made, *, accepted: bool) -> Inquiry:
    """The one low price is asked about, answered and voted on."""
    assert services.ask_low_prices(made.lot, actor=made.experts[0]) == 1
    inquiry = Inquiry.objects.get(lot=made.lot)
    services.answer(inquiry, text="库存产品让利。", actor=inquiry_actor(made, inquiry))
    evaluations.vote(made, against=() if accepted else (inquiry.bid_id,), reason="没有成本构成，不能说明合理性。",
                     kind=Motion.Kind.LOW_PRICE)
    return inquiry


def inquiry_actor(made, inquiry):
    return next(bid.actor for bid in made.bids if bid.pk == inquiry.bid_id)


def test_e6_same_brand_domestic_preference_and_a_refused_low_price(frozen):
    made = six()
    evaluations.vote(made)
    inquiry = explained(made, accepted=False)
    assert (inquiry.bid, inquiry.triggers) == (made.bids[4], ["ceiling_share"])
    totals = {bid.pk: [one[3]] * 5 for bid, one in zip(made.bids, BIDS, strict=True)}
    for place, one in enumerate(made.everybody):
        evaluations.score(made, one, evaluations.points_of(made, totals, place))

    evaluations.evaluated(made)

    assert table(made)[:3] == [("A", "720000.00", "38.22", "52.50", "90.72", 1),
                               ("D", "688000.00", "40.00", "49.00", "89.00", 2),
                               ("C", "1000000.00", "27.52", "57.00", "84.52", 3)]
    rows = {one.bid_id: one for one in Ranked.objects.filter(ranking__lot=made.lot)}
    assert (rows[made.bids[1].pk].out, rows[made.bids[1].pk].total) == ("same_brand", Decimal("89.19"))
    assert rows[made.bids[4].pk].out == "low_price"
    refused = Verdict.objects.get(bid=made.bids[4], phase="low_price")
    assert (refused.passed, refused.ground) == (False, "没有成本构成，不能说明合理性。")


def test_a_low_price_left_unexplained_is_out_and_the_late_answer_is_kept(frozen):
    made = six()
    evaluations.vote(made)
    services.ask_low_prices(made.lot, actor=made.experts[0])
    inquiry = Inquiry.objects.get(lot=made.lot)
    frozen.move(timedelta(minutes=30))

    late = services.answer(inquiry, text="库存产品让利。", actor=inquiry_actor(made, inquiry))

    assert (late.answered_at, late.late_answer, late.late_at) == (None, "库存产品让利。", clock.now())
    assert Verdict.objects.get(bid=inquiry.bid, phase="low_price").passed is False
    assert services.expire() == 0


def test_nothing_is_added_up_while_a_low_price_is_open(frozen):
    made = six()
    evaluations.vote(made)

    with pytest.raises(StepRefused) as refused:
        services.tally(made.lot, actor=made.chair)

    assert [one.code for one in refused.value.reasons] == ["evaluation.low_price"]


def test_the_bundle_verifies_with_scores_and_without(frozen):
    made = evaluations.evaluating()
    evaluations.evaluated(evaluations.scored(made))
    ranking = services.newest_finished(made.lot.pk)

    full, public = services.full_bundle(ranking), services.public_bundle(ranking)

    assert verify(full) == [] and verify(public) == []
    assert all(bid.scores is None for bid in bundles.read(public).bids)
    assert all(len(bid.scores) == 5 for bid in bundles.read(full).bids)
