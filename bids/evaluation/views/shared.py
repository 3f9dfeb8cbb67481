"""What the views of an evaluation share: an act, and how its refusal is said."""
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from market.core.steps import Reason, StepRefused
from market.parties.access import signed_in


def private(view):
    """A page for those who signed in; no cache anywhere keeps it."""

    @wraps(view)
    @signed_in
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return guarded


def faults_of(form) -> list[Reason]:
    """What is wrong with a form, as reasons."""
    return [Reason("form", error) for errors in form.errors.values() for error in errors]


def act(verb: Callable[[], object], page: Callable[..., HttpResponse], done: Callable[[], HttpResponse],
        form=None) -> HttpResponse:
    """Do something and go on; a refusal stands on the page with its reasons."""
    if form is not None and not form.is_valid():
        return page(status=422, refusals=faults_of(form))
    try:
        verb()
    except StepRefused as refused:
        return page(status=409, refusals=refused.reasons)
    return done()
