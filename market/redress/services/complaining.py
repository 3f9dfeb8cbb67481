"""What the supervising department does with complaints, and what others do in answer to it."""
from collections.abc import Collection
from datetime import date

from django.db import transaction

from bids import standing as bidding
from market.core import clock, holds
from market.core.models import Hold
from market.parties.models import User
from tenders import services as tenders
from tenders.models import Lot, Tender

from .. import acting
from ..content import MOF94
from ..models import Complaint, Copy, Paper, Pause, Reader
from ..models.complaints import RULED, TAKEN_ON
from .doors import door, need, refuse
from .drafting import kept
from .querying import require_done

BASIS = {"start_check": "第二十一条", "accept": "第二十一条", "publish": "第三十四条", "close": "第三十四条"}
PLAIN = frozenset(BASIS)
"""Steps that need nothing said."""


@transaction.atomic
def move(complaint: Complaint, step: str, *, actor) -> Complaint:
    """A step that needs nothing said: start_check, accept, publish, close. Raises StepRefused."""
    if step not in PLAIN:
        raise ValueError(f"{step} needs more to be said.")
    return door(complaint, step, actor=actor, basis=f"{MOF94} {BASIS[step]}")


@transaction.atomic
def ask_complaint_correction(complaint: Complaint, *, what: str, until: date, actor) -> Complaint:
    """Tell who complains, once and whole, what is to be put right and until when. Raises StepRefused."""
    words = need("ask_correction", what, "correction.empty", "没有写明需要补正的事项，未发出；请一次性写全。")
    if until <= clock.today():
        raise refuse("ask_correction", "correction.too_soon", "补正期限应当晚于今日，未发出；"
                                                              "请改晚。", f"{MOF94} 第二十一条")
    done = door(complaint, "ask_correction", actor=actor, reason=words, basis=f"{MOF94} 第二十一条", what=words,
                until=until)
    Pause.objects.create(complaint=done, kind=Pause.Kind.CORRECTION, since=clock.now(), by=str(actor))
    return done


@transaction.atomic
def refuse_complaint(complaint: Complaint, *, ground: str, elsewhere: bool = False, actor) -> Complaint:
    """Do not take a complaint on, or say that another department is in charge (``elsewhere``). Raises StepRefused."""
    step = "redirect" if elsewhere else "refuse"
    words = need(step, ground, "ground.empty", "没有写明理由，未办理；理由将书面告知投诉人。")
    done = door(complaint, step, actor=actor, reason=words, basis=f"{MOF94} 第二十一条", ground=words)
    Pause.objects.filter(complaint=done, until=None).update(until=clock.now())
    return done


@transaction.atomic
def send_copies(complaint: Complaint, *, related: Collection = (), actor) -> Complaint:
    """Send copies and the notice to reply to the principal and its agent, and to bidders whom it concerns (ids of
    their parties). Raises StepRefused."""
    known = {str(pk) for pk, _ in bidding.bidders(complaint.lot)} if complaint.lot_id else set()
    if {str(one) for one in related} - known:
        raise refuse("send_copies", "copies.strangers", "所选单位不是该标段（包）已开标的投标人，没有发出；"
                                                        "请重新选择。")
    done = door(complaint, "send_copies", actor=actor, basis=f"{MOF94} 第二十一条")
    tender, now = done.tender, clock.now()
    respondents = [pk for pk in (tender.principal_id, tender.agent_id) if pk]
    rows = [(pk, Copy.Role.RESPONDENT) for pk in respondents] + [
        (pk, Copy.Role.RELATED) for pk in related if str(pk) not in {str(done.party_id), *map(str, respondents)}]
    Copy.objects.bulk_create(Copy(complaint=done, party_id=pk, role=role, sent_at=now) for pk, role in rows)
    return done


