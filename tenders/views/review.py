"""The second person's page: what would be published, word for word, and the finding."""
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from market.core.idempotency import once
from market.parties.access import signed_in

from .. import checking, forms, policy, publication, services
from ..notices import tender_notice
from . import shown
from .frame import tender_or_404, workspace


@signed_in
@once("tenders.review")
def review(request: HttpRequest, pk) -> HttpResponse:
    """Ask for a review, or give one."""
    tender = tender_or_404(request, pk)
    waiting = tender.reviews.filter(agrees=None).order_by("-asked_at").first()
    deciding = "agrees" in request.POST or "remark" in request.POST
    form = forms.ReviewForm(request.POST if deciding else None)
    if request.method == "POST":
        try:
            if not deciding:
                services.ask_review(tender, actor=request.actor)
                return redirect("tenders:review", tender.pk)
            if waiting and form.is_valid():
                services.decide_review(waiting, agrees=form.cleaned_data["agrees"] == "yes",
                                       remark=form.cleaned_data["remark"], actor=request.actor)
                return redirect("tenders:review", tender.pk)
        except services.StepRefused as refused:
            return _page(request, tender, waiting, form, status=409, refusals=refused.reasons)
        return _page(request, tender, waiting, form, status=422)
    return _page(request, tender, waiting, form)


def _page(request, tender, waiting, form, status: int = 200, **context) -> HttpResponse:
    earlier = list(tender.reviews.exclude(agrees=None).order_by("-decided_at")[:10])
    who = shown.names([*(row.reviewer for row in earlier), *(row.asked_by for row in earlier),
                       *([waiting.asked_by] if waiting else [])])
    left = [reason for reason in checking.blocks(tender) if not reason.code.startswith("review.")]
    return workspace(request, tender, "overview", "review.html", status=status, waiting=waiting, form=form,
                     preview=tender_notice.write(tender), left=shown.dressed(tender, left),
                     reminders=checking.reminders(tender), approves=policy.approves(tender, request.actor),
                     prepared=str(request.actor) in tender.prepared_by, digest=publication.digest(tender),
                     current=tender.agreed_review(), asked_by=who.get(waiting.asked_by, "") if waiting else "",
                     earlier=[(row, who.get(row.reviewer, "")) for row in earlier], **context)
