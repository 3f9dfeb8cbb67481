"""The tab of the evaluation scheme: edited in a draft, read afterwards, changed by an amendment while bids are open."""
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from market.core.idempotency import once

from .. import forms, policy, scheming, services
from ..models import Lot, Tender
from ..models.tenders import BEFORE_PUBLICATION, RUNNING
from ..notices import scheme as words
from ..rulebooks import schemes
from ..rulebooks.schemes import Scheme
from ..scheme_forms import SchemePage
from . import shown
from .frame import workspace

NAMES = {"criteria": ("评审因素", "价格以外的评分项目；资格条件不得作为评审因素。"),
         "qualification": ("资格审查", "由采购人或者代理机构在开标后审查，不合格的不进入评标。"),
         "compliance": ("符合性审查", "由评标委员会审查，不满足的投标无效。")}


def tab(request: HttpRequest, tender: Tender) -> HttpResponse:
    """The scheme of the tender, or with ``lot`` in the address that of one lot."""
    lot = _lot(request, tender)
    if tender.status not in BEFORE_PUBLICATION:
        return _amending(request, tender) if "amend" in {**request.GET, **request.POST} else _read(request, tender)
    if not scheming.trade_kind(tender):
        return workspace(request, tender, "scheme", "scheme_first.html")
    if request.method != "POST":
        return _page(request, tender, lot, SchemePage.of(_begin(request, tender, lot), tender.revision))
    if "shared" in request.POST and lot:
        return _save(request, tender, lot, None)
    if "row" in request.POST:
        return _page(request, tender, lot, SchemePage.changed(request.POST))
    page = SchemePage.posted(request.POST)
    if not page.is_valid():
        return _page(request, tender, lot, page, status=422)
    return _save(request, tender, lot, page)


def _lot(request: HttpRequest, tender: Tender) -> Lot | None:
    number = request.GET.get("lot") or ""
    if not number:
        return None
    lot = get_object_or_404(tender.lots, number=int(number) if number.isdecimal() and len(number) < 7 else 0)
    lot.tender = tender
    return lot


def _begin(request: HttpRequest, tender: Tender, lot: Lot | None) -> Scheme:
    """What the form begins with: what is kept, or what is offered for the method that was chosen."""
    kept = (lot.scheme if lot else None) or tender.scheme
    method = request.GET.get("method", "")
    if method in schemes.METHODS and not (kept and kept["method"] == method):
        return scheming.offered(tender, method)
    return schemes.read(kept) if kept else scheming.offered(tender, schemes.COMPREHENSIVE)


def _save(request: HttpRequest, tender: Tender, lot: Lot | None, page: SchemePage | None) -> HttpResponse:
    scheme = page.scheme() if page else None
    revision = page.head.cleaned_data["revision"] if page else None
    try:
        if lot:
            services.set_lot_scheme(lot, scheme=scheme, revision=revision, actor=request.actor)
        else:
            services.set_scheme(tender, scheme=scheme, revision=revision, actor=request.actor)
    except services.RevisionStale as stale:
        page.head.data = page.head.data.copy()
        page.head.data["revision"] = str(stale.revision)
        who = shown.names(change.by for change in stale.changes)
        return _page(request, tender, lot, page, status=409, others=[
            ("、".join(change.labels), who.get(change.by, "他人"), change.at) for change in stale.changes])
    except services.StepRefused as refused:
        page = page or SchemePage.of(schemes.read(lot.scheme), tender.revision)
        return _page(request, tender, lot, page, status=409, refusals=refused.reasons)
    return redirect(f"{shown.tab_url(tender, 'scheme')}?saved=1{f'&lot={lot.number}' if lot else ''}")


def _page(request: HttpRequest, tender: Tender, lot: Lot | None, page: SchemePage, status: int = 200,
          **context) -> HttpResponse:
    kept = lot.scheme if lot else tender.scheme
    return workspace(
        request, tender, "scheme", "scheme.html", status=status, page=page, lot=lot, kept=kept,
        error_rows=page.error_rows, kind=tender.facts.get("object_kind"),
        other=[(key, label) for key, label in schemes.METHODS.items() if key != page.method],
        method_label=schemes.METHODS[page.method], groups=_groups(page),
        faults=shown.dressed(tender, tender.scheme_faults()) if kept and status == 200 else [],
        own=[(number, title) for number, title, _ in scheming.own_schemes(tender)],
        many=tender.lots.count() > 1, **context)


def _groups(page: SchemePage) -> list[tuple]:
    """The groups of rows that the method has: key, name, what it is for, numbered rows."""
    return [(key, *NAMES[key], rows) for key, rows in page.groups]


def _read(request: HttpRequest, tender: Tender) -> HttpResponse:
    """As published."""
    own = [(number, title, _worded(one, tender)) for number, title, one in scheming.own_schemes(tender)]
    return workspace(request, tender, "scheme", "scheme_read.html",
                     said=_worded(schemes.read(tender.scheme), tender) if tender.scheme else None, own=own,
                     running=tender.status in RUNNING and policy.prepares(tender, request.actor))


def _worded(scheme: Scheme, tender: Tender) -> dict:
    return {"rows": words.rows(scheme, tender.rulebook), "criteria": words.criteria_rows(scheme),
            "lists": [(name, words.items_rows(items)) for name, items in (
                ("资格审查", scheme.qualification), ("符合性审查", scheme.compliance))]}


def _amending(request: HttpRequest, tender: Tender) -> HttpResponse:
    """The published scheme in the form, with what an amendment has to say; published at once."""
    if tender.scheme is None:
        return _read(request, tender)
    if request.method == "POST" and "row" not in request.POST:
        return _publish(request, tender)
    page = SchemePage.changed(request.POST) if request.POST else SchemePage.of(
        schemes.read(tender.scheme), tender.revision)
    return _amend_page(request, tender, page, forms.SchemeAmendForm(initial=request.POST.dict()))


@once("tenders.amend-scheme")
def _publish(request: HttpRequest, tender: Tender) -> HttpResponse:
    page, notice = SchemePage.posted(request.POST), forms.SchemeAmendForm(request.POST)
    if not all([page.is_valid(), notice.is_valid()]):
        return _amend_page(request, tender, page, notice, status=422)
    try:
        services.clarify(tender, scheme=page.scheme(), affects=True, actor=request.actor, **notice.cleaned_data)
    except services.StepRefused as refused:
        return _amend_page(request, tender, page, notice, status=409, refusals=refused.reasons)
    return redirect(f"{shown.tab_url(tender, 'scheme')}?saved=1")


def _amend_page(request, tender: Tender, page: SchemePage, notice, status: int = 200, **context) -> HttpResponse:
    errors = [*page.error_rows, *((notice[name].id_for_label, message) for name, messages in notice.errors.items()
                                  for message in messages)]
    return workspace(request, tender, "scheme", "scheme.html", status=status, page=page, lot=None, kept=tender.scheme,
                     kind=tender.facts.get("object_kind"), method_label=schemes.METHODS[page.method],
                     groups=_groups(page), notice=notice, error_rows=errors, **context)
