"""The states a tender and its lots may be in and the steps that move them, each with its name on screen.

Ids are those of the rules; which step leads where is said by the path of each rulebook.
"""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name on screen and who takes it."""

    label: str
    who: str


STATES = {
    "draft": "草稿", "intent_published": "意向已公开", "plan_filed": "计划已备案", "method_approved": "采购方式已批准",
    "published": "公告已发布", "bidding": "投标中", "pending": "待投标截止",
    "closed": "投标已截止", "opened": "已开标",
    "qualification_reviewed": "资格审查完毕", "evaluating": "评标中", "evaluated": "评标完毕",
    "award_pending": "待确定中标人", "awarded": "已确定中标人", "result_published": "结果已公告",
    "contracted": "合同已签订", "contract_published": "合同已公告", "filed": "合同已备案", "performing": "履约中",
    "accepted": "已验收", "settled": "已结清", "archived": "已归档",
    "failed": "已废标", "terminated": "已终止", "method_change_requested": "已申请变更采购方式",
    "award_cancelled": "中标资格已取消", "defaulted": "中标人违约", "voided": "中标无效",
}

BEGINNINGS = frozenset({"draft", "pending"})
"""Where a tender begins, and where each of its lots does."""

ENDS = frozenset({"archived", "failed", "terminated", "method_change_requested", "voided"})
"""States a procedure may rest in for good."""

DISCRETIONARY = ("extend", "suspend", "resume", "fail", "terminate", "re_evaluate", "cancel_award", "next_candidate",
                 "record_default", "void_award", "request_method_change")
"""Steps somebody chooses to take: each wants a reason and stands on the public ledger."""

_ENTITY, _AGENT, _EITHER = "采购人", "采购代理机构", "采购人或者采购代理机构"
_COMMITTEE, _FINANCE, _SYSTEM = "评标委员会", "财政部门", "系统"

STEPS = {
    "publish_intention": Step("公开采购意向", _ENTITY),
    "file_plan": Step("备案采购实施计划", _ENTITY),
    "approve_method": Step("批准采购方式", _FINANCE),
    "publish_notice": Step("发布公告和招标文件", _EITHER),
    "start_bidding": Step("开始提供招标文件", _SYSTEM),
    "amend": Step("澄清或者修改", _EITHER),
    "extend": Step("延长投标截止时间", _EITHER),
    "close_bidding": Step("投标截止", _SYSTEM),
    "hand_over": Step("投标截止（标段）", _SYSTEM),
    "open_bids": Step("开标", _EITHER),
    "review_qualification": Step("资格审查", _EITHER),
    "start_evaluation": Step("开始评标", _EITHER),
    "finish_evaluation": Step("完成评标报告", _COMMITTEE),
    "re_evaluate": Step("重新评审", _EITHER),
    "deliver_report": Step("送交评标报告", _AGENT),
    "confirm_award": Step("确定中标人", _ENTITY),
    "publish_result": Step("公告结果并发出中标通知书", _EITHER),
    "sign_contract": Step("签订合同", "采购人和中标人"),
    "publish_contract": Step("公告合同", _ENTITY),
    "file_contract": Step("合同备案", _ENTITY),
    "start_performance": Step("开始履约", _ENTITY),
    "accept": Step("验收", _ENTITY),
    "settle": Step("付清价款", _ENTITY),
    "archive": Step("归档", _EITHER),
    "fail": Step("废标", "采购人、采购代理机构或者评标委员会"),
    "terminate": Step("终止", _ENTITY),
    "relaunch": Step("重新采购（另立新一轮）", _ENTITY),
    "request_method_change": Step("申请变更采购方式", _ENTITY),
    "suspend": Step("暂停", "监督部门、采购人或者交易中心"),
    "resume": Step("恢复", "作出暂停的单位或者监督部门"),
    "cancel_award": Step("取消中标资格", "采购人；依监督部门的决定"),
    "next_candidate": Step("顺延下一候选人", _ENTITY),
    "record_default": Step("认定中标人违约", _ENTITY),
    "void_award": Step("认定中标无效", "监督部门"),
}
