"""What waits between the evaluation report and the contract: for the principal, its agent, and who was told."""
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from bids.awarding.rows import last_day, url
from bids.models import AwardLetter, MethodChange
from market.core import clock
from market.parties.actors import Actor
from tenders import policy
from tenders.models import Lot

from .tasks import Task

MOST = 50
"""Rows a source gives."""
NEW = 14
"""For how many days a letter stands among what is to be done."""


def _until(number, since: datetime | None) -> datetime | None:
    day = last_day(number, since) if number and since else None
    return clock.midnight_after(day) if day else None


def _task(lot: Lot, **said) -> Task:
    return Task(url=url(lot.tender_id), code=lot.code, trade=lot.rulebook.trade, matter=lot.title, **said)


def _lots(actor: Actor, status: str):
    return Lot.objects.filter(Q(tender__principal=actor.party) | Q(tender__agent=actor.party),
                              status=status).select_related("tender__region").order_by("tender", "number")[:MOST]


def awards(actor: Actor) -> Iterator[Task]:
    """Reports to be handed over, winners to be determined, results to be published, candidates to follow."""
    if actor.duties & policy.PREPARING:
        for lot in _lots(actor, "evaluated"):
            number = lot.rulebook.report_delivery
            yield _task(lot, what="送交评标报告", action="去送交", law=number.law,
                        due_at=_until(number, lot.evaluated_at))
    if "approver" in actor.duties:
        for lot in _lots(actor, "award_pending"):
            if lot.tender.principal_id == actor.party:
                yield _task(lot, what="确定中标人", action="去确定", due_at=lot.next_due_at,
                            law=f"逾期未确定又不说明理由的，视同确定排名第一的候选人。{lot.rulebook.award_confirmation.law}")
    if actor.duties & policy.PREPARING:
        for lot in _lots(actor, "awarded"):
            number = lot.rulebook.result_notice
            yield _task(lot, what="公告中标结果、发出中标通知书", action="去公告", law=number.law,
                        due_at=_until(number, lot.awarded_at))
        for lot in _lots(actor, "award_cancelled"):
            yield _task(lot, what="顺延下一候选人或者重新采购", action="去办理",
                        law=lot.rulebook.basis["next_candidate"])


def letters(actor: Actor) -> Iterator[Task]:
    """Letters of the last days, the award letter with its time to sign."""
    since = clock.now() - timedelta(days=NEW)
    found = AwardLetter.objects.visible_to(actor).filter(
        bid__party=actor.party, receipt__issued_at__gte=since).select_related("award__lot__tender__region")
    for letter in found.order_by("-receipt__issued_at")[:MOST]:
        lot, won = letter.award.lot, letter.kind == AwardLetter.Kind.WINNER
        number = lot.rulebook.contract_signing if won else lot.rulebook.query
        yield Task(what="领取中标通知书，签订合同" if won else "查看未中标结果通知书", action="查看",
                   url=reverse("awards:letter", args=[letter.receipt_id]), code=lot.code, trade=lot.rulebook.trade,
                   matter=lot.title, law=number.law, due_at=_until(number, letter.award.letter_at) if won else None)


def methods(actor: Actor) -> Iterator[Task]:
    """Changes of method that the finance department is asked for."""
    if not actor.duties & policy.PREPARING:
        return
    asked = MethodChange.objects.filter(approved=None, lot__tender__supervisor=actor.party)
    for one in asked.select_related("lot__tender__region").order_by("asked_at")[:MOST]:
        yield Task(what=f"批复变更采购方式（{one.get_target_display()}）", action="去批复",
                   url=reverse("awards:method", args=[one.lot.tender_id, one.lot.number]), code=one.lot.code,
                   trade=one.lot.rulebook.trade, matter=one.lot.title,
                   law="政府采购货物和服务招标投标管理办法 第四十三条")
