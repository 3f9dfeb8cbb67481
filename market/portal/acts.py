"""The public ledger of discretionary acts: who chose to do what with a procedure, for which reason, by which law.

It is read from the step log alone, so that nothing stands here that was not done and nothing done is missing. An act
that tells of the bidders of a lot shows its reason from the result on (政府采购法 第二十二条 and the visibility of the
evaluation); that it was taken shows at once.
"""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bids.models import Award
from market.core.models import StepLog
from market.parties.models import Party
from tenders.models import Lot, Tender
from tenders.rulebooks.steps import DISCRETIONARY, STEPS

UNPUBLISHED = ("draft", "plan_filed", "method_approved")
"""States in which a procedure is not public, so that nothing of it stands here."""
OF_BIDDERS = frozenset({"re_evaluate", "cancel_award", "next_candidate", "record_default"})
TENDER, LOT = "tenders.tender", "tenders.lot"
WITHHELD = "涉及尚未公告的评审结果，理由随中标结果公告公开。"
KINDS = tuple((step, STEPS[step].label) for step in DISCRETIONARY)
"""What a reader may filter by: step and its name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One act as everybody may read it."""

    at: datetime
    step: str
    what: str
    by: str
    tender: Tender
    lots: list[Lot]
    reason: str
    basis: str

    def as_json(self) -> dict:
        """For the machine twin."""
        return {"at": self.at.isoformat(), "step": self.step, "what": self.what, "by": self.by,
                "project_code": self.tender.code, "round": self.tender.round, "title": self.tender.title,
                "lots": [lot.number for lot in self.lots], "reason": self.reason, "basis": self.basis}


def logged(step: str = ""):
    """The rows of the log that are acts of that kind, or of any, the newest first."""
    steps = [step] if step in DISCRETIONARY else DISCRETIONARY
    return StepLog.objects.filter(record_type__in=(TENDER, LOT), step__in=steps).exclude(
        before__in=UNPUBLISHED).order_by("-taken_at", "-number")


def rows(logs: Iterable[StepLog]) -> list[Row]:
    """These acts with what they are about, in five queries however many there are."""
    logs = list(logs)
    lots = Lot.objects.in_bulk({UUID(pk) for log in logs for pk in _lots(log)})
    tenders = Tender.objects.public().in_bulk({*(UUID(log.record_id) for log in logs if log.record_type == TENDER),
                                               *(lot.tender_id for lot in lots.values())})
    names = {str(pk): name for pk, name in Party.objects.filter(
        pk__in={log.acting_for.removeprefix("party:") for log in logs if log.acting_for}).values_list("pk", "name")}
    told = set(Award.objects.filter(lot__in=lots, letter_at__isnull=False).values_list("lot", flat=True))
    found = []
    for log in logs:
        mine = [lots[UUID(pk)] for pk in _lots(log) if UUID(pk) in lots]
        tender = tenders.get(mine[0].tender_id if mine else UUID(log.record_id))
        if tender is None:
            continue
        hidden = log.step in OF_BIDDERS and not all(lot.pk in told for lot in mine)
        found.append(Row(
            log.taken_at, log.step, STEPS[log.step].label,
            names.get(log.acting_for.removeprefix("party:"), "系统" if not log.acting_for else ""), tender,
            sorted(mine, key=lambda lot: lot.number), WITHHELD if hidden else log.reason, log.basis))
    return found


def _lots(log: StepLog) -> list[str]:
    """The lots an act moved: those it names, or its own record; none where it was of the tender."""
    if log.record_type == LOT and log.record_id != "*":
        return [log.record_id]
    return list(log.records)
