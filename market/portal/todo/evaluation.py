"""What waits around an evaluation: for a member in it, for who runs it, for the centre, for a bidder that is asked."""
from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from bids.models import Committee, Inquiry, Member, Motion, Ranking, ReportSignature, ScoreSheet, Vote
from market.core import clock
from market.parties.actors import Actor
from tenders import policy
from tenders.models import Lot, Tender

from .tasks import Task

MOF87 = "《政府采购货物和服务招标投标管理办法》"
WAITING = ("opened", "qualification_reviewed")
MOST = 50
"""Rows a source gives."""


def evaluates(actor: Actor) -> bool:
    """For whom the work of a member is: whoever took a seat, for the party they took it for."""
    return bool(actor.party and (actor.roles & {"expert"} or actor.roles & policy.PRINCIPALS))


def members(actor: Actor) -> Iterator[Task]:
    """What a member is to do next in each lot: declare, vote, score, sign."""
    running = Member.objects.of(actor).standing().filter(committee__tender__lots__status__in=(*WAITING, "evaluating"))
    seats = list(running.select_related("committee__tender__region").distinct())
    for seat in seats:
        if seat.declared_at is None:
            yield _seat_task(seat, "作出回避声明", "去声明", f"评标委员会成员应当回避的，必须回避。{MOF87}第四十九条")
    declared = {seat.committee_id: seat for seat in seats if seat.declared_at}
    led = set(Member.objects.filter(committee__in=declared, chair=True).values_list("committee", flat=True))
    for committee, seat in declared.items():
        if committee not in led:
            yield _seat_task(seat, "推选组长", "去推选", f"采购人代表不得担任组长。{MOF87}第四十五条")
    yield from _lots(declared)


def _seat_task(seat: Member, what: str, action: str, law: str) -> Task:
    tender = seat.committee.tender
    return Task(what=what, action=action, law=law, url=reverse("evaluations:seat", args=[seat.committee_id]),
                code=tender.code, trade=tender.rulebook.trade, matter=tender.title)


def _lots(seats: dict) -> Iterator[Task]:
    mine = [seat.pk for seat in seats.values()]
    unvoted = Motion.objects.filter(lot=OuterRef("pk"), decided_at=None).exclude(
        Exists(Vote.objects.filter(motion=OuterRef("pk"), member__in=mine)))
    unscored = ScoreSheet.objects.filter(lot=OuterRef("pk"), member__in=mine, submitted_at=None)
    unsigned = Ranking.objects.filter(lot=OuterRef("pk"), finished_at=None, voided_at=None, failed="",
                                      reconsiderations=None).exclude(
        Exists(ReportSignature.objects.filter(ranking=OuterRef("pk"), member__in=mine)))
    found = Lot.objects.filter(tender__committee__in=list(seats), status="evaluating").annotate(
        unvoted=Exists(unvoted), unscored=Exists(unscored), unsigned=Exists(unsigned)).select_related("tender__region")
    for lot in found.order_by("tender", "number")[:MOST]:
        for so, what, action, law in (
                (lot.unvoted, "表决", "去表决", f"符合性审查由评标委员会进行。{MOF87}第五十条"),
                (lot.unscored, "评分", "去评分", f"评审专家应当独立评审。{MOF87}第五十五条"),
                (lot.unsigned, "在评标报告上签字", "去签字",
                 f"有不同意见的应当写明；拒绝签字的视为同意。{MOF87}第六十一条")):
            if so:
                yield Task(what=f"{what}（包 {lot.number}）", action=action, law=law, code=lot.code,
                           url=reverse("evaluations:room", args=[lot.pk]), trade=lot.rulebook.trade, matter=lot.title)
                break


def runs(actor: Actor) -> Iterator[Task]:
    """A committee to be formed, a lot whose evaluation may begin; for who prepares the tender."""
    if not actor.duties & policy.PREPARING:
        return
    mine = Q(principal=actor.party) | Q(agent=actor.party)
    waiting = Lot.objects.filter(tender=OuterRef("pk"), status__in=WAITING)
    bare = Tender.objects.filter(mine, Exists(waiting), committee=None).select_related("region")
    for tender in bare.order_by("bids_due_at")[:MOST]:
        yield _office(tender, "组建评标委员会", "去组建", f"评标由采购人依法组建的评标委员会负责。{MOF87}第四十六条")
    seated = Member.objects.seated().filter(committee=OuterRef("committee"))
    ready = Tender.objects.filter(mine, Exists(waiting.filter(status="qualification_reviewed")), committee__isnull=False
                                  ).filter(Exists(seated.filter(chair=True))).annotate(
        there=Count("committee__members", filter=Q(committee__members__declared_at__isnull=False,
                                                   committee__members__recused_at=None,
                                                   committee__members__absent_at=None)),
        size=F("committee__size")).filter(there=F("size")).select_related("region")
    for tender in ready[:MOST]:
        yield _office(tender, "宣布开始评标", "去办理", f"评标委员会已到齐并声明。{MOF87}第四十五条")


def _office(tender: Tender, what: str, action: str, law: str) -> Task:
    return Task(what=what, action=action, law=law, url=reverse("evaluations:committee", args=[tender.pk]),
                code=tender.code, trade=tender.rulebook.trade, matter=tender.title)


def draws(actor: Actor) -> Iterator[Task]:
    """Seats of experts nobody holds, for who enters the records of the bank."""
    standing = Count("members", filter=Q(members__kind="expert", members__recused_at=None, members__absent_at=None))
    lacking = Committee.objects.annotate(experts=standing).filter(
        experts__lt=F("size") - F("representatives"), tender__lots__status__in=(*WAITING, "evaluating")).select_related(
        "tender__region")
    for committee in lacking.order_by("starts_at").distinct()[:MOST]:
        yield Task(what="登记专家抽取记录", action="去登记", due_at=committee.starts_at,
                   url=reverse("evaluations:committee", args=[committee.tender_id]), code=committee.tender.code,
                   trade=committee.tender.rulebook.trade, matter=committee.tender.title,
                   law="评审专家从省级以上财政部门设立的专家库中随机抽取。财库〔2016〕198号")


def questions(actor: Actor) -> Iterator[Task]:
    """Questions a committee put to this bidder, while there is time."""
    asked = Inquiry.objects.open().filter(bid__party=actor.party, due_at__gt=clock.now(), lot__status="evaluating")
    for one in asked.select_related("lot__tender__region").order_by("due_at")[:MOST]:
        yield Task(what=f"答复评标委员会的询问（{one.get_kind_display()}）", action="去答复", due_at=one.due_at,
                   url=reverse("evaluations:inquiry", args=[one.pk]), code=one.lot.code, trade=one.lot.rulebook.trade,
                   matter=one.lot.title, law=f"逾期视同没有答复。{MOF87}第五十一条、第六十条")
