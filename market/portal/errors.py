"""What a reader sees when a page cannot be shown: what happened, what it means, what to do next."""
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from market.core import files


def bad_request(request, exception=None):
    """400: the request could not be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception=None):
    """403: the reader may not do this; whoever refused may say which role may and how to come by it."""
    return render(request, "errors/403.html", {"why": str(exception or "")}, status=403)


def not_found(request, exception=None):
    """404: there is nothing here, or nothing this reader may see. A program is answered in its own form."""
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "not_found", "message": "没有这个接口地址；请核对接口说明。"}, status=404)
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """500: our fault. Drawn without the database, which may be what failed."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def stale_form(request, reason=""):
    """403: a form without the token of this site, be it forged, sent from elsewhere, or open for too long."""
    return render(request, "errors/stale_form.html", status=403)


def wrong_method(request, allowed: list[str]):
    """405: the address is right and the way of asking is not. A program is answered in its own form."""
    if request.path.startswith("/api/"):
        answer = JsonResponse({"code": "wrong_method", "message": "这个接口只能读取，请用 GET 访问。"}, status=405)
    else:
        answer = render(request, "errors/405.html", {"allowed": allowed}, status=405)
    answer["Allow"] = ", ".join(allowed)
    return answer


def too_large(request, sent: int, most: int):
    """413: a form of ``sent`` bytes where ``most`` are taken."""
    return render(request, "errors/413.html", {"sent": sent, "most": most, "file": files.DOCUMENTS.size}, status=413)


def sample(request, code: int):
    """The page of that status for the styleguide; nothing has really gone wrong."""
    pages = {400: bad_request, 403: forbidden, 404: not_found, 500: server_error,
             405: lambda asked: wrong_method(asked, ["GET"]),
             413: lambda asked: too_large(asked, 84_000_000, files.DOCUMENTS.size)}
    if code not in pages:
        raise Http404
    return pages[code](request)
