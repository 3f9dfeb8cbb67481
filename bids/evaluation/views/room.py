"""The pages of a member before one lot, and what is posted to them."""
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from market.core import clock, files
from market.core.idempotency import once
from market.core.steps import Reason, StepRefused
from market.core.wording import local

from .. import forms, looks, rail, reading, services
from ..pages import deciding, frame, scoring
from .shared import act, private

PAGES = {"review": deciding.review, "facts": scoring.facts, "inquiries": deciding.inquiries,
         "summary": deciding.summary, "report": deciding.report}


@require_safe
@private
def room(request, pk: UUID):
    """What this member is to do next in this lot, or the tab they ask for."""
    return _room(request, looks.seat(pk, request.actor))


def _room(request, seat: looks.Seat, *, tab: str = "", status: int = 200, **more) -> HttpResponse:
    if seat.lot.status in ("opened", "qualification_reviewed"):
        return render(request, "bids/evaluation/waiting.html", frame.frame(seat), status=status)
    tab = tab or request.GET.get("tab") or rail.stage(seat)
    if tab == "score" and seat.lot.evaluation_scheme.scores:
        context = scoring.sheet(seat, request.GET)
    elif tab in PAGES and (seat.lot.evaluation_scheme.scores or tab != "facts"):
        context = PAGES[tab](seat)
    else:
        raise Http404
    return render(request, f"bids/evaluation/{context['tab']}.html", context | more, status=status)


def _again(request, pk: UUID, tab: str):
    """How a refused act shows the page it came from."""
    return lambda **more: _room(request, looks.seat(pk, request.actor), tab=tab, **more)


def _to(pk: UUID, tab: str, more: str = ""):
    return lambda: redirect(f"{reverse('evaluations:room', args=[pk])}?tab={tab}{more}")


@require_POST
@private
def votes(request, pk: UUID):
    """Answers to questions: ``agrees-<question>`` is yes or no, ``reason-<question>`` why not."""
    seat, answers = looks.seat(pk, request.actor), {}
    tab = "inquiries" if request.POST.get("tab") == "inquiries" else "review"
    for name, value in request.POST.items():
        if name.startswith("agrees-") and value in ("yes", "no"):
            try:
                motion = UUID(name.removeprefix("agrees-"))
            except ValueError as error:
                raise Http404 from error
            answers[motion] = value == "yes", request.POST.get(f"reason-{motion}", "")
    if not answers:
        return _room(request, seat, tab=tab, status=422, refusals=[NOTHING])
    return act(lambda: services.vote(seat.lot, answers=answers, actor=request.actor), _again(request, pk, tab),
               _to(pk, tab))


NOTHING = Reason("vote.nothing", "没有选择任何一项的结论，没有提交；请逐项选择。")


@require_http_methods(["POST", "PATCH"])
@private
def sheet(request, pk: UUID):
    """Cells of one's own sheet: as JSON from the page's script, or one cell as a plain form."""
    seat = looks.seat(pk, request.actor)
    return _patched(request, seat) if request.method == "PATCH" else _typed(request, seat)


def _patched(request, seat: looks.Seat) -> JsonResponse:
    try:
        revision, changes = forms.patch(request.body)
        saved = services.save_scores(seat.lot, revision=revision, changes=changes, actor=request.actor)
    except forms.Malformed as error:
        return JsonResponse({"code": "score.malformed", "message": str(error)}, status=422)
    except StepRefused as refused:
        first = refused.reasons[0]
        return JsonResponse({"code": first.code, "message": str(first.message)}, status=409)
    said = {"revision": saved.revision, "saved_at": f"{local(clock.now()):%H:%M:%S}",
            "others": [forms.as_json(one) for one in saved.others]}
    if saved.conflicts:
        said |= {"code": "score.conflict", "message": CONFLICT, "conflicts": [
            {"sent": forms.as_json(one.sent), "stands": forms.as_json(one.stands)} for one in saved.conflicts]}
    return JsonResponse(said, status=409 if saved.conflicts else 200)


CONFLICT = "这一格在另一个页面刚刚改过。两个值都还在：请核对后选择保留哪一个。"


