"""Named preconditions of the steps between an evaluation report and its contract."""
from market.core.guards import guard

from . import ports

GPL, GPLR, MOF87 = "政府采购法", "政府采购法实施条例", "政府采购货物和服务招标投标管理办法"


@guard("award.no_candidate", "评标报告没有推荐中标候选人，不能送交；请核对评标报告。", law=f"{MOF87} 第五十八条")
def report_names_candidates(lot) -> bool:
    return ports.awards.next_candidate(lot.pk) is not None


@guard("award.no_candidate", "没有可以确定的中标候选人，不能确定中标人；请重新开展采购活动。",
       law=f"{GPLR} 第四十三条；{MOF87} 第六十八条")
def candidate_is_there(lot) -> bool:
    return ports.awards.next_candidate(lot.pk) is not None


@guard("award.no_sum", "本标段（包）以单价或者取费费率报价，没有可以作为中标金额的总价，本平台暂不能在线确定中标人；"
       "请在线下确定，并由采购人终止本标段（包）的线上办理。")
def price_is_a_sum(lot) -> bool:
    """An honest limit of this platform: an award and a contract are over a sum."""
    return lot.evaluation_scheme.gives_sum


@guard("award.nobody_next", "候选人名单中没有下一名，不能顺延；请重新开展采购活动。", law=f"{GPLR} 第四十九条")
def somebody_is_next(lot) -> bool:
    return ports.awards.next_candidate(lot.pk) is not None


@guard("award.missing", "还没有确定中标人，不能公告结果；请先确定中标人。", law=f"{GPLR} 第四十三条")
def award_stands(lot) -> bool:
    return ports.awards.stands(lot.pk)


@guard("award.signed", "合同已经签订，不能再取消中标资格；请依法变更、中止或者终止合同。",
       law=f"{GPL} 第五十条")
def contract_is_not_signed(lot) -> bool:
    return lot.status not in {"contracted", "contract_published", "filed", "performing", "accepted", "settled"}
