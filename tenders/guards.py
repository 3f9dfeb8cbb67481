"""Named preconditions of a tender's steps, each with its sentence and its law.

Guards read the record they are given and nothing else; the methods they call say what is stated, planned and reviewed.
"""
from datetime import timedelta
from decimal import Decimal

from django.db.models import F, Sum

from market.core import clock, holds, outages, workdays
from market.core.guards import Reason, guard
from market.core.models import Hold

from .rulebooks import clocks, fields

MOF87 = "政府采购货物和服务招标投标管理办法"


# Who asks -------------------------------------------------------------------------------------------------------------

@guard("region.closed", "本项目所在地区已停止在本平台办理新的交易，不能发布；请与交易中心联系。")
def region_is_open(tender) -> bool:
    return tender.region.open_for_trade


@guard("principal.not_proved", "采购人的身份尚未核实，不能公开发布；请先完成单位认证。",
       law="公共资源交易平台管理暂行办法 第十一条")
def principal_is_proved(tender) -> bool:
    return tender.principal.status == "proved"


@guard("principal.no_role", "本单位还没有采购人、招标人、出让人或者转让方的业务身份，不能公开发布；请向交易中心申请。",
       law="公共资源交易平台管理暂行办法 第十一条")
def principal_has_its_role(tender) -> bool:
    """A party that drafted while pending and was then proved as a supplier alone buys nothing in public."""
    return tender.principal_may_be_one()


@guard("agent.no_mandate", "代理机构没有在有效期内的委托书，不能代为发布；请由采购人先出具委托。",
       law="政府采购法 第二十条")
def agent_is_mandated(tender) -> bool:
    if tender.agent_id is None:
        return True
    return tender.mandates().filter(agent=tender.agent_id).exists()


@guard("supervisor.missing", "没有写明监督部门，公告不能缺少受理投诉的部门；请在基本信息中选择。",
       law=f"{MOF87} 第十三条")
def supervisor_is_named(tender) -> bool:
    return tender.supervisor_id is not None


# What is said ---------------------------------------------------------------------------------------------------------

def _missing(kind: str):
    def words(tender) -> list[Reason]:
        return [Reason(f"facts.{fact.code}_missing", f"“{fact.label}”没有填写，公告不能缺少这一项。请补充后再发布。",
                       fact.law)
                for fact in tender.missing(kind)]
    return words


@guard("facts.intention_incomplete", "采购意向的内容不全，请补充后再公开。", words=_missing(fields.INTENTION))
def intention_is_complete(tender) -> bool:
    return not tender.missing(fields.INTENTION)


@guard("facts.notice_incomplete", "公告的内容不全，请补充后再发布。", words=_missing(fields.TENDER))
def notice_is_complete(tender) -> bool:
    return not tender.missing(fields.TENDER)


@guard("plan.no_budget", "没有填写预算金额，不能备案采购实施计划；请先填写经批准的预算。",
       law="政府采购法实施条例 第二十九条")
def budget_is_stated(tender) -> bool:
    return tender.budget is not None and tender.budget > 0


@guard("lots.missing", "还没有标段（包），不能发布；请至少划分一个标段（包）。", law=f"{MOF87} 第十三条")
def lots_are_there(tender) -> bool:
    return tender.lots.exists()


@guard("lots.over_budget", "各标段（包）的预算合计超过本项目的预算金额，不能发布；请核对各标段的预算。",
       law="政府采购法实施条例 第三十条")
def lots_fit_the_budget(tender) -> bool:
    total = tender.lots.aggregate(sum=Sum("budget"))["sum"] or Decimal(0)
    return tender.budget is None or total <= tender.budget


@guard("lots.ceiling_over_budget", "有最高限价高于预算，不能发布；最高限价不得超过预算，请改低。",
       law=f"{MOF87} 第十二条")
def ceilings_fit(tender) -> bool:
    if tender.ceiling is not None and tender.budget is not None and tender.ceiling > tender.budget:
        return False
    return not tender.lots.filter(ceiling__gt=F("budget")).exists()


def _bond_words(tender) -> list[Reason]:
    cap = tender.rulebook.bond_cap
    return [Reason("bond.over_cap", f"投标保证金超过预算的 {cap}，不能发布；请改低或者不收取。", cap.law)]


@guard("bond.over_cap", "投标保证金超过法定上限，不能发布；请改低或者不收取。", words=_bond_words)
def bonds_fit(tender) -> bool:
    cap = tender.rulebook.bond_cap
    if cap is None:
        return not tender.bond and not tender.lots.filter(bond__gt=0).exists()
    if tender.bond and tender.budget is not None and tender.bond > tender.budget * cap.value:
        return False
    return not tender.lots.filter(bond__gt=F("budget") * Decimal(cap.value)).exists()


@guard("document.missing", "还没有上传招标文件，公告和招标文件应当同时提供；请先上传。",
       law="政府采购法实施条例 第三十一条")
def document_is_there(tender) -> bool:
    return tender.documents.exists()


def _scheme_words(tender) -> list[Reason]:
    return tender.scheme_faults()


@guard("scheme.missing", "评标办法不全或者不合法，不能发布；请改正。", law=f"{MOF87} 第二十条、第五十三条",
       words=_scheme_words)