@transaction.atomic
def answer_copy(copy: Copy, *, text: str, uploads=(), actor) -> Copy:
    """Reply to a copy in writing; a late reply is kept and marked as such. Raises StepRefused, FileRefused."""
    fresh = Copy.objects.select_for_update().get(pk=copy.pk)
    if not actor or actor.party != fresh.party_id or not actor.proved or not actor.duties & acting.FILING:
        raise refuse("reply", "reply.not_yours", "只有收到副本的单位的经办人、审核人可以提交书面说明。")
    if fresh.replied_at:
        raise refuse("reply", "reply.done", "书面说明已经提交，不能再改；需要补充的，请联系监督部门。")
    if fresh.complaint.status not in TAKEN_ON:
        raise refuse("reply", "reply.over", "监督部门已经作出决定，不再接收书面说明。")
    fresh.reply = need("reply", text, "reply.empty", "没有填写书面说明，未提交；请填写。")
    fresh.replied_by, fresh.replied_at = str(actor), clock.now()
    fresh.save()
    for upload in uploads:
        Paper.objects.create(copy=fresh, role=Paper.Role.REPLY, file=kept(upload), added_by=str(actor),
                             added_at=clock.now())
    return fresh


def _handled(complaint: Complaint, actor, states: Collection[str], step: str) -> Complaint:
    """The complaint, locked, for its department and in one of these states. Raises StepRefused."""
    fresh = Complaint.objects.select_for_update(of=("self",)).select_related("tender").get(pk=complaint.pk)
    if not acting.supervises(fresh.tender, actor):
        raise refuse(step, "step.not_permitted", "只有受理投诉的监督部门的经办人、审核人可以办理。")
    if fresh.status not in states:
        raise refuse(step, "step.wrong_state", f"当前状态（{fresh.get_status_display()}）不能办理这一步，请刷新页面。")
    return fresh


@transaction.atomic
def begin_pause(complaint: Complaint, *, kind: str, about: str, actor) -> Pause:
    """Send something out to be inspected, tested, appraised or reviewed: until it is back the time stands still.

    Raises StepRefused.
    """
    fresh = _handled(complaint, actor, TAKEN_ON, "begin_pause")
    if kind not in set(Pause.Kind.values) - {Pause.Kind.CORRECTION}:
        raise refuse("begin_pause", "pause.unknown", "没有选择送检、送审的种类，未登记；"
                                                     "请选择。", f"{MOF94} 第二十七条")
    words = need("begin_pause", about, "pause.empty", "没有写明送什么、送给谁，未登记；请填写。", most=300)
    return Pause.objects.create(complaint=fresh, kind=kind, about=words, since=clock.now(), by=str(actor))


@transaction.atomic
def end_pause(pause: Pause, *, actor) -> Pause:
    """The result is back. Raises StepRefused."""
    _handled(pause.complaint, actor, TAKEN_ON, "end_pause")
    fresh = Pause.objects.select_for_update().get(pk=pause.pk)
    if fresh.until or fresh.kind == Pause.Kind.CORRECTION:
        raise refuse("end_pause", "pause.over", "这一项已经登记收到，不能再次登记。")
    fresh.until = clock.now()
    fresh.save()
    return fresh


@transaction.atomic
def give_to_reader(complaint: Complaint, *, login: str, actor) -> Reader:
    """Let a person, such as an expert, read a complaint. Raises StepRefused."""
    fresh = _handled(complaint, actor, TAKEN_ON, "give")
    user = User.objects.filter(username=login.strip(), is_active=True).first()
    if user is None:
        raise refuse("give", "reader.unknown", "没有这个登录名，未授权；请向专家本人核对。")
    return Reader.objects.get_or_create(complaint=fresh, user=user,
                                        defaults={"given_by": str(actor), "given_at": clock.now()})[0]


def held_record(complaint: Complaint) -> Tender | Lot:
    """What a suspension on its account holds: the tender while its lots wait for it, else the lot complained of."""
    lot = complaint.lot
    return complaint.tender if lot is None or complaint.tender.status != complaint.tender.rulebook.handover else lot


@transaction.atomic
def suspend_tender(complaint: Complaint, *, order_no: str, reason: str, actor) -> Hold:
    """Order the procurement to stand still while a complaint is handled; at most as long as the law allows.

    Raises StepRefused.
    """
    fresh = _handled(complaint, actor, TAKEN_ON, "suspend")
    fresh.hold = tenders.suspend(held_record(fresh), order_no=order_no, actor=actor,
                                 reason=f"处理投诉 {fresh.number}：{reason.strip()}" if reason.strip() else "")
    fresh.save(update_fields=["hold"])
    return fresh.hold


