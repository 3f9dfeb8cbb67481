"""What waits for those who run a tender, the principal and its agent: it comes of the tender, its session and its
questions alone. Nothing here is read from a bid."""
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from bids.models import OpeningSession, QualificationCheck
from market.core import clock
from market.parties.actors import Actor
from tenders import guards_review, policy
from tenders.models import Lot, Review, Tender
from tenders.models.tenders import BEFORE_PUBLICATION

from .tasks import Task

RUNNING = ("published", "bidding")
REVIEW_WORDS = {"waiting": "开启评审文件", "decrypting": "主持评审文件开启（等待密钥）",
                "opened": "签署评审文件开启记录"}
_44 = "《政府采购货物和服务招标投标管理办法》第四十四条"
MOST = 50
"""Rows a source gives; who has more works from the list of tenders."""


def runs_tenders(actor: Actor) -> bool:
    """For whom these are: people who work on tenders of a principal or an agent."""
    return bool(actor.party and actor.duties & policy.WORKING
                and actor.roles & (policy.PRINCIPALS | {"agent", "central_body"}))


def _mine(actor: Actor) -> Q:
    return Q(principal=actor.party) | Q(agent=actor.party)


def _task(tender: Tender, tab: str = "", **said) -> Task:
    url = reverse("tenders:tab", args=[tender.pk, tab]) if tab else tender.get_absolute_url()
    return Task(code=tender.code, trade=tender.rulebook.trade, matter=tender.title, url=url, **said)


def drafts(actor: Actor) -> Iterator[Task]:
    """Procedures not yet published, for who prepares them."""
    if not actor.duties & policy.PREPARING:
        return
    waiting = Review.objects.filter(agrees=None).values("tender")
    found = Tender.objects.filter(_mine(actor), status__in=BEFORE_PUBLICATION).exclude(pk__in=waiting)
    for tender in found.select_related("region").order_by("drafted_at")[:MOST]:
        yield _task(tender, what="完成招标文件并发布公告", action="继续起草",
                    law="自招标文件发出之日起至投标截止不得少于 20 日。" if not tender.bids_due_at else
                    "公告发布前须经第二人审核，三位解密保管人的公钥须已上传。")


def reviews(actor: Actor) -> Iterator[Task]:
    """What a second person is asked to look at; never one's own work."""
    if "approver" not in actor.duties:
        return
    asked = Review.objects.filter(agrees=None, tender__in=Tender.objects.filter(_mine(actor)))
    for review in asked.exclude(asked_by=str(actor)).select_related("tender__region").order_by("asked_at")[:MOST]:
        if str(actor) not in review.tender.prepared_by:
            yield Task(url=reverse("tenders:review", args=[review.tender_id]), code=review.tender.code,
                       trade=review.tender.rulebook.trade, matter=review.tender.title, what="审核发布内容",
                       action="去审核",
                        law="办理人与审核人不得为同一人。《政府采购法》第六十一条")


def questions(actor: Actor) -> Iterator[Task]:
    """Questions without an answer, and answers that are not yet public. Who asked is nowhere to be read."""
    if not actor.duties & policy.PREPARING:
        return
    open_ones = Q(questions__amendment=None)
    found = Tender.objects.filter(_mine(actor), status__in=RUNNING).annotate(
        unanswered=Count("questions", filter=open_ones & Q(questions__answer="")),
        unpublished=Count("questions", filter=open_ones & ~Q(questions__answer=""))).filter(
        Q(unanswered__gt=0) | Q(unpublished__gt=0)).select_related("region")
    for tender in found.order_by("bids_due_at")[:MOST]:
        lead = tender.rulebook.amendment_lead
        due = tender.bids_due_at
        if lead and clock.now() < due - timedelta(days=lead.value):
            due -= timedelta(days=lead.value)
        law = f"可能影响投标文件编制的澄清，距投标截止不足 {lead} 的须顺延截止时间。"
        if tender.unanswered:
            yield _task(tender, "questions", what=f"答复提疑 {tender.unanswered} 条", action="去答复",
                        law=law, due_at=due)
        else:
            yield _task(tender, "questions", what=f"发布澄清（已拟答复 {tender.unpublished} 条）", action="去发布",
                        law=law, due_at=due)


