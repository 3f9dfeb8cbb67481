"""The door of the payment service, and the centre's view of money that pays no bill."""
import json

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.core import clock
from market.core.reading import require_safe
from market.parties.access import signed_in

from . import callbacks, payments, signing
from .models import Payment, Refund

LARGEST = 64 * 1024


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> JsonResponse:
    """One event of the payment service. 200 once it was acted on, now or before; else a code, and nothing was done.

    401 for a signature that does not hold, 409 and 422 for what it says, 503 where the service should tell it again.
    """
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"code": "event.too_large"}, status=413)
    try:
        signing.verify(request.body, request.headers.get(signing.HEADER, ""))
        event = json.loads(request.body)
        fresh = callbacks.heed(event if isinstance(event, dict) else {})
    except signing.SignatureRefused as refused:
        return JsonResponse({"code": refused.code}, status=401)
    except callbacks.EventRefused as refused:
        return JsonResponse({"code": refused.code}, status=refused.status)
    except ValueError:
        return JsonResponse({"code": "event.malformed"}, status=422)
    except IntegrityError:
        return JsonResponse({"code": "event.raced"}, status=503)
    return JsonResponse({"taken": True, "fresh": fresh})


def _finance(request: HttpRequest) -> None:
    """Only the centre's finance staff. Raises PermissionDenied."""
    if not request.actor.acts_as("centre", "finance"):
        raise PermissionDenied("来款和退款由公共资源交易中心的财务人员办理。"
                               "如需办理，请由本单位管理员授予“财务人员”职责。")


@require_safe
@never_cache
@signed_in
def strays(request: HttpRequest) -> HttpResponse:
    """Money that pays no bill, and refunds that are overdue: sums and days, never a name and never a lot."""
    _finance(request)
    found = Payment.objects.exclude(unmatched="").select_related("refund").order_by("-told_at", "pk")
    overdue = Refund.objects.exclude(status="done").filter(refund_by__lt=clock.today()).filter(
        Q(payment__bill=None) | Q(payment__bill__due_at__lte=clock.now())).order_by("refund_by", "pk")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "funds/strays.html", {"page": page, "overdue": overdue[:200], "desk_here": "payments"})


@require_POST
@signed_in
def stray_return(request: HttpRequest, pk) -> HttpResponse:
    """Send a payment that bears no known reference back the way it came; pressed twice it goes back once."""
    _finance(request)
    payments.send_back(get_object_or_404(Payment, pk=pk, unmatched=payments.KIND.UNKNOWN))
    return redirect("funds:strays")
