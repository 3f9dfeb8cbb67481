"""Named preconditions of what happens to queries and complaints."""
from market.core import clock, wording, workdays
from market.core.guards import Reason, guard

from . import clocks

MOF94 = "政府采购质疑和投诉办法"


@guard("correction.once", "补正只能一次性通知，已经通知过一次，不能再要求补正；"
                          "请按现有材料办理。", law=f"{MOF94} 第二十一条")
def not_corrected_before(record) -> bool:
    return record.correction_asked_at is None


@guard("harmless.once", "已经作过不影响中标结果的判断，不能再改；需要继续暂停签订合同的，请尽快答复质疑。")
def not_ruled_before(query) -> bool:
    return not query.harmless


def _consequence_words(record) -> list[Reason]:
    if record.carried_out_at:
        return [Reason("consequence.done", "已经登记过后续处理，不能再登记。")]
    return []


@guard("consequence.none", "质疑没有成立，没有应当登记的后续处理。", law=f"{MOF94} 第十六条", words=_consequence_words)
def was_founded(query) -> bool:
    return query.outcome in {"founded", "founded_affects"} and query.carried_out_at is None


@guard("consequence.none", "投诉没有成立，没有应当登记的后续处理。", law=f"{MOF94} 第三十一条、第三十二条",
       words=_consequence_words)
def was_upheld(complaint) -> bool:
    return complaint.outcome in {"upheld", "upheld_redo"} and complaint.carried_out_at is None


@guard("consequence.waits", "投诉成立，采购人还没有按处理决定办理，不能结案；请督促其办理并登记。",
       law=f"{MOF94} 第三十一条、第三十二条")
def is_carried_out(complaint) -> bool:
    return not (complaint.outcome in {"upheld", "upheld_redo"} and complaint.affects) or (
        complaint.carried_out_at is not None)


@guard("complaint.out_of_time", "投诉超过法定期限提出，不能受理；请作出不予受理的书面告知。", law=f"{MOF94} 第十七条"
                                                                                                  f"、第十九条")
def in_time(complaint) -> bool:
    return not complaint.late


@guard("withdrawal.asked", "投诉人已经申请撤回，正在等待监督部门终止处理，无须再次申请。")
def not_withdrawn_before(complaint) -> bool:
    return complaint.withdrawal_at is None


@guard("withdrawal.none", "投诉人没有申请撤回，不能终止处理；请按程序作出处理决定。", law=f"{MOF94} 第三十条")
def withdrawal_was_asked(complaint) -> bool:
    return complaint.withdrawal_at is not None


@guard("reply.running", "被投诉人的书面说明还没有收到，说明期限也没有届满，不能作出决定；请等待说明，"
                        "或者在期限届满后再办理。",
       law=f"{MOF94} 第二十二条")
def replies_are_in(complaint) -> bool:
    """Every respondent has replied, or the time to reply has passed; where no calendar tells it, it has not."""
    if not complaint.copies.filter(role="respondent", replied_at=None).exists():
        return True
    due = clocks.reply(complaint.tender.rulebook, wording.local_day(complaint.copies_at), workdays.load())
    return due.over(clock.today())


@guard("pause.running", "还有检验、检测、鉴定、专家评审没有收到结果，不能作出决定；请先登记收到的日期。",
       law=f"{MOF94} 第二十七条")
def nothing_is_out(complaint) -> bool:
    return not complaint.pauses.filter(until=None).exists()