def sessions(actor: Actor) -> Iterator[Task]:
    """Sessions to be hosted: the opening, and after it that in which what is reviewed is opened."""
    if "host" not in actor.duties:
        return
    found = OpeningSession.objects.filter(tender__in=Tender.objects.filter(_mine(actor))).exclude(
        status__in=("ended", "called_off")).select_related("tender__region").order_by("opens_at")
    for session in found[:MOST]:
        said = {"url": session.get_absolute_url(), "code": session.tender.code, "matter": session.tender.title,
                "trade": session.tender.rulebook.trade}
        if session.course.attended:
            yield Task(what=f"主持开标（{session.get_status_display()}）", action="进入开标大厅",
                       due_at=session.opens_at, law="开标应当在投标截止的同一时间公开进行。"
                       "《政府采购货物和服务招标投标管理办法》第三十九条", **said)
        else:
            yield Task(what=REVIEW_WORDS.get(session.status, "主持评审文件开启"), action="进入开启场次",
                       due_at=session.decrypt_until if session.status == "decrypting" else None,
                       law=f"开标结束后，应当依法对投标人的资格进行审查。{_44}", **said)


def qualification(actor: Actor) -> Iterator[Task]:
    """Lots whose qualification review waits for this person: to be recorded, confirmed, or failed for too few."""
    if not (actor.proved and actor.duties & policy.PREPARING):
        return
    opened = OpeningSession.objects.filter(stage="review", status__in=("opened", "ended")).values("tender")
    mine = Lot.objects.filter(Q(tender__principal=actor.party) | Q(tender__agent=actor.party))
    found = mine.filter(Q(status="opened", tender__in=opened) | Q(status="qualification_reviewed"))
    for lot in found.select_related("tender__region", "qualification").order_by("tender", "number")[:MOST]:
        said = {"url": reverse("qualification:lot", args=[lot.tender_id, lot.number]), "code": lot.code,
                "trade": lot.rulebook.trade, "matter": lot.title}
        review = getattr(lot, "qualification", None)
        if lot.status == "qualification_reviewed":
            if not guards_review.enough_qualified(lot):
                yield Task(what="办理废标（合格投标人不足）", action="去办理",
                           law=f"合格投标人不足法定家数的，不得评标。{_44}", **said)
        elif review is None or not review.waits:
            yield Task(what="资格审查（复核退回）" if review and review.returned_at else "资格审查", action="去审查",
                       law=f"由采购人或者采购代理机构审查，评标委员会不参加。{_44}", **said)
        elif "approver" in actor.duties and str(actor) not in reviewers(lot, review):
            yield Task(what="复核资格审查", action="去复核",
                       law="记录人与复核人不得为同一人。《政府采购法》第六十一条", **said)


def reviewers(lot: Lot, review) -> set[str]:
    """Who recorded the review of a lot or asked for its confirming: none of them confirms it."""
    return {review.asked_by, *QualificationCheck.objects.filter(bid__lot=lot).values_list("by", flat=True)}


def unopened(actor: Actor) -> Iterator[Task]:
    """Lots that a session left unopened, or that failed and are in no later round."""
    if not actor.duties & policy.PREPARING:
        return
    called_off = OpeningSession.objects.filter(stage="opening", status__in=("called_off", "ended")).values("tender")
    found = Lot.objects.filter(Q(tender__principal=actor.party) | Q(tender__agent=actor.party), status="closed",
                               tender__in=called_off).select_related("tender__region").order_by("tender", "number")
    for lot in found[:MOST]:
        yield _task(lot.tender, "lots", what=f"办理废标（包 {lot.number}）", action="去办理",
                    law="符合专业条件的供应商不足三家的，应予废标并公告。《政府采购法》第三十六条")


SOURCES = (drafts, reviews, questions, sessions, qualification, unopened)
