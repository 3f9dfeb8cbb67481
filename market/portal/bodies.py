"""Middleware: a form larger than any form of ours is refused before a byte of it is written to the disk."""
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from market.core import files

from . import errors

FIELDS = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
"""Bytes that the fields of a form may have without its files."""
UNKNOWN = 2 * FIELDS
"""Bytes of a form with files from somebody who has not signed in: a receipt to be verified."""
KNOWN = files.DOCUMENTS.size + FIELDS
"""Bytes of a form with files from somebody who has: the largest file and the fields beside it. Sealed volumes come in
pieces and are no forms (``bids.uploads``)."""
SWALLOWED = 4 * KNOWN
"""Bytes that are read and thrown away, so that a browser which sends first and listens then gets its answer."""
_PIECE = 1024 * 1024


def bound_bodies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 413 in words, with what was sent and what may be; a body without a stated length is never read."""

    def answer(request: HttpRequest) -> HttpResponse:
        sent, most = _length(request), _most(request)
        if most is None or sent <= most:
            return get_response(request)
        if sent <= SWALLOWED and request.user.is_authenticated:
            while request.read(_PIECE):
                pass
        return errors.too_large(request, sent, most)

    return answer


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0


def _most(request: HttpRequest) -> int | None:
    """Bytes that may be sent; None where a view has a ceiling of its own."""
    if request.content_type == "application/x-www-form-urlencoded":
        return FIELDS
    if request.content_type == "multipart/form-data":
        return KNOWN if request.user.is_authenticated else UNKNOWN
    return None
