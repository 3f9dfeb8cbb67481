"""Named preconditions of the steps between a lot's opening and its evaluation report."""
from market.core.guards import guard

from . import ports
from .ports import Counts

MOF87 = "政府采购货物和服务招标投标管理办法"


def counts_of(lot) -> Counts:
    """How far the review of a lot's bids has come; zeros where none was opened."""
    return lot.tender.review_counts.get(lot.pk, Counts())


@guard("qualification.undecided", "还有投标人没有作出资格审查结论，不能结束资格审查；请逐家审查并由第二人复核确认。",
       law=f"{MOF87} 第四十四条")
def every_bid_decided(lot) -> bool:
    counts = counts_of(lot)
    return counts.decided >= counts.opened


@guard("qualification.too_few", "资格审查合格的投标人不足法定家数，依法不得评标；请对该标段（包）办理废标（F2），"
       "公告后可以重新采购。", law=f"{MOF87} 第四十四条；政府采购法 第三十六条")
def enough_qualified(lot) -> bool:
    """For the start of the evaluation."""
    return counts_of(lot).qualified >= lot.rulebook.min_bidders.value


@guard("committee.not_ready", "评标委员会没有齐备，不能开始评标。", law=f"{MOF87} 第四十七条、第四十八条",
       words=lambda lot: ports.evaluation.committee_faults(lot.tender_id))
def committee_is_seated(lot) -> bool:
    return not ports.evaluation.committee_faults(lot.tender_id)


@guard("evaluation.unfinished", "评标还没有全部完成，不能结束。", law=f"{MOF87} 第五十八条",
       words=lambda lot: ports.evaluation.unfinished(lot.pk))
def report_is_signed(lot) -> bool:
    return not ports.evaluation.unfinished(lot.pk)


@guard("evaluation.no_ground", "没有登记法定的重新评审情形，不能重新评审；请写明情形和书面说明。",
       law=f"{MOF87} 第六十四条")
def there_is_a_ground_to_evaluate_anew(lot) -> bool:
    return ports.evaluation.reconsidered(lot.pk)
