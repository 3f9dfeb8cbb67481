"""/desk/centre/claims/, /desk/centre/parties/, /desk/centre/recoveries/: what the centre's people do, by twos."""
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from market.core import clock, typed

from .. import codes, policy, services
from ..access import signed_in
from ..errors import PartyRefused
from ..forms import desk as forms
from ..forms.recovering import OpenRecoveryForm
from ..models import AccountAct, Certificate, Claim, Party, PartyRole, Recovery
from ..models.parties import PERSON, USCC
from .organisation import back, refused
from .registering import blame
from .security import history

ROWS = 20


def page(request, name: str, said: dict, status: int = 200) -> HttpResponse:
    """A page of the desk, its entry of the rail marked."""
    return render(request, f"parties/{name}.html", {"desk_here": "claims", **said}, status=status)


def for_centre(view):
    """A page of the centre's staff; for others it does not exist."""
    @never_cache
    @signed_in
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not policy.works_at_centre(request.actor):
            raise Http404
        return view(request, *args, **kwargs)
    return guarded


@for_centre
@require_safe
def claims(request):
    """Claims that wait for the centre, those with a licence first; then what was settled lately."""
    pending = Claim.objects.filter(status=Claim.Status.PENDING).select_related("party", "identifier", "user")
    rows_here = Paginator(pending.alias(bare=Q(licence=None)).order_by("bare", "made_at").prefetch_related("reviews"),
                     ROWS).get_page(request.GET.get("page"))
    for row in rows_here:
        row.agreed = sum(one.agrees and one.licence_id == row.licence_id for one in row.reviews.all())
    settled = Claim.objects.exclude(status=Claim.Status.PENDING).select_related("party").order_by("-settled_at")[:10]
    return page(request, "claims", {"page": rows_here, "settled": settled})


@for_centre
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request, pk):
    """One claim beside its licence: what this person finds."""
    row = get_object_or_404(Claim.objects.select_related("party", "identifier", "user", "licence"), pk=pk)
    form = forms.ReviewForm(request.POST if request.method == "POST" else None, person=row.identifier.scheme == PERSON)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = services.review_claim(row, user=request.user, agrees=said["agrees"] == "yes", reason=said["reason"],
                                        number=said.get("number", ""), actor=request.actor)
            return back("parties:claims", f"已记录您对{row.party}的核对。", request)
        except PartyRefused as error:
            if error.field not in form.fields and error.field != "code":
                return refused(request, error)
            form.add_error("number" if error.field == "code" else error.field, error.sentence)
    rivals = Claim.objects.filter(identifier__scheme=row.identifier.scheme, identifier__value=row.identifier.value,
                                  status=Claim.Status.PENDING).exclude(pk=row.pk).select_related("party")
    return page(request, "claim", {
        "row": row, "form": form, "reviews": row.reviews.select_related("user").order_by("at"), "rivals": rivals,
        "odd": row.identifier.scheme == USCC and codes.odd_body(row.identifier.value), "parts": codes.PARTS,
        "done": row.reviews.filter(user=request.user, licence=row.licence).exists(),
    }, status=422 if form.errors else 200)


@for_centre
@require_safe
def parties(request):
    """Every organisation, by name or code."""
    asked = typed.words(request)
    rows = Party.objects.prefetch_related("identifiers", "roles").order_by("name", "pk")
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(identifiers__value=asked.upper())).distinct()
    return page(request, "parties", {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")), "asked": asked})


@for_centre
@require_http_methods(["GET", "HEAD", "POST"])
def party(request, pk):
    """One organisation: its roles, which the centre gives, its certificates, its history."""
    row = get_object_or_404(Party.objects.visible_to(request.actor).prefetch_related("identifiers"), pk=pk)
    form = forms.RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_role(row, form.cleaned_data["role"], actor=request.actor)
            return _to_party(request, row, "业务身份已给予。")
        except PartyRefused as error:
            return refused(request, error)
    rows_here = Paginator(AccountAct.objects.filter(party=row).select_related("user"), ROWS).get_page(
        request.GET.get("page"))
    return page(request, "party", {
        "row": row, "form": form, "page": rows_here, "roles": row.roles.filter(until=None).order_by("since"),
        "certificates": Certificate.objects.filter(party=row, revoked_at=None).select_related("file"),
        "history": history(rows_here),
    }, status=422 if form.errors else 200)


def _to_party(request, row: Party, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("parties:party", args=[row.pk]))


@for_centre
@require_http_methods(["GET", "HEAD", "POST"])
def role_take(request, pk):
    """End a role; asks for the reason first."""
    row = get_object_or_404(PartyRole.objects.select_related("party").filter(until=None), pk=pk)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_role(row, reason=form.cleaned_data["reason"], actor=request.actor)
            return _to_party(request, row.party, "业务身份已终止。")
        except PartyRefused as error:
            return refused(request, error)
    return page(request, "role_take", {"row": row, "form": form}, status=422 if form.errors else 200)


@for_centre
@require_POST
def certificate_check(request, pk):
    """The paper was compared: the certificate counts as checked by hand."""
    row = get_object_or_404(Certificate.objects.visible_to(request.actor).select_related("party"), pk=pk)
    try:
        services.check_certificate(row, actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return _to_party(request, row.party, "证照已核对。")


@for_centre
@require_http_methods(["GET", "HEAD", "POST"])
def recoveries(request):
    """People before the window who cannot get in."""
    form = OpenRecoveryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_recovery(actor=request.actor, **form.cleaned_data)
            return back("parties:recoveries", "已受理。请另一位工作人员在本页复核，复核后显示找回码。", request)
        except PartyRefused as error:
            if not error.field:
                return refused(request, error)
            blame(form, error)
    return _recoveries(request, form, status=422 if form.errors else 200)


def _recoveries(request, form, *, code="", whose=None, status=200):
    rows = Recovery.objects.filter(closed_at=None).exclude(ends_at__lte=clock.now())
    return page(request, "recoveries", {
        "form": form, "rows": rows.select_related("user", "opened_by", "confirmed_by").order_by("opened_at"),
        "code": code, "whose": whose}, status=status)


@for_centre
@require_POST
def recovery_confirm(request, pk):
    """The second person agrees; the code is shown this once."""
    row = get_object_or_404(Recovery.objects.select_related("user"), pk=pk)
    try:
        code = services.confirm_recovery(row, actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return _recoveries(request, OpenRecoveryForm(), code=code, whose=row.user)


@for_centre
@require_POST
def recovery_refuse(request, pk):
    """Stop it; its code no longer works."""
    try:
        services.refuse_recovery(get_object_or_404(Recovery, pk=pk), actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return back("parties:recoveries", "已撤销，找回码不再有效。", request)