@transaction.atomic
def resume_tender(complaint: Complaint, *, reason: str, actor) -> Tender | Lot:
    """End the suspension ordered on its account; the clocks run again with what was left. Raises StepRefused."""
    fresh = _handled(complaint, actor, (*TAKEN_ON, *RULED, "closed"), "resume")
    if fresh.hold is None or not holds.in_force(Hold.objects.filter(pk=fresh.hold_id)).exists():
        raise refuse("resume", "hold.none", "没有因这件投诉而暂停的采购活动，无须恢复。")
    model = Tender if fresh.hold.record_type == Tender._meta.label_lower else Lot
    return tenders.resume(model.objects.get(pk=fresh.hold.record_id), reason=reason, actor=actor)


@transaction.atomic
def ask_withdrawal(complaint: Complaint, *, reason: str, actor) -> Complaint:
    """Who complains asks to take it back. Raises StepRefused."""
    words = need("ask_withdrawal", reason, "withdrawal.empty", "没有写明撤回的理由，未提交；请填写。", most=1000)
    return door(complaint, "ask_withdrawal", actor=actor, reason=words, basis=f"{MOF94} 第三十条", why=words)


@transaction.atomic
def terminate(complaint: Complaint, *, order_no: str, actor) -> Complaint:
    """End what was taken back. Raises StepRefused."""
    number = need("terminate", order_no, "decision.no_number", "没有填写文号，未办理；请填写。", most=80)
    done = door(complaint, "terminate", actor=actor, basis=f"{MOF94} 第三十条", order_no=number,
                law=f"{MOF94} 第三十条")
    Pause.objects.filter(complaint=done, until=None).update(until=clock.now())
    return done


@transaction.atomic
def decide(complaint: Complaint, *, outcome: str, order_no: str, facts: str, decision: str, law: str, actor,
           affects: bool = False, groundless: bool = False, upload=None) -> Complaint:
    """Decide. ``groundless`` fits a rejected complaint alone. Raises StepRefused, FileRefused."""
    kinds = {one for one in Complaint.Outcome.values if one != Complaint.Outcome.TERMINATED_WITHDRAWN}
    if outcome not in kinds:
        raise refuse("decide", "decision.no_outcome", "没有选择处理结果，未办理；请选择。", f"{MOF94} 第二十九条至第"
                                                                                            f"三十二条")
    if groundless and outcome != Complaint.Outcome.REJECTED:
        raise refuse("decide", "decision.groundless_upheld", "投诉成立的，不能同时认定查无实据；请核对后重新提交。",
                     f"{MOF94} 第三十七条")
    said = {
        "order_no": need("decide", order_no, "decision.no_number", "没有填写处理决定的文号，未办理；请填写。", most=80),
        "facts": need("decide", facts, "decision.no_facts", "没有写明查明的事实，未办理；请填写。", most=20000),
        "decision": need("decide", decision, "decision.empty", "没有写明处理决定，未办理；请填写。", most=20000),
        "law": need("decide", law, "decision.no_law", "没有写明处理决定的法律依据，未办理；请填写。")}
    upheld = outcome != Complaint.Outcome.REJECTED
    done = door(complaint, "decide", actor=actor, basis=said["law"], outcome=outcome,
                affects=upheld and (affects or outcome == Complaint.Outcome.UPHELD_REDO), groundless=groundless, **said)
    if upload:
        Paper.objects.create(complaint=done, role=Paper.Role.DECISION, file=kept(upload), added_by=str(actor),
                             added_at=clock.now())
    return done


@transaction.atomic
def carry_out_decision(complaint: Complaint, *, consequence: str, actor) -> Complaint:
    """The principal records that what a decision orders was done; the log must show it. Raises StepRefused."""
    if complaint.decided_at is not None:
        require_done(complaint, consequence, complaint.decided_at)
    return door(complaint, "carry_out", actor=actor, basis=complaint.decision_law, consequence=consequence)


@transaction.atomic
def note_review(complaint: Complaint, *, note: str, actor) -> Complaint:
    """Somebody went to administrative review or to court over the decision. Raises StepRefused."""
    words = need("note_review", note, "review.empty", "没有写明行政复议或者诉讼的情况，未登记；请填写。", most=1000)
    return door(complaint, "note_review", actor=actor, reason=words, note=words)
