"""Middleware: pages differ by the reader's preferences, and a wrong method is answered in words."""
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers

from . import errors


def present(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add ``Vary: Cookie`` to HTML, and give an empty 405 its page where the reader takes HTML."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content \
                and request.method != "HEAD" and request.accepts("text/html"):
            response = errors.wrong_method(request, response["Allow"].split(", "))
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response

    return answer
