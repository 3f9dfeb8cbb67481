"""Written questions to single bidders, each with its time; what comes late counts as no answer."""
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from market.core import clock
from market.core.wording import amount as in_figures
from market.core.wording import moment
from tenders.models import Lot

from ... import policy as of_bids
from ...models import Bid, Committee, Inquiry, Member, Motion, Verdict
from ...ranking import gate, low_price
from .. import bundling, policy
from ..refusals import MOF87, refusal
from . import journal

MOST = 2000
"""Characters of a question or an answer."""
SHORTEST, LONGEST, USUAL = 5, 1440, 30
"""Minutes to answer a clarification or a correction."""
MEANS = {
    Inquiry.Kind.CLARIFY: "评标委员会按投标文件原有内容评审。",
    Inquiry.Kind.LOW_PRICE: "不能说明报价合理性，投标无效。",
    Inquiry.Kind.CORRECTION: "不确认修正后的报价，投标无效。",
}
"""What follows where there is no answer in time."""
TRIGGERS = {
    low_price.HALF_MEAN: "低于通过审查的投标人平均报价的 50%", low_price.HALF_SECOND: "低于次低报价的 50%",
    low_price.CEILING_SHARE: "低于最高限价的 45%", low_price.COMMITTEE: "评标委员会认为报价明显低于其他投标人",
}
ASKED_WHY = "您的报价可能影响产品质量或者不能诚信履约。请在时限内提交书面说明，必要时附证明材料。"


def noticed(lot: Lot) -> dict[UUID, tuple[str, ...]]:
    """Bids whose price is noticed and not yet looked into. Empty while the compliance review is not over."""
    if Motion.objects.filter(lot=lot, kind=Motion.Kind.COMPLIANCE, decided_at=None).exists():
        return {}
    evaluation = bundling.evaluation(lot)
    screened = gate.screened(evaluation)
    if screened.failed:
        return {}
    names = {name: bid for bid, name in bundling.ids(lot).items()}
    found = {names[name]: why for name, why in low_price.noticed(evaluation, screened.left).items()}
    done = set(Verdict.objects.filter(bid__in=found, phase=Verdict.Phase.LOW_PRICE).values_list("bid", flat=True))
    return {bid: why for bid, why in found.items() if bid not in done}


def ask_low_prices(lot: Lot, *, actor) -> int:
    """Ask every bidder whose price is noticed for an explanation; returns how many were asked now.

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``evaluation.voting``.
    """
    with journal.evaluating(lot.pk, "ask") as (committee, lot):
        member = journal.member_of(committee, actor, "ask")
        if Motion.objects.filter(lot=lot, kind=Motion.Kind.COMPLIANCE, decided_at=None).exists():
            raise refusal("ask", "evaluation.voting")
        asked = 0
        for bid, why in noticed(lot).items():
            if not Inquiry.objects.filter(bid=bid, kind=Inquiry.Kind.LOW_PRICE).exists():
                words = f"{'；'.join(TRIGGERS[one] for one in why)}。{ASKED_WHY}"
                _ask(committee, lot, bid, Inquiry.Kind.LOW_PRICE, words, member, triggers=why,
                     minutes=lot.evaluation_scheme.low_price_minutes)
                asked += 1
        return asked


def ask(lot: Lot, *, bid: UUID, kind: str, text: str, minutes: int = USUAL, amount: Decimal | None = None,
        actor) -> Inquiry:
    """Ask one bidder to clarify, to explain a price the committee finds too low, or to confirm the corrected total
    ``amount`` (元).

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``inquiry.text``, ``inquiry.minutes``,
    ``inquiry.bid``, ``inquiry.amount``, ``inquiry.twice``.
    """
    with journal.evaluating(lot.pk, "ask") as (committee, lot):
        member = journal.member_of(committee, actor, "ask")
        if not text.strip() or len(text) > MOST:
            raise refusal("ask", "inquiry.text", most=MOST)
        if kind == Inquiry.Kind.LOW_PRICE:
            minutes = lot.evaluation_scheme.low_price_minutes
        elif not SHORTEST <= minutes <= LONGEST:
            raise refusal("ask", "inquiry.minutes")
        found = Bid.objects.filter(lot=lot).standing().filter(pk=bid).first()
        if found is None:
            raise refusal("ask", "inquiry.bid")
        if kind == Inquiry.Kind.CORRECTION and not _corrects(found, amount):
            raise refusal("ask", "inquiry.amount")
        if kind != Inquiry.Kind.CLARIFY and (Inquiry.objects.filter(bid=found, kind=kind).exists()
                                             or found.verdicts.filter(phase=kind).exists()):
            raise refusal("ask", "inquiry.twice")
        why = (low_price.COMMITTEE,) if kind == Inquiry.Kind.LOW_PRICE else ()
        return _ask(committee, lot, found.pk, kind, text.strip(), member, minutes=minutes, triggers=why,
                    amount=amount if kind == Inquiry.Kind.CORRECTION else None)


