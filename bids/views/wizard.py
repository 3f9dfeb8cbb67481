"""The list of what one takes part in, and the steps before handing in: join, certificates, volumes, price, sealing."""
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from market.core import clock
from market.core.steps import StepRefused
from tenders.notices.change import readings

from .. import quoting, readiness, records, sealing, services
from ..forms import JoinForm
from ..opening.sheets import SIZES
from .frame import address, context, own_lot, private, public_tender, with_sealing


@require_GET
@private
def mine(request: HttpRequest) -> HttpResponse:
    """What the party takes part in, by deadline."""
    rows = records.taking_part(request.actor)
    unsent = [lot for row in rows if row.is_open for lot in row.unsent]
    return render(request, "bids/mine.html", {"rows": rows, "unsent_all": unsent, "desk_here": "bids"})


@require_GET
@private
def begin(request: HttpRequest, pk) -> HttpResponse:
    """Where the party stands with a tender: it is led to the step that comes next."""
    tender = public_tender(pk)
    own = own_lot(tender, request)
    if services.participation(tender, request.actor) is None:
        step = "join"
    elif own.current and not own.unsent:
        return redirect("bids:receipt", own.current.receipt_id)
    else:
        step = "confirm" if own.envelopes and not own.missing else "volumes"
    return redirect(address(tender, step, own.lot.number))


@require_http_methods(["GET", "POST"])
@private
def join(request: HttpRequest, pk) -> HttpResponse:
    """Step one: confirm to take part; later, confirm to have read what changed."""
    tender = public_tender(pk)
    own = own_lot(tender, request)
    form, refused = JoinForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_participation(tender, actor=request.actor,
                                           changes_read=form.cleaned_data["changes_read"])
        except StepRefused as refusal:
            refused = refusal.reasons
        else:
            return redirect(address(tender, "check", own.lot.number))
    reasons = refused or services.why_not_take_part(tender, request.actor)
    changes = list(tender.amendments.select_related("document").prefetch_related("questions"))
    status = 409 if refused else 422 if request.method == "POST" else 200
    return render(request, "bids/join.html", context(
        request, tender, "join", own, form=form, reasons=reasons,
        changes=[(one, readings(one)) for one in changes],
        last_change=changes[-1].number if changes else 0), status=status)


def _taking_part(view):
    """A step that is only for those who confirmed: others are led to the confirmation."""
    def guarded(request, pk):
        tender = public_tender(pk)
        own = own_lot(tender, request)
        if services.participation(tender, request.actor) is None:
            return redirect(address(tender, "join", own.lot.number))
        return view(request, tender, own)
    return require_GET(private(guarded))


@_taking_part
def check(request: HttpRequest, tender, own) -> HttpResponse:
    """Step two: the certificates the registry holds; nothing is asked a second time."""
    due = tender.bids_due_at.astimezone(clock.SHANGHAI).date()
    rows = [(one, one.valid_until is not None and one.valid_until < due)
            for one in readiness.certificates(request.actor)]
    return render(request, "bids/check.html", context(request, tender, "check", own, certificates=rows,
                                                      keys=sealing.registered(request.actor.party)))


def _drafting(step: str):
    @_taking_part
    def page(request: HttpRequest, tender, own) -> HttpResponse:
        shown = with_sealing(context(request, tender, step, own, asked=quoting.asked(own.lot),
                                     sizes=list(SIZES.items())), request.actor)
        return render(request, f"bids/{step}.html", shown)
    return page


volumes = _drafting("volumes")
price = _drafting("price")
encrypt = _drafting("encrypt")
