"""Numbers a region sets differently: proposed by one person, approved by another, listed for whoever sets rules."""
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from market.core import idempotency
from market.core.steps import StepRefused
from market.parties.access import signed_in
from tenders import policy, services
from tenders.models import RuleOverride

from ..forms import OverrideForm
from ..overrides import rows


def _page(request, form, *, status: int = 200, refused: StepRefused | None = None):
    return render(request, "portal/overrides.html", {
        "desk_here": "rules", "form": form, "rows": rows(request.actor), "refused": refused and refused.reasons,
    }, status=status)


def _setters_only(view):
    """404 for everybody who sets no rules: they read them at ``/rules/``."""
    def guarded(request, *args, **kwargs):
        if not policy.sets_rules(request.actor):
            raise Http404
        return view(request, *args, **kwargs)
    return signed_in(guarded)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_setters_only
@idempotency.once("override-propose")
def overrides(request):
    """What was proposed and decided, and the form to propose."""
    if request.method != "POST":
        return _page(request, OverrideForm())
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        services.propose_override(**form.proposal(), actor=request.actor)
    except StepRefused as refused:
        return _page(request, form, status=409, refused=refused)
    return redirect("portal:overrides")


@never_cache
@require_POST
@_setters_only
def override_decide(request, pk):
    """Approve or refuse one; by another person than who proposed it."""
    override = get_object_or_404(RuleOverride, pk=pk)
    try:
        services.approve_override(override, actor=request.actor, agrees=request.POST.get("agrees") == "yes",
                                  reason=request.POST.get("reason", "")[:1000])
    except StepRefused as refused:
        return _page(request, OverrideForm(), status=409, refused=refused)
    return redirect("portal:overrides")
