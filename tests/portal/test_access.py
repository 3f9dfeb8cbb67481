"""The access log."""
import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from market.portal.access import log_requests

answer = log_requests(lambda request: HttpResponse("ok"))


def logged(request):
    with structlog.testing.capture_logs() as lines:
        response = answer(request)
    return response, lines


def test_a_line_tells_path_and_status_and_no_visitor():
    request = RequestFactory().get("/search/?q=张三", REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="agent-x")

    response, lines = logged(request)

    line, = lines
    assert (line["path"], line["status"], line["method"]) == ("/search/", 200, "GET")
    assert set(line) == {"event", "log_level", "path", "status", "method", "ms"}
    assert len(response["X-Request-ID"]) == 32


def test_nothing_is_logged_beneath_a_sealed_bid():
    _, lines = logged(RequestFactory().post("/desk/bids/1f0c/price/", {"price": "1"}))

    assert lines == []


def test_a_well_formed_id_of_a_proxy_is_kept_and_another_is_not():
    kept, _ = logged(RequestFactory().get("/", HTTP_X_REQUEST_ID="abcdef-12345678"))
    other, _ = logged(RequestFactory().get("/", HTTP_X_REQUEST_ID="x\r\nSet-Cookie: a"))

    assert kept["X-Request-ID"] == "abcdef-12345678"
    assert "Cookie" not in other["X-Request-ID"]
