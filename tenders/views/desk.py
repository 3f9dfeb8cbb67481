"""The list of tenders on a desk, and the beginning of a new one."""
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from market.core import clock, typed
from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties.access import signed_in
from market.parties.models import Party

from .. import forms, policy, services, standing
from ..models import Tender
from ..models.tenders import BEFORE_PUBLICATION, RUNNING
from ..rulebooks.base import editions
from ..rulebooks.steps import STATES

GROUPS = {"draft": ("起草中", BEFORE_PUBLICATION), "running": ("投标中", RUNNING),
          "closed": ("已截止", ("closed",)), "ended": ("已结束", ("failed", "terminated"))}


@require_safe
@signed_in
def tender_list(request: HttpRequest) -> HttpResponse:
    """The tenders this person has to do with, those that move next first."""
    mine = Tender.objects.on_desk(request.actor)
    group, words = request.GET.get("group", ""), typed.words(request)
    found = mine.filter(status__in=GROUPS[group][1]) if group in GROUPS else mine
    if words:
        found = found.filter(Q(title__icontains=words) | Q(code__icontains=words))
    found = found.select_related("principal", "region").order_by("-drafted_at", "pk")
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    stand = standing.states(page)
    rows = [(tender, editions(tender.rulebook_key)[-1], STATES[stand[tender.pk]]) for tender in page]
    return render(request, "tenders/list.html", {
        "page": page, "rows": rows, "groups": [(key, label) for key, (label, _) in GROUPS.items()], "group": group,
        "words": words, "may_draft": bool(principals(request.actor)), "desk_here": "tenders"})


def principals(actor):
    """For whom this person may draft: the own organisation, and those whose mandate it holds."""
    if not actor.party or not actor.duties & policy.PREPARING:
        return Party.objects.none()
    today = clock.today()
    given = Q(mandates_given__agent=actor.party, mandates_given__revoked_at=None, mandates_given__since__lte=today)
    alive = Q(mandates_given__until=None) | Q(mandates_given__until__gte=today)
    own = Q(pk=actor.party) if not actor.proved or actor.roles & policy.PRINCIPALS else Q(pk=None)
    return Party.objects.filter(own | (given & alive)).distinct().order_by("name")


@signed_in
@once("tenders.new")
def tender_new(request: HttpRequest) -> HttpResponse:
    """Begin a tender; five facts, everything else in the workspace."""
    allowed = principals(request.actor)
    if not allowed:
        raise PermissionDenied("新建招标项目须由采购人的经办人、审核人，或者持有委托书的代理机构办理。"
                               "请由本单位管理员授予职责，或者先取得采购人的委托。")
    form = forms.NewForm(request.POST or None, principals=allowed, initial={
        "principal": allowed.first() if allowed.count() == 1 else None,
        "region": Party.objects.filter(pk=request.actor.party).values_list("region", flat=True).first()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        agent = None if data["principal"].pk == request.actor.party else Party.objects.get(pk=request.actor.party)
        try:
            tender = services.draft(actor=request.actor, agent=agent, **data)
        except services.StepRefused as refused:
            return render(request, "tenders/new.html", {"form": form, "refusals": refused.reasons,
                                                        "desk_here": "tenders"}, status=409)
        answer = redirect("tenders:tab", tender.pk, "basics")
        answer.object_id = tender.pk
        return answer
    return render(request, "tenders/new.html", {"form": form, "desk_here": "tenders"},
                  status=422 if form.is_bound else 200)
