"""The notice of a complaint's decision: all that the public ever reads of a complaint."""
from market.core import wording
from market.redress.content import items
from market.redress.models import Complaint
from tenders.notices.words import Notice, paragraphs, public_facts, section, table
from tenders.rulebooks.redress import DECISION

from . import tenders


def write(complaint: Complaint) -> Notice:
    """Who complained about whom, what was claimed, what was found, by which law, and what was decided."""
    tender = complaint.tender
    said = public_facts(tender.stated(), DECISION)
    lot = [(complaint.lot.number, complaint.lot.title)] if complaint.lot_id else []
    respondents = "、".join(one.name for one in (tender.principal, tender.agent) if one)
    day = wording.day(complaint.decided_at)
    body = "".join((
        section("一、项目编号和名称", paragraphs(f"项目编号：{said['project_code']}；项目名称：{tender.title}。"),
                table(("包号", "名称"), lot)),
        section("二、相关当事人", paragraphs(f"投诉人：{complaint.party.name}\n被投诉人：{respondents}")),
        section("三、投诉事项", paragraphs("\n".join(f"{number}. {row['matter']}" for number, row in enumerate(
            items(complaint.said), 1)))),
        section("四、查明的事实", paragraphs(complaint.facts_found)),
        section("五、处理依据和结果", paragraphs(
            f"{complaint.get_outcome_display()}。\n{complaint.decision}\n依据：{complaint.decision_law}。")),
        section("六、其他", paragraphs(
            f"处理决定：{complaint.order_no}，作出日期：{day}，作出单位：{tender.supervisor.name}。\n"
            "对处理决定不服的，可以依法申请行政复议或者提起行政诉讼。")),
    ))
    return Notice(DECISION, f"{tender.title}投诉处理结果公告", body, said)


def publish(complaint: Complaint) -> None:
    """Make the decision public, in the transaction of the step."""
    tenders.publish(complaint.tender, write(complaint))
