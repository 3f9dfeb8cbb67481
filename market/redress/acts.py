"""What may be done with a matter now: one act for each step, with its form, its button and the verb behind it."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bids import standing as bidding
from market.core import holds
from market.core.guards import Reason
from market.core.models import Hold
from market.core.steps import edge, why_not

from . import acting, forms, services
from .content import items
from .models import Complaint, Copy, Enquiry, Query
from .models.complaints import TAKEN_ON


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: ``form`` makes its form of the posted data, ``do`` takes the cleaned form. ``reasons`` say why
    it cannot be done yet."""

    step: str
    label: str
    form: Callable
    do: Callable
    hint: str = ""
    reasons: list[Reason] = field(default_factory=list)
    primary: bool = False


def _text(verb: Callable, record, actor, name: str = "text") -> Callable:
    return lambda form: verb(record, actor=actor, **{name: form.cleaned_data["text"]})


def _all(verb: Callable, record, actor) -> Callable:
    return lambda form: verb(record, actor=actor, **form.cleaned_data)


def _offered(record, actor, found: Iterator[Act]) -> list[Act]:
    """Those whose step leads somewhere from the present state, each with what stands in its way."""
    return [Act(one.step, one.label, one.form, one.do, one.hint, why_not(record, one.step, actor), one.primary)
            for one in found if edge(record, one.step) is not None]


def of_enquiry(record: Enquiry, actor) -> list[Act]:
    """What somebody may do with an enquiry."""
    if not acting.answers(record.tender, actor):
        return []
    return _offered(record, actor, [Act("answer", "答复询问", forms.EnquiryAnswerForm,
                                        _text(services.answer_enquiry, record, actor), primary=True)])


def of_query(record: Query, actor) -> list[Act]:
    """What somebody may do with a query."""
    found: list[Act] = []
    if acting.answers(record.tender, actor):
        found += _of_house(record, actor)
    if acting.files(actor) and actor.party == record.party_id:
        found += [
            Act("correct", "提交补正", _letter(record, "query"), _correct(record, actor), primary=True),
            Act("withdraw", "撤回质疑", forms.WithdrawForm, lambda form: services.withdraw_query(record, actor=actor),
                "撤回后不再答复，也不能据此投诉。")]
    return _offered(record, actor, found)


def _of_house(record: Query, actor) -> list[Act]:
    bidders = bidding.bidders(record.lot) if record.lot_id else []
    others = [(pk, name) for pk, name in bidders if pk != record.party_id]

    def answer(form):
        said = dict(form.cleaned_data)
        return services.answer_query(record, outcome=said["outcome"], text=said["text"], law=said["law"],
                                     also=said.get("also", ()), uploads=said["files"], actor=actor)

    return [
        Act("answer", "答复质疑", lambda *a, **k: forms.AnswerForm(*a, bidders=others, **k), answer, primary=True),
        Act("ask_correction", "一次性通知补正", forms.CorrectionForm,
            _text(services.ask_correction, record, actor, "what")),
        Act("rule_harmless", "判断为不影响中标结果", forms.HarmlessForm,
            _text(services.rule_harmless, record, actor, "reason"), "未办理的，答复之前不能签订合同。"),
    ] + ([Act("carry_out", "登记后续处"
                           "理", forms.ConsequenceForm, _all(services.carry_out, record, actor), primary=True)]
         if record.outcome.startswith("founded") else [])


def _letter(record, kind: str) -> Callable:
    queried = items(record.query.said) if kind == "complaint" else []

    def make(*args, **kwargs):
        form = forms.LetterForm(*args, kind=kind, items=len(items(record.said)), queried=queried,
                                initial=forms.LetterForm.initial_of(record.said), **kwargs)
        form.fields["files"] = forms.Files(label="补正材料", required=False, help_text=forms.FILES_HINT)
        return form
    return make


def _correct(record, actor) -> Callable:
    return lambda form: services.correct(record, said=form.said(), uploads=form.cleaned_data["files"], actor=actor)


def of_complaint(record: Complaint, actor) -> list[Act]:
    """What somebody may do with a complaint."""
    found: list[Act] = []
    if acting.files(actor) and actor.party == record.party_id:
        found += [
            Act("correct", "提交补正", _letter(record, "complaint"), _correct(record, actor), primary=True),
            Act("ask_withdrawal", "申请撤回投诉", forms.AskWithdrawalForm,
                _text(services.ask_withdrawal, record, actor, "reason"))]
    if record.outcome in {"upheld", "upheld_redo"} and record.policy("carry_out", actor):
        found.append(Act("carry_out", "登记按决定办理的结果", forms.ConsequenceForm,
                         _all(services.carry_out_decision, record, actor), primary=True))
    offered = _offered(record, actor, found)
    copy = copy_of(record, actor)
    if copy and not copy.replied_at and record.status in TAKEN_ON and actor.duties & acting.FILING:
        offered.append(Act("reply", "提交书面说明", forms.ReplyForm, lambda form: services.answer_copy(
            copy, text=form.cleaned_data["text"], uploads=form.cleaned_data["files"], actor=actor), primary=True))
    return offered


