"""Who is asking: the actor of a request, and pages for those alone who signed in."""
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from .acting import actor_of
from .actors import PUBLIC, Actor
from .models import Party

PARTY = "acting_for"
"""Where the session keeps the id of the party acted for."""
PUBLIC_COMPUTER = "public_computer"
"""Set in a session that ends after some minutes without a request; each request begins them anew."""


def know_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ``request.actor`` is who asks; found out only when something asks for it."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.get(PUBLIC_COMPUTER):
            request.session.modified = True
        return get_response(request)

    return answer


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return PUBLIC
    chosen = request.session.get(PARTY)
    party = Party.objects.filter(pk=chosen).first() if chosen else None
    return actor_of(request.user, party)


def signed_in(view):
    """A view for those who signed in; others are led to the sign-in page and come back."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.actor:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded
