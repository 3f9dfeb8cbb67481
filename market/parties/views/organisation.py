"""/desk/profile/, /desk/people/, /desk/mandates/, /desk/certificates/: an organisation's own file."""
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from market.core import clock, files
from market.core.files import Limits
from market.core.idempotency import once
from market.core.sniffing import JPEG, PDF, PNG, FileRefused

from .. import policy, services
from ..access import signed_in
from ..errors import PartyRefused
from ..forms import desk as forms
from ..models import AccountAct, Certificate, Claim, Mandate, Membership, Party
from ..roles import ROLES
from .registering import blame
from .security import history

SCANS = Limits(kinds=(PDF, PNG, JPEG), size=files.DOCUMENTS.size)
ROWS = 20


def page(request, name: str, said: dict, status: int = 200) -> HttpResponse:
    """A page of the desk, its entry of the rail marked."""
    return render(request, f"parties/{name}.html", {"desk_here": "profile", **said}, status=status)


def back(view: str, words: str = "", request=None, made=None) -> HttpResponse:
    """To a page of the desk, with a word about what was done."""
    if words:
        messages.success(request, words)
    answer = HttpResponseRedirect(reverse(view))
    answer.object_id = getattr(made, "pk", "")
    return answer


def refused(request, error: PartyRefused) -> HttpResponse:
    """A page that says what was refused and why: nothing was changed."""
    return page(request, "refused", {"refused": error}, status=409)


def kept(form, name: str):
    """The uploaded file of a form in the store, or None. Puts what is wrong with it into the form."""
    upload = form.cleaned_data.get(name)
    if not upload:
        return None
    try:
        return files.keep(upload, name=upload.name, limits=SCANS)
    except FileRefused as error:
        form.add_error(name, error.sentence)
        return None


