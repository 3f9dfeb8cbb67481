"""Pages of a bidder's bonds. Somebody else's bill is a page that is not there."""
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from market.core import clock
from market.core.guards import Reason
from market.core.money import in_words, yuan
from market.core.parts import Fact, RailStep
from market.core.reading import require_safe
from market.core.steps import StepRefused, why_not
from market.core.wording import amount as shown
from market.custody import receipts as custody
from market.funds import gateway, payments, services
from market.funds.models import Bill
from market.funds.reasons import RETURNS
from market.parties.access import signed_in
from tenders.models import Lot

from . import acts, lateness, receipts, states
from .forms import ClaimForm, GuaranteeForm

HERE = {"desk_here": "bonds"}


@require_safe
@never_cache
@signed_in
def bonds(request: HttpRequest) -> HttpResponse:
    """The bonds of the party acted for: what is due, what is paid, what comes back."""
    bills = states.my_bills(request.actor) if request.actor.party else []
    wanting = states.my_lots_without_bill(request.actor, bills) if request.actor.party else []
    page = Paginator(bills, 50).get_page(request.GET.get("page"))
    rows = [{"bill": bill, "words": words, "tone": tone, **_clock(bill)}
            for bill in page for words, tone in [states.said(bill)]]
    return render(request, "bids/bonds/list.html", {"page": page, "rows": rows, "wanting": wanting, **HERE})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def bill_begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the bill of a lot; asked for before, it is shown. Asking twice makes one."""
    lot = get_object_or_404(Lot.objects.visible_to(request.actor).select_related("tender"), pk=pk)
    state = states.bond_state(lot, request.actor)
    if state.bill is not None and state.bill.status not in {"cancelled", "refunded", "released"}:
        return redirect("bonds:bill", state.bill.pk)
    reasons = acts.why_not_ask(lot, request.actor)
    if request.method == "POST":
        try:
            made = acts.ask(lot, actor=request.actor)
        except StepRefused as refused:
            reasons = refused.reasons
        else:
            acts.open_account(made)
            return redirect("bonds:bill", made.pk)
    return render(request, "bids/bonds/begin.html", {"lot": lot, "tender": lot.tender, "reasons": reasons, **HERE},
                  status=409 if request.method == "POST" else 200)


def _clock(bill: Bill) -> dict:
    """How many days are left to return a bond, or how many it is late."""
    if bill.refund_by is None or bill.status in {"refunded", "released"}:
        return {"days": None, "late": None}
    left = (bill.refund_by - clock.today()).days
    return {"days": left, "late": -left}


def _mine(request: HttpRequest, pk: UUID) -> Bill:
    """The bill, if it is the party's; raises Http404 for everybody else's."""
    if (found := states.my_bill(pk, request.actor)) is None:
        raise Http404
    return found


@require_safe
@never_cache
@signed_in
def bill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One bond: how to pay, how it stands, the letter in its place, and its way back."""
    return _page(request, _mine(request, pk))


def _page(request: HttpRequest, mine: Bill, *, form=None, claim=None, refused: tuple[str, list] | None = None,
          status: int = 200) -> HttpResponse:
    words, tone = states.said(mine)
    paid = mine.payments.select_related("refund").order_by("received_at")
    guarantee = getattr(mine, "guarantee", None) if mine.status in {"guaranteed", "released"} else None
    said = services.said_in(guarantee) if guarantee else {}
    payable = mine.status == "open" and clock.now() < mine.due_at
    lodging = why_not(mine, "lodge", f"tag:{mine.payer_tag}")
    return render(request, "bids/bonds/bill.html", {
        "bill": mine, "words": words, "tone": tone, "payments": paid, "payable": payable, "offered": gateway.offered(),
        "facts": _facts(mine), "rail": _rail(mine), "guarantee": guarantee,
        "said": said, "guaranteed": yuan(said["amount"]) if said else None, "lodging": lodging,
        "form": form or GuaranteeForm(bill=mine), "claim": claim or ClaimForm(), "refused": refused,
        "receipt": receipts.latest(mine), "why_back": RETURNS.get(mine.refund_reason, ""),
        "entries": mine.entries.prefetch_related("postings"), "late": _late(mine, paid), "kind": _kind(mine),
        "overdue": mine.refund_by and mine.status == "refund_due" and mine.refund_by < clock.today(), **HERE},
        status=status)


