"""Middleware: pages differ by the reader's preferences, and a wrong method is answered in words."""
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from . import errors

LONGEST = 16_000
"""Characters a query string may have; all conditions of a list together stay far below."""


def present(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add ``Vary: Cookie`` to HTML, and give a 405 its words where the reader takes them.

    An address beyond ``LONGEST`` is refused: a page repeats its own address in many links. So is one with a NUL.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST:
            raise BadRequest("The query string is too long.")
        if "\x00" in request.path:
            raise BadRequest("No address holds a NUL, and PostgreSQL takes none.")
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method != "HEAD" \
                and (request.accepts("text/html") or request.path.startswith("/api/")):
            response = errors.wrong_method(request, response["Allow"].split(", "))
        if isinstance(response, HttpResponseNotModified) or response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response

    return answer
