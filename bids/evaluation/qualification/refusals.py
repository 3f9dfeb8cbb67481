"""Why an act of the qualification review is not done: code to sentence, with the article where one says so."""
from market.core.steps import Reason, StepRefused

_44 = "政府采购货物和服务招标投标管理办法 第四十四条"
SENTENCES = {
    "qualification.not_yours": ("资格审查由采购人或者采购代理机构的经办人、审核人办理，"
                                "评标委员会和其他人员不能办理。", _44),
    "qualification.not_now": ("本标段（包）现在不在资格审查环节，没有保存。请刷新页面查看最新进展。", ""),
    "qualification.sealed": ("评审文件还没有开启，不能审查。请先由主持人在评审文件开启场次办理，"
                             "两位保管人交出密钥。", _44),
    "qualification.unsigned": ("评审文件开启记录还没有签署，不能提交复核。请主持人先结束开启场次、签署记录。", ""),
    "qualification.waiting": ("已经提交复核，不能再修改。需要修改的，请复核人退回后再改。", ""),
    "qualification.not_waiting": ("没有等待复核的资格审查，没有办理。请刷新页面查看最新进展。", ""),
    "qualification.incomplete": ("还有 {count} 项没有审查，不能提交复核。请逐家逐项审查完毕。", _44),
    "qualification.same_person": ("复核人不能是记录审查结果或者提交复核的人，没有办理。请由另一位审核人复核。",
                                  "政府采购法 第六十一条"),
    "qualification.no_approver": ("复核由采购人或者采购代理机构的审核人办理，您没有审核人的职责。",
                                  "政府采购法 第六十一条"),
    "qualification.no_reason": ("没有写明退回的理由，没有办理。请写明需要修改什么。", ""),
    "qualification.other_bid": ("这份投标文件没有通过开标，或者不属于本标段（包），没有保存。", ""),
    "qualification.malformed": ("审查结果没有填写完整，没有保存：不合格的必须写明理由和依据。", _44),
    "qualification.held": ("本项目已依法暂停，暂停期间不能办理资格审查。", "政府采购法 第五十七条"),
}


def refusal(code: str, **facts) -> StepRefused:
    """The exception to raise."""
    sentence, law = SENTENCES[code]
    return StepRefused("review_qualification", [Reason(code, sentence.format(**facts), law)])
