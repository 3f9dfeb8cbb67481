"""Middleware: answers given out piece by piece never take every thread of the server.

A piece is handed to the server's socket by the thread that made it, so whoever reads slowly holds a thread. Short
answers are therefore handed over whole, and of long ones only so many run at once.
"""
import threading
from collections.abc import Callable, Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware

from market.core import files

SLOTS = 2
"""Long answers at once; the server has more threads than that."""

WHOLE = 2 * 1024 * 1024
"""Bytes up to which an answer is handed over whole."""

_slots = threading.BoundedSemaphore(SLOTS)


def bound_streams(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Hand short streams over whole, and answer 503 where too many long ones are under way."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming or response.is_async:
            return response
        if request.method == "HEAD":
            return _whole(response, b"")
        pieces = iter(response.streaming_content)
        ahead, ended = _read_ahead(pieces)
        if ended:
            return _whole(response, b"".join(ahead))
        if not _slots.acquire(blocking=False):
            _close(response)
            return HttpResponse("正在下载的人较多，请约半分钟后再试。\n", status=503, headers={"Retry-After": "30"},
                                content_type="text/plain; charset=utf-8")
        response.streaming_content = chain(ahead, pieces)
        response._resource_closers.append(_slots.release)
        return response

    return answer


def _read_ahead(pieces: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """The first pieces, up to a little more than ``WHOLE`` bytes, and whether that is all."""
    ahead, size = [], 0
    for piece in pieces:
        ahead.append(piece)
        size += len(piece)
        if size > WHOLE:
            return ahead, False
    return ahead, True


def _whole(response: StreamingHttpResponse, content: bytes) -> HttpResponse:
    """The same answer with its content in one piece; the stream is closed."""
    whole = HttpResponse(content, status=response.status_code)
    whole.headers, whole.cookies = response.headers, response.cookies
    _close(response)
    return whole


def _close(response: StreamingHttpResponse) -> None:
    """Let go of what a stream holds, without saying that the request is over."""
    for closer in response._resource_closers:
        closer()


class Compression(GZipMiddleware):
    """Compresses pages and data, not files: most are compressed already, and they keep their length and exact tag."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return response if isinstance(response, files.FileAnswer) else super().process_response(request, response)
