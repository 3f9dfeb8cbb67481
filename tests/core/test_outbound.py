"""The way out: public https only, the address pinned, no redirects, bounded in time and size."""
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from market.core import outbound


class Standin(BaseHTTPRequestHandler):
    """An outside system that behaves badly on request."""

    asked = []
    dripped = 0

    def do_GET(self):
        type(self).asked.append((self.command, self.path, self.headers["Host"]))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest")
            self.end_headers()
        elif self.path == "/large":
            self.answer(b"x" * 5000)
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            self.drip(b"x" * 1000, 0)
        elif self.path == "/dripping":
            self.send_response(200)
            self.end_headers()
            self.drip(b"x", 0.05)
        elif self.path == "/dripping-headers":
            self.drip(b"H", 0.05)
        else:
            self.answer(b'{"ok": true}')

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, piece, pause):
        try:
            for number in range(200):
                type(self).dripped = number
                self.wfile.write(piece)
                time.sleep(pause)
        except OSError:
            pass

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def origin():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Standin)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def standin(origin, settings):
    settings.OUTBOUND_STANDINS = frozenset({origin})
    return origin


def resolving(monkeypatch, *answers):
    """Let every name resolve to these addresses, one list after the other."""
    left = list(answers)

    def getaddrinfo(host, port, *args, **kwargs):
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
                for one in found]
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def refusal(*arguments, **options):
    with pytest.raises(outbound.OutboundRefused) as refused:
        outbound.fetch(*arguments, **options)
    assert refused.value.sentence.endswith("。")
    return refused.value.code


def test_a_named_standin_is_reached(standin):
    answer = outbound.fetch("GET", f"{standin}/fine?x=1")

    assert (answer.status, answer.json()) == (200, {"ok": True})
    assert Standin.asked[-1] == ("GET", "/fine?x=1", standin.removeprefix("http://"))


def test_a_body_is_sent_and_the_answer_read(standin):
    assert outbound.fetch("POST", f"{standin}/echo", body="付款".encode()).body.decode() == "付款"


def test_another_port_of_a_standins_machine_is_not_the_standin(standin):
    assert refusal("GET", standin.rpartition(":")[0] + ":1/") == "outbound.scheme"


def test_without_the_setting_the_same_server_is_refused(origin):
    asked = len(Standin.asked)

    assert refusal("GET", f"{origin}/fine") == "outbound.scheme"
    assert refusal("GET", f"{origin}/fine".replace("http:", "https:")) == "outbound.not_public"
    assert len(Standin.asked) == asked


def test_a_redirect_is_not_followed(standin):
    answer = outbound.fetch("GET", f"{standin}/redirect")

    assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/latest")


@pytest.mark.parametrize("path", ["/large", "/endless"])
def test_a_large_answer_is_not_taken(standin, path):
    assert refusal("GET", f"{standin}{path}", size=4000) == "outbound.too_large"


@pytest.mark.parametrize("path", ["/dripping", "/dripping-headers"])
def test_a_slow_answer_is_cut_off(standin, path):
    assert refusal("GET", f"{standin}{path}", seconds=0.4) == "outbound.timeout"
    assert Standin.dripped < 100, "the connection stayed open until the other side was done"


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://x/"])
def test_only_https_leaves(url):
    assert refusal("GET", url) in {"outbound.scheme", "outbound.address"}


@pytest.mark.parametrize("url", ["https://", "https://user:secret@example.org/", "https://[::1", "https://a:99999/",
                                 "https://例子.中国/", "nonsense"])
def test_a_malformed_address_is_refused(url):
    assert refusal("GET", url) in {"outbound.address", "outbound.scheme"}


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.9.9.9", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "2002:7f00:1::", "2002:c0a8:101::", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2001:db8::1", "fe80::1%eth0",
    "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "64:ff9b:1::7f00:1", "5f00::1", "192.0.0.192", "192.88.99.1",
])
def test_an_address_that_is_not_public_is_refused(address, monkeypatch):
    resolving(monkeypatch, [address])

    assert refusal("GET", "https://innocent.example.org/") == "outbound.not_public"


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8"])
def test_a_public_address_is_known_as_one(address):
    assert outbound.is_public(address)


def test_one_private_address_among_public_ones_spoils_the_name(monkeypatch):
    resolving(monkeypatch, ["8.8.8.8", "10.0.0.1"])

    assert refusal("GET", "https://innocent.example.org/") == "outbound.not_public"


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host):
    assert refusal("GET", f"https://{host}/") in {"outbound.not_public", "outbound.unknown_host"}


def test_a_name_that_answers_differently_the_second_time_gains_nothing(monkeypatch):
    resolving(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    tried = []

    def connect(address, *args, **kwargs):
        tried.append(address)
        raise OSError("no network in tests")
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)

    assert refusal("GET", "https://rebinding.example.org/") == "outbound.failed"
    assert tried == [("8.8.8.8", 443)]


def test_an_unknown_method_is_refused(standin):
    assert refusal("TRACE", f"{standin}/") == "outbound.method"
