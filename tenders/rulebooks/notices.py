"""Kinds of notice and the stage of the procedure each belongs to.

Sources: 政府采购信息发布管理办法 (财政部令第101号); 招标公告和公示信息发布管理办法 (发展改革委令第10号);
招标拍卖挂牌出让国有建设用地使用权规定 (国土资源部令第39号); 企业国有资产交易监督管理办法 (32号令).
"""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the public filters by it."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice: its id, its name on screen, its stage, and other names the field uses for it.

    ``trade`` is the only trade whose law knows such a notice, empty where several do.
    """

    key: str
    label: str
    stage: str
    also: tuple[str, ...] = ()
    trade: str = ""


STAGES = (
    Stage("plan", "计划与意向"),
    Stage("notice", "招标（采购）公告"),
    Stage("change", "变更与澄清"),
    Stage("opening", "开标"),
    Stage("candidate", "中标候选人公示"),
    Stage("result", "结果公告"),
    Stage("contract", "合同与履约"),
    Stage("ended", "终止与异常"),
    Stage("redress", "质疑投诉处理"),
)

KINDS = (
    NoticeKind("purchase_intent", "采购意向公开", "plan", ("采购意向", "意向公开"), trade="procurement"),
    NoticeKind("tender_plan", "招标计划", "plan", ("招标计划公告",), trade="construction"),
    NoticeKind("prequalification_notice", "资格预审公告", "notice", ()),
    NoticeKind("tender_notice", "招标公告", "notice", ("招标/资审公告", "公开招标公告")),
    NoticeKind("procurement_notice", "采购公告", "notice",
               ("采购/资审公告", "竞争性磋商公告", "竞争性谈判公告", "询价公告")),
    NoticeKind("transfer_notice", "出让（转让）公告", "notice",
               ("出让公告", "转让公告", "挂牌公告", "拍卖公告", "挂牌披露")),
    NoticeKind("single_source_publicity", "单一来源公示", "notice", ("单一来源采购公示",), trade="procurement"),
    NoticeKind("change_notice", "变更公告", "change", ("更正事项", "更正公告", "延期公告")),
    NoticeKind("clarification", "澄清", "change", ("招标/资审文件澄清", "答疑", "澄清公告")),
    NoticeKind("opening_record", "开标记录", "opening", ()),
    NoticeKind("candidate_publicity", "中标候选人公示", "candidate", ("候选人公示", "评标结果公示"),
               trade="construction"),
    NoticeKind("result_notice", "中标结果公告", "result",
               ("交易结果公示", "中标公告", "成交公告", "结果公告", "成交公示", "中标结果公示")),
    NoticeKind("land_result", "供地结果", "result", ("土地供应结果", "成交宗地公示"), trade="land"),
    NoticeKind("contract_notice", "合同公告", "contract", ("采购合同", "合同公示")),
    NoticeKind("performance_notice", "履约验收公告", "contract", ("验收结果公告", "履约公告")),
    NoticeKind("termination_notice", "终止公告", "ended", ("废标公告", "流标公告", "异常公告")),
    NoticeKind("decision_notice", "投诉处理结果公告", "redress", ("处理决定",)),
    NoticeKind("other_notice", "其他公告", "notice", ()),
)

_STAGE = {stage.key: stage for stage in STAGES}
_KIND = {kind.key: kind for kind in KINDS}


def kind(key: str) -> NoticeKind:
    """The kind of that id. Raises KeyError: ids are ours, never typed by a visitor."""
    return _KIND[key]


def stage(key: str) -> Stage:
    """The stage of that key. Raises KeyError."""
    return _STAGE[key]
