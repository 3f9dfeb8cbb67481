"""What waits for who keeps a key: depositing its public half, releasing the private one."""
from collections.abc import Iterator

from django.urls import reverse

from bids.models import OpeningSession
from market.custody.models import CustodianKey, Seat
from market.parties.actors import Actor
from tenders.models import Tender
from tenders.models.tenders import BEFORE_PUBLICATION

from .tasks import Task


def keeps_keys(actor: Actor) -> bool:
    """For whom these are."""
    return bool(actor.party and "custodian" in actor.duties)


def _seats(actor: Actor) -> dict:
    return {seat.subject: seat for seat in Seat.objects.filter(user=actor.user, party=actor.party)}


def deposits(actor: Actor) -> Iterator[Task]:
    """Public halves to be deposited before a notice may go out."""
    mine = _seats(actor)
    given = set(CustodianKey.objects.filter(seat__in=list(mine.values())).values_list("seat__subject", flat=True))
    for tender in Tender.objects.filter(pk__in=list(mine), status__in=BEFORE_PUBLICATION).select_related("region"):
        if tender.pk not in given:
            yield Task(what="生成并上传解密公钥", action="去生成", url=reverse("custody:seat", args=[tender.pk]),
                       law="三个单位的公钥齐备后公告才能发布；私钥文件只在您手中。", code=tender.code,
                       trade=tender.rulebook.trade, matter=tender.title)


def releases(actor: Actor) -> Iterator[Task]:
    """Sessions that will need the key, and those that wait for it now."""
    mine = _seats(actor)
    given = set(CustodianKey.objects.filter(seat__in=list(mine.values())).exclude(secret=None).values_list(
        "seat__subject", "stage"))
    found = OpeningSession.objects.filter(tender__in=list(mine)).exclude(status__in=(
        "opened", "read_out", "confirmed", "ended", "called_off")).select_related("tender__region")
    for session in found.order_by("opens_at"):
        if (session.tender_id, session.stage) in given:
            continue
        now, opening = session.status == "decrypting", session.course.attended
        what = "交出解密密钥" if now else "准备在开标时交出密钥" if opening else "准备在开启评审文件时交出密钥"
        yield Task(what=what if opening or not now else "交出评审文件的解密密钥",
                   action="进入开标大厅" if opening else "进入开启场次", url=session.get_absolute_url(),
                   law="三人中两人交出密钥即可开启；解密时限内未交出的，由其他保管人或者投标人备用密钥开启。",
                   due_at=session.decrypt_until if now else session.opens_at if opening else None,
                   then="" if now else session.awaited, code=session.tender.code,
                   trade=session.tender.rulebook.trade, matter=session.tender.title)


SOURCES = (deposits, releases)