def own_party(request) -> Party | None:
    """The organisation acted for, with what its page shows."""
    return Party.objects.prefetch_related("identifiers").filter(pk=request.actor.party).first()


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """The organisation's file: who it is, how far its claim has come, what it may act as."""
    party = own_party(request)
    if party is None:
        return page(request, "no_party", {"waiting": _asked(request)})
    form = forms.ProfileForm(request.POST if request.method == "POST" else None, initial={
        "address": party.address, "phone": party.phone, "region": party.region_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_profile(party, actor=request.actor, **form.cleaned_data)
            return back("parties:profile", "单位资料已保存。", request)
        except PartyRefused as error:
            return refused(request, error)
    roles = [ROLES[row.role].label for row in party.roles.filter(until=None).order_by("since")]
    claim = party.claims.order_by("-made_at").select_related("licence", "identifier").first()
    return page(request, "profile", {
        "form": form, "party": party, "roles": roles, "claim": claim, "waiting": _asked(request),
        "administers": policy.administers(request.actor, party), "mine": claim and claim.user_id == request.actor.user,
        "licence_form": forms.LicenceForm(), "statement_form": forms.StatementForm(),
        "reviews": claim.reviews.filter(licence=claim.licence, agrees=True).count() if claim else 0,
    }, status=422 if form.errors else 200)


def _asked(request):
    return Membership.objects.waiting().filter(user=request.user).select_related("party")


def _own_claim(request, pk) -> Claim:
    found = get_object_or_404(Claim.objects.visible_to(request.actor).select_related("licence"), pk=pk)
    if found.user_id != request.actor.user:
        raise Http404
    return found


@signed_in
@require_POST
def licence(request, pk):
    """Send the licence for a claim."""
    claim, form = _own_claim(request, pk), forms.LicenceForm(request.POST, request.FILES)
    if form.is_valid() and (stored := kept(form, "licence")):
        try:
            services.send_licence(claim, licence=stored, actor=request.actor)
            return back("parties:profile", "证照已提交，由公共资源交易中心两位工作人员核对。", request)
        except PartyRefused as error:
            return refused(request, error)
    return page(request, "file_refused", {"form": form, "title": "证照没有提交"}, status=422)


@signed_in
@require_POST
def challenge(request, pk):
    """Get the text that the organisation's certificate is to sign."""
    try:
        services.challenge(_own_claim(request, pk), actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return HttpResponseRedirect(reverse("parties:profile") + "#certificate")


@signed_in
@require_POST
def statement(request, pk):
    """Hand in what the certificate signed."""
    claim, form = _own_claim(request, pk), forms.StatementForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.prove_by_certificate(claim, statement=form.cleaned_data["statement"].read(), actor=request.actor)
            return back("parties:profile", "单位已核实。", request)
        except PartyRefused as error:
            blame(form, error)
    return page(request, "file_refused", {"form": form, "title": "单位没有核实"}, status=422)


@never_cache
@signed_in
@require_safe
def own_licence(request, pk):
    """The licence that was sent, for who sent it and for the centre."""
    claim = get_object_or_404(Claim.objects.visible_to(request.actor), pk=pk, licence__isnull=False)
    return files.response(claim.licence, request)


@never_cache
@signed_in
@require_safe
def people(request):
    """Members, those who ask to be admitted, and what was done, for the administrator; for others the members."""
    party = own_party(request)
    if party is None:
        return page(request, "no_party", {"waiting": _asked(request)})
    rows = Membership.objects.filter(party=party).select_related("user").order_by("since", "asked_at")
    chief = policy.administers(request.actor, party)
    rows_here = Paginator(AccountAct.objects.filter(party=party).select_related("user"), ROWS).get_page(
        request.GET.get("page"))
    return page(request, "people", {
        "party": party, "members": rows.current(), "waiting": rows.waiting() if chief else [], "administers": chief,
        "page": rows_here, "history": history(rows_here) if chief else [],
    })


def _membership(request, pk) -> Membership:
    return get_object_or_404(Membership.objects.visible_to(request.actor).select_related("user", "party"), pk=pk)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def member(request, pk):
    """Admit or refuse somebody who asks; give a member other duties."""
    row = _membership(request, pk)
    if not policy.administers(request.actor, row.party) or row.until:
        raise Http404
    form = forms.DutiesForm(request.POST if request.method == "POST" else None,
                            initial={"duties": row.duties or ["handler"]})
    if request.method == "POST" and form.is_valid():
        verb = services.change_duties if row.since else services.admit
        try:
            verb(row, actor=request.actor, duties=form.cleaned_data["duties"])
            return back("parties:people", f"{row.user}的职责已保存。", request)
        except PartyRefused as error:
            blame(form, error)
    return page(request, "member", {"form": form, "row": row}, status=422 if form.errors else 200)


@signed_in
@require_POST
def member_refuse(request, pk):
    """Do not admit."""
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return page(request, "member", {
            "form": forms.DutiesForm(initial={"duties": ["handler"]}), "row": _membership(request, pk),
            "reason_form": form}, status=422)
    try:
        services.refuse(_membership(request, pk), reason=form.cleaned_data["reason"], actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return back("parties:people", "申请已处理，未予接纳。", request)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def member_leave(request, pk):
    """Leave an organisation, or end somebody's membership; asked first."""
    row = _membership(request, pk)
    if row.until or not (row.user_id == request.actor.user or policy.administers(request.actor, row.party)):
        raise Http404
    if request.method != "POST":
        return page(request, "member_leave", {"row": row})
    try:
        services.leave(row, actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return back("parties:profile" if row.user_id == request.actor.user else "parties:people", "已离开单位。", request)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request):
    """Mandates given and held."""
    party = own_party(request)
    if party is None:
        return page(request, "no_party", {"waiting": _asked(request)})
    chief = policy.administers(request.actor, party)
    if request.method == "POST":
        return _give_mandate(request, party)
    return _mandates(request, party, _mandate_form() if chief and request.actor.proved else None)


def _mandate_form(*args):
    agents = Party.objects.proved().filter(roles__role__in=services.AGENTS, roles__until=None).distinct()
    return forms.MandateForm(*args, agents=agents.order_by("name"))


@once("parties.mandate", again=lambda request, row: HttpResponse(status=row.status))
def _give_mandate(request, party):
    form = _mandate_form(request.POST, request.FILES)
    if form.is_valid():
        document = kept(form, "document")
        if not form.errors:
            try:
                made = services.give_mandate(principal=party, actor=request.actor, **form.cleaned_data | {
                    "document": document})
                return back("parties:mandates", f"已委托{made.agent}。", request, made)
            except PartyRefused as error:
                if not error.field:
                    return refused(request, error)
                blame(form, error)
    return _mandates(request, party, form, status=422)


def _mandates(request, party, form, status=200):
    today = clock.today()
    rows = Mandate.objects.filter(Q(principal=party) | Q(agent=party)).select_related("principal", "agent", "document")
    rows_here = Paginator(rows.order_by("-since", "number"), ROWS).get_page(request.GET.get("page"))
    for row in rows_here:
        row.holds = row.revoked_at is None and row.since <= today and (row.until is None or today <= row.until)
    return page(request, "mandates", {
        "party": party, "page": rows_here, "form": form, "administers": policy.administers(request.actor, party)},
        status=status)


def _mandate(request, pk) -> Mandate:
    return get_object_or_404(Mandate.objects.visible_to(request.actor).select_related("principal", "agent"), pk=pk)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_revoke(request, pk):
    """End a mandate; asks for the reason first."""
    row = _mandate(request, pk)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_mandate(row, reason=form.cleaned_data["reason"], actor=request.actor)
            return back("parties:mandates", "委托已撤销。", request)
        except PartyRefused as error:
            return refused(request, error)
    return page(request, "mandate_revoke", {"row": row, "form": form},
                  status=422 if form.errors else 200)


@never_cache
@signed_in
@require_safe
def mandate_document(request, pk):
    """The paper of a mandate."""
    row = get_object_or_404(Mandate.objects.visible_to(request.actor), pk=pk, document__isnull=False)
    return files.response(row.document, request)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request):
    """Licences and qualifications."""
    party = own_party(request)
    if party is None:
        return page(request, "no_party", {"waiting": _asked(request)})
    if request.method == "POST":
        return _add_certificate(request, party)
    return _certificates(request, party, forms.CertificateForm())


@once("parties.certificate", again=lambda request, row: HttpResponse(status=row.status))
def _add_certificate(request, party):
    form = forms.CertificateForm(request.POST, request.FILES)
    if form.is_valid():
        stored = kept(form, "file")
        if not form.errors:
            try:
                made = services.add_certificate(party=party, actor=request.actor,
                                                **form.cleaned_data | {"file": stored})
                return back("parties:certificates", "证照已添加。", request, made)
            except PartyRefused as error:
                if not error.field:
                    return refused(request, error)
                blame(form, error)
    return _certificates(request, party, form, status=422)


def _certificates(request, party, form, status=200):
    today = clock.today()
    rows_here = Paginator(Certificate.objects.filter(party=party).select_related("file").order_by("-added_at"),
                     ROWS).get_page(request.GET.get("page"))
    for row in rows_here:
        row.holds = row.holds_on(today)
    return page(request, "certificates", {
        "party": party, "page": rows_here, "form": form, "administers": policy.administers(request.actor, party)},
        status=status)


@signed_in
@require_POST
def certificate_revoke(request, pk):
    """Take a certificate out of use."""
    row = get_object_or_404(Certificate.objects.visible_to(request.actor), pk=pk)
    try:
        services.revoke_certificate(row, actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return back("parties:certificates", "证照已停用，仍保留在档案中。", request)


@never_cache
@signed_in
@require_safe
def certificate_file(request, pk):
    """The paper of a certificate."""
    row = get_object_or_404(Certificate.objects.visible_to(request.actor), pk=pk, file__isnull=False)
    return files.response(row.file, request)