def _corrects(bid: Bid, amount: Decimal | None) -> bool:
    read = bid.opened.filter(stage=bundling.OPENING).values_list("amount", flat=True).first()
    return amount is not None and amount.is_finite() and amount > 0 and amount != read


def _ask(committee: Committee, lot: Lot, bid: UUID, kind: str, text: str, member: Member, *, minutes: int,
         triggers: Sequence[str] = (), amount: Decimal | None = None) -> Inquiry:
    row = Inquiry.objects.create(lot=lot, bid_id=bid, kind=kind, text=text, amount=amount, triggers=list(triggers),
                                 asked_by=member, asked_at=clock.now(),
                                 due_at=clock.now() + timedelta(minutes=minutes))
    words = f"{member.label}就包 {lot.number} 向一家投标人发出询问（{row.get_kind_display()}），" \
            f"{moment(row.due_at)} 前答复。"
    journal.write(committee, "asked", words, actor=member)
    return row


def answer(inquiry: Inquiry, *, text: str = "", agrees: bool | None = None, actor) -> Inquiry:
    """The bidder answers in writing. What comes at or after the time is kept as late and counts as none: the caller
    reads ``late_at``.

    Raises StepRefused ``inquiry.not_yours``, ``inquiry.no_duty``, ``inquiry.answered``, ``inquiry.text``,
    ``inquiry.choice``, ``evaluation.not_running``.
    """
    with journal.evaluating(inquiry.lot_id, "answer") as (committee, _):
        row = Inquiry.objects.select_for_update(of=("self",)).select_related("bid").get(pk=inquiry.pk)
        if not (actor and actor.party == row.bid.party_id):
            raise refusal("answer", "inquiry.not_yours")
        if not of_bids.may_bid(actor):
            raise refusal("answer", "inquiry.no_duty")
        if row.answered_at or row.late_at:
            raise refusal("answer", "inquiry.answered")
        if row.kind == Inquiry.Kind.CORRECTION and agrees is None:
            raise refusal("answer", "inquiry.choice")
        if (row.kind != Inquiry.Kind.CORRECTION and not text.strip()) or len(text) > MOST:
            raise refusal("answer", "inquiry.text", most=MOST)
        if clock.now() >= row.due_at:
            _close(committee, row)
            row.late_answer, row.late_at = text.strip() or ("确认" if agrees else "不确认"), clock.now()
        else:
            row.answer, row.agrees = text.strip(), agrees
            row.answered_by, row.answered_at = str(actor), clock.now()
            _follow(committee, row)
        row.save()
        return row


def _follow(committee: Committee, row: Inquiry) -> None:
    """What an answer in time leads to."""
    journal.write(committee, "answered", f"一家投标人答复询问（{row.get_kind_display()}）。", actor=policy.COMMITTEE)
    if row.kind == Inquiry.Kind.LOW_PRICE:
        Motion.objects.create(committee=committee, lot_id=row.lot_id, bid=row.bid, kind=Motion.Kind.LOW_PRICE,
                              opened_at=clock.now())
    elif row.kind == Inquiry.Kind.CORRECTION:
        _verdict(row, Verdict.Phase.CORRECTION, bool(row.agrees), "投标人不确认修正后的报价。", "第五十九条")


def _verdict(row: Inquiry, phase: str, passed: bool, ground: str, article: str) -> None:
    detail = {"amount": f"{row.amount:.2f}", "text": row.text} if row.amount is not None else {"triggers": row.triggers}
    Verdict.objects.create(bid=row.bid, phase=phase, passed=passed, ground="" if passed else ground, at=clock.now(),
                           basis="" if passed else f"{MOF87} {article}", by=policy.COMMITTEE, detail=detail)


def _close(committee: Committee, row: Inquiry) -> None:
    """The time ran out: it is as if nothing had been said."""
    if row.closed_at:
        return
    row.closed_at = row.due_at
    row.save(update_fields=["closed_at"])
    words = f"询问（{row.get_kind_display()}）答复时间届满，没有收到答复：{MEANS[row.kind]}"
    journal.write(committee, "expired", words, actor=policy.COMMITTEE)
    if row.kind == Inquiry.Kind.LOW_PRICE:
        _verdict(row, Verdict.Phase.LOW_PRICE, False, "没有在规定时间内书面说明报价的合理性。", "第六十条")
    elif row.kind == Inquiry.Kind.CORRECTION:
        words = f"没有在规定时间内确认修正后的报价 {in_figures(row.amount)} 元。"
        _verdict(row, Verdict.Phase.CORRECTION, False, words, "第五十九条")


def overdue():
    """Questions whose time is over and that nobody closed yet."""
    return Inquiry.objects.open().filter(due_at__lte=clock.now(), lot__status=journal.EVALUATING)


def expire() -> int:
    """Close every question whose time is over; returns how many. Twice is harmless."""
    done = 0
    for found in list(overdue().values_list("pk", "lot__tender__committee")):
        with journal.locked(found[1]) as committee:
            row = Inquiry.objects.open().select_for_update(of=("self",)).select_related("bid").filter(
                pk=found[0]).first()
            if row is not None:
                _close(committee, row)
                done += 1
    return done
