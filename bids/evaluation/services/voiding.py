"""What becomes of the opinions of a member who left: they are void, and what rested on them is asked anew."""
from market.core import clock

from ...models import Committee, Member, Motion, ObjectiveFact, Ranking, Verdict
from .. import policy


def void(committee: Committee, member: Member) -> None:
    """Open again what this member voted on in lots still being evaluated, and void rankings not yet signed
    (政府采购货物和服务招标投标管理办法 第四十九条). Their votes and sheets stay on record and count no longer."""
    lots = committee.tender.lots.filter(status="evaluating")
    asked = Motion.objects.filter(lot__in=lots, votes__member=member, decided_at__isnull=False)
    again = list(asked.values_list("pk", "bid", "kind"))
    Motion.objects.filter(pk__in=[pk for pk, _, _ in again]).update(decided_at=None, agreed=None, ground="")
    for phase in {kind for _, _, kind in again}:
        bids = [bid for _, bid, kind in again if kind == phase]
        Verdict.objects.filter(bid__in=bids, phase=phase, by=policy.COMMITTEE).delete()
    Ranking.objects.filter(lot__in=lots, finished_at=None, voided_at=None).update(voided_at=clock.now())
    _void_facts(member, lots)


def _void_facts(member: Member, lots) -> None:
    """A fact this member entered or confirmed needs another pair of eyes: it stays with the one who is left."""
    facts = ObjectiveFact.objects.filter(bid__lot__in=lots)
    facts.filter(entered_by=member, confirmed_by=None).delete()
    for fact in facts.filter(entered_by=member):
        fact.entered_by, fact.confirmed_by, fact.confirmed_at = fact.confirmed_by, None, None
        fact.save()
    facts.filter(confirmed_by=member).update(confirmed_by=None, confirmed_at=None)
