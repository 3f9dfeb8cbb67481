"""Views that only read. A wrong method is answered before anybody asks for a form's token: 405, never 403."""
from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators import http
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def require_safe(view: View) -> View:
    """GET and HEAD only; what changes nothing needs no protection against forged forms."""
    return csrf_exempt(http.require_safe(view))
