"""Long answers share a few threads, short ones hold none."""
import pytest
from django.http import HttpResponse, StreamingHttpResponse

from market.core import files
from market.portal import streams

pytestmark = pytest.mark.django_db
PIECE = b"x" * 65536
LONG = streams.WHOLE // len(PIECE) + 2


def asked(rf, response, method="get"):
    return streams.bound_streams(lambda request: response)(getattr(rf, method)("/"))


def stream(count: int, closed: list | None = None) -> StreamingHttpResponse:
    made = StreamingHttpResponse((PIECE for _ in range(count)), content_type="text/csv", headers={"ETag": '"a"'})
    made.set_cookie("elder", "1")
    if closed is not None:
        made._resource_closers.append(lambda: closed.append(True))
    return made


def test_a_short_stream_is_handed_over_whole_with_its_headers(rf):
    closed = []

    answer = asked(rf, stream(3, closed))

    assert not answer.streaming and answer.content == PIECE * 3 and closed == [True]
    assert answer["ETag"] == '"a"' and answer["Content-Type"] == "text/csv" and answer.cookies["elder"].value == "1"


def test_a_long_stream_runs_on_and_loses_nothing(rf):
    answer = asked(rf, stream(LONG))

    assert answer.streaming and b"".join(answer.streaming_content) == PIECE * LONG
    answer.close()


def test_slow_readers_of_long_answers_keep_nobody_from_the_pages(rf):
    slow = [asked(rf, stream(LONG)) for _ in range(streams.SLOTS)]
    closed = []

    refused, page = asked(rf, stream(LONG, closed)), asked(rf, HttpResponse("页"))

    assert refused.status_code == 503 and refused["Retry-After"] == "30" and closed == [True]
    assert "请" in refused.content.decode() and page.content.decode() == "页"
    for answer in slow:
        answer.close()
    again = asked(rf, stream(LONG))
    assert again.streaming
    again.close()


def test_who_asks_for_the_head_alone_makes_no_work(rf):
    answer = asked(rf, StreamingHttpResponse((1 / 0 for _ in "a"), headers={"Content-Length": "9"}), "head")

    assert answer.content == b"" and answer["Content-Length"] == "9"


def test_a_file_keeps_its_length_and_its_exact_tag_whoever_takes_gzip(rf):
    request = rf.get("/", HTTP_ACCEPT_ENCODING="gzip")
    stored = files.keep(b"%PDF-1.7\n" + b"a" * 5000, name="a.pdf")

    answer = streams.Compression(lambda request: files.response(stored))(request)

    assert answer["Content-Length"] == "5009" and answer["ETag"] == f'"{stored.sha256}"'
    assert "Content-Encoding" not in answer