def _kind(mine: Bill) -> str:
    """How the bond is called on its page."""
    return mine.get_purpose_display()


def _late(mine: Bill, paid):
    """How late the return is or was and what that costs; None where it is in time."""
    lot = Lot.objects.select_related("tender__region").filter(pk=mine.subject).first()
    counted = next((one for one in paid if not one.unmatched and one.way_back), None)
    return lateness.of(mine, counted.way_back, lot) if lot and counted else None


def _facts(mine: Bill) -> list[Fact]:
    account = mine.account if mine.status != "new" else {}
    reference = " ".join(mine.reference[at:at + 4] for at in range(0, len(mine.reference), 4))
    return [
        Fact("缴款事项", mine.title, wide=True),
        Fact("应缴金额", f"{shown(mine.amount)} 元", second=f"人民币{in_words(mine.amount)}"),
        Fact("缴款码", reference, second="转账时写在附言里，一字不差", mono=True),
        *_account(account),
    ]


def _account(account: dict) -> list[Fact]:
    """Where to pay to; while there is no account, why."""
    if account:
        return [Fact("收款户名", account["holder"]),
                Fact("收款账号", account["number"], second=account["bank"], mono=True)]
    if gateway.offered():
        return [Fact("收款账户", "正在开立", second="稍后刷新本页即可看到")]
    return [Fact("收款账户", "没有开通线上缴款", second="可以提交保函")]


def _rail(mine: Bill) -> list[RailStep]:
    secured = mine.status in services.SECURED
    back = mine.status in {"refund_due", "refunded", "released"}
    if mine.status == "forfeited":
        return [RailStep("取得缴款码", "done", mine.issued_at), RailStep("到账或者提交保函", "done", mine.paid_at),
                RailStep("不予退还", "broken", "应上缴国库")]
    lost = mine.status == "cancelled" or (mine.status == "open" and clock.now() >= mine.due_at)
    return [
        RailStep("取得缴款码", "done", mine.issued_at),
        RailStep("到账或者提交保函", "done" if mine.paid_at else "broken" if lost else "current",
                 mine.paid_at or mine.due_at),
        RailStep("投标截止后有效", "done" if secured and clock.now() >= mine.due_at else
                 "current" if secured else "skipped" if back or lost else "planned", mine.due_at),
        RailStep("退还", "done" if mine.status in {"refunded", "released"} else "current" if back else "planned",
                 mine.refunded_at or mine.refund_by or "按规则退还"),
    ]


@require_POST
@signed_in
def guarantee_lodge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lodge a letter of guarantee, or put another in its place before the deadline."""
    mine = _mine(request, pk)
    form = GuaranteeForm(request.POST, request.FILES, bill=mine)
    if not form.is_valid():
        return _page(request, mine, form=form, status=422)
    try:
        acts.lodge(mine, actor=request.actor, **form.said())
    except StepRefused as refused:
        return _page(request, _mine(request, pk), refused=("提交保函", refused.reasons), status=409)
    return redirect("bonds:bill", pk)


@require_safe
@never_cache
@signed_in
def guarantee_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter back, for whoever lodged it."""
    mine = _mine(request, pk)
    if (guarantee := getattr(mine, "guarantee", None)) is None:
        raise Http404
    answer = HttpResponse(services.letter_of(guarantee), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, services.said_in(guarantee)["name"])
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_POST
@signed_in
def payment_claim(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Claim a payment that bore a wrong reference."""
    mine, claim = _mine(request, pk), ClaimForm(request.POST)
    if not claim.is_valid():
        return _page(request, mine, claim=claim, status=422)
    try:
        acts.claim(mine, external_id=claim.cleaned_data["external_id"].strip(), actor=request.actor)
    except payments.NotYours as error:
        return _page(request, mine, claim=claim, status=409,
                     refused=("认领来款", [Reason(error.code, error.sentence)]))
    except StepRefused as refused:
        return _page(request, mine, claim=claim, refused=("认领来款", refused.reasons), status=409)
    return redirect("bonds:bill", pk)


@require_safe
@never_cache
@signed_in
def receipt_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed receipt as a file; it verifies at /verify/ and without the site."""
    if (found := receipts.latest(_mine(request, pk))) is None:
        raise Http404
    answer = HttpResponse(custody.file_of(found), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"receipt-{found.number}.json")
    return answer