def copy_of(record: Complaint, actor) -> Copy | None:
    """The copy sent to the party acted for."""
    return next((one for one in record.copies.all() if one.party_id == actor.party), None)


def of_case(record: Complaint, actor) -> list[Act]:
    """What the department may do with a complaint."""
    if not acting.supervises(record.tender, actor):
        return []
    return _offered(record, actor, _of_department(record, actor)) + _beside(record, actor)


def _of_department(record: Complaint, actor) -> list[Act]:
    def move(step: str) -> Callable:
        return lambda form: services.move(record, step, actor=actor)

    def refuse(elsewhere: bool) -> Callable:
        return lambda form: services.refuse_complaint(record, ground=form.cleaned_data["text"], elsewhere=elsewhere,
                                                      actor=actor)

    def decide(form):
        said = dict(form.cleaned_data)
        uploads = said.pop("files")
        return services.decide(record, upload=uploads[0] if uploads else None, actor=actor, **said)

    bidders = bidding.bidders(record.lot) if record.lot_id else []
    others = [(pk, name) for pk, name in bidders if pk != record.party_id]
    return [
        Act("start_check", "开始审查", forms.WithdrawForm, move("start_check"), primary=True),
        Act("accept", "受理", forms.WithdrawForm, move("accept"), "收到之日即为受理之日，处理期限从收到投诉起算。",
            primary=True),
        Act("ask_correction", "一次性通知补正", forms.ComplaintCorrectionForm,
            lambda form: services.ask_complaint_correction(record, what=form.cleaned_data["text"],
                                                           until=form.cleaned_data["until"], actor=actor)),
        Act("refuse", "不予受理", forms.GroundForm, refuse(elsewhere=False)),
        Act("redirect", "告知向其他部门投诉", forms.RedirectForm, refuse(elsewhere=True)),
        Act("send_copies", "发出答复通知书和投诉书副本", lambda *a, **k: forms.CopiesForm(*a, bidders=others, **k),
            lambda form: services.send_copies(record, related=form.cleaned_data.get("related", ()), actor=actor),
            "采购人和代理机构是被投诉人，收到后在法定期限内书面说明。", primary=True),
        Act("decide", "作出处理决定", forms.DecisionForm, decide, primary=True),
        *([Act("terminate", "终止处理", forms.TerminateForm, _all(services.terminate, record, actor),
               "投诉人已申请撤回。", primary=True)] if record.withdrawal_at else []),
        Act("publish", "公告处理决定", forms.WithdrawForm, move("publish"), "公告写明当事人、投诉事项、"
                                                                            "处理依据和结果。",
            primary=True),
        Act("note_review", "登记行政复议或者诉讼", forms.NoteForm, _text(services.note_review, record, actor, "note")),
        Act("close", "结案", forms.WithdrawForm, move("close")),
    ]


def _beside(record: Complaint, actor) -> list[Act]:
    """What is no step of the complaint: suspending and resuming, sending out, letting somebody read."""
    found = []
    held = record.hold_id is not None and holds.in_force(Hold.objects.filter(pk=record.hold_id)).exists()
    if held:
        found.append(Act("resume", "恢复采购活动", forms.ResumeForm, _all(services.resume_tender, record, actor)))
    if record.status in TAKEN_ON:
        if not held:
            most = record.tender.rulebook.suspension
            found.append(Act("suspend", "暂停采购活动", forms.SuspendForm,
                             _all(services.suspend_tender, record, actor), f"最长 {most}，期满自动恢复。{most.law}"))
        found += [Act("pause", "登记检验、检测、鉴定、专家评审", forms.PauseForm,
                      _all(services.begin_pause, record, actor), "送出至收到结果的期间不计入处理期限。"),
                  Act("reader", "请专家查阅", forms.ReaderForm, _all(services.give_to_reader, record, actor))]
        found += [Act(f"back-{pause.pk}", f"登记收到结果：{pause.get_kind_display()}（{pause.about}"
                                          f"）", forms.WithdrawForm,
                      lambda form, pause=pause: services.end_pause(pause, actor=actor))
                  for pause in record.pauses.all() if pause.until is None and pause.kind != "correction"]
    return found
