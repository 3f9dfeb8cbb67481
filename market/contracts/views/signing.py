"""The text, its file, its paper, and the signing with a passkey."""
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from market.core import files
from market.core.guards import Reason
from market.core.reading import require_safe
from market.custody import receipts
from market.parties import passkeys
from market.parties.access import signed_in
from market.parties.errors import PartyRefused

from .. import policy, services, text
from ..forms import SignForm
from ..services.signing import why_not_sign
from . import frame


def _offered(request: HttpRequest, pk: UUID):
    found = frame.contract_or_404(request, pk)
    if not found.text:
        raise Http404("合同文本还没有定稿。")
    if found.filed_at is None and policy.sides(found, request.actor) == {policy.SUPERVISOR}:
        raise Http404("合同副本还没有报备案。")
    return found


@require_safe
@signed_in
def words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole text."""
    found = _offered(request, pk)
    return frame.page(request, found, "text", "text", clauses=text.clauses(found.text))


@require_safe
@signed_in
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The canonical text, byte for byte what the digest is over."""
    found = _offered(request, pk)
    answer = HttpResponse(found.text.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"合同 {found.number}.txt")
    return answer


@require_safe
@signed_in
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sealed paper."""
    found = _offered(request, pk)
    if found.file is None:
        raise Http404("合同的正式文本正在排版。")
    return files.response(found.file, request)


@require_safe
@signed_in
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed statement over text and signatures; it verifies at /verify/ and without the site."""
    found = _offered(request, pk)
    if found.receipt is None:
        raise Http404("合同还没有签订。")
    answer = HttpResponse(receipts.file_of(found.receipt), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"contract-{found.number}.json")
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the text, then sign its SHA-256 with a passkey."""
    found = _offered(request, pk)
    if request.method != "POST":
        return _sign(request, found, why_not_sign(found, request.actor) if found.status == "offered" else [])
    form = SignForm(request.POST)
    credential = form.cleaned_data["credential"] if form.is_valid() else ""
    try:
        services.sign(found, credential=credential, host=request.get_host(), actor=request.actor)
    except services.StepRefused as refused:
        return _sign(request, found, refused.reasons, status=409)
    except PartyRefused as refused:
        return _sign(request, found, [Reason(refused.code, refused.sentence)], status=409)
    return redirect("contracts:sign", pk)


def _sign(request, contract, reasons, *, status: int = 200) -> HttpResponse:
    side = policy.side_of(contract, request.actor)
    held = list(passkeys.held_by(request.actor.user)) if side else []
    ready = bool(side and held and contract.status == "offered" and (status != 200 or not reasons))
    return frame.page(
        request, contract, "sign", "sign", status=status, reasons=reasons, side=side, passkeys=held,
        clauses=text.clauses(contract.text), ready=ready and not (status == 200 and reasons),
        signatures=list(contract.signatures.filter(change=None, ended_at=None).select_related("party", "user")),
        options=passkeys.options(request.actor.user, bytes.fromhex(contract.digest), host=request.get_host())
        if ready else {})
