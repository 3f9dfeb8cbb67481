"""Getting hold of a tender for a change: locked, and only for who may change it."""
from .. import policy
from ..models import DraftEdit, Tender
from ..models.tenders import BEFORE_PUBLICATION
from .errors import OtherChange, RevisionStale, refuse

NOT_YOURS = "您所在单位不是本项目的采购人或者代理机构，或者您没有经办人、审核人的职责，不能办理。"


def locked(tender) -> Tender:
    """The tender afresh, under its row lock; inside a transaction only."""
    return Tender.objects.select_for_update().get(pk=tender.pk)


def working_on(tender, actor, verb: str) -> Tender:
    """The tender, locked, for who prepares it. Raises StepRefused ``step.not_permitted``."""
    fresh = locked(tender)
    if not policy.prepares(fresh, actor):
        raise refuse(verb, "step.not_permitted", NOT_YOURS)
    return fresh


def draft_of(tender, actor, verb: str, revision: int | None = None) -> Tender:
    """The tender, locked, while it is no more than a draft and, where a revision is given, still that one.

    Raises StepRefused ``draft.published``, RevisionStale.
    """
    fresh = working_on(tender, actor, verb)
    if fresh.status not in BEFORE_PUBLICATION:
        raise refuse(verb, "draft.published", "公告已经发布，不能直接修改；请通过澄清、更正或者延期办理。")
    if revision is not None and revision != fresh.revision:
        others = fresh.edits.filter(revision__gt=revision).order_by("revision")
        raise RevisionStale(fresh.revision, [OtherChange(tuple(one.labels), one.by, one.at) for one in others])
    return fresh


def edited(tender: Tender, labels: list[str], actor, at) -> None:
    """Count an edit up and remember who prepared what; the caller saves the tender."""
    tender.revision += 1
    if str(actor) not in tender.prepared_by:
        tender.prepared_by = [*tender.prepared_by, str(actor)]
    DraftEdit.objects.create(tender=tender, revision=tender.revision, labels=labels, by=str(actor), at=at)
