"""What waits for the staff of the centre: claims to identities, money that fits no bill."""
from collections.abc import Iterator

from django.urls import reverse

from market.funds.models import Payment
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
    """Money that arrived and fits no bill, for who keeps the books."""
    if "finance" not in actor.duties:
        return
    stray = Payment.objects.filter(bill=None, returned_at=None).count()
    if stray:
        yield Task(what=f"处理未匹配来款 {stray} 笔", action="去处理", url=reverse("funds:strays"),
                   law="不能对应缴款码的来款应当原路退回。")


SOURCES = (claims, payments)