def scheme_is_lawful(tender) -> bool:
    return not tender.scheme_faults()


# When -----------------------------------------------------------------------------------------------------------------

def date_faults(tender) -> list[clocks.Fault]:
    """What is wrong with the dates if the notice went out today; empty where nothing is."""
    if tender.bids_due_at is None:
        return []
    due = tender.bids_due_at.astimezone(clock.SHANGHAI).date()
    return clocks.deadline_faults(tender.rulebook, clock.today(), due, workdays.load())


def _date_words(tender) -> list[Reason]:
    return [Reason(fault.code, fault.message, fault.law) for fault in date_faults(tender)]


@guard("deadline.faulty", "投标截止时间不符合期限要求，请在时间安排中改正。", words=_date_words)
def deadline_is_lawful(tender) -> bool:
    return not date_faults(tender)


@guard("opening.other_moment", "开标时间与投标截止时间不一致，不能发布；开标应当在投标截止的同一时间进行。",
       law=f"{MOF87} 第三十九条")
def opens_when_bids_are_due(tender) -> bool:
    return tender.opens_at == tender.bids_due_at


@guard("questions.after_deadline", "提疑截止时间晚于投标截止时间，不能发布；请改早或者留空。")
def questions_end_in_time(tender) -> bool:
    return not (tender.questions_due_at and tender.bids_due_at) or tender.questions_due_at <= tender.bids_due_at


@guard("deadline.passed", "投标截止时间已到，不能再澄清、修改或者延期；需要停止的，请办理终止或者废标。",
       law="政府采购法实施条例 第三十一条", timed=True)
def before_deadline(tender) -> bool:
    return clock.now() < tender.bids_due_at


@guard("deadline.passed", "投标截止时间已到，不能再延期；需要停止的，请办理终止或者废标。", timed=True)
def before_deadline_or_in_outage(tender) -> bool:
    return clock.now() < tender.bids_due_at or outages.undecided(tender.bids_due_at) is not None


@guard("outage.undecided", "平台故障覆盖了投标截止时间，监督部门决定是否延期之前，不结束投标。",
       law="电子招标投标办法 第二十九条", timed=True)
def no_outage_waits(tender) -> bool:
    """While the website gives no sign of life it is not yet known whether an outage began before the deadline."""
    return outages.answers() and outages.undecided(tender.bids_due_at) is None


@guard("hold.none", "没有处于暂停之中，无须恢复。")
def is_held(record) -> bool:
    record_type, record_id = holds.key(record)
    return holds.in_force(Hold.objects.filter(record_type=record_type, record_id=record_id)).exists()


@guard("supply.not_begun", "公告还没有到发布时间，不能开始提供招标文件。", timed=True)
def notice_is_out(tender) -> bool:
    return tender.published_at is not None and tender.published_at <= clock.now()


@guard("deadline.not_reached", "投标截止时间未到，不能结束投标。", law=f"{MOF87} 第三十三条", timed=True)
def deadline_is_reached(tender) -> bool:
    return tender.bids_due_at <= clock.now()


@guard("tender.not_closed", "本项目的投标截止时间未到，标段（包）不能进入开标。")
def tender_is_closed(lot) -> bool:
    return lot.tender.status == lot.rulebook.handover


# Who keeps the keys, who looked at it ---------------------------------------------------------------------------------

def _seat_words(tender) -> list[Reason]:
    return tender.custody_faults()


@guard("custody.not_ready", "解密保管人或者密钥没有齐备，不能发布；请先指定并由其上传公钥。",
       law="电子招标投标办法 第三十条", words=_seat_words)
def custodians_are_ready(tender) -> bool:
    return not tender.custody_faults()


@guard("review.missing", "发布内容还没有经第二人审核同意，或者审核之后又有改动，不能发布；请提交审核。",
       law="政府采购法 第六十一条")
def second_person_agreed(tender) -> bool:
    return tender.agreed_review() is not None


# Opening --------------------------------------------------------------------------------------------------------------

@guard("opening.too_early", "开标时间未到，不能开标。", law=f"{MOF87} 第三十九条", timed=True)
def opening_has_come(lot) -> bool:
    tender = lot.tender
    grace = timedelta(seconds=tender.rulebook.opening_grace.value)
    return clock.now() >= max(tender.bids_due_at + grace, tender.opens_at)


@guard("bidders.too_few", "有效投标人少于法定家数，不能开标；请对该标段（包）办理废标。", law="政府采购法 第三十六条；"
       f"{MOF87} 第四十三条", sealed=True)
def enough_bidders(lot) -> bool:
    return lot.tender.valid_counts.get(lot.pk, 0) >= lot.rulebook.min_bidders.value


PUBLICATION = (region_is_open, principal_is_proved, principal_has_its_role, agent_is_mandated, supervisor_is_named,
               notice_is_complete, lots_are_there, lots_fit_the_budget, ceilings_fit, bonds_fit, document_is_there,
               scheme_is_lawful, deadline_is_lawful, opens_when_bids_are_due, questions_end_in_time,
               custodians_are_ready)
"""What must hold of a tender before its notice may go out, beside a second person's yes."""
