"""An expert's own desk: checking in, declaring, standing aside, choosing who leads."""
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from market.core.steps import Reason

from ...models import Bid, Member, Motion
from .. import forms, looks, services
from ..recusal import GROUNDS, LAW
from .shared import act, faults_of, private

UNTICKED = Reason("declaration.unticked", "请勾选声明后再提交；有需要回避的情形的，请在下方申请回避。")

SEAT_ACTS = {"declare": services.declare, "recuse": services.recuse, "chair": services.vote_chair}


@require_safe
@private
def desk(request):
    """The form for the code, and the sessions one has checked in to."""
    return _desk(request)


def _desk(request, *, status: int = 200, **more):
    seats = Member.objects.of(request.actor).select_related("committee__tender__region").prefetch_related(
        "committee__tender__lots").order_by("-checked_in_at")[:50]
    return render(request, "bids/evaluation/desk.html", {"desk_here": "expert", "seats": seats} | more, status=status)


@require_POST
@private
def check_in(request):
    """Take one's seat with the code that the centre printed."""
    taken = []
    return act(lambda: taken.append(services.check_in(code=request.POST.get("code", "")[:40], actor=request.actor)),
               lambda **more: _desk(request, code=request.POST.get("code", "")[:40], **more),
               lambda: redirect("evaluations:seat", taken[0].committee_id))


@require_safe
@private
def seat(request, pk: UUID):
    """One committee from one's own seat: the declaration, who leads, the lots."""
    return _seat(request, pk)


def _seat(request, pk: UUID, *, status: int = 200, **more):
    committee, member = looks.own_committee(pk, request.actor)
    votes = Motion.objects.filter(committee=committee, kind=Motion.Kind.CHAIR, decided_at=None, votes__member=member)
    context = {
        "desk_here": "expert", "committee": committee, "member": member, "tender": committee.tender,
        "grounds": GROUNDS, "law": LAW, "names": _names(committee) if member.stands else [],
        "colleagues": list(committee.members.seated()), "chair": committee.members.filter(chair=True).first(),
        "mine": votes.values_list("subject__seat", flat=True).first(),
        "lots": committee.tender.lots.filter(status__in=("qualification_reviewed", "evaluating", "evaluated")).order_by(
            "number")}
    return render(request, "bids/evaluation/seat.html", context | more, status=status)


def _names(committee) -> list[str]:
    """Who bids, so that a member can say whether anything stands against them."""
    return list(Bid.objects.filter(lot__tender=committee.tender_id).exclude(party=None).values_list(
        "party__name", flat=True).order_by("party__name").distinct())


@require_POST
@private
def seat_act(request, pk: UUID, act_: str):
    """Declare, stand aside, or vote for who leads."""
    committee, _ = looks.own_committee(pk, request.actor)
    said = {}
    if act_ == "declare" and request.POST.get("agree") != "on":
        return _seat(request, pk, status=422, refusals=[UNTICKED])
    if act_ == "recuse":
        form = forms.RecusalForm(request.POST)
        if not form.is_valid():
            return _seat(request, pk, status=422, refusals=faults_of(form))
        said = form.cleaned_data
    if act_ == "chair":
        wanted = request.POST.get("seat", "")
        said = {"seat": int(wanted) if wanted.isascii() and wanted.isdigit() else 0}
    if act_ not in SEAT_ACTS:
        raise Http404
    return act(lambda: SEAT_ACTS[act_](committee, actor=request.actor, **said),
               lambda **more: _seat(request, pk, **more),
               lambda: redirect(reverse("evaluations:seat", args=[pk])))
