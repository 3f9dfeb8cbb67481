"""The centre's pages of money. Nothing on them follows from a lot that is still sealed: no sum, no count, no row."""
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from market.core import clock
from market.core.guards import Reason
from market.core.reading import require_safe
from market.core.steps import StepRefused, why_not
from market.parties.access import signed_in

from . import handling, payments
from .forms import FindForm, MatchForm
from .ledger import balances
from .models import Difference, Entry, Handling, Payment, Refund, Statement

HERE = {"desk_here": "payments"}
NOT_FOUND = Reason("payment.not_found", "没有这个流水号的待核来款：流水号有误，或者已经计入、已经退回。"
                                        "请向付款人核对后重新填写。")


def _finance(request: HttpRequest) -> None:
    """Only the centre's finance staff. Raises PermissionDenied."""
    if not request.actor.acts_as("centre", "finance"):
        raise PermissionDenied("来款和退款由公共资源交易中心的财务人员办理。"
                               "如需办理，请由本单位管理员授予“财务人员”职责。")


def _reader(request: HttpRequest) -> bool:
    """The centre's finance staff, who act, and the supervisor, who reads; whether it is the former. Raises
    PermissionDenied."""
    if request.actor.acts_as("supervisor") and request.actor.duties & {"handler", "approver"}:
        return False
    _finance(request)
    return True


@require_safe
@never_cache
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """What stands on the accounts, what differs from the bank, the statements, and what is not returned."""
    acts = _reader(request)
    statements = list(Statement.objects.all()[:31])
    clear = set(Statement.objects.shown().filter(pk__in=[one.pk for one in statements]).values_list("pk", flat=True))
    kept = Entry.objects.shown().filter(kind=Entry.Kind.FORFEITED).select_related("bill", "payment").order_by("-at")
    return render(request, "funds/overview.html", {
        "acts": acts, "tab": "overview", "balances": balances.of(Entry.objects.shown()).values(),
        "differences": Difference.objects.shown().standing().select_related("statement")[:200],
        "statements": [(one, one.pk in clear) for one in statements], "kept": kept[:50], **HERE})


@require_safe
@never_cache
@signed_in
def strays(request: HttpRequest) -> HttpResponse:
    """Money that pays no bill, what two people decide of it, and refunds that are overdue."""
    _finance(request)
    return _strays(request)


def _strays(request: HttpRequest, *, find: FindForm | None = None, refused: tuple[str, list] | None = None,
            status: int = 200) -> HttpResponse:
    shown = Payment.objects.shown()
    found = shown.exclude(unmatched="").select_related("refund").order_by("-told_at", "pk")
    overdue = Refund.objects.exclude(status="done").filter(
        refund_by__lt=clock.today(), payment__in=shown.order_by().values("pk")).order_by("refund_by", "pk")
    waiting = Handling.objects.filter(status="proposed").select_related("payment").order_by("proposed_at")
    return render(request, "funds/strays.html", {
        "page": Paginator(found, 50).get_page(request.GET.get("page")), "overdue": overdue[:200], "tab": "strays",
        "acts": True, "waiting": [(one, not why_not(one, "agree", request.actor)) for one in waiting],
        "find": find or FindForm(), "refused": refused, **HERE}, status=status)


@require_POST
@never_cache
@signed_in
def stray_find(request: HttpRequest) -> HttpResponse:
    """Look a payment up by the number its payer gives; its page is where it is matched or sent back."""
    _finance(request)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _strays(request, find=form, status=422)
    found = Payment.objects.filter(external_id=form.cleaned_data["external_id"].strip(),
                                   unmatched=payments.KIND.UNKNOWN).first()
    if found is None:
        return _strays(request, find=form, refused=("查找来款", [NOT_FOUND]), status=409)
    return redirect("funds:stray", found.pk)


def _stray(request: HttpRequest, pk) -> Payment:
    _finance(request)
    return get_object_or_404(Payment.objects.select_related("refund"), pk=pk, unmatched=payments.KIND.UNKNOWN)


@require_safe
@never_cache
@signed_in
def stray(request: HttpRequest, pk) -> HttpResponse:
    """One payment that bears no known reference."""
    return _page(request, _stray(request, pk))


def _page(request: HttpRequest, payment: Payment, *, form: MatchForm | None = None,
          refused: tuple[str, list] | None = None, status: int = 200) -> HttpResponse:
    handlings = payment.handlings.order_by("-proposed_at")
    return render(request, "funds/stray.html", {
        "payment": payment, "form": form or MatchForm(), "refused": refused, "handlings": handlings,
        "back_by": payments.stray_day(payment.told_at.astimezone(clock.SHANGHAI).date()),
        "waits": any(one.status == "proposed" for one in handlings), **HERE}, status=status)


@require_POST
@signed_in
def stray_match(request: HttpRequest, pk) -> HttpResponse:
    """Propose on which bill a payment should count; another person decides."""
    payment, form = _stray(request, pk), MatchForm(request.POST)
    if not form.is_valid():
        return _page(request, payment, form=form, status=422)
    try:
        handling.propose(payment, actor=request.actor, **form.cleaned_data)
    except StepRefused as refused:
        return _page(request, payment, form=form, refused=("提出匹配", refused.reasons), status=409)
    return redirect("funds:strays")


@require_POST
@signed_in
def handling_decide(request: HttpRequest, pk, step: str) -> HttpResponse:
    """Agree to a proposed match, or not."""
    _finance(request)
    made = get_object_or_404(Handling, pk=pk)
    act, label = {"agree": (handling.agree, "同意匹配"), "refuse": (handling.refuse, "不同意匹配")}[step]
    try:
        act(made, actor=request.actor)
    except StepRefused as refused:
        return _strays(request, refused=(label, refused.reasons), status=409)
    return redirect("funds:strays")


@require_POST
@signed_in
def stray_return(request: HttpRequest, pk) -> HttpResponse:
    """Send a payment that bears no known reference back the way it came; pressed twice it goes back once."""
    payments.send_back(_stray(request, pk))
    return redirect("funds:strays")
