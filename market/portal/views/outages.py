"""``/desk/oversight/outages/``: what the platform was out for, and the step that gives it back."""
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from market.core import outages as core
from market.core.models import Outage
from market.core.reading import require_safe
from market.core.steps import StepRefused
from market.parties.access import signed_in

from .. import outages as oversight

PER_PAGE = 10


@require_safe
@never_cache
@signed_in
def outages(request: HttpRequest) -> HttpResponse:
    """Outages, the newest first, each with the tenders it touched."""
    return _page(request)


def _page(request: HttpRequest, *, refused=None, status: int = 200) -> HttpResponse:
    if not oversight.supervises(request.actor):
        raise PermissionDenied("系统故障后的延期由监督部门的经办人或者审核人决定。故障记录向社会公开，见“运行状态”。")
    page = Paginator(Outage.objects.prefetch_related("reliefs"), PER_PAGE).get_page(request.GET.get("page"))
    rows = []
    for outage in page:
        touched = oversight.touched(outage, request.actor)
        rows.append({"outage": outage, "name": core.WATCHED.get(outage.component, outage.component), "touched": touched,
                     "waiting": [one for one in touched if one.mine and one.relief is None],
                     "reasons": oversight.why_not(outage, touched)})
    return render(request, "portal/outages.html", {
        "page": page, "rows": rows, "refused": refused, "desk_here": "outages",
        "availability": core.availability()}, status=status)


@require_POST
@signed_in
def outage_relieve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Extend by rule every touched tender this department supervises; pressed twice it happens once."""
    if not oversight.supervises(request.actor):
        return _page(request)
    try:
        _, refused = oversight.relieve(pk, actor=request.actor)
    except Outage.DoesNotExist as missing:
        raise Http404 from missing
    except StepRefused as error:
        return _page(request, refused=[("本次故障", error.reasons)], status=409)
    if refused:
        return _page(request, refused=list(refused.items()), status=409)
    return redirect("portal:outages")
