"""POST /preferences/: 长辈版 and 高对比 on or off, for readers without an account and without JavaScript."""
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseForbidden, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.core.preferences import CONTRAST, ELDER, YEAR


def _from_elsewhere(request) -> bool:
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


@csrf_exempt
@require_POST
def choose(request):
    """Set or clear the two cookies and go back to the page the reader came from, never to another site.

    Free of a CSRF token so that reading pages stay free of cookies; a form of another site is refused by its Origin
    header, and all it could do is enlarge the type.
    """
    if _from_elsewhere(request):
        return HttpResponseForbidden("其他网站不能更改本站的显示设置。", content_type="text/plain; charset=utf-8")
    back = request.POST.get("next", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = "/"
    answer = HttpResponseRedirect(back)
    for name, on in ((ELDER, "1"), (CONTRAST, "high")):
        wish = request.POST.get(name)
        if wish == "1":
            answer.set_cookie(name, on, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.CSRF_COOKIE_SECURE)
        elif wish is not None:
            answer.delete_cookie(name, samesite="Lax")
    return answer
