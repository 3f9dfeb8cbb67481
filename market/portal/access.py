"""The access log: one line per request with an id that also stands in the answer; no visitor, no query, no body."""
import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from market.core.logs import PRIVATE

HEADER = "X-Request-ID"
QUIET = (*PRIVATE, "/healthz", "/readyz")
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_log = structlog.get_logger("market.access")


def log_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. Takes over a well-formed id given by a proxy, makes one otherwise."""

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
            response[HEADER] = request_id
            if not request.path.startswith(QUIET):
                _log.info("request", method=request.method, path=request.path, status=response.status_code,
                          ms=round((time.perf_counter() - began) * 1000, 1))
        return response

    return answer
