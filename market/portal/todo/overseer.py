"""What waits for a supervising department: failures of the platform, suspensions, rules to approve."""
from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from market.core.holds import in_force
from market.core.models import Hold, Outage, Region
from market.parties.actors import Actor
from tenders import policy
from tenders.models import RuleOverride, Tender

from .tasks import Task


def oversees(actor: Actor) -> bool:
    """For whom these are."""
    return bool(actor.party and "supervisor" in actor.roles and actor.duties & policy.PREPARING)


def sets_rules(actor: Actor) -> bool:
    """For whom rules of a region are."""
    return policy.sets_rules(actor)


def outages(actor: Actor) -> Iterator[Task]:
    """Failures that are over and on which nobody decided yet."""
    for outage in Outage.objects.filter(settled_at=None).exclude(ended_at=None).order_by("began_at"):
        yield Task(what="决定系统故障是否顺延投标截止", action="去决定", url=reverse("portal:outages"),
                   law="系统故障影响投标的，应当按测得的时间顺延并公告。", matter=outage.component)


def holds(actor: Actor) -> Iterator[Task]:
    """Suspended procedures of this department."""
    mine = {str(tender.pk): tender for tender in Tender.objects.filter(supervisor=actor.party).exclude(
        published_at=None).select_related("region")}
    held = in_force(Hold.objects.filter(record_type=Tender._meta.label_lower, record_id__in=list(mine)))
    for hold in held.order_by("since"):
        tender = mine[hold.record_id]
        longest = tender.rulebook.suspension
        yield Task(what="决定是否恢复采购活动", action="查看", url=tender.get_absolute_url(),
                   due_at=hold.since + timedelta(days=longest.value) if longest else None,
                   law=f"暂停时间最长不得超过 {longest}。{longest.law}" if longest else "暂停原因消除后应当恢复。",
                   code=tender.code, trade=tender.rulebook.trade, matter=hold.order_no)


def rules(actor: Actor) -> Iterator[Task]:
    """Numbers a region would set differently, proposed by somebody else."""
    waiting = RuleOverride.objects.filter(approved_at=None, refused_reason="").exclude(proposed_by=str(actor))
    names = dict(Region.objects.values_list("pk", "name"))
    for row in waiting.order_by("proposed_at"):
        yield Task(what="批准地区规则", action="去审核", url=reverse("portal:overrides"),
                   law="须由提出人以外的第二人批准；批准后只适用于此后发布的项目。",
                   matter=f"{names[row.region_id]}　{row.field}")


SOURCES = (outages, holds)
RULES = (rules,)
