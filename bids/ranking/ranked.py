"""The ranking itself: through the gate, prices to evaluated prices, points, brands, ranks, candidates."""
from collections.abc import Sequence
from fractions import Fraction

from . import brands, gate, points, ties
from .exact import rounded
from .faults import Incomplete
from .preferences import evaluated, small_share
from .quotes import Priced
from .ties import Contender
from .values import POINTS, Evaluation, Outcome, Row, Tie

RANK, BRAND = "rank", "brand"


def rank(evaluation: Evaluation) -> Outcome:
    """What comes of the bids. Their order, and that of the experts, never matters. Raises Incomplete where something
    is not decided or scored yet."""
    gone = gate.passed(evaluation)
    if gone.failed:
        return Outcome(gone.failed, _rows(evaluation, [], gone.out, {}))
    by = _by_points if evaluation.scheme.scores else _by_price
    contenders, standing, open_brands = by(evaluation, gone)
    ranked, tied = _ranks(evaluation, standing)
    return Outcome("", _rows(evaluation, contenders, gone.out, ranked), (*open_brands, *tied))


def _by_points(evaluation: Evaluation, gone: gate.Gate) -> tuple[list[Contender], list[Contender], list[Tie]]:
    """综合评分法: all are scored and set the base; of one brand the best stands for it."""
    contenders = _scored(evaluation, gone.left)
    by_id = {one.id: one for one in contenders}
    standing, open_ties = [], []
    for group in brands.groups(evaluation, gone.left):
        kept, tie = _first(evaluation, [by_id[one.bid.id] for one in group])
        gone.out |= {one.bid.id: "same_brand" for one in group if one.bid.id not in {stays.id for stays in kept}}
        standing += kept
        open_ties += tie
    return contenders, standing, open_ties


def _by_price(evaluation: Evaluation, gone: gate.Gate) -> tuple[list[Contender], list[Contender], list[Tie]]:
    """最低评标价法: of one brand the lowest quote enters, before any preference; then evaluated prices count."""
    entering, open_ties = [], []
    for group in brands.groups(evaluation, gone.left):
        lowest = [one for one in group if one.price == min(other.price for other in group)]
        kept, tie = _first(evaluation, [_bare(one) for one in lowest])
        stays = {one.id for one in kept}
        gone.out |= {one.bid.id: "same_brand" for one in group if one.bid.id not in stays}
        entering += [one for one in group if one.bid.id in stays]
        open_ties += tie
    prices = evaluated(evaluation, entering)
    contenders = [Contender(id=one.bid.id, brand=one.bid.declared.brand, price=one.price, p_eval=prices[one.bid.id])
                  for one in entering]
    return contenders, contenders, open_ties


def _bare(one: Priced) -> Contender:
    """A bid as it stands before preferences: only a draw can part equal quotes of one brand."""
    return Contender(id=one.bid.id, brand=one.bid.declared.brand, price=one.price, p_eval=rounded(Fraction(0)))


def _first(evaluation: Evaluation, group: Sequence[Contender]) -> tuple[list[Contender], list[Tie]]:
    """Who stands for a brand: the best, or the first drawn; while that draw is due all the best stand, and the tie."""
    best = ties.tiers(evaluation, group)[0]
    if len(best) == 1:
        return best, []
    if order := ties.drawn(evaluation.draws, best):
        return order[:1], []
    return best, [Tie(BRAND, tuple(one.id for one in best))]


def _scored(evaluation: Evaluation, left: Sequence[Priced]) -> list[Contender]:
    scheme, prices = evaluation.scheme, evaluated(evaluation, left)
    base = Fraction(min(prices.values()))
    if not base:
        raise Incomplete("price.zero")
    found = []
    for one in left:
        others = points.others(scheme, one.bid)
        if others is None:
            raise Incomplete("scores.missing", f"投标 {one.bid.id}")
        p_eval, mean = prices[one.bid.id], points.mean(others)
        more = 1 + Fraction(small_share(evaluation, one.bid)) if evaluation.sme_way == POINTS else 1
        price_points = rounded(base / Fraction(p_eval) * Fraction(scheme.price_points) * more)
        found.append(Contender(
            id=one.bid.id, brand=one.bid.declared.brand, price=one.price, p_eval=p_eval, price_points=price_points,
            others_mean=mean, total=price_points + mean, technical=points.mean(others, others.technical)))
    return found


def _ranks(evaluation: Evaluation, standing: Sequence[Contender]) -> tuple[dict[str, int], list[Tie]]:
    """The rank of each bid, by id; and the ties among candidates that wait for a draw."""
    ranked, open_ties, place = {}, [], 1
    for tier in ties.tiers(evaluation, standing):
        order = ties.drawn(evaluation.draws, tier) if len(tier) > 1 else tier
        ranked |= {one.id: place + (at if order else 0) for at, one in enumerate(order or tier)}
        if not order and place <= evaluation.scheme.candidates:
            open_ties.append(Tie(RANK, tuple(one.id for one in tier)))
        place += len(tier)
    return ranked, open_ties


def _rows(evaluation: Evaluation, contenders: Sequence[Contender], out: dict[str, str],
          ranked: dict[str, int]) -> tuple[Row, ...]:
    """A row for every bid: by rank, then whom a brand left out by what they reached, then the others; by id last."""
    by_id = {one.id: one for one in contenders}
    rows = []
    for bid in evaluation.bids:
        one, rank_ = by_id.get(bid.id), ranked.get(bid.id)
        rows.append(Row(
            bid=bid.id, out=out.get(bid.id, ""), rank=rank_,
            candidate=rank_ if rank_ is not None and rank_ <= evaluation.scheme.candidates else None,
            **({} if one is None else {"p_eval": one.p_eval, "price_points": one.price_points,
                                       "others_mean": one.others_mean, "total": one.total})))
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.total is None,
                                               -(row.total or 0), row.bid)))