def _typed(request, seat: looks.Seat) -> HttpResponse:
    """One cell posted by a form; what was not touched is not a change."""
    said, lot = request.POST, seat.lot
    try:
        bid, revision = UUID(said.get("bid", "")), int(said.get("revision", ""))
        change = services.Change(bid, said.get("criterion", ""), forms.points_of(said.get("points")),
                                 said.get("comment", ""))
        was = forms.points_of(said.get("was_points")), said.get("was_comment", "")
    except forms.Malformed as error:
        return _room(request, seat, tab="score", status=422, refusals=[Reason("score.malformed", str(error))],
                     typed=said)
    except ValueError as error:
        raise Http404 from error
    saved = services.Saved(revision)
    try:
        if (change.points, change.comment.strip()) != was:
            saved = services.save_scores(lot, revision=revision, changes=[change], actor=request.actor)
    except StepRefused as refused:
        return _room(request, seat, tab="score", status=409, refusals=refused.reasons, typed=said)
    if saved.conflicts:
        return _room(request, seat, tab="score", status=409, conflict=saved.conflicts[0], typed=said,
                     refusals=[Reason("score.conflict", CONFLICT)])
    onward = said.get("onward", "") if said.get("then") == "next" else said.get("place", "")
    return _to(lot.pk, "score", f"&criterion={change.criterion}&bid={onward}&saved=1")()


@require_POST
@private
def facts(request, pk: UUID):
    """Facts: ``fact-<place>-<criterion>`` enters a value, ``confirm-<place>-<criterion>`` confirms the one read."""
    seat = looks.seat(pk, request.actor)
    places = {str(one.place): one.id for one in frame.bids_of(seat)}
    verb, start = ((services.confirm_facts, "confirm-") if request.POST.get("act") == "confirm"
                   else (services.enter_facts, "fact-"))
    values = {}
    for name, value in request.POST.items():
        if name.startswith(start) and value.strip():
            place, _, criterion = name.removeprefix(start).partition("-")
            if place not in places:
                raise Http404
            values[places[place], criterion] = value
    if not values:
        return _room(request, seat, tab="facts", status=422, refusals=[NO_FACT])
    return act(lambda: verb(seat.lot, values=values, actor=request.actor), _again(request, pk, "facts"),
               _to(pk, "facts"))


NO_FACT = Reason("fact.nothing", "没有填写或者勾选任何一项，没有提交。")


@require_POST
@private
@once("evaluation.ask")
def ask(request, pk: UUID):
    """A question to one bidder."""
    seat, form = looks.seat(pk, request.actor), forms.InquiryForm(request.POST)
    return act(lambda: services.ask(seat.lot, actor=request.actor, **form.said()), _again(request, pk, "inquiries"),
               _to(pk, "inquiries"), form)


def _number(request, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else 0


def _explain(lot, actor, request):
    try:
        bid = UUID(request.POST.get("bid", ""))
    except ValueError as error:
        raise Http404 from error
    return services.explain(lot, bid=bid, text=request.POST.get("text", ""), actor=actor)


ACTS = {
    "hand_in": ("score", "summary", lambda lot, actor, request: services.hand_in(lot, actor=actor)),
    "ask_low_prices": ("inquiries", "inquiries", lambda lot, actor, request: services.ask_low_prices(lot, actor=actor)),
    "explain": ("summary", "summary", _explain),
    "tally": ("summary", "report", lambda lot, actor, request: services.tally(lot, actor=actor)),
    "draw_ties": ("summary", "summary", lambda lot, actor, request: services.draw_ties(lot, actor=actor)),
    "sign": ("report", "report", lambda lot, actor, request: services.sign(
        lot, dissent=request.POST.get("dissent", ""), actor=actor)),
    "refused": ("report", "report", lambda lot, actor, request: services.record_refusal(
        lot, seat=_number(request, "seat"), actor=actor)),
    "finish": ("report", "report", lambda lot, actor, request: services.finish(lot, actor=actor)),
    "fail": ("report", "report", lambda lot, actor, request: services.conclude_failure(lot, actor=actor)),
}
"""Act to the tab it is on, the tab that follows, and what is done."""


@require_POST
@private
def lot_act(request, pk: UUID, act_: str):
    """An act of a member or of the chair that needs hardly more than a button."""
    if act_ == "reopen":
        return _reopen(request, pk)
    if act_ not in ACTS:
        raise Http404
    seat = looks.seat(pk, request.actor)
    tab, onward, verb = ACTS[act_]
    after = _to(pk, onward) if act_ not in ("finish", "fail") else lambda: redirect(
        "evaluations:seat", seat.committee.pk)
    return act(lambda: verb(seat.lot, request.actor, request), _again(request, pk, tab), after)


def _reopen(request, pk: UUID):
    seat, form = looks.seat(pk, request.actor), forms.AgainForm(request.POST)
    return act(lambda: services.reopen(seat.lot, seat=_number(request, "seat"), actor=request.actor,
                                       **form.cleaned_data),
               _again(request, pk, "summary"), _to(pk, "summary"), form)


@require_safe
@private
def volume(request, pk: UUID, file: UUID):
    """A file of a bid, for those who sit in the committee."""
    seat = looks.seat(pk, request.actor)
    found = reading.one(seat.lot, file)
    if found is None:
        raise Http404
    return files.response(found.file, request)
