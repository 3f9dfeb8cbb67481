"""What waits for a bidder: found by the bidder's own tags, read by nobody else."""
from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.db.models import Min, Q
from django.urls import reverse

from bids import joined
from bids.models import Bid, OpeningSession, Participation, SubmittedVolume
from bids.views.frame import address
from market.core import tags
from market.custody.models import Envelope
from market.funds.models import Bill
from market.parties.actors import Actor
from tenders.models import Lot, Tender

from .tasks import Task

RUNNING = ("published", "bidding")
UNSENT = "已上传，尚未递交；未递交视为未投标。"
NEWER = "已上传新版，尚未递交；先前递交的仍然有效。"
LATE = "逾期送达的投标文件应当拒收。《政府采购货物和服务招标投标管理办法》第三十三条"


def bids_itself(actor: Actor) -> bool:
    """For whom these are: the people of a supplier."""
    return bool(actor.party and actor.proved and "supplier" in actor.roles and actor.duties & {"handler", "finance"})


def everything(actor: Actor) -> Iterator[Task]:
    """All of it: which tenders the party takes part in is found out once."""
    at_hand = Q(status__in=RUNNING) | Q(pk__in=_waiting().values("tender"))
    mine = joined.of(Tender.objects.filter(at_hand), actor)
    if mine:
        running = Lot.objects.filter(tender__in=list(mine), tender__status__in=RUNNING)
        lots = list(running.select_related("tender__region").order_by("tender", "number"))
        yield from chain(bids(actor, lots), changes(mine), bonds(actor, lots), sessions(actor, mine))


def _waiting():
    return OpeningSession.objects.filter(stage="opening").exclude(status__in=("ended", "called_off"))


def bids(actor: Actor, lots: list[Lot]) -> Iterator[Task]:
    """Bids to be handed in: what was uploaded and not yet submitted comes as that."""
    marks = {lot.pk: tags.owner_tag(lot.pk, actor.party) for lot in lots}
    handed = {bid.lot_id: bid for bid in Bid.objects.filter(tag__in=list(marks.values()))}
    loose = set(Envelope.objects.filter(tag__in=list(marks.values())).exclude(
        pk__in=SubmittedVolume.objects.values("envelope")).values_list("lot", flat=True))
    seen = set()
    for lot in lots:
        bid = handed.get(lot.pk)
        counts = bid is not None and bid.status == Bid.Status.SUBMITTED
        said = {"code": lot.code, "trade": lot.rulebook.trade, "matter": lot.title, "due_at": lot.tender.bids_due_at}
        if lot.pk in loose:
            yield Task(what="递交投标文件", action="核对并递交", url=address(lot.tender, "confirm", lot.number),
                       law=NEWER if counts else UNSENT, **said)
        elif not counts and lot.tender_id not in seen:
            seen.add(lot.tender_id)
            yield Task(what="准备投标文件", action="继续准备", law=LATE,
                       url=address(lot.tender, "begin", lot.number), **said)


def changes(mine: dict[UUID, Participation]) -> Iterator[Task]:
    """Clarifications and amendments nobody of this bidder has confirmed to have read."""
    running = Tender.objects.filter(pk__in=list(mine), status__in=RUNNING)
    running = running.annotate(first_lot=Min("lots__number")).prefetch_related("amendments").select_related("region")
    for tender in running:
        unread = [one for one in tender.amendments.all() if one.number > mine[tender.pk].changes_read]
        if unread and tender.first_lot:
            yield Task(what=f"阅读并确认澄清、变更 {len(unread)} 项", action="去确认",
                       url=address(tender, "join", tender.first_lot), law="确认阅读后才能递交投标文件。",
                       due_at=tender.bids_due_at, code=tender.code, trade=tender.rulebook.trade, matter=tender.title)


def bonds(actor: Actor, lots: list[Lot]) -> Iterator[Task]:
    """Bonds to be paid."""
    marks = {tags.owner_tag(lot.pk, actor.party): lot for lot in lots if lot.bond}
    for bill in Bill.objects.filter(payer_tag__in=list(marks), status=Bill.Status.OPEN):
        lot = marks[bill.payer_tag]
        yield Task(what="缴纳投标保证金", action="去缴纳", url=reverse("bonds:bill", args=[bill.pk]),
                   law="投标截止前未到账，也未提交保函的，投标无效。", due_at=bill.due_at, code=lot.code,
                   trade=lot.rulebook.trade, matter=lot.title)


def sessions(actor: Actor, mine: dict[UUID, Participation]) -> Iterator[Task]:
    """Openings of what was handed in."""
    waiting = _waiting().filter(tender__in=list(mine)).select_related("tender__region")
    by_tender = {session.tender_id: session for session in waiting.order_by("opens_at")}
    lots = dict(Lot.objects.filter(tender__in=list(by_tender)).values_list("pk", "tender"))
    marks = {tags.owner_tag(lot, actor.party): tender for lot, tender in lots.items()}
    handed = Bid.objects.filter(tag__in=list(marks), status__in=("submitted", "opened")).values_list("tag", flat=True)
    for tender in {marks[tag] for tag in handed}:
        session = by_tender[tender]
        yield Task(what="参加开标", action="进入开标大厅", url=session.get_absolute_url(), due_at=session.opens_at,
                   then=session.awaited,
                   law="可以在线签到、查看唱标，对开标有异议的当场提出；未参加的视同认可开标结果。",
                   code=session.tender.code, trade=session.tender.rulebook.trade, matter=session.tender.title)


SOURCES = (everything,)
