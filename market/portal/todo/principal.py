"""What waits for those who run a tender, the principal and its agent: it comes of the tender, its session and its
questions alone. Nothing here is read from a bid."""
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from bids.models import OpeningSession
from market.core import clock
from market.parties.actors import Actor
from tenders import policy
from tenders.models import Lot, Review, Tender
from tenders.models.tenders import BEFORE_PUBLICATION

from .tasks import Task

RUNNING = ("published", "bidding")
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
    """Opening sessions to be hosted, from two days before."""
    if "host" not in actor.duties:
        return
    found = OpeningSession.objects.filter(tender__in=Tender.objects.filter(_mine(actor))).exclude(
        status__in=("ended", "called_off")).select_related("tender__region").order_by("opens_at")
    for session in found[:MOST]:
        yield Task(what=f"主持开标（{session.get_status_display()}）", action="进入开标大厅",
                   url=session.get_absolute_url(),
                   law="开标应当在投标截止的同一时间公开进行。《政府采购货物和服务招标投标管理办法》第三十九条",
                   due_at=session.opens_at, code=session.tender.code, trade=session.tender.rulebook.trade,
                   matter=session.tender.title)


def unopened(actor: Actor) -> Iterator[Task]:
    """Lots that a session left unopened, or that failed and are in no later round."""
    if not actor.duties & policy.PREPARING:
        return
    called_off = OpeningSession.objects.filter(status__in=("called_off", "ended")).values("tender")
    found = Lot.objects.filter(Q(tender__principal=actor.party) | Q(tender__agent=actor.party), status="closed",
                               tender__in=called_off).select_related("tender__region").order_by("tender", "number")
    for lot in found[:MOST]:
        yield _task(lot.tender, "lots", what=f"办理废标（包 {lot.number}）", action="去办理",
                    law="符合专业条件的供应商不足三家的，应予废标并公告。《政府采购法》第三十六条")


SOURCES = (drafts, reviews, questions, sessions, unopened)
