"""The last steps: look once more, hand in, the receipt, take back. The moment a request counts is stamped here."""
import hashlib
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from market.core import clock
from market.core.parts import ProofCell
from market.core.steps import StepRefused
from market.custody import receipts
from market.custody.models import Receipt
from tenders.models import Lot

from .. import contents, records, services
from ..forms import SubmitForm, WithdrawForm
from .frame import address, context, lot_of, own_lot, private, public_tender, with_sealing

LATE = frozenset({"bid.late", "bid.stuck"})


def _stamp(request: HttpRequest) -> datetime:
    """The moment the whole request is here: its body is read first."""
    request.body if request.content_type == "application/json" else request.POST  # noqa: B018 - reading is the point
    return clock.now()


@require_GET
@private
def confirm(request: HttpRequest, pk) -> HttpResponse:
    """Step six: everything that would be handed in, on one page."""
    tender = public_tender(pk)
    own = own_lot(tender, request)
    if services.participation(tender, request.actor) is None:
        return redirect(address(tender, "join", own.lot.number))
    return _confirm(request, tender, own, SubmitForm())


def _confirm(request, tender, own, form, *, status: int = 200, reasons=()) -> HttpResponse:
    shown = with_sealing(context(request, tender, "confirm", own, form=form, reasons=reasons), request.actor)
    return render(request, "bids/confirm.html", shown, status=status)


@require_POST
@private
def submit(request: HttpRequest, pk) -> HttpResponse:
    """Step seven. A refusal says whether an earlier version stands; a late one ends in a signed record."""
    received_at = _stamp(request)
    tender = public_tender(pk)
    lot = lot_of(tender, request)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _confirm(request, tender, records.desk_of(lot, request.actor), form, status=422)
    envelopes = form.cleaned_data["envelope"]
    try:
        handed = services.submit(lot, envelopes=envelopes, actor=request.actor, received_at=received_at)
    except StepRefused as refused:
        if LATE & {reason.code for reason in refused.reasons}:
            record = services.record_late(lot, actor=request.actor, received_at=received_at, envelopes=envelopes)
            return _receipt(request, record, status=409)
        own = records.desk_of(lot, request.actor)
        return _confirm(request, tender, own, form, status=409, reasons=refused.reasons)
    return redirect("bids:receipt", handed.receipt_id)


@require_http_methods(["GET", "POST"])
@private
def withdraw(request: HttpRequest, pk) -> HttpResponse:
    """Take a bid back, after a page that says what this means."""
    received_at = _stamp(request)
    tender = public_tender(pk)
    own = own_lot(tender, request)
    if own.bid is None:
        raise Http404
    form, reasons = WithdrawForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            receipt = services.withdraw(own.bid, actor=request.actor, received_at=received_at,
                                        number=form.cleaned_data["number"])
        except StepRefused as refused:
            if LATE & {reason.code for reason in refused.reasons}:
                record = services.record_late(own.lot, actor=request.actor, received_at=received_at, act="withdraw")
                return _receipt(request, record, status=409)
            reasons = refused.reasons
        else:
            return redirect("bids:receipt", receipt.pk)
    status = 409 if reasons else 422 if request.method == "POST" else 200
    return render(request, "bids/withdraw.html", context(request, tender, "receipt", own, form=form, reasons=reasons),
                  status=status)


def _own_receipt(request: HttpRequest, number: str) -> Receipt:
    """A receipt of the party acting; anybody else's is 404, like one that never was."""
    receipt = receipts.find(number, actor=request.actor)
    if receipt is None or receipt.kind not in {"submitted", "withdrawn", "late"}:
        raise Http404
    get_object_or_404(Lot, pk=receipt.subject)
    if not services.owns_receipt(receipt, request.actor):
        raise Http404
    return receipt


@require_GET
@private
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as a sheet of paper, with what may be done next."""
    return _receipt(request, _own_receipt(request, number))


def _receipt(request, found: Receipt, *, status: int = 200) -> HttpResponse:
    lot = Lot.objects.select_related("tender").get(pk=found.subject)
    tender = public_tender(lot.tender_id)
    own = records.lot_desk(tender, lot.number, request.actor)
    said = contents.read(found)
    newest = own.current is not None and own.current.receipt_id == found.pk and own.handed_in
    return render(request, "bids/receipt.html", context(
        request, tender, "receipt", own, receipt=found, said=said, received_at=contents.moment(said["received_at"]),
        counts=newest, proof=_proof(found), total=sum(one["size"] for one in said.get("volumes", ())),
        open_still=clock.now() < tender.bids_due_at and tender.status in {"published", "bidding"}), status=status)


def _proof(found: Receipt) -> list[ProofCell]:
    digest = hashlib.sha256(found.content.encode()).hexdigest()
    rule = "最后一个字节早于截止时间到达" if found.kind != Receipt.Kind.LATE else "等于或者晚于截止时间即为逾期"
    return [ProofCell("回执编号", found.number), ProofCell("回执摘要值", digest=digest),
            ProofCell("平台签章", f"密钥 {found.key_id[:16]}", status="已签名", tone="ok"), ProofCell("接收规则", rule)]


@require_GET
@private
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    """The signed receipt itself, as its holder keeps it."""
    found = _own_receipt(request, number)
    answer = HttpResponse(receipts.file_of(found), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.json"'
    return answer
