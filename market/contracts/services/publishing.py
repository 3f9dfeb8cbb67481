"""What stays secret, with its ground; then the contract is public (政府采购法实施条例 第五十条)."""
from django.db import transaction

from market.core import clock

from .. import clocks, text
from ..models import Contract, Redaction
from .errors import refuse
from .holding import acting, move, record_if_late

CONTRACTED = "contracted"
LAW = "政府采购法实施条例 第五十条"


@transaction.atomic
def redact(contract: Contract, *, clause: int, passage: str, ground: str, reason: str, actor) -> Redaction:
    """Mark a passage as secret, word for word as it stands in a clause. Raises StepRefused."""
    fresh = acting(contract, "redact", actor, CONTRACTED)
    passage = "\n".join(line.strip() for line in passage.replace("\r", "").split("\n")).strip()
    if clause <= text.PROTECTED:
        raise refuse("redact", "redaction.protected", "当事人、标的名称、规格型号、"
                                                      "单价和合同金额等内容不得作为商业秘密，"
                     "不能隐去；请只标注其他条款中的内容。", "财库〔2015〕135号")
    found = {one.number: one for one in text.clauses(fresh.text)}.get(clause)
    words = "\n".join(line.strip() for line in found.lines) if found else ""
    if not passage or passage not in words:
        raise refuse("redact", "redaction.not_found", "所选条款中没有这段文字，未标注；"
                                                      "请从合同文本中原样复制要隐去的文字。")
    if not reason.strip():
        raise refuse("redact", "redaction.no_reason", "没有写明隐去的理由，未标注；请写明为什么属于法定的秘密。", LAW)
    _reopen(fresh)
    return Redaction.objects.create(contract=fresh, clause=clause, passage=passage, ground=ground,
                                    reason=reason.strip(), by=str(actor), at=clock.now())


@transaction.atomic
def unredact(redaction: Redaction, *, actor) -> Contract:
    """Take a mark off again before publication. Raises StepRefused."""
    fresh = acting(redaction.contract, "redact", actor, CONTRACTED)
    Redaction.objects.filter(pk=redaction.pk, contract=fresh).delete()
    _reopen(fresh)
    return fresh


def _reopen(contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(redacted_at=None, redacted_by="")


@transaction.atomic
def settle_redaction(contract: Contract, *, actor) -> Contract:
    """Settle what of the text is secret: what is marked, or nothing. Raises StepRefused."""
    fresh = acting(contract, "redact", actor, CONTRACTED)
    fresh.redacted_at, fresh.redacted_by = clock.now(), str(actor)
    fresh.save(update_fields=["redacted_at", "redacted_by"])
    return fresh


@transaction.atomic
def publish(contract: Contract, *, actor) -> Contract:
    """Make the contract public, what is marked left out; late is recorded. Raises StepRefused."""
    with clock.still():
        fresh = acting(contract, "publish", actor, CONTRACTED)
        Contract.objects.filter(pk=fresh.pk).update(published_at=clock.now())
        move(fresh, "publish_contract", actor=actor)
        record_if_late(fresh, "publish", clocks.publish_by(fresh))
        return Contract.objects.whole().get(pk=fresh.pk)
