"""/account/register/, /account/recover/, /account/switch/: coming in, getting back in, and for whom."""
from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from market.core import typed
from market.core.idempotency import once

from .. import acts, codes, services
from ..access import PARTY, signed_in
from ..acting import memberships
from ..errors import PartyRefused
from ..forms.recovering import RecoverForm
from ..forms.registering import FORMS
from ..models import Party, User

KINDS = {Party.Kind.ORGANISATION: "境内单位", Party.Kind.PERSON: "自然人", Party.Kind.FOREIGN: "境外主体"}


def blame(form, refused: PartyRefused) -> None:
    """Put a refusal beside the field it speaks of."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def too_many(request, action: str, key: str | None = None) -> HttpResponse | None:
    """The answer to a visitor who tried too often, else nothing."""
    return ratelimit.consume_or_429(request, app="allauth.account", action=action, key=key)


def _again(request, row) -> HttpResponse:
    return HttpResponse(status=row.status)


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request):
    """An account and a claim; for who is signed in, another claim alone."""
    kind = request.GET.get("kind", Party.Kind.ORGANISATION)
    if kind not in KINDS:
        raise Http404
    if request.method == "POST":
        if refused := too_many(request, "signup"):
            return refused
        return _register(request, kind)
    code = typed.words(request, "code", most=64)
    return _page(request, kind, FORMS[kind][bool(request.actor)](initial={"code": code}), checked=_checked(kind, code))


def _checked(kind: str, code: str) -> dict:
    """What the check digit says of a code that was typed on the page before; nothing where none was."""
    if not code or kind != Party.Kind.ORGANISATION:
        return {}
    try:
        return {"code": codes.credit_code(code)}
    except PartyRefused as refused:
        return {"sentence": refused.sentence}


@once("account.register", again=_again)
def _register(request, kind):
    form = FORMS[kind][bool(request.actor)](request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        said.setdefault("person", said["name"])
        try:
            return _enter(request, kind, said)
        except PartyRefused as refused:
            blame(form, refused)
    return _page(request, kind, form, status=422)


def _enter(request, kind: str, said: dict) -> HttpResponse:
    following = HttpResponseRedirect(reverse("parties:profile"))
    if request.actor:
        said = {name: said[name] for name in ("code", "name", "country") if name in said}
        made = services.claim(user=User.objects.get(pk=request.actor.user), kind=kind, **said)
        if made.party.memberships.current().filter(user_id=request.actor.user).exists():
            request.session[PARTY] = str(made.party_id)
        return following
    made = services.register(kind=kind, **said)
    perform_login(request, Login(user=made.user))
    return following


def _page(request, kind, form, status=200, checked=None):
    typed = str(form.data.get("code", "")).strip().upper() if form.is_bound else ""
    boxes = []
    if typed and form.errors.get("code") and kind == Party.Kind.ORGANISATION and len(typed) <= 2 * codes.LENGTH:
        boxes = [{"character": character, "bad": character not in codes.ALPHABET or place >= codes.LENGTH - 1}
                 for place, character in enumerate(typed)]
    return render(request, "parties/register.html", {
        "form": form, "kind": kind, "kinds": KINDS.items(), "parts": codes.PARTS, "boxes": boxes,
        "checked": checked or {},
    }, status=status)


@never_cache
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request):
    """A new password by the code that the centre's window gave."""
    form = RecoverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if refused := too_many(request, "reset_password", request.POST.get("username", "")[:150]):
            return refused
        if form.is_valid():
            try:
                services.use_recovery(**form.cleaned_data)
                return render(request, "parties/recovered.html")
            except PartyRefused as refused:
                blame(form, refused)
    return render(request, "parties/recover.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request):
    """Choose the organisation one acts for."""
    mine = list(memberships(request.user))
    if request.method == "POST":
        chosen = next((one for one in mine if str(one.party_id) == _uuid(request.POST.get("party", ""))), None)
        if chosen is None:
            raise Http404
        if request.actor.party != chosen.party_id:
            acts.record("account.switched", user=request.user, party=chosen.party, actor=request.actor,
                        party_name=chosen.party.name)
        request.session[PARTY] = str(chosen.party_id)
        following = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(following if safe else reverse("parties:profile"))
    return render(request, "parties/switch.html", {"mine": mine, "next": request.GET.get("next", "")})


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


