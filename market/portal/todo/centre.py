"""What waits for the staff of the centre: claims to identities, money that fits no bill."""
from collections.abc import Iterator

from django.urls import reverse

from market.funds.models import Difference, Handling, Payment
from market.parties.actors import Actor
from market.parties.models import Claim

from .tasks import Task


def works_in_centre(actor: Actor) -> bool:
    """For whom these are."""
    return bool(actor.party and "centre" in actor.roles and actor.duties & {"handler", "approver", "finance"})


def claims(actor: Actor) -> Iterator[Task]:
    """Claims to a credit code that this person has not looked at yet."""
    waiting = Claim.objects.filter(status=Claim.Status.PENDING).exclude(licence=None).exclude(
        reviews__user=actor.user).select_related("party")
    for claim in waiting.order_by("made_at"):
        yield Task(what="核对单位身份", action="去核对", url=reverse("parties:claims"), matter=claim.party.name,
                   law="两名工作人员分别核对证照，一致后才算核实。")


def payments(actor: Actor) -> Iterator[Task]:
    """What those who keep the books have to look at; nothing that would tell of a lot still sealed."""
    if "finance" not in actor.duties:
        return
    for one in Handling.objects.filter(status="proposed").exclude(proposed_by=str(actor)).select_related("payment"):
        yield Task(what="复核来款的匹配", action="去复核", url=f"{reverse('funds:strays')}#handlings",
                   matter=f"流水号 {one.payment.external_id}", law="来款的匹配由两名财务人员办理。")
    if differing := Difference.objects.shown().standing().count():
        yield Task(what=f"处理对账差异 {differing} 处", action="去处理", url=f"{reverse('funds:overview')}#differences",
                   law="每一处差异都写明了办理办法。")
    stray = Payment.objects.shown().filter(unmatched="unknown", refund=None).count()
    if stray:
        yield Task(what=f"处理未匹配来款 {stray} 笔", action="去处理", url=reverse("funds:strays"),
                   law="不能对应缴款码的来款应当原路退回。")


SOURCES = (claims, payments)
