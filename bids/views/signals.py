"""What a browser measures itself against: the server's clock, and how fast bytes arrive."""
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from market.core import clock

from .frame import private

MOST = 1024 * 1024
"""Bytes a measurement may send."""


@require_GET
@private
def server_clock(request: HttpRequest) -> HttpResponse:
    """The moment it is here."""
    return JsonResponse({"now": clock.now().isoformat(timespec="milliseconds")})


@require_POST
@private
def speed(request: HttpRequest) -> HttpResponse:
    """Take some bytes, say how many came, keep none."""
    if int(request.headers.get("Content-Length") or 0) > MOST:
        return JsonResponse({"code": "speed.too_much", "message": "测速数据超过 1 MB，没有接收。"}, status=413)
    return JsonResponse({"bytes": len(request.body)})
