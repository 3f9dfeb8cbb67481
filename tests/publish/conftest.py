"""What the tests of publication share."""
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from market.core import clock


@pytest.fixture
def at_nine():
    """Time stands still at nine on a Tuesday in Shanghai."""
    moment = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
    with clock.frozen(moment):
        yield moment


class Probe:
    """A host on this machine that remembers who asked it for something."""

    def __init__(self, url: str, asked: list[str]):
        self.url, self.asked = url, asked


@pytest.fixture
def live_probe():
    """A listening host; a test asserts that nobody asked it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Probe(f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    server.server_close()
