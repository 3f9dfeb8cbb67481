"""What still stands in the way of a committee: asked by the guards of a lot's steps and by the pages alike."""
from uuid import UUID

from market.core.guards import Reason

from ..models import Committee, Member, Ranking, Reconsideration, ReportSignature
from . import seats

MOF87 = "政府采购货物和服务招标投标管理办法"
NONE = Reason("committee.missing", "还没有组建评标委员会，不能开始评标；请先组建并由交易中心登记专家抽取记录。",
              f"{MOF87} 第四十七条")


def of_committee(tender_id: UUID) -> list[Reason]:
    """Why the committee of a tender may not begin or go on; empty where it may."""
    committee = Committee.objects.select_related("tender__region").filter(tender=tender_id).first()
    if committee is None:
        return [NONE]
    return [*_of_seats(committee), *_of_chair(committee)]


def _of_seats(committee: Committee) -> list[Reason]:
    book = committee.tender.rulebook
    members = list(committee.members.standing())
    there = [one for one in members if one.declared_at]
    found = []
    if waiting := committee.size - len(there):
        found.append(Reason(
            "committee.not_seated",
            f"评标委员会应有 {committee.size} 人，还有 {waiting} 人没有到齐、签到或者作出回避声明；"
            "缺席、回避的，请由交易中心补充抽取后登记。", f"{MOF87} 第四十七条、第四十九条"))
    if len(there) % 2 == 0 and not waiting:
        found.append(Reason("committee.even", "评标委员会人数应当为单数，不能评标；请补充抽取。",
                            f"{MOF87} 第四十七条"))
    experts = sum(one.kind == Member.Kind.EXPERT for one in members)
    if members and not seats.experts_suffice(book, experts, len(members)):
        found.append(Reason("committee.experts_too_few",
                            f"评审专家少于评标委员会的 {book.expert_share}，不能评标；请补充抽取专家。",
                            book.expert_share.law))
    return found


def _of_chair(committee: Committee) -> list[Reason]:
    if committee.members.filter(chair=True).exists():
        return []
    return [Reason("committee.no_chair", "还没有推选组长，不能评标；请由评标委员会成员推选，采购人代表不得担任组长。",
                   f"{MOF87} 第四十五条")]


def of_report(lot_id: UUID) -> list[Reason]:
    """What of the report of a lot is not done; empty once every member has signed or refused."""
    ranking = newest(lot_id)
    if ranking is None or ranking.finished_at or ranking.failed:
        return [Reason("report.missing", "评分还没有汇总，不能完成评标报告；请先完成评分并汇总。",
                       f"{MOF87} 第五十八条")]
    members = Member.objects.seated().filter(committee__tender__lots=lot_id)
    signed = ReportSignature.objects.filter(ranking=ranking).values("member")
    if waiting := members.exclude(pk__in=signed).count():
        return [Reason("report.unsigned", f"还有 {waiting} 名评标委员会成员没有在评标报告上签字，不能完成；"
                       "有不同意见的，可以写明后签字。", f"{MOF87} 第六十一条")]
    return []


def newest(lot_id: UUID) -> Ranking | None:
    """The ranking that stands for a lot: the last one, unless it was voided or is to be made anew."""
    ranking = Ranking.objects.filter(lot=lot_id).order_by("-number").first()
    if ranking is None or ranking.voided_at or Reconsideration.objects.filter(ranking=ranking).exists():
        return None
    return ranking


def reconsidered(lot_id: UUID) -> bool:
    """Whether a ground to evaluate anew is on record against the last ranking."""
    last = Ranking.objects.filter(lot=lot_id).order_by("-number").first()
    return last is not None and Reconsideration.objects.filter(ranking=last).exists()
