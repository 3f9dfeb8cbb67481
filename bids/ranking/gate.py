"""Which bids are scored, and whether the procedure goes on. The order is the rule: the minimum; qualification;
compliance and ceiling; every price over the ceiling; the minimum with brands counted once; the very low prices, once;
the minimum again."""
from dataclasses import dataclass, field

from . import brands, low_price
from .faults import Incomplete
from .quotes import Priced, ceiling, priced
from .values import F1, F2, F3, BidIn, Evaluation

OUT = {
    "revoked": "投标已撤销", "qualification": "资格审查未通过", "compliance": "符合性审查未通过",
    "correction": "不确认修正后的报价", "over_ceiling": "报价超过最高限价", "low_price": "低价说明未被采纳",
    "same_brand": "同品牌中由其他投标人参加",
}
"""Where a bid may fall out, in words; the last is found after the gate."""


@dataclass(slots=True)
class Gate:
    """Where the bids stand: ``left`` go on, ``out`` says where each other one fell out, ``failed`` why all is over."""

    left: list[Priced] = field(default_factory=list)
    out: dict[str, str] = field(default_factory=dict)
    failed: str = ""


def passed(evaluation: Evaluation) -> Gate:
    """The gate after all of it. Raises Incomplete where something is not decided yet."""
    gate = screened(evaluation)
    if gate.failed:
        return gate
    _decide_low_prices(evaluation, gate)
    if brands.bidders(evaluation, gate.left) < evaluation.min_bidders:
        gate.failed = F2
    return gate


def screened(evaluation: Evaluation) -> Gate:
    """The gate before very low prices are looked into: ``left`` are the prices that screen runs over."""
    gate = Gate()
    if len(evaluation.bids) < evaluation.min_bidders:
        return Gate(failed=F1)
    standing = [bid for bid in evaluation.bids if not _falls(gate, bid, "revoked", needed=False)]
    standing = [bid for bid in standing if not _falls(gate, bid, "qualification")]
    if len(standing) < evaluation.min_bidders:
        gate.failed = F2
        return gate
    asked = [bid for bid in standing if not _falls(gate, bid, "compliance")]
    compliant = [priced(evaluation, bid) for bid in asked if not _falls(gate, bid, "correction", needed=False)]
    over = [one for one in compliant if _over(evaluation, one)]
    gate.out |= {one.bid.id: "over_ceiling" for one in over}
    gate.left = [one for one in compliant if one.bid.id not in gate.out]
    if (compliant and not gate.left) or (not asked and all(_over(evaluation, priced(evaluation, bid))
                                                           for bid in standing)):
        gate.failed = F3
    elif brands.bidders(evaluation, gate.left) < evaluation.min_bidders:
        gate.failed = F2
    return gate


def _falls(gate: Gate, bid: BidIn, phase: str, *, needed: bool = True) -> bool:
    found = bid.found(phase)
    if found is None and needed:
        raise Incomplete("verdict.missing", f"投标 {bid.id}")
    if phase == "correction" and found is None and bid.corrected is not None:
        raise Incomplete("correction.undecided", f"投标 {bid.id}")
    if found is False:
        gate.out[bid.id] = phase
    return found is False


def _over(evaluation: Evaluation, one: Priced) -> bool:
    """A price equal to the ceiling is valid."""
    most = ceiling(evaluation)
    return most is not None and one.price > most


def _decide_low_prices(evaluation: Evaluation, gate: Gate) -> None:
    decided = {one.bid: one.accepted for one in evaluation.low_price}
    for bid in sorted(low_price.noticed(evaluation, gate.left)):
        if bid not in decided:
            raise Incomplete("low_price.undecided", f"投标 {bid}")
    gate.out |= {one.bid.id: "low_price" for one in gate.left if decided.get(one.bid.id) is False}
    gate.left = [one for one in gate.left if one.bid.id not in gate.out]
